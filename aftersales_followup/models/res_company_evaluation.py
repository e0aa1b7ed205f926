from odoo import fields, models

USER_DOMAIN = "[('share', '=', False), ('company_ids', 'in', id)]"


class ResCompany(models.Model):
    """Who evaluates the orders of the central line (Q7)."""

    _inherit = "res.company"

    evaluation_foreman_id = fields.Many2one(
        "res.users",
        string="Foreman",
        domain=USER_DOMAIN,
        help="Evaluates each order of the central line himself. Empty: who is "
        "responsible for the order.",
    )
    evaluation_dispatcher_id = fields.Many2one(
        "res.users",
        string="Dispatcher",
        domain=USER_DOMAIN,
        help="Calls the customers of the central line.",
    )
    evaluation_manager_id = fields.Many2one(
        "res.users",
        string="Manager who calls too",
        domain=USER_DOMAIN,
        help="Calls the drawn share of them.",
    )
    evaluation_manager_rate = fields.Float(
        string="Manager's share (%)",
        default=10.0,
        help="The dispatcher calls the rest.",
    )

    _evaluation_manager_rate_range = models.Constraint(
        "CHECK(evaluation_manager_rate >= 0 AND evaluation_manager_rate <= 100)",
        "The manager's share is a percentage between 0 and 100.",
    )
