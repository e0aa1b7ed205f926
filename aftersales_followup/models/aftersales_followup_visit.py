from odoo import api, models
from odoo.fields import Domain

REQUEST = "aftersales.visit.request"


class AftersalesFollowup(models.Model):
    """Visits that customers asked for: request and follow-up say the same (F28)."""

    _inherit = "aftersales.followup"

    @api.model
    def _waiting_for_visit(self, requests, channels=("visit",)):
        """Return what is still to be done about requests.

        :param channels: ``visit`` is the sending, ``phone`` the question afterwards
        """
        return self.search(
            Domain("res_model", "=", REQUEST)
            & Domain("res_id", "in", requests.ids)
            & Domain("state", "in", ("planned", "open"))
            & Domain("channel", "in", channels)
        )

    def _note_sent(self):
        """Finish what has somebody sent: somebody was."""
        completed = self.env.ref("aftersales_followup.followup_outcome_completed")
        for followup in self:
            followup._log_attempt(
                completed, note=self.env._("Somebody was sent."), channel="visit"
            )

    def _close(self, outcome, vals, now):
        """Note on the request that somebody was sent, when the agent says so here."""
        result = super()._close(outcome, vals, now)
        sent = self.filtered(
            lambda followup: (
                followup.res_model == REQUEST and followup.channel == "visit"
            )
        )
        if sent and outcome.is_effective:
            requests = self.env[REQUEST].browse(sent.mapped("res_id")).exists()
            for request in requests.filtered(lambda one: not one.date_sent):
                # Written down later than it was asked for, whatever the clocks say.
                moment = max(now, request.date_requested)
                user = request.user_id.id or self.env.uid
                request.write({"date_sent": moment, "user_id": user})
        return result
