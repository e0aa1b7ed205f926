from markupsafe import Markup, escape

from odoo import api, fields, models
from odoo.exceptions import UserError

PARTICIPANT = "aftersales.campaign.participant"


class AftersalesFollowup(models.Model):
    """Invitations to a campaign: their words, their answers, when they wait (F9)."""

    _inherit = "aftersales.followup"

    campaign_id = fields.Many2one(
        "aftersales.campaign", compute="_compute_campaign_id", compute_sudo=True
    )

    campaign_date_text = fields.Char(
        compute="_compute_campaign_id",
        compute_sudo=True,
        help="Day and time, for messages.",
    )

    @api.depends("res_model", "res_id")
    def _compute_campaign_id(self):
        for followup in self:
            campaign = followup._participant().campaign_id
            followup.campaign_id = campaign
            followup.campaign_date_text = campaign and campaign._date_text()

    def _participant(self):
        """Return the participant whom this follow-up invites, none for all others."""
        self.ensure_one()
        is_invitation = self.res_model == PARTICIPANT
        return self.env[PARTICIPANT].browse(self.res_id if is_invitation else ())

    # ------------------------------------------------------------------
    # What the agent says
    # ------------------------------------------------------------------

    def _script_values(self):
        values = super()._script_values()
        # sudo: the follow-up brings along what it invites to.
        campaign = self.sudo().campaign_id
        return {
            **values,
            "campaign": campaign.name or "",
            "campaign_date": campaign._date_text() if campaign else "",
            "place": campaign.place or "",
            "content": campaign._words() if campaign else "",
        }

    def _call_script(self):
        """Add the store's running campaigns to the block about them (F17)."""
        blocks = super()._call_script()
        if "campaigns" not in {block["kind"] for block in blocks}:
            return blocks
        # sudo: every agent may tell what the store offers.
        running = self.env["aftersales.campaign"].sudo()._running(self.company_id)
        told = Markup("").join(
            Markup("<br/>• ") + escape(campaign._line())
            for campaign in running - self.sudo().campaign_id
        )
        for block in blocks:
            if block["kind"] == "campaigns":
                block["html"] += str(told)
        return blocks

    # ------------------------------------------------------------------
    # Answers
    # ------------------------------------------------------------------

    def _check_outcome(self, outcome, note, callback):
        result = super()._check_outcome(outcome, note, callback)
        if (
            outcome.is_effective
            and not self._has_answers()
            and any(
                self.survey_id.question_ids.suggested_answer_ids.mapped(
                    "campaign_answer"
                )
            )
        ):
            raise UserError(
                self.env._(
                    "Nothing is answered yet. Enter the answers, or choose another "
                    "outcome."
                )
            )
        return result

    def _survey_on(self, channel):
        """Do not ask again who has answered already: the call only reminds."""
        if not self.survey_id and self._participant().answer:
            return self.survey_id
        return super()._survey_on(channel)

    # ------------------------------------------------------------------
    # Content that changes
    # ------------------------------------------------------------------

    def _hold(self):
        """Take out of the queue what must not go out; a promised call-back stays."""
        waiting = self.filtered(lambda followup: not followup.is_called)
        waiting.letter_ids.filtered(lambda letter: letter.state == "draft").unlink()
        waiting.write({"state": "planned", "date_next": False})
        waiting._close_activities()

    def _release(self, date):
        """Let invitations go on after approval, on the campaign's day as it is now."""
        for followup in self.filtered(lambda followup: not followup.is_called):
            if followup.occurrence_key == "letter":
                # It hangs on the day of the customer's wish, which has not moved.
                followup._set_due(followup.anchor_date, followup.date_due)
            else:
                followup._move_to(date)

    def _open(self):
        """Leave planned what invites to a campaign that is not approved."""
        held = self.filtered(
            lambda followup: (
                followup.res_model == PARTICIPANT
                and followup.campaign_id.state != "running"
            )
        )
        return super(AftersalesFollowup, self - held)._open()
