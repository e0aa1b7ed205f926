from odoo import fields, models


class ResCompany(models.Model):
    """Who takes up the wishes that nobody else is named for."""

    _inherit = "res.company"

    wish_sales_user_id = fields.Many2one(
        "res.users",
        string="Wishes to buy",
        domain="[('share', '=', False), ('company_ids', 'in', id)]",
        help="Takes up wishes to buy a car when the customer's car has no sales "
        "adviser (F19).",
    )
    wish_reception_user_id = fields.Many2one(
        "res.users",
        string="Wishes to book",
        domain="[('share', '=', False), ('company_ids', 'in', id)]",
        help="Takes up wishes to book a visit; empty: the service adviser (F19).",
    )
