import datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import AftersalesCase


@tagged("post_install", "-at_install")
@freeze_time("2026-03-03 02:00:00")  # 10:00 in Shanghai
class TestFollowupCall(AftersalesCase):
    """The call, from the queue to its score (F11–F13, F15, Q3–Q6)."""

    def setUp(self):
        super().setUp()
        self.repair = self._make_repair(date_closed="2026-03-02 09:00:00")
        self.followup = self._generate()
        self.followup.user_id = self.agent
        self.mine = self.followup.with_user(self.agent)

    def _finish(self, code, followup=None, **values):
        return (followup or self.mine).finish_call(self._get_outcome(code).id, **values)

    def test_answered(self):
        data = self.mine.start_call()
        self.assertEqual(len([q for q in data["questions"] if q["item"]]), 10)
        self.assertIn("Oil service", "".join(block["html"] for block in data["script"]))
        self._answer_all(self.mine, 9, lounge=4)
        result = self._finish("completed", note="Friendly")
        followup = self.followup
        self.assertRecordValues(
            followup,
            [
                {
                    "state": "done",
                    "is_called": True,
                    "is_contact": True,
                    "is_effective": True,
                    "refused": False,
                    "attempt_count": 1,
                    "date_done": datetime.datetime(2026, 3, 3, 2),
                    "date_first_attempt": datetime.datetime(2026, 3, 3, 2),
                    "has_score": True,
                    # 90 × 90 % + 40 × 10 %
                    "score": 85.0,
                    "band_level": "satisfied",
                    "low_answer_count": 1,
                    "caller_id": False,
                }
            ],
        )
        self.assertEqual(followup.user_input_id.state, "done")
        self.assertEqual(followup.user_input_id.followup_id, followup)
        self.assertEqual(len(followup.score_ids), 10)
        low = followup.score_ids.filtered("is_low")
        self.assertRecordValues(
            low,
            [
                {
                    "item_code": "lounge",
                    "raw_value": 4,
                    "value": 40,
                    "weight": 10,
                    "band_level": "very_dissatisfied",
                    "date": datetime.date(2026, 3, 3),
                    "advisor_id": self.advisor.id,
                    "company_id": self.company.id,
                }
            ],
        )
        self.assertEqual(len(result["low_answers"]), 1)
        self.assertFalse(followup.activity_ids)
        attempt = followup.attempt_ids
        self.assertEqual((attempt.user_id, attempt.line), (self.agent, "13800000000"))

    def test_unanswered_is_not_zero(self):
        question = self.survey.question_ids.filtered("satisfaction_item_id")[0]
        self.mine.save_answer(question.id, 8)
        self._finish("completed")
        self.assertEqual(self.followup.score, 80)
        self.assertEqual(len(self.followup.score_ids), 1)

    def test_answer_is_kept_corrected_and_taken_back(self):
        question = self.survey.question_ids.filtered("satisfaction_item_id")[0]
        saved = self.mine.save_answer(question.id, 3, "Waited two hours")
        self.assertTrue(saved["is_low"])
        saved = self.mine.save_answer(question.id, 10, "Waited two hours")
        self.assertEqual(
            (saved["answer"], saved["comment"], saved["is_low"]),
            (10, "Waited two hours", False),
        )
        self.assertEqual(len(self.followup.user_input_id.user_input_line_ids), 2)
        saved = self.mine.save_answer(question.id, None)
        self.assertIsNone(saved["answer"])
        with self.assertRaises(UserError):
            self._finish("completed")

    def test_hostile_answers(self):
        question = self.survey.question_ids.filtered("satisfaction_item_id")[0]
        for answer in (11, -1, 0, "many", [3], {"x": 1}):
            with (
                self.subTest(answer),
                self.assertRaises(UserError),
                self.cr.savepoint(),
            ):
                self.mine.save_answer(question.id, answer)
        with self.assertRaises(UserError), self.cr.savepoint():
            self.mine.save_answer(question.id + 100000, 5)
        foreign = self.env["survey.question"].search(
            [("survey_id", "!=", self.survey.id), ("is_page", "=", False)], limit=1
        )
        with self.assertRaises(UserError), self.cr.savepoint():
            self.mine.save_answer(foreign.id, 5)
        with self.assertRaises(UserError), self.cr.savepoint():
            self.mine.finish_call(0)

    def test_no_answer_is_tried_again_within_the_windows(self):
        self._finish("no_answer")
        self.assertRecordValues(
            self.followup,
            [
                {
                    "state": "open",
                    "is_called": True,
                    "is_contact": False,
                    "attempt_count": 1,
                    "date_next": datetime.datetime(2026, 3, 4, 2),
                }
            ],
        )
        self.assertEqual(
            self.followup.activity_ids.date_deadline, datetime.date(2026, 3, 4)
        )

    def test_tried_again_at_the_customers_own_hours(self):
        """On the customer's clock, in the customer's window (F14)."""
        self.partner.tz = "America/New_York"
        self._finish("no_answer")
        # Ten in New York; a day later it would be nine in the evening there.
        self.assertEqual(self.followup.date_next, datetime.datetime(2026, 3, 4, 15))
        self.env["aftersales.contact.window"].create(
            {"partner_id": self.partner.id, "hour_from": 13, "hour_to": 14}
        )
        self._finish("no_answer")
        self.assertEqual(self.followup.date_next, datetime.datetime(2026, 3, 4, 18))

    def test_busy_at_the_end_of_a_window_waits_for_the_next(self):
        with freeze_time("2026-03-03 03:20:00"):  # 11:20, half an hour later is lunch
            self._finish("busy")
        self.assertEqual(self.followup.date_next, datetime.datetime(2026, 3, 3, 7))

    def test_call_back_as_the_customer_named_it(self):
        with self.assertRaises(UserError), self.cr.savepoint():
            self._finish("callback")
        with self.assertRaises(UserError), self.cr.savepoint():
            self._finish("callback", callback_date="2026-03-03 01:00:00")
        # At night, at meals: the customer's own word wins over every window.
        self._finish("callback", callback_date="2026-03-03 12:30:00")
        self.assertEqual(self.followup.date_next, datetime.datetime(2026, 3, 3, 12, 30))
        self.assertTrue(self.followup.is_contact)
        self.assertEqual(
            self.followup.attempt_ids.callback_date,
            datetime.datetime(2026, 3, 3, 12, 30),
        )

    def test_call_back_at_an_hour_at_which_nobody_else_is_called(self):
        queue = self.env["aftersales.followup"].with_user(self.agent)
        self._finish("callback", callback_date="2026-03-03 12:30:00")
        with freeze_time("2026-03-03 12:29:00"):
            self.assertFalse(queue._next_in_queue())
        with freeze_time("2026-03-03 12:30:00"):
            self.assertEqual(queue._next_in_queue(), self.mine)
        # Not there: tried again when customers may be called.
        with freeze_time("2026-03-03 12:31:00"):
            self._finish("busy")
            self.followup.date_next = "2026-03-03 12:31:00"
            self.assertFalse(queue._next_in_queue())

    def test_call_back_comes_to_the_head_of_the_queue(self):
        self._make_repair()
        other = self._generate() - self.followup
        other.user_id = self.agent
        self._finish("callback", callback_date="2026-03-03 02:20:00")
        other.sudo().date_next = "2026-03-03 02:25:00"
        with freeze_time("2026-03-03 02:30:00"):
            self.assertEqual(
                self.env["aftersales.followup"].with_user(self.agent)._next_in_queue(),
                self.mine,
            )

    def test_refusal_blocks_the_purpose(self):
        with self.assertRaises(UserError), self.cr.savepoint():
            self._finish("refused")
        self._finish("refused", note="Never call me about repairs")
        self.assertRecordValues(
            self.followup,
            [
                {
                    "state": "done",
                    "is_contact": True,
                    "is_effective": False,
                    "refused": True,
                }
            ],
        )
        block = self.partner.contact_block_ids
        self.assertEqual(block.reason, "Never call me about repairs")
        self.assertEqual(block.purpose_id, self.followup.purpose_id)
        self._make_repair()
        self.assertEqual(self._generate()[-1].state, "skipped")

    def test_three_days_unreachable(self):
        self._finish("no_answer")
        self._finish("busy")
        self.assertFalse(self.followup.is_unreachable)
        with freeze_time("2026-03-04 02:00:00"):
            self._finish("no_answer")
        self.assertFalse(self.followup.is_unreachable)
        with freeze_time("2026-03-05 02:00:00"):
            self._finish("switched_off")
            self._finish("no_answer")
        self.assertTrue(self.followup.is_unreachable)
        self.assertEqual(
            self.followup.date_first_attempt, datetime.datetime(2026, 3, 3, 2)
        )
        investigate = self.env.ref("aftersales_followup.mail_activity_type_investigate")
        told = self.followup.activity_ids.filtered(
            lambda a: a.activity_type_id == investigate
        )
        self.assertEqual(told.user_id, self.advisor)
        self.assertEqual(len(told), 1)

    def test_two_agents_on_one_follow_up(self):
        self.mine.start_call()
        theirs = self.followup.with_user(self.agent_2)
        self.assertEqual(theirs.start_call()["other_caller"], "Agent")
        self._finish("no_answer", theirs)
        self._answer_all(self.mine, 8)
        self._finish("completed")
        with self.assertRaisesRegex(UserError, "Agent"):
            self._finish("completed", theirs)
        self.assertEqual(self.followup.attempt_count, 2)
        with self.assertRaises(UserError):
            theirs.save_answer(self.survey.question_ids[0].id, 5)

    def test_questionnaire_without_scored_questions(self):
        survey = self.env["survey.survey"].create(
            {
                "title": "Open question",
                "survey_type": "aftersales",
                "question_and_page_ids": [
                    (0, 0, {"title": "Anything?", "question_type": "text_box"})
                ],
            }
        )
        self.followup.sudo().survey_id = survey
        self.mine.save_answer(survey.question_ids.id, "All fine")
        self._finish("completed")
        self.assertRecordValues(
            self.followup,
            [
                {
                    "is_effective": True,
                    "has_score": False,
                    "score": 0,
                    "band_level": False,
                }
            ],
        )
        self.assertFalse(self.followup.score_ids)

    def test_what_was_left_over_is_asked_when_something_was(self):
        """A conditional question appears and goes with its condition (Q2)."""
        ref = self.env.ref
        self.followup.survey_id = ref("aftersales_followup.survey_mix")
        left_over = ref("aftersales_followup.survey_mix_left_over").id
        yes, no = (
            ref(f"aftersales_followup.survey_mix_all_done_{number}")
            for number in (1, 2)
        )

        def asked():
            return {q["id"] for q in self.mine.get_call_data()["questions"]}

        self.assertIn(yes.question_id.id, asked())
        self.assertNotIn(left_over, asked())
        for answer, is_asked in ((yes, False), (no, True), (yes, False)):
            self.mine.save_answer(yes.question_id.id, answer.id)
            self.assertEqual(left_over in asked(), is_asked, answer.value)

    def test_expiry(self):
        cron = self.env.ref("aftersales_followup.cron_open_and_expire")
        with freeze_time("2026-03-18 02:00:00"), self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.assertEqual(self.followup.state, "open")
        with freeze_time("2026-03-19 02:00:00"), self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.followup.invalidate_recordset()
        self.assertEqual(self.followup.state, "missed")
        self.assertFalse(self.followup.activity_ids)
        with self.assertRaises(UserError):
            self._finish("no_answer")

    def test_planned_opens_on_its_day(self):
        self.followup.sudo().write({"state": "planned", "date_due": "2026-03-05"})
        self.followup._close_activities()
        cron = self.env.ref("aftersales_followup.cron_open_and_expire")
        with freeze_time("2026-03-04 15:00:00"), self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.assertEqual(self.followup.state, "planned")
        with freeze_time("2026-03-04 16:30:00"), self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.followup.invalidate_recordset()
        self.assertEqual(self.followup.state, "open")
        self.assertEqual(self.followup.activity_ids.user_id, self.agent)

    def test_another_person_is_recorded(self):
        sender = self.env["res.partner"].create(
            {"name": "Wife", "phone": "13911111111"}
        )
        self._answer_all(self.mine)
        self._finish("completed", contact_id=sender.id)
        self.assertEqual(self.followup.contact_id, sender)
        self.assertEqual(self.followup.attempt_ids.contact_id, sender)
        self.assertEqual(self.followup.phone, "13911111111", "this number from now on")
        self.assertEqual(self.followup.partner_id, self.partner)
        self.assertEqual(self.vehicle.owner_id, self.partner)

    # -- integrity

    def test_figures_are_not_written_by_hand(self):
        for user in (self.agent, self.manager):
            for values in (
                {"state": "done"},
                {"is_effective": True},
                {"score": 100},
                {"date_planned": "2026-01-01"},
                {"advisor_id": self.agent.id},
            ):
                with self.subTest(values), self.assertRaises(AccessError):
                    self.followup.with_user(user).write(values)
        self.mine.write({"user_id": self.agent_2.id})
        self.assertEqual(self.followup.activity_ids.user_id, self.agent_2)
        with self.assertRaises(AccessError):
            self.env["aftersales.followup"].with_user(self.manager).create({})

    def test_scores_stay_with_the_people_of_the_day(self):
        self._answer_all(self.mine)
        self._finish("completed")
        self.repair.advisor_id = self.agent
        self.technician.name = "Married"
        self.assertEqual(self.followup.score_ids.advisor_id, self.advisor)
        self.assertEqual(self.followup.technician_names, "Technician Zhao")

    def test_answered_question_stays_as_it_was_asked(self):
        self._answer_all(self.mine)
        question = self.survey.question_ids.filtered("satisfaction_item_id")[0]
        with self.assertRaises(UserError), self.cr.savepoint():
            question.title = "Something else"
        with self.assertRaises(UserError), self.cr.savepoint():
            question.unlink()
        with self.assertRaises(UserError), self.cr.savepoint():
            self.survey.unlink()
        question.title = question.title  # nothing changes
        copy = self.survey.copy()
        copy.question_ids[0].title = "Something else"

    def test_choices_of_an_answered_question_stay(self):
        """Deleting a choice would take the answers along; rewording it, too (Q1)."""
        survey = self.env.ref("aftersales_followup.survey_overall")
        self.followup.survey_id = survey
        question = self.env.ref("aftersales_followup.survey_overall_come_again")
        yes, no = question.suggested_answer_ids
        no.value = "Not any more"  # nobody has answered yet
        self.mine.save_answer(question.id, yes.id)
        for change in (
            lambda: yes.write({"value": "Of course"}),
            lambda: no.write({"satisfaction_value": 1}),
            lambda: yes.unlink(),
            lambda: question.write({"suggested_answer_ids": [(2, yes.id)]}),
        ):
            with self.assertRaises(UserError), self.cr.savepoint():
                change()
        yes.sequence = 50
        line = self.followup.user_input_id.user_input_line_ids
        self.assertEqual(line.suggested_answer_id, yes)
        # A new version is free.
        survey.copy().question_ids.suggested_answer_ids[0].value = "Of course"

    def test_landline_first(self):
        """The landline is preferred, and each attempt says which line was used."""
        self.partner.landline = "021-6000 0000"
        self.followup.invalidate_recordset()
        customer = self.mine.get_call_data()["sheet"]["customer"]
        self.assertEqual(
            (customer["phone"], customer["other_phone"]),
            ("021-6000 0000", "13800000000"),
        )
        self._finish("no_answer")
        self._finish("busy", line="13800000000")
        self._finish("busy", line="forged")
        self.assertEqual(
            self.followup.attempt_ids.sorted("id").mapped("line"),
            ["021-6000 0000", "13800000000", "021-6000 0000"],
        )
        self.assertEqual(self.followup._line_used("sms", None), "13800000000")
        # That search goes past the ORM.
        self.partner.flush_recordset()
        found = self.env["res.partner"].search(
            [("phone_mobile_search", "ilike", "02160000000")]
        )
        self.assertEqual(found, self.partner)

    def test_nobody_starts_a_questionnaire_alone(self):
        with self.assertRaises(UserError):
            self.survey.sudo()._create_answer(partner=self.partner)

    def test_cancel(self):
        with self.assertRaises(UserError):
            self.mine.action_cancel()
        self.followup.with_user(self.manager).action_cancel()
        self.assertEqual(self.followup.state, "cancelled")
        self.assertFalse(self.followup.activity_ids)

    def test_script_is_escaped(self):
        self.partner.name = "<script>alert(1)</script>"
        html = "".join(block["html"] for block in self.mine.get_call_data()["script"])
        self.assertNotIn("<script>", html)
