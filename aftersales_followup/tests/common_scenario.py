import datetime
from contextlib import contextmanager

import pytz

from odoo import fields

from ..tools import localtime
from .common_complaint import ComplaintCase

HALF_HOUR = datetime.timedelta(minutes=30)
DESK_HOURS = (10.0, 10.5, 11.0, 15.0, 15.5, 16.0, 16.5, 17.0)


class ScenarioCase(ComplaintCase):
    """A store that lives day by day: the night, the morning's queue, the evening.

    The scheduled actions run as the scheduler runs them, agents take what the queue
    gives them. What happened is told in lines, so that a test compares all of it:
    who was contacted when, on which channel, how it ended, and why somebody was not.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.contact_cap_days = 7
        cls.vehicle.home_company_id = cls.company
        cls.tz = cls.company._aftersales_tz()

    def setUp(self):
        super().setUp()
        # Customers of other tests and of the demo dealer are not this store's.
        self.programs = self.env["aftersales.program"].search([])
        self.programs.active = False

    def _switch_on(self, name, day):
        """Switch a shipped program on, on a local day."""
        program = self.env.ref(f"aftersales_followup.program_{name}")
        with self._local(day, 9):
            program.active = True
        return program

    # ------------------------------------------------------------------
    # Time
    # ------------------------------------------------------------------

    @contextmanager
    def _local(self, day, hour=12.0):
        """Be at an hour of a local day for a while."""
        if isinstance(day, str):
            day = datetime.date.fromisoformat(day)
        before = fields.Datetime.now()
        self.clock.move_to(localtime.utc_moment(day, hour, self.tz))
        try:
            yield
        finally:
            self.clock.move_to(before)

    def _live(self, first, last, say=None, hours=DESK_HOURS, **events):
        """Live from a local day to another.

        :param say: what a customer says: a function of the follow-up that returns the
            outcome's code, or a dict (``outcome``, ``marks``, ``note``, ``callback``);
            None when nobody works the queue
        :param hours: at which somebody is at the desk; what is made to the hour (R1,
            F5, F28) is made then
        :param events: functions called at noon of a day, by day (``d0304``)
        """
        day, end = map(datetime.date.fromisoformat, (first, last))
        while day <= end:
            with self._local(day, 0.5):
                self._night()
            for hour in hours:
                with self._local(day, hour):
                    if hours is not DESK_HOURS:
                        self._run_cron("cron_generate_hours")
                    if hour in (10.0, 15.0):
                        self._run_cron("cron_send")
                    if say:
                        self._work_the_queue(say)
                if hour == 11.0 and (event := events.get(f"d{day:%m%d}")):
                    with self._local(day, 12):
                        event()
                    # The actions run every hour: what is due today comes today.
                    with self._local(day, 12.5):
                        self._night()
            day += datetime.timedelta(days=1)

    def _run_cron(self, name):
        """Run a scheduled action; tests with a server are in test mode already."""
        if not type(self)._registry_patched:
            return super()._run_cron(name)
        self.env.flush_all()
        self.env.ref(f"aftersales_followup.{name}").method_direct_trigger()
        self.env.invalidate_all()
        return None

    def _night(self):
        self._run_cron("cron_generate")
        self._run_cron("cron_open_and_expire")

    # ------------------------------------------------------------------
    # People
    # ------------------------------------------------------------------

    def _work_the_queue(self, say):
        """Let everybody at a desk take what is due, until the queue is empty."""
        for user in (
            self.agent,
            self.agent_2,
            self.manager,
            self.service_manager,
            self.director,
        ):
            Queue = self.env["aftersales.followup"].with_user(user)
            while followup := Queue._next_in_queue():
                if (
                    followup.date_next > fields.Datetime.now()
                    or not followup._in_customers_hours()
                ):
                    break
                self.assertIn(
                    followup.id,
                    followup._own_activities().mapped("res_id"),
                    "what is in the queue is in the agent's activities",
                )
                self._call(followup, say(followup))

    def _call(self, followup, said):
        """Have a call as the screen does it: open, answers, outcome."""
        said = said if isinstance(said, dict) else {"outcome": said}
        followup.start_call()
        if said["outcome"] == "completed":
            self._answer(followup, said.get("marks", 9), said.get("words"))
        callback = said.get("callback")
        followup.finish_call(
            self._get_outcome(said["outcome"]).id,
            note=said.get("note"),
            callback_date=callback and self._utc(callback),
        )
        if said["outcome"] == "completed" and said.get("complaint"):
            followup.action_create_complaint()

    def _answer(self, followup, marks, words=None):
        """Answer the scored questions with marks of ten; open ones with words."""
        for question in followup.sudo().survey_id.question_ids:
            if question.question_type == "scale":
                followup.save_answer(question.id, marks)
            elif question.question_type == "simple_choice":
                # The best answer is the first one.
                choices = question.suggested_answer_ids
                position = round((10 - marks) / 10 * (len(choices) - 1))
                followup.save_answer(question.id, choices[position].id)
            elif words and question.question_type == "text_box":
                followup.save_answer(question.id, words)

    def _utc(self, text):
        """Return the UTC moment of local "2026-03-04 16:00"."""
        day, time = text.split()
        hour, minute = map(int, time.split(":"))
        return localtime.utc_moment(
            datetime.date.fromisoformat(day), hour + minute / 60, self.tz
        )

    # ------------------------------------------------------------------
    # The story
    # ------------------------------------------------------------------

    def _all(self, **by):
        domain = [("company_id", "=", self.company.id)]
        domain += [(name, "=", value) for name, value in by.items()]
        return self.env["aftersales.followup"].search(domain, order="date_planned, id")

    def _story(self):
        """Return every attempt: "03-04 10:00 F1 phone Customer Chen: no_answer"."""
        attempts = self._all().attempt_ids.sorted(lambda a: (a.date, a.id))
        return [
            f"{self._clock_text(a.date)} {a.followup_id.program_id.code} {a.channel} "
            f"{a.followup_id.partner_id.name}: {a.outcome_id.code}"
            for a in attempts
        ]

    def _ends(self):
        """Return every follow-up: "03-04 F1 Customer Chen: done" or why not made."""
        return [
            f"{f.date_planned:%m-%d} {f.program_id.code} {f.partner_id.name}: {f.state}"
            + (f" ({f.skip_reason_id.code})" if f.skip_reason_id else "")
            for f in self._all()
        ]

    def _clock_text(self, moment):
        return f"{pytz.utc.localize(moment).astimezone(self.tz):%m-%d %H:%M}"

    def _assert_story(self, *lines):
        self.assertEqual(self._story(), list(lines))
        self._assert_nothing_left()

    def _assert_ends(self, *lines):
        self.assertEqual(self._ends(), list(lines))

    def _assert_nothing_left(self):
        """Activities stand for open follow-ups only, one each; nothing has failed."""
        followups = self._all()
        activities = followups._own_activities()
        self.assertEqual(
            sorted(activities.mapped("res_id")),
            sorted(
                followups.filtered(
                    lambda f: (
                        f.state == "open"
                        and f.user_id
                        and f.channel not in ("sms", "email", "letter")
                        and not f.is_investigated
                    )
                ).ids
            ),
        )
        self.assertFalse(followups.program_id.failure_ids)
