from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import AftersalesCase


@tagged("post_install", "-at_install")
@freeze_time("2026-03-03 02:00:00")  # 10:00 in Shanghai
class TestFollowupSheet(AftersalesCase):
    """What the agent sees beside the questions (F17, F22)."""

    def setUp(self):
        super().setUp()
        self.repair = self._make_repair(
            date_closed="2026-03-02 09:00:00", mileage=34000, reception_note="Knocks"
        )
        self.followup = self._generate()
        self.followup.user_id = self.agent
        self.mine = self.followup.with_user(self.agent)

    def test_sheet(self):
        sheet = self.mine.get_call_data()["sheet"]
        self.assertEqual(sheet["customer"]["name"], "Customer Chen")
        self.assertEqual(sheet["car"]["plate"], "沪A12345")
        self.assertEqual(sheet["car"]["mileage"], 34000)
        self.assertEqual(sheet["visit"]["reception_note"], "Knocks")
        self.assertEqual(sheet["visit"]["advisor"], "Advisor")
        self.assertEqual(sheet["visit"]["technicians"], "Technician Zhao")
        self.assertEqual(sheet["hotline"], "400-100-200")
        self.assertTrue(sheet["can_call"])
        question = self.survey.question_ids.filtered("satisfaction_item_id")[0]
        levels = sheet["levels"][question.id]
        self.assertEqual(levels[10], "very_satisfied")
        self.assertEqual(levels[4], "very_dissatisfied")

    def test_past(self):
        self._answer_all(self.mine, 9)
        self.mine.finish_call(self._get_outcome("completed").id, note="Friendly")
        complaint = self.mine.action_create_complaint()["res_id"]
        self._make_repair(date_closed="2026-03-02 10:00:00")
        second = (self._generate() - self.followup).with_user(self.agent)
        second.sudo().user_id = self.agent
        sheet = second.get_call_data()["sheet"]
        self.assertEqual([row["id"] for row in sheet["followups"]], self.followup.ids)
        self.assertEqual(sheet["followups"][0]["note"], "Friendly")
        self.assertEqual(sheet["followups"][0]["score"], 90)
        self.assertEqual([row["id"] for row in sheet["complaints"]], [complaint])
        self.assertFalse(sheet["complaints"][0]["of_this"])

    def test_without_customer_car_and_phone(self):
        self._make_repair(
            date_closed="2026-03-02 10:00:00", partner_id=False, vehicle_id=False
        )
        for followup in self._generate() - self.followup:
            sheet = followup.get_call_data()["sheet"]
            self.assertFalse(sheet["customer"]["name"])
            self.assertFalse(sheet["car"])
            self.assertEqual(sheet["followups"], [])

    def test_speak_with(self):
        data = self.mine.speak_with("Driver Hu", "13900000000")
        self.assertEqual(data["sheet"]["contact"]["name"], "Driver Hu")
        self.assertEqual(self.followup.partner_id, self.partner)
        self.assertEqual(self.followup.phone, "13900000000")
        self.assertIn("Driver Hu", data["script"][1]["html"])
        first = self.followup.contact_id
        self.mine.speak_with("Driver Hu", "13900000000")
        self.assertEqual(self.followup.contact_id, first, "known, so not made twice")
        self.assertFalse(self.mine.speak_with()["sheet"]["contact"])

    def test_speak_with_refused(self):
        self.mine.finish_call(self._get_outcome("wrong_number").id)
        with self.assertRaises(UserError):
            self.mine.speak_with("Driver Hu")
        with self.assertRaises(AccessError):
            self.followup.with_user(self.advisor).speak_with("Driver Hu")

    def test_looker_on(self):
        sheet = self.followup.with_user(self.auditor).get_call_data()["sheet"]
        self.assertFalse(sheet["can_call"])
        self.assertFalse(sheet["can_complain"])
