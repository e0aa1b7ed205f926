from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    aftersales_target_rate = fields.Float(
        related="company_id.aftersales_target_rate", readonly=False
    )
