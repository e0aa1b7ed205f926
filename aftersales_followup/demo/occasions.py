"""The demo dealer's other follow-ups: new vehicles, lost vehicles, key customers.

They lie before and after the reference month, whose figures stay what they are.
"""

import datetime

from odoo.fields import Command, Domain

from ..tools import localtime, retry
from . import occasion_words as texts
from .plan import month_start

# New vehicles a month and store whose follow-ups are written; months back.
VEHICLES_A_MONTH, MONTHS = 8, 6
LOST_A_MONTH = 6
ENDINGS = (
    ("completed", 72),
    ("no_answer", 8),
    ("switched_off", 6),
    ("suspended", 3),
    ("refused", 5),
    ("", 6),
)
# Most new customers are happy, who stays away is not.
MARKS = {
    "new_vehicle": ((10, 40), (9, 30), (8, 16), (7, 8), (6, 4), (4, 2)),
    "lost_vehicle": ((10, 6), (9, 18), (8, 32), (7, 24), (6, 14), (4, 6)),
    "key_customer": ((10, 24), (9, 38), (8, 24), (7, 8), (6, 6)),
}


class Occasions:
    """Writes a store's follow-ups that no repair made."""

    def __init__(self, env, rng, store, today):
        """Prepare for one store, a ``stores.Store``; ``rng`` is its own generator."""
        self.env = env
        self.rng = rng
        self.store = store
        self.today = today
        self.tz = store.company._aftersales_tz()
        self.reference = month_start(today, 1)
        self.outcomes = {
            outcome.code: outcome
            for outcome in env["aftersales.followup.outcome"].search([])
        }

    def make(self):
        """Make the follow-ups of all three purposes."""
        self._write(self._new_vehicles(), self._sales_adviser)
        self._write(self._lost_vehicles(), self._agent)
        self._write(self._key_customers(), self._manager)

    # Whom ---------------------------------------------------------------------------

    def _anchors(self, program, date_from, date_to):
        """The occasions of a program in the store, as its provider names them."""
        record = self.env.ref(f"aftersales_followup.program_{program}")
        provider = self.env[record.anchor].with_company(self.store.company)
        return provider._anchors(self.store.company, date_from, date_to, Domain.TRUE)

    def _few(self, anchors, number):
        """The first so many of each month."""
        taken = {}
        for anchor in anchors:
            month = month_start(anchor.date)
            taken[month] = taken.get(month, 0) + 1
            if taken[month] <= number:
                yield anchor

    def _prepare(self, step, anchors):
        """Values of what is due before today and not in the reference month."""
        step = step.with_company(self.store.company)
        return [
            vals
            for vals in step._prepare_followups(self.store.company, anchors)
            if vals["date_planned"] < self.today
            and month_start(vals["date_planned"]) != self.reference
        ]

    def _new_vehicles(self):
        """Cars delivered in the last months, each with the steps that are past."""
        steps = self.env.ref("aftersales_followup.program_new_vehicle").step_ids
        first = month_start(self.today, MONTHS)
        anchors = self._anchors("new_vehicle", first, self.today)
        anchors = list(self._few(anchors, VEHICLES_A_MONTH))
        return [vals for step in steps for vals in self._prepare(step, anchors)]

    def _lost_vehicles(self):
        """Cars that came in some month and not in the six after it."""
        step = self.env.ref("aftersales_followup.program_step_lost_1")
        last = localtime.shift(self.today, -6, "month")
        anchors = self._anchors("lost", month_start(self.today, 13), last)
        return self._prepare(step, list(self._few(anchors, LOST_A_MONTH)))

    def _key_customers(self):
        """A visit a quarter for each key customer, this quarter and the one before."""
        step = self.env.ref("aftersales_followup.program_step_key_customer_1")
        step = step.with_company(self.store.company)
        this = datetime.date(self.today.year, (self.today.month - 1) // 3 * 3 + 1, 1)
        values = []
        for quarter in (month_start(this, 3), this):
            anchors = self._anchors("key_customer", quarter, quarter)
            prepared = step._prepare_followups(self.store.company, anchors)
            for number, vals in enumerate(prepared):
                day = self._visit_day(quarter, number)
                if day and day < self.today:
                    expiry = day + datetime.timedelta(days=15)
                    vals.update(date_planned=day, date_due=day, date_expiry=expiry)
                    values.append(vals)
        return values

    def _visit_day(self, quarter, number):
        """A day of the quarter outside the reference month."""
        months = [
            month
            for month in (month_start(quarter, -back) for back in range(3))
            if month != self.reference and month <= self.today
        ]
        if not months:
            return None
        month = months[number % len(months)]
        return month + datetime.timedelta(days=2 + number % 24)

    # By whom ------------------------------------------------------------------------

    def _sales_adviser(self, vals):
        return vals["sales_adviser_id"] or self._agent(vals)

    def _agent(self, _vals):
        return self.rng.choice(self.store.agents.ids)

    def _manager(self, _vals):
        return self.store.team.leader_id.id or self.store.service_manager.id

    # How it went --------------------------------------------------------------------

    def _write(self, vals_list, user_of):
        endings = []
        for vals in vals_list:
            vals["user_id"] = user_of(vals)
            ending = self.rng.choices(*zip(*ENDINGS, strict=True))[0]
            endings.append(ending)
            vals.update(self._result(vals, ending))
        followups = self.env["aftersales.followup"].create(vals_list)
        self._write_attempts(followups, endings)
        self._answer(followups.filtered("is_effective"))
        followups.filtered(lambda one: one.state == "open")._schedule_activities()

    def _result(self, vals, ending):
        """What the last try leaves on the follow-up."""
        morning = localtime.utc_moment(self.today, 10, self.tz)
        left = {"state": "open", "date_next": retry.next_slot(morning, self.tz)}
        if vals["date_expiry"] < self.today:
            left = {"state": "missed", "date_next": False}
        if not ending:
            return left
        day = min(
            vals["date_planned"] + datetime.timedelta(days=self.rng.choice((0, 0, 1))),
            self.today - datetime.timedelta(days=1),
        )
        moment = localtime.utc_moment(day, self.rng.uniform(10, 17), self.tz)
        outcome = self.outcomes[ending]
        result = {
            "outcome_id": outcome.id,
            "attempt_count": 1,
            "is_called": True,
            "is_contact": outcome.is_contact,
            "date_first_attempt": moment.replace(microsecond=0),
        }
        if not outcome.is_closing:
            return {**result, **left}
        return {
            **result,
            "state": "done",
            "date_done": result["date_first_attempt"],
            "date_next": False,
            "is_effective": outcome.is_effective,
            "refused": outcome.is_refusal,
        }

    def _write_attempts(self, followups, endings):
        self.env["aftersales.followup.attempt"].create(
            [
                {
                    "followup_id": followup.id,
                    "date": followup.date_first_attempt,
                    "channel": followup.channel,
                    "line": followup.phone,
                    "contact_id": followup.partner_id.id,
                    "outcome_id": self.outcomes[ending].id,
                    "user_id": followup.user_id.id,
                }
                for followup, ending in zip(followups, endings, strict=True)
                if ending
            ]
        )

    def _answer(self, followups):
        """Answer each one's questionnaire, and score it as a finished call does."""
        inputs = self.env["survey.user_input"].create(
            [self._prepare_input(followup) for followup in followups]
        )
        for followup, user_input in zip(followups, inputs, strict=True):
            followup.user_input_id = user_input
        followups._compute_scores()

    def _prepare_input(self, followup):
        questions = followup.survey_id.question_ids
        return {
            "survey_id": followup.survey_id.id,
            "followup_id": followup.id,
            "partner_id": followup.partner_id.id,
            "state": "done",
            "start_datetime": followup.date_done,
            "end_datetime": followup.date_done,
            "predefined_question_ids": [Command.set(questions.ids)],
            "user_input_line_ids": [
                Command.create({"question_id": question.id, **answer})
                for question in questions
                for answer in self._answers(followup, question)
            ],
        }

    def _answers(self, followup, question):
        """Values of the lines that answer a question, none where it is left out."""
        kind = question.question_type
        if kind == "scale":
            marks = MARKS[followup.purpose_id.code]
            mark = self.rng.choices(*zip(*marks, strict=True))[0]
            return [{"answer_type": "scale", "value_scale": mark}]
        if kind in ("simple_choice", "multiple_choice"):
            choices = question.suggested_answer_ids
            count = 1 if kind == "simple_choice" else self.rng.randint(1, 3)
            weights = [1.0 / number for number, _one in enumerate(choices, start=1)]
            chosen = self.env["survey.question.answer"].union(
                *self.rng.choices(list(choices), weights, k=count)
            )
            return [
                {"answer_type": "suggestion", "suggested_answer_id": one.id}
                for one in chosen
            ]
        words = texts.words(followup.purpose_id.code, question.sequence)
        if kind != "text_box" or not words or self.rng.random() > 0.6:
            return []
        return [{"answer_type": "text_box", "value_text_box": self.rng.choice(words)}]
