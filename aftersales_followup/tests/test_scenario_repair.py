import datetime

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_scenario import ScenarioCase


@tagged("post_install", "-at_install")
class TestScenarioRepair(ScenarioCase):
    """After a repair, from the settled order to the closed follow-up (F1, F2)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.business = cls.env.ref("aftersales_followup.customer_category_business")

    def _settle(self, day, name=None, **values):
        """Settle an order in the afternoon of a local day."""
        if name:
            values["partner_id"] = self._make_customer(name).id
            values["vehicle_id"] = False
        with self._local(day, 17):
            return self._make_repair(date_closed=self.clock.time_to_freeze, **values)

    # ------------------------------------------------------------------
    # F1
    # ------------------------------------------------------------------

    def test_reached_and_satisfied(self):
        self._switch_on("after_repair", "2026-03-01")
        repair = self._settle("2026-03-03")
        self._live("2026-03-03", "2026-03-06", lambda followup: "completed")
        self._assert_story("03-04 10:00 F1 phone Customer Chen: completed")
        self._assert_ends("03-04 F1 Customer Chen: done")
        followup = repair.followup_ids
        self.assertRecordValues(
            followup,
            [
                {
                    "score": 90.0,
                    "is_effective": True,
                    "advisor_id": self.advisor.id,
                    "technician_names": "Technician Zhao",
                    "date_deadline": datetime.date(2026, 3, 6),
                    "low_answer_count": 0,
                }
            ],
        )
        self.assertEqual(len(followup.score_ids), 10)

    def test_call_backs_keep_the_customers_time(self):
        """F11: busy, nobody there, then at the minute that the customer named."""
        self._switch_on("after_repair", "2026-03-01")
        self._settle("2026-03-03")
        answers = iter(
            [
                "busy",
                "no_answer",
                {
                    "outcome": "callback",
                    "callback": "2026-03-06 16:30",
                    "note": "At work until four",
                },
                {"outcome": "completed", "marks": 7},
            ]
        )
        self._live("2026-03-03", "2026-03-08", lambda followup: next(answers))
        self._assert_story(
            "03-04 10:00 F1 phone Customer Chen: busy",
            "03-04 10:30 F1 phone Customer Chen: no_answer",
            "03-05 10:30 F1 phone Customer Chen: callback",
            "03-06 16:30 F1 phone Customer Chen: completed",
        )
        self._assert_ends("03-04 F1 Customer Chen: done")

    def test_nobody_answers(self):
        """F12 on the third day, F15 after the fifteenth; a late call is refused."""
        self._switch_on("after_repair", "2026-03-01")
        self._settle("2026-03-03")
        self._live("2026-03-03", "2026-03-05", lambda followup: "no_answer")
        followup = self._all()
        self.assertFalse(followup.is_unreachable)
        self._live("2026-03-06", "2026-03-06", lambda followup: "switched_off")
        self.assertTrue(followup.is_unreachable)
        investigate = self.env.ref("aftersales_followup.mail_activity_type_investigate")
        self.assertEqual(
            followup.activity_ids.filtered(
                lambda activity: activity.activity_type_id == investigate
            ).user_id,
            self.advisor,
        )
        # It waits for the adviser, who finds nothing out: nobody calls it any more.
        self._live("2026-03-07", "2026-03-21", lambda followup: "no_answer")
        self._assert_story(
            "03-04 10:00 F1 phone Customer Chen: no_answer",
            "03-05 10:00 F1 phone Customer Chen: no_answer",
            "03-06 10:00 F1 phone Customer Chen: switched_off",
        )
        self._assert_ends("03-04 F1 Customer Chen: missed")
        self.assertFalse(followup.is_contact)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            followup.with_user(self.agent).finish_call(
                self._get_outcome("no_answer").id
            )

    def test_nobody_works_the_queue(self):
        self._switch_on("after_repair", "2026-03-01")
        self._settle("2026-03-03")
        self._live("2026-03-03", "2026-03-19")
        self._assert_ends("03-04 F1 Customer Chen: open")
        self._live("2026-03-20", "2026-03-20")
        self._assert_ends("03-04 F1 Customer Chen: missed")
        self._assert_story()

    def test_refusal_is_kept(self):
        """F13: not asked again for that purpose; other purposes may still call."""
        self._switch_on("after_repair", "2026-03-01")
        self._switch_on("inspection", "2026-03-01")
        self.vehicle.inspection_date = "2026-04-17"
        self._settle("2026-03-03")
        self._live(
            "2026-03-03",
            "2026-03-18",
            lambda f: (
                {"outcome": "refused", "note": "Never again"}
                if f.program_id.code == "F1"
                else "completed"
            ),
            d0310=lambda: self._settle("2026-03-10"),
        )
        self._assert_story(
            "03-04 10:00 F1 phone Customer Chen: refused",
            "03-18 10:00 R4 phone Customer Chen: completed",
        )
        self._assert_ends(
            "03-04 F1 Customer Chen: done",
            "03-11 F1 Customer Chen: skipped (do_not_contact)",
            "03-18 R4 Customer Chen: done",
        )

    def test_dissatisfied_becomes_a_complaint(self):
        """Q5: the questions and the customer's words stand in it."""
        self._switch_on("after_repair", "2026-03-01")
        self._settle("2026-03-03")
        self._live(
            "2026-03-03",
            "2026-03-04",
            lambda f: {
                "outcome": "completed",
                "marks": 3,
                "words": "The car was dirty",
                "complaint": True,
            },
        )
        followup = self._all()
        self.assertEqual((followup.state, followup.low_answer_count), ("done", 10))
        complaint = followup.complaint_ids
        self.assertEqual(complaint.partner_id, self.partner)
        self.assertEqual(len(complaint.question_ids), 10)
        self.assertEqual(complaint.advisor_id, self.advisor)

    def test_a_week_of_a_store(self):
        """Who is contacted when, and who is not and why, complete."""
        self._switch_on("after_repair", "2026-03-01")
        self.company.contact_cap_days = 7
        evening = self._make_customer("Evening")
        self.env["aftersales.contact.window"].create(
            {"partner_id": evening.id, "hour_from": 16.5, "hour_to": 17.5}
        )
        urumqi = self._make_customer("Urumqi", tz="Asia/Urumqi")
        blocked = self._make_customer("Blocked")
        self.env["aftersales.contact.block"].create(
            {"partner_id": blocked.id, "reason": "Said so at the counter"}
        )
        firms = [
            self._make_customer(f"Firm {n}", customer_category_id=self.business.id)
            for n in range(4)
        ]
        for partner in (evening, urumqi, blocked, *firms):
            self._settle("2026-03-03", partner_id=partner.id, vehicle_id=False)
        self._settle("2026-03-03", partner_id=False, vehicle_id=False)
        # In again within the week, and a week later.
        for day in ("2026-03-05", "2026-03-12"):
            self._settle(day, partner_id=evening.id, vehicle_id=False)
        self._live("2026-03-03", "2026-03-14", lambda followup: "completed")
        drawn = [
            line for line in self._story() if "Firm" in line and "completed" in line
        ]
        self.assertEqual(len(drawn), 2, "half of the business customers")
        self.assertEqual(
            [line for line in self._story() if "Firm" not in line],
            [
                "03-04 16:30 F1 phone Evening: completed",
                # Two hours behind Shanghai: three there is five here. At noon, their
                # ten o'clock, nobody was at the desk.
                "03-04 17:00 F1 phone Urumqi: completed",
                "03-13 16:30 F1 phone Evening: completed",
            ],
        )
        self.assertEqual(
            sorted(line for line in self._ends() if "Firm" not in line),
            [
                "03-04 F1 Blocked: skipped (do_not_contact)",
                "03-04 F1 Evening: done",
                "03-04 F1 False: skipped (no_customer)",
                "03-04 F1 Urumqi: done",
                "03-06 F1 Evening: skipped (recently_contacted)",
                "03-13 F1 Evening: done",
            ],
        )
        self.assertEqual(
            sorted(line.rpartition(": ")[2] for line in self._ends() if "Firm" in line),
            ["done", "done", "skipped (not_drawn)", "skipped (not_drawn)"],
        )
        self._assert_nothing_left()

    # ------------------------------------------------------------------
    # F2
    # ------------------------------------------------------------------

    def test_two_calls(self):
        """The second call shows the first one's note and answers."""
        program = self._switch_on("two_step", "2026-03-01")
        self._settle("2026-03-03")
        self._live(
            "2026-03-03",
            "2026-03-10",
            lambda f: {
                "outcome": "completed",
                "marks": 8,
                "words": "Bring the coffee back",
                "note": "Asks for a loan car next time",
            },
        )
        self._assert_story("03-06 10:00 F2 phone Customer Chen: completed")
        with self._local("2026-03-11", 0.5):
            self._night()
        second = self._all()[-1]
        first_step, second_step = program.step_ids
        self.assertEqual(second.step_id, second_step)
        with self._local("2026-03-11", 10):
            data = second.with_user(self.agent).start_call()
        [first] = data["sheet"]["followups"]
        self.assertIn("loan car", str(first))
        self.assertIn("Bring the coffee back", str(first))
        answered = first_step.survey_id.question_ids.satisfaction_item_id.mapped("code")
        asked = [question["item"] for question in data["questions"]]
        self.assertTrue(asked)
        self.assertFalse(set(asked) & set(answered), "asked twice")
        second.step_id.asks_only_new = False
        data = second.with_user(self.agent).get_call_data()
        self.assertIn("lounge", answered)
        self.assertIn("lounge", [question["item"] for question in data["questions"]])
        second.step_id.asks_only_new = True
        self._live("2026-03-11", "2026-03-12", lambda followup: "completed")
        self._assert_ends(
            "03-06 F2 Customer Chen: done", "03-11 F2 Customer Chen: done"
        )
        self.assertNotEqual(second.survey_id, program.step_ids[0].survey_id)
