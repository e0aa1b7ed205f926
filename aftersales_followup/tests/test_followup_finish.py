from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import AftersalesCase


@tagged("post_install", "-at_install")
@freeze_time("2026-03-03 02:00:00")  # 10:00 in Shanghai
class TestFollowupFinish(AftersalesCase):
    """A whole call in one request, and what comes after it (F11, F17)."""

    def setUp(self):
        super().setUp()
        self._make_repair(date_closed="2026-03-02 09:00:00")
        self.followup = self._generate()
        self.followup.user_id = self.agent
        self.mine = self.followup.with_user(self.agent)
        self.completed = self._get_outcome("completed").id
        self.questions = self.survey.question_ids.filtered("satisfaction_item_id")

    def _answers(self, value=9):
        return [[question.id, value, ""] for question in self.questions]

    def test_answers_and_end_in_one_request(self):
        answers = self._answers()
        answers[3] = [self.questions[3].id, 4, "Dear"]
        result = self.mine.finish_call(self.completed, answers=answers)
        self.assertEqual(self.followup.state, "done")
        self.assertEqual(
            self.followup.score_ids.mapped("raw_value"), [9, 9, 9, 4] + [9] * 6
        )
        self.assertEqual([low["comment"] for low in result["low_answers"]], ["Dear"])

    def test_what_cannot_end_so_leaves_nothing_behind(self):
        question = self.questions[0]
        hostile = (
            [[question.id, 11, ""]],
            [[question.id, 9]],
            [question.id],
            [[question.id + 100000, 9, ""]],
            [["1 OR 1=1", 9, ""]],
            [[None, 9, ""]],
            {"a": 1},
        )
        for answers in hostile:
            with (
                self.subTest(answers),
                self.assertRaises(UserError),
                self.cr.savepoint(),
            ):
                self.mine.finish_call(
                    self.completed, answers=[*self._answers(), *answers]
                )
            self.assertEqual(self.followup.state, "open")
            self.assertFalse(self.followup.user_input_id.user_input_line_ids)
        with self.assertRaises(UserError), self.cr.savepoint():
            # A call-back without its time: the answers wait in the browser.
            self.mine.finish_call(
                self._get_outcome("callback").id, answers=self._answers()
            )
        self.assertFalse(self.followup.user_input_id.user_input_line_ids)

    def test_the_last_word_counts(self):
        question = self.questions[0]
        self.mine.save_answers([[question.id, 3, "Slow"], [question.id, 8, ""]])
        line = self.followup.user_input_id.user_input_line_ids
        self.assertEqual((line.value_scale, line.question_id), (8, question))

    def test_what_is_said_again_is_not_written_again(self):
        self.mine.save_answers(self._answers())
        lines = self.followup.user_input_id.user_input_line_ids
        self.mine.save_answers(self._answers())
        self.assertEqual(self.followup.user_input_id.user_input_line_ids, lines)

    def test_queries(self):
        """Ten answers cost as many queries as one: they are written in one pass."""
        self._make_repair()
        other = self._generate() - self.followup
        other.user_id = self.agent
        counts = []
        for followup, number in ((self.mine, 1), (other.with_user(self.agent), 10)):
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.cr.sql_log_count
            followup.save_answers(self._answers()[:number])
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - start)
        self.assertLessEqual(counts[1], counts[0])

    def test_queries_of_the_end(self):
        # Once before: what is cached in a running server is cached here.
        self._make_repair()
        other = (self._generate() - self.followup).with_user(self.agent)
        self.mine.finish_call(self.completed, answers=self._answers())
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(36):
            other.finish_call(self.completed, answers=self._answers())
            self.env.flush_all()

    def test_what_is_pasted_is_kept_as_text(self):
        """A whole page, and what looks like one: neither runs nor is cut off."""
        pasted = "<script>alert(1)</script><b>x</b>\n" + "字" * 10_000
        answers = self._answers()
        answers[0] = [self.questions[0].id, 3, pasted]
        result = self.mine.finish_call(self.completed, note=pasted, answers=answers)
        self.assertEqual(self.followup.attempt_ids.note, pasted)
        self.assertEqual(result["low_answers"][0]["comment"], pasted)
        complaint = self.env["aftersales.complaint"].browse(
            self.mine.action_create_complaint()["res_id"]
        )
        self.assertIn(pasted, complaint.description)
        for message in self.followup.message_ids + complaint.message_ids:
            self.assertNotIn("<script", message.body)
        self.mine.note_wish("buy", pasted)
        self.mine.note_feedback("question", "workshop", pasted)
        self.mine.note_next_contact(pasted, "2026-03-05 02:00:00")
        for activity in (
            self.followup.wish_ids + self.followup.feedback_ids.activity_ids
        ):
            self.assertNotIn("<script", activity.note or "")
            self.assertLess(len(activity.summary), 120)
        self.assertTrue(self.mine.get_call_data()["sheet"]["noted"])

    def test_saved_twice_in_the_same_second(self):
        """The second of two key presses finds the call finished, and says by whom."""
        self.mine.finish_call(self.completed, answers=self._answers())
        self.assertEqual(
            self.mine.get_closing(), "Agent has finished this follow-up already (Done)."
        )
        with (
            self.assertRaisesRegex(UserError, "Agent has finished"),
            self.cr.savepoint(),
        ):
            self.mine.finish_call(self.completed, answers=self._answers(1))
        self.assertEqual(self.followup.attempt_count, 1)
        self.assertEqual(set(self.followup.score_ids.mapped("raw_value")), {9})

    def test_a_foreign_store_finishes_nothing(self):
        stranger = self._make_user("west", "group_agent", company=self.other_company)
        theirs = self.followup.with_user(stranger).with_context(
            allowed_company_ids=self.other_company.ids
        )
        with self.assertRaises(AccessError):
            theirs.finish_call(self.completed, answers=self._answers())
        with self.assertRaises(AccessError):
            theirs.leave_call("2026-03-03 02:00:00")

    # -- leaving

    def test_leaving_gives_the_customer_free(self):
        start = self.mine.start_call()["call_start"]
        theirs = self.followup.with_user(self.agent_2)
        self.assertEqual(theirs.get_call_data()["other_caller"], "Agent")
        self.mine.leave_call(str(start), self._answers()[:1])
        self.assertFalse(theirs.get_call_data()["other_caller"])
        self.assertEqual(
            self.followup.user_input_id.user_input_line_ids.mapped("value_scale"), [9]
        )

    def test_a_late_farewell_does_not_end_the_next_call(self):
        start = self.mine.start_call()["call_start"]
        with freeze_time("2026-03-03 02:00:05"):
            self.mine.start_call()  # the window was reloaded
            self.mine.leave_call(str(start))
        self.assertEqual(self.followup.caller_id, self.agent)
        self.mine.leave_call("nonsense")
        self.assertEqual(self.followup.caller_id, self.agent)

    def test_nobody_hangs_up_for_a_colleague(self):
        start = self.mine.start_call()["call_start"]
        self.followup.with_user(self.agent_2).leave_call(str(start))
        self.assertEqual(self.followup.caller_id, self.agent)

    def test_a_wrong_answer_does_not_keep_the_line(self):
        start = self.mine.start_call()["call_start"]
        self.mine.leave_call(str(start), [[self.questions[0].id, 99, ""]])
        self.assertFalse(self.followup.caller_id)
        self.assertFalse(self.followup.user_input_id.user_input_line_ids)

    # -- what comes next

    def test_only_what_is_due_comes_next(self):
        self._make_repair()
        other = self._generate() - self.followup
        other.sudo().write(
            {"user_id": self.agent.id, "date_next": "2026-03-04 02:00:00"}
        )
        result = self.mine.finish_call(self._get_outcome("no_answer").id)
        self.assertFalse(result["next_id"])
        self.assertEqual(result["later"]["id"], other.id)
        self.assertEqual(result["later"]["customer"], "Customer Chen")
        queue = self.env["aftersales.followup"].with_user(self.agent)
        self.assertEqual(queue.action_next_call()["tag"], "display_notification")
        with freeze_time("2026-03-04 02:00:00"):
            self.assertEqual(self.mine.next_call()["next_id"], other.id)
            self.assertEqual(queue.action_next_call()["res_id"], self.followup.id)

    def test_nobodys_calls_come_after_the_own(self):
        self._make_repair()
        other = self._generate() - self.followup
        other.sudo().write({"user_id": False, "date_next": "2020-01-01 02:00:00"})
        queue = self.env["aftersales.followup"].with_user(self.agent)
        self.assertEqual(queue._next_in_queue(), self.mine)
        self.assertEqual(queue._next_in_queue(self.mine), other)
        # Whoever is no agent makes the calls given to him only.
        self.assertFalse(queue.with_user(self.director)._next_in_queue())
        # Nobody's due call comes before an own one that is not due yet.
        self._make_repair()
        third = self._generate() - self.followup - other
        third.sudo().write(
            {"user_id": self.agent.id, "date_next": "2026-03-04 02:00:00"}
        )
        self.assertEqual(self.mine.next_call(), {"next_id": other.id, "later": False})
        third.sudo().write({"state": "cancelled", "date_next": False})
        other.sudo().user_id = self.agent_2
        self.assertFalse(queue._next_in_queue(self.mine))
        self.assertFalse(queue._next_later(self.mine))
