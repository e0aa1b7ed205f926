import datetime

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import AftersalesCase


@tagged("post_install", "-at_install")
class TestRepairClosing(AftersalesCase):
    """``date_closed`` is set whenever a repair becomes done, by any route (A2)."""

    @freeze_time("2026-03-02 06:00:00")
    def test_by_buttons(self):
        repair = self._make_repair(state="draft", date_closed=False)
        repair.action_validate()
        repair.action_repair_start()
        self.assertFalse(repair.date_closed)
        repair.action_repair_end()
        self.assertEqual(repair.state, "done")
        self.assertEqual(repair.date_closed, datetime.datetime(2026, 3, 2, 6))

    @freeze_time("2026-03-02 06:00:00")
    def test_by_write_and_create(self):
        repair = self._make_repair(state="under_repair", date_closed=False)
        repair.write({"state": "done"})
        self.assertEqual(repair.date_closed, datetime.datetime(2026, 3, 2, 6))
        repair = self._make_repair(date_closed=False)
        self.assertEqual(repair.date_closed, datetime.datetime(2026, 3, 2, 6))

    def test_by_import_with_its_own_time(self):
        result = (
            self.env["repair.order"]
            .with_company(self.company)
            .load(
                ["partner_id/.id", "vehicle_id/.id", "state", "date_closed"],
                [
                    [
                        str(self.partner.id),
                        str(self.vehicle.id),
                        "done",
                        "2026-02-01 03:00:00",
                    ]
                ],
            )
        )
        self.assertFalse(result["messages"])
        repair = self.env["repair.order"].browse(result["ids"])
        self.assertEqual(repair.date_closed, datetime.datetime(2026, 2, 1, 3))

    def test_done_twice_keeps_the_first_time(self):
        repair = self._make_repair()
        closed = repair.date_closed
        with freeze_time(fields.Datetime.now() + datetime.timedelta(days=3)):
            repair.write({"state": "done"})
        self.assertEqual(repair.date_closed, closed)

    def test_reopened_is_not_settled(self):
        repair = self._make_repair()
        repair.write({"state": "under_repair"})
        self.assertFalse(repair.date_closed)
        repair.write({"state": "done"})
        self.assertTrue(repair.date_closed)

    def test_many_at_once(self):
        repairs = self._make_repair(state="under_repair", date_closed=False)
        repairs += self._make_repair(state="cancel", date_closed=False)
        repairs.write({"state": "done"})
        self.assertTrue(all(repairs.mapped("date_closed")))

    def test_visit_is_noted_on_the_car(self):
        # 23:30 UTC is the next morning in Shanghai.
        self._make_repair(mileage=21000, date_closed="2026-03-01 23:30:00")
        self.assertEqual(self.vehicle.last_visit_date, datetime.date(2026, 3, 2))
        self.assertEqual(self.vehicle.last_mileage, 21000)
        # An older order, entered late, turns nothing back.
        self._make_repair(mileage=9000, date_closed="2026-01-10 02:00:00")
        self.assertEqual(self.vehicle.last_visit_date, datetime.date(2026, 3, 2))
        self.assertEqual(self.vehicle.last_mileage, 21000)

    def test_workshop_user_without_other_rights(self):
        user = self._make_user("stock")
        user.group_ids += self.env.ref("stock.group_stock_user")
        repair = self._make_repair(state="under_repair", date_closed=False, mileage=5)
        repair.with_user(user).write(
            {"state": "done", "technician_ids": [(6, 0, self.technician.ids)]}
        )
        self.assertTrue(repair.date_closed)
        self.assertEqual(self.vehicle.last_mileage, 5)

    def test_rework(self):
        first = self._make_repair()
        reason = self.env["aftersales.rework.reason"].search([], limit=1)
        again = self._make_repair(rework_of_id=first.id, rework_reason_id=reason.id)
        self.assertEqual(first.rework_ids, again)
        with self.assertRaises(ValidationError):
            again.rework_of_id = again
        with self.assertRaises(ValidationError):
            self._make_repair(rework_reason_id=reason.id)

    def test_impossible_mileage(self):
        with self.assertRaises(ValidationError):
            self._make_repair(mileage=-1)

    def test_repair_without_car_or_customer(self):
        repair = self._make_repair(partner_id=False, vehicle_id=False)
        self.assertTrue(repair.date_closed)
