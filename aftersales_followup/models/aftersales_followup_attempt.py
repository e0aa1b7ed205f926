from odoo import fields, models

from .aftersales_program_step import CHANNELS


class AftersalesFollowupAttempt(models.Model):
    """One try to reach the customer; never changed afterwards (F11)."""

    _name = "aftersales.followup.attempt"
    _description = "Follow-up Attempt"
    _order = "date desc, id desc"
    _rec_name = "followup_id"

    followup_id = fields.Many2one(
        "aftersales.followup", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="followup_id.company_id", store=True, index=True, precompute=True
    )
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    channel = fields.Selection(CHANNELS, required=True, default="phone")
    line = fields.Char(help="The number or address that was used.")
    contact_id = fields.Many2one("res.partner", string="Spoken to")
    outcome_id = fields.Many2one(
        "aftersales.followup.outcome", required=True, ondelete="restrict"
    )
    note = fields.Text()
    user_id = fields.Many2one(
        "res.users", string="Made by", required=True, default=lambda self: self.env.user
    )
    callback_date = fields.Datetime(string="Call back at")
