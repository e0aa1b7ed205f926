"""The demo dealer's complaints, at every stage: from low answers and from walk-ins."""

import datetime
import itertools
from collections import defaultdict

from odoo import fields
from odoo.fields import Command

from . import complaint_words as texts
from .plan import month_start

# Share of the dissatisfied customers that complain: in old months, in the last two, in
# the last days, so that something is to be seen at every stage.
SHARE, RECENT_SHARE, LAST_SHARE = 0.055, 0.1, 0.35
LAST_DAYS = 6
OTHERS_SHARE = 0.15
# How far a complaint has come after so many days; the last line for all older ones.
PROGRESS = (
    (1, ("new", "verified", "instruction", "issued", "handling")),
    (3, ("instruction", "issued", "handling", "handled", "closed")),
    (6, ("handling", "handled", "revisit", "closed", "closed")),
    (11, ("handling", "handled", "revisit", "closed", "closed")),
    (9999, ("closed",)),
)
ORDER = (
    "new",
    "verified",
    "instruction",
    "issued",
    "handling",
    "handled",
    "revisit",
    "closed",
)


class Complaints:
    """Writes the complaints of one store."""

    def __init__(self, env, rng, store, today):
        """Prepare for one store, a ``stores.Store``."""
        self.env = env
        self.rng = rng
        self.store = store
        self.today = today
        self.people = {
            user.login: user
            for user in env["res.users"].search(
                [("login", "in", ("manager", "director"))]
            )
        }
        self.now = fields.Datetime.now()
        self.Complaint = env["aftersales.complaint"].with_company(store.company)
        self.turn = itertools.count()
        self.pace = 1.0
        self.stages = {
            stage.code: stage for stage in env["aftersales.complaint.stage"].search([])
        }

    def make(self):
        """Make the departments and the complaints of the year."""
        self._make_departments()
        received = self._from_followups()
        received += self._from_elsewhere(round(len(received) * OTHERS_SHARE) + 2)
        received.sort(key=lambda pair: pair[0]["date_received"])
        closed = self.Complaint
        for vals, cause in received:
            # Numbered by the year in which it came.
            complaint = self.Complaint.with_context(
                ir_sequence_date=vals["date_received"].date()
            ).create(vals)
            if self._move(complaint, cause) == "closed":
                closed += complaint
        self._tidy_up(closed)

    def _make_departments(self):
        heads = {
            "workshop": self.store.service_manager,
            "front_desk": self.store.service_manager,
            "parts": self.store.service_manager,
            "customer_care": self.people["manager"],
            "sales": self.people["manager"],
        }
        self.env["aftersales.complaint.department"].create(
            [
                {
                    "company_id": self.store.company.id,
                    "function": function,
                    "manager_id": head.id,
                    "director_id": self.people["director"].id,
                }
                for function, head in heads.items()
            ]
        )

    # ------------------------------------------------------------------
    # Where they come from
    # ------------------------------------------------------------------

    def _from_followups(self):
        """Return [(values, cause)] from the lowest answers of each month."""
        low = self.env["aftersales.followup"].search(
            [
                ("company_id", "=", self.store.company.id),
                ("band_level", "in", ("dissatisfied", "very_dissatisfied")),
            ],
            order="date_planned, id",
        )
        strata = defaultdict(list)
        for followup in low:
            if any(followup.score_ids.filtered("is_low").mapped("comment")):
                strata[self._stratum(followup.date_planned)].append(followup)
        return [
            (
                {
                    **self.Complaint._prepare_from_followup(followup),
                    "date_received": followup.date_done,
                    "user_id": followup.user_id.id,
                },
                self._cause_of(followup),
            )
            for (_start, share), followups in sorted(strata.items())
            for followup in self.rng.sample(
                followups, max(1, round(len(followups) * share))
            )
        ]

    def _stratum(self, day):
        """Return (first day, share that complains) of the period a day belongs to."""
        last_days = self.today - datetime.timedelta(days=LAST_DAYS)
        if day >= last_days:
            return last_days, LAST_SHARE
        month = month_start(day)
        is_recent = month >= month_start(self.today, 1)
        return month, RECENT_SHARE if is_recent else SHARE

    def _cause_of(self, followup):
        """Return the cause that fits the lowest answer with a comment."""
        scores = followup.score_ids.filtered(
            lambda score: score.is_low and score.comment
        )
        lowest = scores.sorted(lambda score: (score.value, score.id))[:1]
        return self.rng.choice(texts.CAUSES[lowest.item_code])

    def _from_elsewhere(self, number):
        """Return [(values, cause)] that customers brought up themselves."""
        repairs = self.env["repair.order"].search(
            [("company_id", "=", self.store.company.id), ("date_closed", "!=", False)],
            order="date_closed desc, id desc",
        )
        made = []
        for repair in self.rng.sample(list(repairs), min(number, len(repairs))):
            source, words, cause = self.rng.choice(texts.OTHERS)
            received = repair.date_closed + datetime.timedelta(hours=2)
            vals = {
                "company_id": self.store.company.id,
                "repair_id": repair.id,
                "source": source,
                "description": words,
                "date_received": min(received, self.now),
                "user_id": self.store.agents[0].id,
            }
            made.append((vals, cause))
        return made

    # ------------------------------------------------------------------
    # How far they have come
    # ------------------------------------------------------------------

    def _move(self, complaint, cause):
        """Bring a complaint to where it would be by now; return its stage's code.

        Written past the gate of the stages, which dates each step with today.
        """
        age = (self.now - complaint.date_received).days
        stages = next(choice for days, choice in PROGRESS if age <= days)
        # In turn, not at random: every stage has something to show.
        wanted = stages[next(self.turn) % len(stages)]
        # Most are worked on at once; one in six waits too long.
        slow = self.rng.random() < 1 / 6
        self.pace = self.rng.uniform(4, 9) if slow else self.rng.uniform(0.6, 1.2)
        vals, reached = {"severity": self._severity()}, "new"
        for code in ORDER[1:]:
            if reached == wanted:
                break
            step = self._step(code, complaint, cause, vals)
            if any(
                isinstance(value, datetime.datetime) and value > self.now
                for value in step.values()
            ):
                break
            vals.update(step)
            reached = code
        is_closed = reached == "closed"
        last_open = "revisit" if is_closed else reached
        complaint._record({**vals, "stage_id": self.stages[last_open].id})
        # The clocks run on the moments above; closing freezes them.
        complaint._sync_deadlines()
        if is_closed:
            self._close(complaint)
        return reached

    def _severity(self):
        return self.rng.choices(("minor", "normal", "serious"), (35, 60, 5))[0]

    def _step(self, code, complaint, cause, vals):
        """Return what a step leaves on the complaint."""
        record = texts.RECORDS[cause.split("_")[0]]
        hours = {
            "verified": 0.7,
            "instruction": 1.2,
            "issued": 1.5,
            "handling": 2.0,
            "handled": 4.0,
            "revisit": 20.0,
            "closed": 44.0,
        }[code] * self.pace
        moment = complaint.date_received + datetime.timedelta(hours=hours)
        previous = max(
            (value for value in vals.values() if isinstance(value, datetime.datetime)),
            default=complaint.date_received,
        )
        moment = max(moment, previous + datetime.timedelta(minutes=10))
        return getattr(self, f"_step_{code}")(moment, record, cause, complaint)

    def _step_verified(self, moment, _record, cause, complaint):
        cause_record = self.env.ref(f"aftersales_followup.complaint_cause_{cause}")
        contact = complaint.date_received + (moment - complaint.date_received) / 2
        return {
            "cause_ids": [Command.set(cause_record.ids)],
            "function": cause_record._inherited("function") or "customer_care",
            "date_contacted": contact,
            "date_verified": moment,
        }

    def _step_instruction(self, moment, _record, _cause, _complaint):
        return {
            "date_instruction": moment,
            "instruction": self.rng.choice(texts.INSTRUCTIONS),
            "instruction_user_id": self.people["director"].id,
        }

    def _step_issued(self, moment, _record, _cause, _complaint):
        promised = moment + datetime.timedelta(days=2)
        return {"date_issued": moment, "date_promised": promised.date()}

    def _step_handling(self, moment, _record, _cause, _complaint):
        return {"date_signed": moment, "date_supervisor": moment}

    def _step_handled(self, moment, record, _cause, _complaint):
        root_cause, solution, corrective, preventive = record
        return {
            "date_solution": moment - datetime.timedelta(hours=1),
            "date_handled": moment,
            "date_replied": moment,
            "handled_by_id": self.store.service_manager.id,
            "root_cause": root_cause,
            "responsibility": "own",
            "solution": solution,
            "consent": "agreed",
            "corrective_action": corrective,
            "preventive_action": preventive,
            "cost": self.rng.choice((0, 0, 0, 80, 120, 200, 380)),
        }

    def _step_revisit(self, moment, _record, _cause, _complaint):
        return {
            "date_confirmed": moment,
            "confirmation": self.rng.choice(texts.CONFIRMATIONS),
        }

    def _step_closed(self, moment, _record, _cause, _complaint):
        return {
            "date_revisit": moment - datetime.timedelta(minutes=5),
            "revisit_result": "satisfied",
            "final_evaluation": self.rng.choice(("satisfied", "satisfied", "accepted")),
            "final_word": self.rng.choice(texts.FINAL_WORDS),
            "date_closed": moment,
        }

    def _close(self, complaint):
        vals = {"stage_id": self.stages["closed"].id}
        if complaint.was_late:
            vals["late_cause"] = "责任部门当天人手不足，回复客户超过了时限。"
            vals["late_remedy"] = "部门经理每天下班前核对未结抱怨。"
        complaint._record(vals)
        complaint._sync_deadlines()

    def _tidy_up(self, closed):
        """Nobody has news of what was closed long ago on the list any more."""
        closed._close_activities_of_step()
        self.env["mail.notification"].search(
            [
                ("mail_message_id.model", "=", closed._name),
                ("mail_message_id.res_id", "in", closed.ids),
            ]
        ).unlink()
