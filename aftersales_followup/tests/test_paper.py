import datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import AftersalesCase


class PaperCase(AftersalesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.points_300 = cls.env.ref("aftersales_followup.survey_points_300")
        cls.marks = cls.points_300.question_ids.filtered("satisfaction_scale_id")
        cls.words = cls.points_300.question_ids - cls.marks

    def _make_batch(self, user=None, send=True, **values):
        batch = (
            self.env["aftersales.paper.batch"]
            .with_user(user or self.manager)
            .create({"survey_id": self.points_300.id, "sent_count": 10, **values})
        )
        if send:
            batch.action_send()
        return batch

    def _answers(self, mark=24, **by_item):
        """Return a sheet's answers; ``lounge=4`` gives an item its own mark."""
        return {
            str(question.id): str(by_item.get(question.satisfaction_item_id.code, mark))
            for question in self.marks
        }

    def _sheet(self, batch, number):
        return batch.sheet_ids.filtered(lambda sheet: sheet.number == number)


@tagged("post_install", "-at_install")
class TestPaper(PaperCase):
    """Paper questionnaires: out, back, typed in, too few (F18, Q2)."""

    @freeze_time("2026-03-02 02:00:00")
    def test_numbers_and_days(self):
        batch = self._make_batch(send=False)
        self.assertRegex(batch.name, r"^PQ2026-\d{4}$")
        batch.action_send()
        self.assertEqual(batch.date_due, datetime.date(2026, 3, 16))
        with self.assertRaises(UserError):
            batch.survey_id = self.survey
        with self.assertRaises(UserError):
            batch.unlink()
        other = self._make_batch(send=False)
        self.assertNotEqual(other.name, batch.name)
        other.unlink()

    def test_quick_entry(self):
        """240 points are satisfied, 239 are not: the total counts, not weights (Q4)."""
        batch = self._make_batch()
        as_agent = batch.with_user(self.agent)
        result = as_agent.save_sheet(1, self._answers(24))
        self.assertEqual(result["points"], 240)
        self.assertEqual(result["score"], 80.0)
        self.assertEqual(result["level"], "satisfied")
        # The item with the greatest weight: by weights this would be 78.
        result = as_agent.save_sheet(2, self._answers(24, car_clean=23))
        self.assertEqual(result["points"], 239)
        self.assertEqual(result["level"], "basically")
        result = as_agent.save_sheet(3, self._answers(20, lounge=29))
        self.assertEqual(result["points"], 209)
        self.assertEqual(result["level"], "dissatisfied")
        result = as_agent.save_sheet(4, self._answers(0))
        self.assertEqual((result["points"], result["score"]), (0, 0.0))
        sheet = self._sheet(batch, 1)
        self.assertEqual(sheet.user_input_id.state, "done")
        self.assertFalse(sheet.followup_id)
        self.assertEqual(sheet.user_id, self.agent)
        self.assertRecordValues(
            batch, [{"returned_count": 4, "return_rate": 40.0, "scored_count": 4}]
        )
        data = as_agent.get_entry_data()
        self.assertEqual(len(data["sheets"]), 4)
        self.assertEqual(data["questions"][0]["max"], 30)

    def test_left_out_is_not_zero(self):
        batch = self._make_batch()
        answers = self._answers(30)
        for question in self.marks[:5]:
            answers[str(question.id)] = ""
        result = batch.save_sheet(1, answers)
        self.assertEqual(result["score"], 100.0)
        self.assertEqual(result["points"], 150)

    def test_refused(self):
        batch = self._make_batch()
        first = str(self.marks[0].id)
        foreign = str(self.survey.question_ids[0].id)
        for answers in (
            {first: "31"},
            {first: "-1"},
            {first: "many"},
            {foreign: "5"},
            {},
            {first: ""},
            [1, 2],
        ):
            with self.assertRaises(UserError, msg=answers), self.env.cr.savepoint():
                batch.save_sheet(1, answers)
        for number in (0, 11, -1, "1", True, None):
            with self.assertRaises(UserError, msg=number):
                batch.save_sheet(number, self._answers())
        with self.assertRaises(UserError):
            batch.save_sheet(1, self._answers(), "沪Z99999")
        self.assertFalse(batch.sheet_ids)
        self.assertFalse(
            self.env["survey.user_input"].search(
                [("survey_id", "=", self.points_300.id)]
            )
        )
        draft = self._make_batch(send=False)
        with self.assertRaises(UserError):
            draft.save_sheet(1, self._answers())
        batch.action_close()
        with self.assertRaises(UserError):
            batch.save_sheet(1, self._answers())

    def test_typing_error_corrected(self):
        batch = self._make_batch()
        batch.save_sheet(1, self._answers(3))
        batch.save_sheet(1, {**self._answers(30), str(self.words.id): "Fine"})
        sheet = batch.sheet_ids
        self.assertEqual(len(sheet), 1)
        self.assertEqual(sheet.score, 100.0)
        self.assertEqual(sheet.low_answer_count, 0)
        self.assertEqual(len(sheet.user_input_id.user_input_line_ids), 11)

    def test_entered_by_mistake(self):
        batch = self._make_batch()
        batch.save_sheet(1, self._answers())
        sheet = batch.sheet_ids
        answers = sheet.user_input_id
        with self.assertRaises(AccessError):
            sheet.with_user(self.agent).unlink()
        sheet.with_user(self.manager).unlink()
        self.assertFalse(answers.exists())
        self.assertEqual(batch.returned_count, 0)

    @freeze_time("2026-03-03 02:00:00")
    def test_known_customer(self):
        """The plate finds the follow-up with the same questions and closes it."""
        self.step.survey_id = self.points_300
        self._make_repair(date_closed="2026-03-02 05:00:00")
        followup = self._generate()
        batch = self._make_batch()
        result = batch.with_user(self.agent).save_sheet(
            7, self._answers(24, lounge=10), "沪a·12345"
        )
        self.assertEqual(result["customer"], "Customer Chen")
        self.assertEqual(followup.state, "done")
        self.assertTrue(followup.is_effective)
        self.assertEqual(followup.attempt_ids.channel, "letter")
        self.assertEqual(followup.attempt_ids.user_id, self.agent)
        self.assertEqual(len(followup.score_ids), 10)
        self.assertAlmostEqual(followup.score, 100 * 226 / 300, 4)
        self.assertEqual(self._sheet(batch, 7).followup_id, followup)
        with self.assertRaises(UserError):
            batch.save_sheet(7, self._answers(30), "沪A12345")
        with self.assertRaises(UserError):
            self._sheet(batch, 7).with_user(self.manager).unlink()
        # Once more by the same customer: there is no follow-up left to close.
        batch.save_sheet(8, self._answers(30), "沪A12345")
        self.assertFalse(self._sheet(batch, 8).followup_id)
        self.assertEqual(self._sheet(batch, 8).partner_id, self.partner)

    def test_anonymous_counts_in_no_month(self):
        before = self.env["aftersales.followup.score"].search_count([])
        self._make_batch().save_sheet(1, self._answers())
        self.assertEqual(self.env["aftersales.followup.score"].search_count([]), before)

    def test_complaint(self):
        batch = self._make_batch()
        answers = {**self._answers(24, lounge=5), str(self.words.id): "No seats at all"}
        batch.with_user(self.agent).save_sheet(3, answers)
        sheet = batch.sheet_ids
        self.assertEqual(sheet.low_answer_count, 1)
        action = sheet.with_user(self.agent).action_create_complaint()
        complaint = self.env["aftersales.complaint"].browse(action["res_id"])
        self.assertEqual(complaint.source, "letter")
        self.assertIn("No seats at all", complaint.description)
        self.assertIn("lounge", complaint.low_answers.lower())
        self.assertEqual(sheet.complaint_id, complaint)
        with self.assertRaises(UserError):
            sheet.action_create_complaint()

    def test_alarm_once(self):
        with freeze_time("2026-03-02 02:00:00"):
            few = self._make_batch()
            enough = self._make_batch()
            for number in range(1, 8):
                enough.save_sheet(number, self._answers())
            for number in range(1, 7):
                few.save_sheet(number, self._answers())
        with freeze_time("2026-03-16 02:00:00"):
            self._run_alarm()
            self.assertFalse(few.date_alarm, "still its last day")
        with freeze_time("2026-03-17 02:00:00"):
            self._run_alarm()
            self._run_alarm()
        told = few.activity_ids.filtered(lambda a: a.user_id == self.manager)
        self.assertEqual(len(told), 1)
        self.assertIn("6", told.summary)
        self.assertEqual(few.date_alarm, datetime.date(2026, 3, 17))
        self.assertFalse(enough.activity_ids)
        few.action_close()
        self.assertFalse(few.activity_ids)

    def _run_alarm(self):
        with self.enter_registry_test_mode():
            self.env.ref("aftersales_followup.cron_paper_alarm").method_direct_trigger()
        self.env.invalidate_all()

    def test_rights(self):
        batch = self._make_batch()
        for user in (self.advisor, self.auditor, self.service_manager, self.director):
            with self.assertRaises(AccessError):
                batch.with_user(user).save_sheet(1, self._answers())
            self.assertFalse(batch.with_user(user).get_entry_data()["can_enter"])
        with self.assertRaises(AccessError):
            self._make_batch(self.agent)
        stranger = self._make_user("west", "group_agent", company=self.other_company)
        with self.assertRaises(AccessError):
            batch.with_user(stranger).save_sheet(1, self._answers())
        batch.save_sheet(1, self._answers())
        with self.assertRaises(AccessError):
            batch.sheet_ids.with_user(self.agent).write({"score": 100})

    @mute_logger("odoo.sql_db")
    def test_answered_questions_stay(self):
        """What was answered on paper is not changed either (Q1)."""
        self._make_batch().save_sheet(1, self._answers())
        with self.assertRaises(UserError):
            self.marks[0].title = "Something else"
        with self.assertRaises(UserError):
            self.marks[0].unlink()

    def test_fewer_than_came_back(self):
        batch = self._make_batch()
        batch.save_sheet(9, self._answers())
        with self.assertRaises(UserError):
            batch.sent_count = 8
        batch.sent_count = 9
