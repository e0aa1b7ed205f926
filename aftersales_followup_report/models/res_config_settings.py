from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    aftersales_target_rate = fields.Float(
        related="company_id.aftersales_target_rate", readonly=False
    )
    aftersales_warranty_rate = fields.Float(
        related="company_id.aftersales_warranty_rate", readonly=False
    )
    aftersales_report_day = fields.Integer(
        related="company_id.aftersales_report_day", readonly=False
    )
    aftersales_report_fine = fields.Monetary(
        related="company_id.aftersales_report_fine", readonly=False
    )
    aftersales_report_partner_ids = fields.Many2many(
        related="company_id.aftersales_report_partner_ids", readonly=False
    )
