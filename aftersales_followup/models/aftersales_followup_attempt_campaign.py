from odoo import api, models

from .aftersales_followup_campaign import PARTICIPANT


class AftersalesFollowupAttempt(models.Model):
    """An attempt of an invitation is noted with the participant (F9)."""

    _inherit = "aftersales.followup.attempt"

    @api.model_create_multi
    def create(self, vals_list):
        attempts = super().create(vals_list)
        invitations = attempts.filtered(
            lambda attempt: attempt.followup_id.res_model == PARTICIPANT
        )
        for followup, own in invitations.grouped("followup_id").items():
            # sudo: agents do not write by hand who was invited.
            followup.sudo()._participant().exists()._note_attempts(own.sudo())
        return attempts
