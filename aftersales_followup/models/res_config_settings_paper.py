from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    paper_return_threshold = fields.Float(
        related="company_id.paper_return_threshold", readonly=False
    )
