import datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import AftersalesCase

DAY = datetime.date


@tagged("post_install", "-at_install")
@freeze_time("2026-03-17 02:00:00")  # 10:00 in Shanghai
class TestFollowupCar(AftersalesCase):
    """Dates of the car, corrected while the customer is on the line (A1, R6)."""

    def setUp(self):
        super().setUp()
        self.vehicle.write(
            {"home_company_id": self.company.id, "insurance_date": "2026-04-01"}
        )
        program = self.env.ref("aftersales_followup.program_insurance")
        with freeze_time("2026-03-01 02:00:00"):
            program.active = True
        program.step_ids[0]._generate(self.company)
        self.reminder = self.env["aftersales.followup"].search(
            [("program_id", "=", program.id)]
        )
        self.reminder.write({"user_id": self.agent.id, "state": "open"})
        self.mine = self.reminder.with_user(self.agent)

    def _dates(self):
        car = self.mine.get_call_data()["sheet"]["car"]
        return {date["name"]: date["date"] for date in car["dates"]}

    def _renew(self):
        start = self.mine.start_call()["call_start"]
        car = self.mine.correct_car_date("insurance_date", "2027-04-01")
        self.assertIn(DAY(2027, 4, 1), [date["date"] for date in car["dates"]])
        return str(start)

    def test_is_shown_and_corrected(self):
        self.assertEqual(self._dates()["insurance_date"], DAY(2026, 4, 1))
        self.mine.correct_car_date("inspection_date", "2026-09-30")
        self.assertEqual(self.vehicle.inspection_date, DAY(2026, 9, 30))
        self.assertEqual(self._dates()["inspection_date"], DAY(2026, 9, 30))

    def test_the_call_ends_with_its_own_outcome(self):
        """The policy is renewed: the reminder is not gone in mid-sentence."""
        self._renew()
        self.assertEqual(self.reminder.state, "open")
        self.mine.finish_call(self._get_outcome("completed").id)
        self.assertEqual(self.reminder.state, "done")
        self.assertEqual(self.reminder.attempt_ids.user_id, self.agent)

    def test_left_without_an_outcome(self):
        start = self._renew()
        self.mine.leave_call(start)
        self.assertEqual(self.reminder.state, "cancelled")
        self.assertEqual(self.reminder.skip_reason_id.code, "came_in")

    def test_nobody_reached_after_all(self):
        self._renew()
        self.mine.finish_call(self._get_outcome("no_answer").id)
        self.assertEqual(self.reminder.state, "cancelled")
        self.assertEqual(self.reminder.attempt_count, 1)

    def test_promised_call_back_stays(self):
        self._renew()
        self.mine.finish_call(
            self._get_outcome("callback").id, callback_date="2026-03-17 07:00:00"
        )
        self.assertEqual(self.reminder.state, "open")
        self.assertEqual(self.reminder.date_next, datetime.datetime(2026, 3, 17, 7))

    def test_others_move_at_once(self):
        with freeze_time("2026-03-17 02:20:00"):  # forgotten on a screen
            self._renew()
        self.reminder.call_start = "2026-03-17 01:00:00"
        self.vehicle.insurance_date = "2027-05-01"
        self.assertEqual(self.reminder.state, "cancelled")

    def test_what_is_no_date(self):
        for name, date in (
            ("insurance_date", None),
            ("insurance_date", ""),
            ("insurance_date", "soon"),
            ("insurance_date", "2206-04-01"),
            ("insurance_date", "0001-01-01"),
            ("insurance_date", 7),
            ("license_plate", "2027-04-01"),
            ("owner_id", "2027-04-01"),
        ):
            with self.subTest(f"{name} {date}"), self.assertRaises(UserError):
                self.mine.correct_car_date(name, date)
        self.assertEqual(self.vehicle.insurance_date, DAY(2026, 4, 1))

    def test_who_only_looks(self):
        for user in (self.auditor, self.service_manager):
            with self.assertRaises(AccessError):
                self.reminder.with_user(user).correct_car_date(
                    "insurance_date", "2027-04-01"
                )

    def test_without_a_car(self):
        self.reminder.sudo().vehicle_id = False
        self.assertFalse(self.mine.get_call_data()["sheet"]["car"])
        with self.assertRaises(UserError):
            self.mine.correct_car_date("insurance_date", "2027-04-01")
