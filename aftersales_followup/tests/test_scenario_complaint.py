from odoo.tests import tagged

from .common_scenario import ScenarioCase


@tagged("post_install", "-at_install")
class TestScenarioComplaint(ScenarioCase):
    """From the dissatisfied answer over the re-visit to the closed loop (F7, C7)."""

    NOW = "2026-03-04 06:00:00"

    def setUp(self):
        super().setUp()
        self._switch_on("after_repair", "2026-03-01")
        self._switch_on("complaint_revisit", "2026-03-01")
        with self._local("2026-03-03", 17):
            self._make_repair(date_closed=self.clock.time_to_freeze)
        self._live(
            "2026-03-04",
            "2026-03-04",
            lambda f: {"outcome": "completed", "marks": 3, "complaint": True},
        )
        self.complaint = self.env["aftersales.complaint"].search(
            [("partner_id", "=", self.partner.id)]
        )

    def _handle(self, day, hour=11):
        """Take the complaint through the house until it is handled."""
        with self._local(day, hour):
            self.complaint.cause_ids = self.quality
            self._walk(self.complaint, until="handled")
            self.complaint.with_user(self.service_manager).action_solution_told()

    def test_satisfied_at_the_revisit(self):
        self._handle("2026-03-04")
        with self._local("2026-03-04", 16):
            # The customer-care manager confirms on the day it was handled.
            self._walk(self.complaint, until="revisit")
        self._live(
            "2026-03-05",
            "2026-03-07",
            lambda f: {"outcome": "completed", "marks": 10, "note": "All well now"},
            d0305=lambda: self._walk(self.complaint),
        )
        self._assert_story(
            "03-04 10:00 F1 phone Customer Chen: completed",
            # The contact limit is for proactive calls: this one was promised.
            "03-05 10:00 F7 phone Customer Chen: completed",
        )
        complaint = self.complaint
        self.assertTrue(complaint.is_closed)
        self.assertEqual(complaint.revisit_result, "satisfied")
        self.assertIn("All well now", complaint.final_word)
        self.assertFalse(complaint.reopen_count)

    def test_still_unhappy(self):
        """Reopened at once, the director knows, a second round and a second call."""
        self._handle("2026-03-04")
        answers = iter(
            [
                "no_answer",
                {"outcome": "completed", "marks": 1, "words": "It still rattles"},
                {"outcome": "completed", "marks": 10},
            ]
        )
        self._live("2026-03-05", "2026-03-06", lambda f: next(answers))
        complaint = self.complaint
        self.assertEqual(
            (complaint.reopen_count, complaint.stage_code), (1, "verified")
        )
        self.assertIn(
            self.director, complaint.activity_ids.user_id, "told at once (C7)"
        )
        self._handle("2026-03-09")
        self._live("2026-03-10", "2026-03-12", lambda f: next(answers))
        self._assert_story(
            "03-04 10:00 F1 phone Customer Chen: completed",
            "03-05 10:00 F7 phone Customer Chen: no_answer",
            "03-06 10:00 F7 phone Customer Chen: completed",
            "03-10 10:00 F7 phone Customer Chen: completed",
        )
        self._assert_ends(
            "03-04 F1 Customer Chen: done",
            "03-05 F7 Customer Chen: done",
            "03-10 F7 Customer Chen: done",
        )
        self.assertEqual(
            self._all(
                program_id=self.env.ref(
                    "aftersales_followup.program_complaint_revisit"
                ).id
            ).mapped("occurrence_key"),
            ["handled:0", "handled:1"],
        )
        self.assertEqual(complaint.revisit_result, "satisfied")

    def test_nobody_reached(self):
        """The re-visit expires; the complaint stays open for the manager."""
        self._handle("2026-03-04")
        self._live("2026-03-05", "2026-03-08", lambda f: "no_answer")
        self._live("2026-03-20", "2026-03-22")
        self.assertEqual(
            self._ends(),
            ["03-04 F1 Customer Chen: done", "03-05 F7 Customer Chen: missed"],
        )
        self.assertFalse(self.complaint.is_closed)
        self.assertFalse(self.complaint.revisit_result)
        self._assert_nothing_left()
