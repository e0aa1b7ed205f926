from odoo import api, models
from odoo.fields import Domain


class AftersalesHistory(models.AbstractModel):
    """Campaigns in the history of customer and car (A1, F9)."""

    _inherit = "aftersales.history"

    @api.model
    def _kinds(self):
        return super()._kinds() | {"campaign": self.env._("Campaign")}

    @api.model
    def _entries(self, subject, limit):
        return [
            *super()._entries(subject, limit),
            self._campaign_entries(subject, limit),
        ]

    def _campaign_entries(self, subject, limit):
        """Yield those to which the customer was invited, or came."""
        if not self.env["aftersales.campaign"].has_access("read"):
            return
        participants = self._records(
            "aftersales.campaign.participant",
            subject,
            "campaign_date desc, id desc",
            limit,
            Domain("date_invited", "!=", False) | Domain("attended", "=", True),
        )
        answers = dict(participants._fields["answer"]._description_selection(self.env))
        for participant in participants:
            title = self._title(
                participant.campaign_id.name,
                self._plate(subject, participant),
                participant.answer and answers[participant.answer],
                participant.attended and self.env._("Was there"),
                participant.result_note,
            )
            yield participant.campaign_date, "campaign", title, participant.campaign_id
