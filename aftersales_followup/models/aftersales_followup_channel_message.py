import logging
import re

from odoo import Command, fields, models
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools.mail import generate_tracking_message_id

from ..tools import retry

_logger = logging.getLogger(__name__)

URL = re.compile(r"https?://\S+")
# An error of a broken text may bring half the text along.
REASON_LIMIT = 300


class AftersalesFollowup(models.Model):
    """Messages: filled, put into Odoo's queues, logged, all in batches (F18)."""

    _inherit = "aftersales.followup"

    def _send_messages(self, channel):
        """Put the follow-ups' messages into the channel's queue.

        :param str channel: ``sms``, ``email`` or ``letter``
        :return: {follow-up id: why its message was not sent}
        """
        reasons = self._obstacles(channel)
        ready = self.filtered(lambda followup: followup.id not in reasons)
        texts = ready.grouped(
            lambda f: f.step_id._message_template(channel, bool(f.survey_id))
        )
        for template, followups in texts.items():
            reasons |= followups._queue_safely(channel, template)
        return reasons

    def _queue_safely(self, channel, template):
        """Queue the messages at once; where that fails, one by one shows which it is.

        :return: {follow-up id: why its message was not sent}
        """
        if not template:
            return dict.fromkeys(self.ids, self.env._("There is no text to send."))
        try:
            with self.env.cr.savepoint():
                self._prepare_links()
                getattr(self, f"_queue_{channel}")(template)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception as error:
            # A text that a user broke, or one customer's odd data: whatever it is,
            # the others get theirs, and these go to the next channel.
            if len(self) > 1:
                reasons = {}
                for followup in self:
                    reasons |= followup._queue_safely(channel, template)
                return reasons
            _logger.warning("%s by %s", self, channel, exc_info=True)
            words = " ".join(str(error).split())[:REASON_LIMIT]
            return {self.id: self.env._("The message cannot be made: %s", words)}
        return {}

    # ------------------------------------------------------------------
    # Into the queues
    # ------------------------------------------------------------------

    def _queue_sms(self, template):
        """Queue an SMS for each follow-up.

        What ``_message_sms`` does, but for all at once, and with the personal link
        in the SMS only: whoever may read the follow-up must not answer for the
        customer.
        """
        bodies = template._render_field("body", self.ids, compute_lang=True)
        self._check_texts(bodies)
        hidden = self.env._("[personal link]")
        notes = self._log_outgoing(
            {key: URL.sub(hidden, body) for key, body in bodies.items()}, "sms"
        )
        texts = self.env["sms.sms"].create(
            [
                {
                    "body": bodies[followup.id],
                    "number": followup._line("sms"),
                    "partner_id": followup._addressee().id,
                    "mail_message_id": note.id,
                }
                for followup, note in zip(self, notes, strict=True)
            ]
        )
        self.env["mail.notification"].create(
            [
                {
                    "author_id": text.mail_message_id.author_id.id,
                    "mail_message_id": text.mail_message_id.id,
                    "res_partner_id": text.partner_id.id,
                    "sms_number": text.number,
                    "notification_type": "sms",
                    "sms_id_int": text.id,
                    "sms_tracker_ids": [Command.create({"sms_uuid": text.uuid})],
                    "is_read": True,
                    "notification_status": "ready",
                }
                for text in texts
            ]
        )
        self._log_sent("sms")

    def _queue_email(self, template):
        """Queue an e-mail for each follow-up.

        What ``send_mail_batch`` does, but the chatter keeps the subject only: see
        ``_queue_sms``.
        """
        values = template._generate_template(
            self.ids,
            (
                "attachment_ids",
                "auto_delete",
                "body_html",
                "email_from",
                "mail_server_id",
                "reply_to",
                "subject",
            ),
        )
        self._check_texts({key: value["body_html"] for key, value in values.items()})
        notes = self._log_outgoing(
            {
                followup.id: self.env._(
                    "E-mail “%(subject)s” to %(address)s",
                    subject=values[followup.id]["subject"],
                    address=followup._line("email"),
                )
                for followup in self
            },
            "email_outgoing",
        )
        mails = self.env["mail.mail"].create(
            [
                {
                    # Without a sender or an address for answers, the note's count.
                    **{
                        key: value
                        for key, value in values[followup.id].items()
                        if value
                    },
                    "attachment_ids": [
                        Command.link(key)
                        for key in values[followup.id].get("attachment_ids", ())
                    ],
                    "mail_message_id": note.id,
                    "recipient_ids": [Command.link(followup._addressee().id)],
                }
                for followup, note in zip(self, notes, strict=True)
            ]
        )
        self.env["mail.notification"].create(
            [
                {
                    "author_id": mail.author_id.id,
                    "mail_message_id": mail.mail_message_id.id,
                    "mail_mail_id": mail.id,
                    "res_partner_id": followup._addressee().id,
                    "notification_type": "email",
                    "is_read": True,
                    "notification_status": "ready",
                }
                for followup, mail in zip(self, mails, strict=True)
            ]
        )
        self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()
        self._log_sent("email")

    def _check_texts(self, texts):
        """Make sure that there is something to read.

        :raises UserError: when a text came out empty
        """
        if not all((text or "").strip() for text in texts.values()):
            raise UserError(self.env._("The text is empty."))

    def _log_outgoing(self, bodies, message_type):
        """Write the notes in the chatters, each with an identity of its own.

        Odoo's batch gives all the same identity; the mail that hangs on it, and the
        customer's answer to it, need their own.
        """
        notes = self._message_log_batch(bodies, message_type=message_type)
        for note in notes:
            note.message_id = generate_tracking_message_id(
                f"{note.res_id}-{self._name}"
            )
        return notes

    # ------------------------------------------------------------------
    # Attempts
    # ------------------------------------------------------------------

    def _log_sent(self, channel):
        """Log that the messages went out; what asks nothing is done with that."""
        sent = self.env.ref("aftersales_followup.followup_outcome_sent")
        self._log_messages(sent, channel)
        notices = self.filtered(lambda f: not f.survey_id and f.channel == channel)
        if notices:
            notices._close(sent, {}, fields.Datetime.now())

    def _log_messages(self, outcome, channel, notes=None):
        """Log one attempt each without anybody on the line, in one batch (F11).

        :param outcome: ``aftersales.followup.outcome``
        :param dict notes: {follow-up id: note}
        """
        now = fields.Datetime.now()
        notes = notes or {}
        self.env["aftersales.followup.attempt"].create(
            [
                {
                    "followup_id": followup.id,
                    "date": now,
                    "channel": channel,
                    "line": followup._line(channel),
                    "contact_id": followup._addressee().id,
                    "outcome_id": outcome.id,
                    "note": notes.get(followup.id),
                    "user_id": self.env.uid,
                }
                for followup in self
            ]
        )
        slots = {} if outcome.is_closing else self._slots_after(outcome, channel, now)
        planned = self.filtered(lambda followup: followup.state == "planned")
        for followup in self:
            vals = {
                "outcome_id": outcome.id,
                "attempt_count": followup.attempt_count + 1,
                "is_called": True,
                "is_contact": followup.is_contact or outcome.is_contact,
                "date_first_attempt": followup.date_first_attempt or now,
            }
            if followup in slots:
                vals |= {"state": "open", "date_next": slots[followup]}
            followup.write(vals)
        if outcome.is_closing:
            self._close(outcome, {}, now)
        elif channel not in self.mapped("channel"):
            # Sent by an agent, who goes on when nobody answers.
            (self - planned)._move_activities()
            planned._schedule_activities()

    def _slots_after(self, outcome, channel, now):
        """Return {follow-up: when to go on if nobody answers}."""
        slots = {}
        for days, followups in self.grouped(
            lambda f: f.step_id.answer_days if f.channel == channel else None
        ).items():
            delay, unit = (
                (outcome.retry_delay, outcome.retry_delay_unit)
                if days is None
                else (days, "day")
            )
            slots |= followups._next_slots(retry.after_delay(now, delay, unit))
        return slots
