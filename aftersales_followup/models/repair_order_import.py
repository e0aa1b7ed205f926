from odoo import fields, models


class RepairOrder(models.Model):
    """An order that another system settled (F21)."""

    _inherit = "repair.order"

    import_profile_id = fields.Many2one(
        "aftersales.import.profile",
        string="Imported from",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    import_job_number = fields.Char(
        string="Job number of the source", readonly=True, copy=False
    )
    import_advisor = fields.Char(
        string="Adviser as named there", readonly=True, copy=False
    )
    import_technicians = fields.Char(
        string="Technicians as named there", readonly=True, copy=False
    )
    import_category = fields.Char(
        string="Category as named there", readonly=True, copy=False
    )
    settled_amount = fields.Monetary(
        currency_field="settled_currency_id",
        help="What the customer paid, as the other system says.",
    )
    settled_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Currency of the settled amount"
    )

    # A job is one order, however often its file is loaded.
    _import_once = models.UniqueIndex(
        "(import_profile_id, import_job_number) WHERE import_profile_id IS NOT NULL",
        "This job of the source is an order already.",
    )
