from odoo import fields, models


class ResPartner(models.Model):
    """The customer's file (A1)."""

    _name = "res.partner"
    _inherit = ["res.partner", "aftersales.archive"]

    wishes = fields.Text(
        help="What the customer likes and asks for: who should serve him, how he wants "
        "to be told, what he takes with his coffee (A1)."
    )
    benefits = fields.Char(related="customer_category_id.benefits")
