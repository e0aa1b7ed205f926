from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    wish_sales_user_id = fields.Many2one(
        related="company_id.wish_sales_user_id", readonly=False
    )
    wish_reception_user_id = fields.Many2one(
        related="company_id.wish_reception_user_id", readonly=False
    )
