import datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import AftersalesCase


@tagged("post_install", "-at_install")
@freeze_time("2026-03-03 02:00:00")  # Tuesday, 10:00 in Shanghai
class TestFeedback(AftersalesCase):
    """A question or suggestion, its answer, told to the customer (F25, C4)."""

    def setUp(self):
        super().setUp()
        self._make_repair(date_closed="2026-03-02 09:00:00")
        self.followup = self._generate()
        self.followup.user_id = self.agent
        self.mine = self.followup.with_user(self.agent)
        self.env["aftersales.complaint.department"].create(
            {
                "company_id": self.company.id,
                "function": "workshop",
                "manager_id": self.service_manager.id,
            }
        )

    def _note(self, *values):
        self.mine.note_feedback(*(values or ("question", "workshop", "Which oil?")))
        return self.followup.feedback_ids[-1:]

    def test_goes_to_the_head_of_the_department(self):
        form = self._note()
        self.assertEqual(form.responsible_id, self.service_manager)
        self.assertEqual(form.activity_ids.user_id, self.service_manager)
        self.assertEqual(form.user_id, self.agent)
        # Two working days: Thursday.
        self.assertEqual(
            form.activity_ids.date_deadline, datetime.date(2026, 3, 5), form.date_due
        )
        noted = self.mine.get_call_data()["sheet"]["noted"]
        self.assertIn(form.name, noted[0]["text"])

    def test_over_the_weekend(self):
        with freeze_time("2026-03-06 02:00:00"):  # Friday
            form = self._note()
        self.assertEqual(form.activity_ids.date_deadline, datetime.date(2026, 3, 10))

    def test_from_question_to_reply(self):
        form = self._note()
        theirs = form.with_user(self.service_manager)
        with self.assertRaises(UserError):
            theirs.action_answer()
        theirs.answer = "5W-30"
        theirs.action_answer()
        self.assertEqual(form.activity_ids.user_id, self.agent, "tell the customer")
        with self.assertRaises(UserError):
            theirs.action_answer()
        ours = form.with_user(self.agent)
        ours.action_told()
        self.assertFalse(form.activity_ids)
        ours.action_revisit()
        revisit = form.revisit_id.followup_id
        self.assertEqual(revisit.date_next, datetime.datetime(2026, 3, 4, 2))
        self.assertIn(form.name, revisit.topic)
        with self.assertRaises(UserError):
            ours.action_revisit()
        with self.assertRaises(UserError):
            ours.action_close()
        ours.customer_word = "Thank you"
        ours.action_close()
        self.assertRecordValues(
            form,
            [
                {
                    "state": "closed",
                    "answered_by_id": self.service_manager.id,
                    "told_by_id": self.agent.id,
                    "date_closed": datetime.datetime(2026, 3, 3, 2),
                }
            ],
        )

    def test_late(self):
        form = self._note()
        self.assertFalse(form.is_late)
        with freeze_time("2026-03-09 02:00:00"):
            form.invalidate_recordset()
            self.assertTrue(form.is_late)
            late = self.env["aftersales.feedback"].search([("is_late", "=", True)])
            self.assertIn(form, late)

    def test_another_answers(self):
        form = self._note()
        form.with_user(self.service_manager).responsible_id = self.advisor
        self.assertEqual(form.activity_ids.user_id, self.advisor)
        self.assertTrue(form.with_user(self.advisor).description)

    def test_from_customer_and_car(self):
        for record in (self.partner, self.vehicle):
            with self.subTest(record._name):
                theirs = record.with_user(self.agent)
                action = theirs.action_view_feedback()
                self.assertEqual(action["views"], [(False, "form")], "none yet")
                form = (
                    self.env["aftersales.feedback"]
                    .with_user(self.agent)
                    .with_context(**action["context"])
                    .create({"function": "workshop", "description": "Which oil?"})
                )
                self.assertEqual(form.partner_id, self.partner)
                theirs.invalidate_recordset(["feedback_count"])
                self.assertTrue(theirs.feedback_count)
                action = theirs.action_view_feedback()
                self.assertIn(form, form.search(action["domain"]))
                self.assertIn("list", action["view_mode"])
        self.partner.invalidate_recordset(["feedback_count"])
        self.assertEqual(self.partner.feedback_count, 2)
        self.assertEqual(self.vehicle.feedback_count, 1)
        # Who may not write one gets the empty list; who may not read one no error.
        other = self._make_vehicle(self._make_customer("Deng"), "沪A67890")
        action = other.with_user(self.auditor).action_view_feedback()
        self.assertIn("list", action["view_mode"])
        self.assertEqual(
            self.partner.with_user(self._make_user("outsider")).feedback_count, 0
        )

    def test_what_is_no_form(self):
        for values in (
            ("joke", "workshop", "x"),
            ("question", "canteen", "x"),
            ("question", "workshop", " "),
            (None, None, None),
        ):
            with self.subTest(values), self.assertRaises(UserError):
                self._note(*values)

    def test_steps_are_not_written_by_hand(self):
        form = self._note()
        for values in ({"state": "closed"}, {"date_due": "2030-01-01"}, {"name": "1"}):
            with self.subTest(values), self.assertRaises(AccessError):
                form.with_user(self.manager).write(values)
        with self.assertRaises(AccessError):
            form.with_user(self.auditor).write({"answer": "x"})
        with self.assertRaises(AccessError):
            form.with_user(self.advisor).read(["description"])
        stranger = self._make_user("west", "group_agent", company=self.other_company)
        self.assertFalse(
            self.env["aftersales.feedback"]
            .with_user(stranger)
            .with_context(allowed_company_ids=self.other_company.ids)
            .search([])
        )
