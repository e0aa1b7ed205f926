import datetime
from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain

from ..tools import retry
from .aftersales_program_step_channel import AUTOMATIC_CHANNELS

FAILED = ("exception", "bounce", "canceled")
# Long enough for every gateway to report, short enough to look through quickly.
FAILURES_BACK = datetime.timedelta(days=30)
# A message's note is written down just before its attempt.
JUST_BEFORE = datetime.timedelta(minutes=1)


class AftersalesFollowup(models.Model):
    """Channels that the system works off: SMS, e-mail, letter (F18).

    ``_cron_send`` → ``_run_channel`` → ``_send_messages`` (what cannot be sent, what
    failed, what nobody answered) → ``_fall_back`` to the next channel. Until then the
    follow-up is in no agent's queue.
    """

    _inherit = "aftersales.followup"

    _channel_index = models.Index(
        "(company_id, date_next) "
        "WHERE state = 'open' AND channel IN ('sms', 'email', 'letter')"
    )

    # ------------------------------------------------------------------
    # The run
    # ------------------------------------------------------------------

    @api.model
    def _cron_send(self):
        """Send what is due, and pass on what failed or was not answered in time."""
        if not self._pass_on_failed():
            return
        for company in self.env["res.company"].search([]):
            due = (
                Domain("company_id", "=", company.id)
                & Domain("state", "=", "open")
                & Domain("channel", "in", AUTOMATIC_CHANNELS)
                & Domain("date_next", "<=", fields.Datetime.now())
            )
            if not self.with_company(company)._in_chunks(
                due, lambda followups: followups._run_channel()
            ):
                # Odoo comes back at once for what is left.
                return
        self.env["ir.cron"]._commit_progress(remaining=0)

    def _run_channel(self):
        """Take the next step with follow-ups whose moment has come."""
        at_work = self.filtered(lambda followup: not followup._waits_for_stamp())
        unanswered = at_work.filtered(lambda f: f.channel in f._tried_channels())
        unanswered._fall_back(
            dict.fromkeys(
                unanswered.ids, self.env._("Nobody answered the message in time.")
            )
        )
        reasons = {}
        ready = (at_work - unanswered)._without_blocked(reasons)._in_their_windows()
        for channel, followups in ready.grouped("channel").items():
            reasons |= followups._send_messages(channel)
        self.browse(reasons)._fall_back(reasons)

    def _tried_channels(self):
        """Return the channels that a message went out on already."""
        attempts = self.attempt_ids.filtered(
            lambda attempt: attempt.outcome_id.is_automatic
        )
        return set(attempts.mapped("channel"))

    def _waits_for_stamp(self):
        """Tell whether a letter lies in the register, still to be sent."""
        return False

    def _without_blocked(self, reasons):
        """Leave out those who do not want this channel for this purpose (F13).

        :param dict reasons: {follow-up id: reason}, filled with those left out
        """
        Block = self.env["aftersales.contact.block"]
        for (purpose, channel), followups in self.grouped(
            lambda followup: (followup.purpose_id, followup.channel)
        ).items():
            blocked = Block._blocked_partner_ids(
                followups.partner_id.ids, purpose, channel
            )
            for followup in followups:
                if followup.partner_id.id in blocked:
                    reasons[followup.id] = self.env._(
                        "The customer does not want to be contacted this way."
                    )
        return self.filtered(lambda followup: followup.id not in reasons)

    def _in_their_windows(self):
        """Leave for later whose window is closed at this moment (F14).

        The run may be late; a message at night is no better than a call. Letters
        disturb nobody, and an hour before an appointment is of no use after it.
        """
        now = fields.Datetime.now()
        messages = self.filtered(
            lambda followup: (
                followup.channel != "letter"
                and not followup.step_id._is_before_a_moment()
            )
        )
        early = self.browse()
        for followup, slot in messages._next_slots(now).items():
            if slot > now:
                followup.date_next = slot
                early += followup
        return self - early

    def _next_slots(self, moment):
        """Return {follow-up: the first moment since in the customer's window}."""
        windows = self.env["aftersales.contact.window"]._by_partner(self.partner_id.ids)
        usual = self.env["aftersales.calling.hours"]
        # All that is asked of the customers here, of sixty columns.
        self.partner_id.fetch(["tz"])
        return {
            followup: retry.next_slot(
                moment,
                followup.partner_id._aftersales_tz()
                or followup.company_id._aftersales_tz(),
                windows.get(followup.partner_id.id)
                or usual._of_company(followup.company_id),
            )
            for followup in self
        }

    # ------------------------------------------------------------------
    # Failures
    # ------------------------------------------------------------------

    @api.model
    def _pass_on_failed(self):
        """Pass on follow-ups whose message did not arrive: wrong number, no credit…

        :return: whether there was time for all of them
        """
        notifications = self.env["mail.notification"].search(
            Domain("notification_status", "in", FAILED)
            & Domain("notification_type", "in", ("sms", "email"))
            & Domain("mail_message_id.model", "=", self._name)
            & Domain(
                "mail_message_id.date", ">=", fields.Datetime.now() - FAILURES_BACK
            )
        )
        by_followup = notifications.grouped(lambda n: n.mail_message_id.res_id)
        waiting = Domain("id", "in", list(by_followup)) & self._waiting_domain()
        return self._in_chunks(
            waiting, lambda followups: followups._take_back(by_followup)
        )

    def _waiting_domain(self):
        sent = self.env.ref("aftersales_followup.followup_outcome_sent")
        return Domain("state", "in", ("open", "done")) & Domain(
            "outcome_id", "=", sent.id
        )

    def _take_back(self, notifications_by_followup):
        """Log that the last message did not arrive, and pass the follow-ups on."""
        not_sent = self.env.ref("aftersales_followup.followup_outcome_not_sent")
        reasons_by_channel = defaultdict(dict)
        for followup in self:
            last = followup.attempt_ids[:1]
            notification = notifications_by_followup[followup.id].filtered(
                lambda n, last=last: (
                    n.notification_type == last.channel
                    and n.mail_message_id.date >= last.date - JUST_BEFORE
                )
            )[:1]
            if notification:
                reason = notification._channel_failure()
                reasons_by_channel[last.channel][followup.id] = reason
        for channel, reasons in reasons_by_channel.items():
            followups = self.browse(reasons)
            followups._log_messages(not_sent, channel, reasons)
            followups._fall_back(reasons)

    # ------------------------------------------------------------------
    # The next channel
    # ------------------------------------------------------------------

    def _fall_back(self, reasons):
        """Hand follow-ups to their next channel, the reason in the chatter (F18).

        Where the customer forbids every channel that is left, the follow-up ends.

        :param dict reasons: {follow-up id: why the channel did not work}
        """
        now = fields.Datetime.now()
        forbidden = self._forbidden_channels()
        slots = self._next_slots(now)
        moved = defaultdict(self.browse)
        for followup in self:
            channel = followup._next_channel(forbidden)
            survey = followup._survey_on(channel)
            moved[channel, survey, slots[followup]] += followup
        for (channel, survey, slot), followups in moved.items():
            if not channel:
                followups._cancel_for("do_not_contact")
                continue
            # A notice that was closed when it was sent is open again.
            followups.write(
                {
                    "channel": channel,
                    "survey_id": survey.id,
                    "date_next": slot,
                    "state": "open",
                    "date_done": False,
                }
            )
            followups._close_activities()
            followups._schedule_activities()
        self._message_log_batch({key: reasons[key] for key in self.ids})

    def _survey_on(self, channel):
        """Return the questionnaire of a follow-up on a channel.

        A message may ask nothing; an agent who calls instead has something to ask.
        """
        self.ensure_one()
        if self.survey_id or channel in AUTOMATIC_CHANNELS:
            return self.survey_id
        return self.step_id.fallback_survey_id

    def _forbidden_channels(self):
        """Return {(partner id, purpose id, channel)} that are refused (F13)."""
        Block = self.env["aftersales.contact.block"]
        asked = {
            (followup.purpose_id, channel)
            for followup in self
            for channel in (followup.step_id.fallback_channel, "phone")
        }
        return {
            (partner_id, purpose.id, channel)
            for purpose, channel in asked
            for partner_id in Block._blocked_partner_ids(
                self.partner_id.ids, purpose, channel
            )
        }

    def _next_channel(self, forbidden):
        """Return the next channel, None when the customer forbids all that are left.

        :param set forbidden: (partner id, purpose id, channel)
        """
        self.ensure_one()
        if self.channel not in AUTOMATIC_CHANNELS:
            # A link that an agent sent by hand: the agent goes on.
            return self.channel
        tried = self._tried_channels() | {self.channel}
        for channel in (self.step_id.fallback_channel, "phone"):
            key = (self.partner_id.id, self.purpose_id.id, channel)
            if channel not in tried and key not in forbidden:
                return channel
        return None

    # ------------------------------------------------------------------
    # People
    # ------------------------------------------------------------------

    def _schedule_activities(self):
        """Put into the agents' views only what agents do."""
        by_hand = self.filtered(lambda f: f.channel not in AUTOMATIC_CHANNELS)
        return super(AftersalesFollowup, by_hand)._schedule_activities()

    def finish_call(
        self,
        outcome_id,
        note=None,
        callback_date=None,
        channel=None,
        contact_id=None,
        answers=None,
        line=None,
    ):
        """Take what an agent does with a follow-up by SMS or e-mail for a call."""
        if not channel and self.channel in AUTOMATIC_CHANNELS:
            channel = "phone"
        return super().finish_call(
            outcome_id,
            note=note,
            callback_date=callback_date,
            channel=channel,
            contact_id=contact_id,
            answers=answers,
            line=line,
        )

    def _log_attempt(self, outcome, **how):
        """Leave to the agent what an agent has begun."""
        result = super()._log_attempt(outcome, **how)
        if self.state == "open" and self.channel in AUTOMATIC_CHANNELS:
            self.write({"channel": "phone", "survey_id": self._survey_on("phone").id})
            self._schedule_activities()
        return result
