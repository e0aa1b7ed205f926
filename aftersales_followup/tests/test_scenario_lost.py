from odoo.tests import tagged

from .common_scenario import ScenarioCase


@tagged("post_install", "-at_install")
class TestScenarioLost(ScenarioCase):
    """Customers who stay away, and those who matter most (F6, F8)."""

    def _visit(self, day, **values):
        with self._local(day, 17):
            return self._make_repair(date_closed=self.clock.time_to_freeze, **values)

    def test_lost_reached_and_lost_again(self):
        """F6: six months after the last visit, with the reason of the loss."""
        self._switch_on("lost", "2026-03-01")
        self._visit("2026-03-03")
        self._live(
            "2026-09-01",
            "2026-09-06",
            lambda f: {"outcome": "completed", "marks": 6, "words": "Too far"},
        )
        self._assert_story("09-03 10:00 F6 phone Customer Chen: completed")
        followup = self._all()
        answers = followup.user_input_id.user_input_line_ids
        self.assertTrue(answers.suggested_answer_id, "the reason of the loss")
        # The same absence is not asked about again, another one is.
        self._live("2026-09-20", "2026-09-25", lambda followup: "completed")
        self._visit("2026-10-01")
        self._live("2027-03-31", "2027-04-03", lambda followup: "completed")
        self._assert_story(
            "09-03 10:00 F6 phone Customer Chen: completed",
            "04-01 10:00 F6 phone Customer Chen: completed",
        )

    def test_a_visit_cancels_what_is_open(self):
        self._switch_on("lost", "2026-03-01")
        self._visit("2026-03-03")
        self._live(
            "2026-09-01",
            "2026-09-08",
            lambda followup: "no_answer",
            d0905=lambda: self._visit("2026-09-05"),
        )
        self._assert_story(
            "09-03 10:00 F6 phone Customer Chen: no_answer",
            "09-04 10:00 F6 phone Customer Chen: no_answer",
            "09-05 10:00 F6 phone Customer Chen: no_answer",
        )
        self._assert_ends("09-03 F6 Customer Chen: cancelled (came_in)")

    def test_visit_before_the_six_months(self):
        self._switch_on("lost", "2026-03-01")
        self._visit("2026-03-03")
        self._visit("2026-08-30")
        self._live("2026-09-01", "2026-09-05", lambda followup: "completed")
        self._assert_ends()

    def test_key_customers(self):
        """F8: each quarter, by a visit, with a questionnaire of its own."""
        program = self._switch_on("key_customer", "2026-03-01")
        program.write({"assignment": "person", "user_id": self.service_manager.id})
        self.partner.customer_category_id = self.env.ref(
            "aftersales_followup.customer_category_fleet"
        )
        answers = iter(
            [
                "completed",
                {"outcome": "callback", "callback": "2026-07-14 15:00"},
                {"outcome": "completed", "marks": 5, "words": "Cheaper tyres"},
            ]
        )
        for first, last in (
            ("2026-04-01", "2026-04-12"),
            ("2026-07-01", "2026-07-15"),
        ):
            self._live(first, last, lambda followup: next(answers))
        self._assert_story(
            "04-08 10:00 F8 visit Customer Chen: completed",
            "07-08 10:00 F8 visit Customer Chen: callback",
            "07-14 15:00 F8 visit Customer Chen: completed",
        )
        self.assertEqual(self._all().mapped("occurrence_key"), ["2026Q2", "2026Q3"])
        self.assertEqual(self._all().user_id, self.service_manager)
        self.assertEqual(self._all()[1].band_level, "dissatisfied")
