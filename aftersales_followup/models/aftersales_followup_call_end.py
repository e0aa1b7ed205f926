from odoo import SUPERUSER_ID, fields, models
from odoo.exceptions import LockError, UserError

from ..tools import retry


class AftersalesFollowup(models.Model):
    """The end of a call: an attempt with its outcome, and what follows (F11–F13).

    As in the opening, methods check the user's right on the record, then do the
    bookkeeping with full rights.
    """

    _inherit = "aftersales.followup"

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
        """Log an attempt with its outcome and do what follows from it.

        :param int outcome_id: ``aftersales.followup.outcome``
        :param str note: what was said; the reason, when the outcome blocks
        :param callback_date: UTC datetime (or its string) the customer named
        :param str channel: default the follow-up's own
        :param int contact_id: who was spoken to, when not the customer (F22)
        :param answers: what is not saved yet, as for :meth:`save_answers`: a whole
            call in one request; none is written when the call cannot end so
        :param str line: which of the numbers was used; default the one to try first
        :return: dict: ``state``, ``low_answers`` (texts of dissatisfied answers),
            ``next_id`` and ``later``: what comes next, see ``_ahead``
        :raises UserError: when it is closed already, or the outcome asks for a
            reason, a time or answers that are missing
        """
        self.ensure_one()
        self.check_access("write")
        outcome = self._find_outcome(outcome_id)
        if not outcome:
            raise UserError(self.env._("Choose how the call ended."))
        callback = fields.Datetime.to_datetime(callback_date or False)
        note = (note or "").strip()
        # sudo: see the class.
        followup = self.sudo()
        followup._lock_open_call()
        if answers:
            followup._write_answers(answers)
        followup._check_outcome(outcome, note, callback)
        followup._log_attempt(
            outcome,
            note=note,
            callback_date=callback,
            channel=channel or followup.channel,
            contact_id=contact_id,
            line=line,
        )
        low = followup.low_answer_count and followup.score_ids.filtered("is_low")
        return {
            "state": followup.state,
            **self._ahead(),
            "low_answers": [
                {"question": score.question_id.title, "comment": score.comment or ""}
                for score in low or ()
            ],
        }

    def _find_outcome(self, outcome_id):
        """Return an outcome with what decides about the call, read at once.

        Also one that was archived since the call screen was opened.
        """
        outcomes = self.env["aftersales.followup.outcome"]
        return outcomes.with_context(active_test=False).search_fetch(
            [("id", "=", outcome_id)],
            [
                "is_blocking",
                "is_closing",
                "is_contact",
                "is_effective",
                "is_refusal",
                "needs_callback_date",
                "retry_delay",
                "retry_delay_unit",
            ],
        )

    def _lock_open_call(self):
        """Lock the follow-up and make sure that it is still to be done.

        :raises UserError: naming who finished it, and when
        """
        try:
            self.lock_for_update(allow_referencing=True)
        except LockError as error:
            raise UserError(
                self.env._(
                    "A colleague is saving this follow-up at this moment. Wait a "
                    "second and try again: your answers are kept."
                )
            ) from error
        # What is read is what is locked: had somebody changed the row since this
        # transaction began, PostgreSQL would have refused, and Odoo begun again.
        if self.state not in ("planned", "open"):
            raise UserError(
                self.env._("%s Go on with the next call.", self.get_closing())
            )

    def get_closing(self):
        """Return who has closed the follow-up and how, in a sentence; False if open."""
        self.ensure_one()
        self.check_access("read")
        # sudo: names of colleagues of other teams may be shown here.
        followup = self.sudo()
        if followup.state in ("planned", "open"):
            return False
        states = dict(self._fields["state"]._description_selection(self.env))
        state = states[followup.state]
        last = followup.attempt_ids[:1]
        if not last or followup.state != "done":
            return self.env._("This follow-up is closed (%(state)s).", state=state)
        if last.user_id.id == SUPERUSER_ID and followup.is_effective:
            return self.env._("The customer has answered by the personal link already.")
        return self.env._(
            "%(who)s has finished this follow-up already (%(state)s).",
            who=last.user_id.name,
            state=state,
        )

    def _check_outcome(self, outcome, note, callback):
        """Make sure that the outcome has what it asks for.

        :raises UserError: saying what is missing
        """
        if outcome.is_blocking and not note:
            raise UserError(
                self.env._(
                    "Write down the reason: the customer will not be contacted for "
                    "this purpose again."
                )
            )
        if outcome.needs_callback_date and not callback:
            raise UserError(self.env._("Enter when the customer wants to be called."))
        if outcome.needs_callback_date and callback < fields.Datetime.now():
            raise UserError(
                self.env._("The time of the next call has passed: enter a later one.")
            )
        if (
            outcome.is_effective
            and self._has_scored_questions()
            and not self._has_answers()
        ):
            raise UserError(
                self.env._(
                    "Nothing is answered yet. Enter the answers, or choose another "
                    "outcome."
                )
            )

    def _log_attempt(
        self,
        outcome,
        note="",
        callback_date=False,
        channel="phone",
        contact_id=False,
        line=None,
    ):
        """Write the attempt and move the follow-up to where it leads (F11)."""
        now = fields.Datetime.now()
        self.env["aftersales.followup.attempt"].create(
            {
                "followup_id": self.id,
                "date": now,
                "channel": channel,
                "line": self._line_used(channel, line),
                "contact_id": contact_id or self.contact_id.id or self.partner_id.id,
                "outcome_id": outcome.id,
                "note": note,
                "callback_date": callback_date
                if outcome.needs_callback_date
                else False,
                "user_id": self.env.uid,
            }
        )
        vals = {
            "outcome_id": outcome.id,
            "attempt_count": self.attempt_count + 1,
            "is_called": True,
            "is_contact": self.is_contact or outcome.is_contact,
            "date_first_attempt": self.date_first_attempt or now,
            "caller_id": False,
            "call_start": False,
        }
        if contact_id:
            vals["contact_id"] = contact_id
        # The system is nobody to hand the customer to.
        if not self.user_id and self.env.uid != SUPERUSER_ID:
            vals["user_id"] = self.env.uid
        if outcome.is_closing:
            self._close(outcome, vals, now)
        else:
            vals["state"] = "open"
            vals["date_next"] = self._next_attempt(outcome, now, callback_date)
            self.write(vals)
            if not self._investigate_unreachable():
                self._move_activities()
        if outcome.is_blocking:
            self._block_purpose(note)

    def _line_used(self, channel, line):
        """Return the number that was called or written to, False on other channels.

        :param str line: what the caller says; only a number that is known counts
        """
        if channel == "sms":
            return self._addressee().phone
        if channel != "phone":
            return False
        return line if line in self._lines_to_call() else self.phone

    def _close(self, outcome, vals, now):
        """Finish the follow-up, with its scores when the customer answered."""
        vals.update(
            state="done",
            date_done=now,
            date_next=False,
            is_effective=outcome.is_effective,
            refused=outcome.is_refusal,
        )
        self.write(vals)
        self._close_activities()
        if outcome.is_effective:
            self._finish_answers()

    def _next_attempt(self, outcome, now, callback_date):
        """Return when to try again: as the customer named it, else by the outcome."""
        if outcome.needs_callback_date:
            return callback_date
        later = retry.after_delay(now, outcome.retry_delay, outcome.retry_delay_unit)
        return self._next_slots(later)[self]

    def _block_purpose(self, reason):
        """Do not ask the customer again for this purpose (F13)."""
        self.env["aftersales.contact.block"].create(
            {
                "partner_id": self.partner_id.id,
                "purpose_id": self.purpose_id.id,
                "reason": reason,
                "user_id": self.env.uid,
            }
        )

    def action_cancel(self):
        """Take follow-ups off the list: the reason is gone (a manager's button)."""
        self.check_access("write")
        if not self.env.user.has_group("aftersales_followup.group_care_manager"):
            raise UserError(
                self.env._("Only the customer-care manager cancels follow-ups.")
            )
        open_ones = self.filtered(lambda f: f.state in ("planned", "open")).sudo()
        open_ones.write({"state": "cancelled", "date_next": False})
        open_ones._close_activities()
