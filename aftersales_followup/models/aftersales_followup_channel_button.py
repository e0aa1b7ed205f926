import datetime

from odoo import fields, models
from odoo.exceptions import UserError

# A second click, or a second agent.
JUST_SENT = datetime.timedelta(minutes=10)


class AftersalesFollowup(models.Model):
    """An agent sends the link to somebody who cannot be reached by phone (F18)."""

    _inherit = "aftersales.followup"

    def action_send_link_sms(self):
        """Send the personal link by SMS."""
        return self.action_send_link("sms")

    def action_send_link_email(self):
        """Send the personal link by e-mail."""
        return self.action_send_link("email")

    def action_send_link(self, channel):
        """Send the questionnaire as a personal link; its answer closes the follow-up.

        The follow-up stays with its agent and comes back to the queue when nobody
        answers.

        :param str channel: ``sms`` or ``email``
        :return: a notification for the screen
        :raises UserError: when it cannot be sent, saying why
        """
        self.ensure_one()
        self.check_access("write")
        if channel not in ("sms", "email"):
            raise UserError(self.env._("The link is sent by SMS or by e-mail."))
        # sudo: agents may write the follow-up; surveys, queues and attempts are the
        # system's.
        followup = self.sudo()
        followup._lock_open_call()
        followup._check_link(channel)
        reasons = followup._send_messages(channel)
        if reasons:
            raise UserError(reasons[self.id])
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "The link is on its way to %s.", followup._line(channel)
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _check_link(self, channel):
        """Make sure that a link makes sense now.

        :raises UserError: saying why not
        """
        if not self.survey_id:
            raise UserError(self.env._("This follow-up has no questionnaire to send."))
        # Who brought the car may have opted out alone (F22).
        people = self.partner_id | self._addressee()
        blocked = self.env["aftersales.contact.block"]._blocked_partner_ids(
            people.ids, self.purpose_id, channel
        )
        if blocked:
            raise UserError(
                self.env._("The customer does not want to be contacted this way.")
            )
        last = self.attempt_ids[:1]
        if (
            last.outcome_id.is_automatic
            and last.date > fields.Datetime.now() - JUST_SENT
        ):
            raise UserError(
                self.env._(
                    "The link was sent a moment ago. Give the customer some time."
                )
            )
