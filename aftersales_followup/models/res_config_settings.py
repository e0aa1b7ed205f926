from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    hotline = fields.Char(related="company_id.hotline", readonly=False)
    archive_days = fields.Integer(related="company_id.archive_days", readonly=False)
    visit_hours = fields.Integer(related="company_id.visit_hours", readonly=False)
    contact_cap_days = fields.Integer(
        related="company_id.contact_cap_days", readonly=False
    )
