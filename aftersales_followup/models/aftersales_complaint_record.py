from odoo import fields, models


class AftersalesComplaint(models.Model):
    """The record of a complaint (C6): what was found, decided, done and said."""

    _inherit = "aftersales.complaint"

    instruction = fields.Text(string="Director's instruction", tracking=True)
    instruction_user_id = fields.Many2one(
        "res.users", string="Instruction by", readonly=True, copy=False
    )
    responsibility = fields.Selection(
        [
            ("own", "Ours"),
            ("manufacturer", "Manufacturer's"),
            ("customer", "Customer's"),
            ("third", "Somebody else's"),
            ("none", "Nobody's"),
        ],
        tracking=True,
    )
    responsible_person_id = fields.Many2one(
        "res.users", string="Person at fault", copy=False
    )
    root_cause = fields.Text()
    solution = fields.Text()
    date_promised = fields.Date(string="Promised for", tracking=True)
    consent = fields.Selection(
        [
            ("pending", "Not asked yet"),
            ("agreed", "Agreed"),
            ("refused", "Does not agree"),
        ],
        string="Customer's consent",
        default="pending",
        required=True,
        copy=False,
        tracking=True,
    )
    corrective_action = fields.Text()
    preventive_action = fields.Text()
    currency_id = fields.Many2one(related="company_id.currency_id")
    cost = fields.Monetary(string="Cost of the solution", tracking=True, copy=False)
    handled_by_id = fields.Many2one("res.users", string="Handled by", copy=False)
    confirmation = fields.Text(
        string="Confirmed with the customer",
        copy=False,
        help="What the customer said to the customer-care manager (C7).",
    )
    revisit_result = fields.Selection(
        [
            ("satisfied", "Satisfied"),
            ("dissatisfied", "Still unhappy"),
            ("unreachable", "Not reached"),
        ],
        string="Re-visit",
        copy=False,
        tracking=True,
    )
    final_evaluation = fields.Selection(
        [
            ("satisfied", "Satisfied"),
            ("accepted", "Accepted"),
            ("dissatisfied", "Dissatisfied"),
        ],
        string="Final result",
        copy=False,
        tracking=True,
    )
    final_word = fields.Text(string="Customer's final word", copy=False)
