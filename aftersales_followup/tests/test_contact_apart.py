import datetime

from odoo.tests import tagged

from .common_scenario import ScenarioCase

DAY = datetime.date


@tagged("post_install", "-at_install")
class TestContactApart(ScenarioCase):
    """Calls that are made late do not come near the next one (F14)."""

    def setUp(self):
        super().setUp()
        self._switch_on("after_repair", "2026-03-01")
        reminder = self._switch_on("inspection", "2026-03-01")
        reminder.expiry_days = 20
        self.vehicle.inspection_date = "2026-04-11"
        with self._local("2026-03-03", 17):
            self._make_repair(date_closed=self.clock.time_to_freeze)

    def _answers(self, **by_program):
        """Return what is said, by program: one after the other, then "no_answer"."""
        rest = {code: iter(codes) for code, codes in by_program.items()}
        return lambda f: next(rest.get(f.program_id.code, iter(())), "no_answer")

    def test_call_made_days_late(self):
        """Nobody works for a week: only one of both is called when they are back."""
        self._live("2026-03-03", "2026-03-11")
        self._live("2026-03-12", "2026-03-24", lambda followup: "completed")
        self._assert_story(
            "03-12 10:00 F1 phone Customer Chen: completed",
            # Due on the 12th as well: it gives way.
            "03-19 10:00 R4 phone Customer Chen: completed",
        )
        self._assert_ends(
            "03-04 F1 Customer Chen: done", "03-12 R4 Customer Chen: done"
        )

    def test_tried_in_vain_waits_a_week(self):
        """One rings in vain for days; a week after it got through comes the other."""
        self._live("2026-03-03", "2026-03-10")
        self._live(
            "2026-03-11",
            "2026-03-21",
            self._answers(F1=["no_answer"] * 2 + ["completed"], R4=["no_answer"]),
        )
        story = self._story()
        reached = story.index("03-13 10:00 F1 phone Customer Chen: completed")
        self.assertEqual(
            story[reached + 1 :],
            [
                "03-20 10:00 R4 phone Customer Chen: no_answer",
                "03-21 10:00 R4 phone Customer Chen: no_answer",
            ],
        )
        self._assert_nothing_left()

    def test_waiting_does_not_expire(self):
        """F15 counts no days on which the customer must not be called."""
        self._live("2026-03-03", "2026-03-14")
        self._live(
            "2026-03-15",
            "2026-03-30",
            self._answers(
                F1=["no_answer", "no_answer", "completed"],
                R4=["no_answer", "completed"],
            ),
        )
        self._assert_story(
            "03-15 10:00 F1 phone Customer Chen: no_answer",
            "03-15 10:00 R4 phone Customer Chen: no_answer",
            "03-16 10:00 F1 phone Customer Chen: no_answer",
            "03-16 10:00 R4 phone Customer Chen: completed",
            # It would have been missed on the 19th, fifteen days after its due day.
            "03-23 10:00 F1 phone Customer Chen: completed",
        )
        self._assert_ends(
            "03-04 F1 Customer Chen: done", "03-12 R4 Customer Chen: done"
        )

    def test_a_reminder_does_not_outlive_its_date(self):
        self._live("2026-03-12", "2026-03-12")
        call, reminder = self._all()
        week = datetime.timedelta(days=7)
        self.assertEqual(call._expiry_after(week), DAY(2026, 3, 26))
        reminder.date_expiry = DAY(2026, 4, 9)
        self.assertEqual(reminder._expiry_after(week), DAY(2026, 4, 11))
        reminder.date_expiry = DAY(2026, 4, 20)
        self.assertEqual(reminder._expiry_after(week), DAY(2026, 4, 20))

    def test_named_time_stays(self):
        named = {"outcome": "callback", "callback": "2026-03-14 16:00"}
        self._live(
            "2026-03-04",
            "2026-03-15",
            self._answers(
                F1=["no_answer"] * 9 + ["completed"], R4=[named, "completed"]
            ),
        )
        self.assertEqual(
            self._story()[-2:],
            [
                "03-12 10:00 R4 phone Customer Chen: callback",
                # The call-back is promised; the other waits for its week.
                "03-14 16:00 R4 phone Customer Chen: completed",
            ],
        )

    def test_without_a_limit(self):
        self.company.contact_cap_days = 0
        self._live("2026-03-03", "2026-03-11")
        self._live("2026-03-12", "2026-03-13", lambda followup: "completed")
        self.assertEqual(len(self._story()), 2)
