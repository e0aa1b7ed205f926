"""The demo dealer's year of follow-ups: drawn, called and answered, month by month.

Values come from the program's own step (``_prepare_followups``, ``_draw``,
``_apply_contact_policy``) and scores from the follow-up's own method. Only the calls
themselves are written in batches: thousands of them one by one would take minutes.
A test compares a follow-up made here with one that an agent finishes.
"""

import bisect
import datetime
from collections import defaultdict

from odoo.fields import Domain

from ..models.aftersales_program_step_policy import DECIDED_ON
from ..tools import localtime, retry
from . import calls
from .answers import Answers
from .plan import Quota, month_start, quota

LEFT_SHARE = {1: 0.45, 2: 0.15}  # of the last days' calls are still to be made


class History:
    """Writes the follow-ups of one store."""

    def __init__(self, env, rng, size, store, today):
        """Prepare for one store.

        :param env: environment of the superuser
        :param rng: the seeded generator
        :param size: ``plan.Size``
        :param store: ``stores.Store``
        :param datetime.date today: the store's day; today's calls are still to come
        """
        self.env = env
        self.rng = rng
        self.size = size
        self.company = store.company
        self.agent_ids = store.agents.ids
        self.today = today
        self.yesterday = today - datetime.timedelta(days=1)
        self.tz = store.company._aftersales_tz()
        self.step = env.ref(
            "aftersales_followup.program_step_after_repair"
        ).with_company(store.company)
        self.outcomes = {
            outcome.code: outcome
            for outcome in env["aftersales.followup.outcome"].search([])
        }
        self.answers = Answers(env, rng, self.step.survey_id)

    def make(self, visits, is_exact):
        """Make the follow-ups of all months; those of today are left to the night.

        :param visits: the store's ``visits.Visit``, oldest first
        :param bool is_exact: whether the reference month has the figures of ``size``
        """
        self.days_of = defaultdict(list)
        for visit in visits:
            self.days_of[visit.car.partner_id].append(visit.day)
        months = sorted({month_start(self._planned(visit.day)) for visit in visits})
        reference = month_start(self.today, 1)
        for number, month in enumerate(months):
            vals_list = self._prepare(month)
            due = [vals for vals in vals_list if vals["state"] != "skipped"]
            share = number / self.size.months
            if month > reference:
                endings = self._unfinished_month(due, share)
            else:
                endings = self._finished_month(
                    due, share, is_exact and month == reference
                )
            self._write(vals_list, endings)

    @staticmethod
    def _planned(day):
        return day + datetime.timedelta(days=1)

    # ------------------------------------------------------------------
    # What is due, and how it ends
    # ------------------------------------------------------------------

    def _prepare(self, month):
        """Return the values of a month as the program's step prepares them."""
        first = month - datetime.timedelta(days=1)
        last = month_start(month, -1) - datetime.timedelta(days=2)
        last = min(last, self.today - datetime.timedelta(days=2))
        program = self.step.program_id
        anchors = self.env[program.anchor]._anchors(
            self.company, first, last, Domain.TRUE
        )
        # Each was decided about on its day, not all of them today.
        step = self.step.with_context(**{DECIDED_ON: first})
        vals_list = step._prepare_followups(self.company, anchors)
        step._draw(self.company, vals_list)
        step._apply_contact_policy(self.company, vals_list)
        for vals in vals_list:
            if vals["state"] != "skipped":
                vals["user_id"] = self.rng.choice(self.agent_ids)
        return vals_list

    def _finished_month(self, due, share, is_exact):
        """Return [(values, ending)] of a month in which nothing is open any more."""
        size = self.size
        if is_exact:
            ends = Quota(
                size.called, size.unreachable, size.refused, size.top, size.low
            )
        else:
            ends = quota(self.rng, len(due), share)
        not_called = len(due) - ends.called
        if not_called < 0:
            raise ValueError(
                f"{len(due)} follow-ups are due, {ends.called} should be called"
            )
        # Who was never reached is missed only once the follow-up has expired.
        order = sorted(
            due, key=lambda vals: (vals["date_expiry"] >= self.today, self.rng.random())
        )
        return [
            *((vals, "not_called") for vals in order[:not_called]),
            *self._share_out(order[not_called:], ends),
        ]

    def _unfinished_month(self, due, share):
        """Return [(values, ending)] of the current month: the last days are in work."""
        left, finished = [], []
        for vals in due:
            age = (self.today - vals["date_planned"]).days
            is_left = self.rng.random() < LEFT_SHARE.get(age, 0.02)
            (left if is_left else finished).append(vals)
        ends = quota(self.rng, len(finished), share, called_share=1)
        # Who was not reached yet stays in the queue: a few, below the day's own calls.
        ends.unreachable = round(ends.unreachable * 0.3)
        self.rng.shuffle(finished)
        return [
            *((vals, "callback" if number % 4 == 0 else "not_called")
              for number, vals in enumerate(left)),
            *self._share_out(finished, ends),
        ]  # fmt: skip

    def _share_out(self, order, ends):
        """Return [(values, ending)]: the unreachable from the head of the order."""
        unreachable, rest = order[: ends.unreachable], order[ends.unreachable :]
        # Who refuses is not called again (F13): best somebody who hardly came back.
        rest.sort(key=lambda vals: (self._later_visits(vals), self.rng.random()))
        refused, answered = rest[: ends.refused], rest[ends.refused :]
        levels = ends.levels(self.rng)
        return [
            *((vals, "unreachable") for vals in unreachable),
            *((vals, "refused") for vals in refused),
            *zip(answered, levels, strict=True),
        ]

    def _later_visits(self, vals):
        days = self.days_of[vals["partner_id"]]
        return len(days) - bisect.bisect_right(days, vals["anchor_date"])

    # ------------------------------------------------------------------
    # Writing
    # ------------------------------------------------------------------

    def _write(self, vals_list, endings):
        tries_of = {}
        for vals, ending in endings:
            tries = self._tries(vals, ending)
            tries_of[vals["res_id"]] = tries
            vals.update(self._result(vals, tries))
        followups = self.env["aftersales.followup"].create(vals_list)
        by_repair = {followup.res_id: followup for followup in followups}
        self._write_attempts(by_repair, tries_of)
        self._block_refusers(followups.filtered("refused"), tries_of)
        self.answers.make(
            [
                (by_repair[vals["res_id"]], ending)
                for vals, ending in endings
                if by_repair[vals["res_id"]].is_effective
            ]
        )
        open_ones = followups.filtered(lambda followup: followup.state == "open")
        open_ones._schedule_activities()
        self.env.flush_all()

    def _tries(self, vals, ending):
        if ending == "not_called":
            return []
        if ending == "callback":
            return calls.asked_to_call_back(
                self.rng, self.yesterday, self.today, self.tz
            )
        return calls.attempts(
            self.rng,
            ending,
            vals["date_due"],
            self.yesterday,
            self.tz,
            keep_trying=vals["date_expiry"] >= self.today,
        )

    def _result(self, vals, tries):
        """Return what the tries leave on the follow-up, as ``_log_attempt`` would."""
        is_expired = vals["date_expiry"] < self.today
        if not tries:
            return self._missed if is_expired else self._waiting(vals)
        last, outcome = tries[-1], self.outcomes[tries[-1].outcome]
        result = {
            "outcome_id": outcome.id,
            "attempt_count": len(tries),
            "is_called": True,
            "is_contact": any(self.outcomes[t.outcome].is_contact for t in tries),
            "date_first_attempt": tries[0].date,
        }
        if outcome.is_closing:
            return {
                **result,
                "state": "done",
                "date_done": last.date,
                "date_next": False,
                "is_effective": outcome.is_effective,
                "refused": outcome.is_refusal,
            }
        result["is_unreachable"] = not result[
            "is_contact"
        ] and calls.unreachable_on_days(
            tries, self.tz, self.step.program_id.unreachable_days
        )
        if is_expired:
            return {**result, **self._missed}
        delayed = retry.after_delay(
            last.date, outcome.retry_delay, outcome.retry_delay_unit
        )
        return {
            **result,
            "state": "open",
            "date_next": last.callback_date or retry.next_slot(delayed, self.tz),
        }

    _missed = {"state": "missed", "date_next": False}

    def _waiting(self, vals):
        """Return the state of a follow-up that nobody has tried yet."""
        return {"state": "open" if vals["date_due"] <= self.today else "planned"}

    def _write_attempts(self, by_repair, tries_of):
        self.env["aftersales.followup.attempt"].create(
            [
                {
                    "followup_id": by_repair[res_id].id,
                    "date": attempt.date,
                    "channel": "phone",
                    "line": by_repair[res_id].phone,
                    "contact_id": by_repair[res_id].partner_id.id,
                    "outcome_id": self.outcomes[attempt.outcome].id,
                    "note": attempt.note,
                    "callback_date": attempt.callback_date,
                    "user_id": by_repair[res_id].user_id.id,
                }
                for res_id, tries in tries_of.items()
                for attempt in tries
            ]
        )

    def _block_refusers(self, refused, tries_of):
        self.env["aftersales.contact.block"].create(
            [
                {
                    "partner_id": followup.partner_id.id,
                    "purpose_id": followup.purpose_id.id,
                    "reason": tries_of[followup.res_id][-1].note,
                    "date": localtime.local_date(followup.date_done, self.tz),
                    "user_id": followup.user_id.id,
                }
                for followup in refused
            ]
        )
