from odoo import fields, models


class AftersalesFollowupOutcome(models.Model):
    _inherit = "aftersales.followup.outcome"

    is_automatic = fields.Boolean(
        string="Set by the system",
        help="Logged when a message is sent or cannot be sent; no agent chooses it.",
    )
