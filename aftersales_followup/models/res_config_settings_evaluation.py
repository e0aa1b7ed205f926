from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    evaluation_foreman_id = fields.Many2one(
        related="company_id.evaluation_foreman_id", readonly=False
    )
    evaluation_dispatcher_id = fields.Many2one(
        related="company_id.evaluation_dispatcher_id", readonly=False
    )
    evaluation_manager_id = fields.Many2one(
        related="company_id.evaluation_manager_id", readonly=False
    )
    evaluation_manager_rate = fields.Float(
        related="company_id.evaluation_manager_rate", readonly=False
    )
