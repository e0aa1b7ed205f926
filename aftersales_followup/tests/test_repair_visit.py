import datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common import AftersalesCase


@tagged("post_install", "-at_install")
class TestRepairVisit(AftersalesCase):
    """The repair order from reception to hand-over (A2, A3, A5)."""

    def setUp(self):
        super().setUp()
        self.repair = self._make_repair(state="under_repair", date_closed=False)

    def test_times_are_noted_once(self):
        with freeze_time("2026-03-02 01:00:00"):
            self.repair.action_receive()
            self.repair.action_notify_ready()
        with freeze_time("2026-03-02 09:00:00"):
            self.repair.action_receive()
            self.repair.action_hand_over()
        self.assertEqual(self.repair.date_received, datetime.datetime(2026, 3, 2, 1))
        self.assertEqual(self.repair.date_handover, datetime.datetime(2026, 3, 2, 9))
        with self.assertRaises(ValidationError):
            self.repair.date_handover = "2026-03-01 00:00:00"

    def test_key_customers_order_needs_its_inspection(self):
        self.partner.customer_category_id = self.env.ref(
            "aftersales_followup.customer_category_vip"
        )
        with self.assertRaisesRegex(UserError, "Customer Chen"):
            self.repair.action_repair_end()
        self.repair.action_inspect()
        self.assertEqual(self.repair.inspector_id, self.env.user)
        self.repair.action_repair_end()
        self.assertEqual(self.repair.state, "done")

    def test_other_customers_need_none(self):
        self.repair.action_repair_end()
        self.assertEqual(self.repair.state, "done")

    def test_additional_work(self):
        Work = self.env["aftersales.additional.work"]
        values = {"repair_id": self.repair.id, "name": "Brake pads", "amount": 800}
        Work.create(values)
        with self.assertRaises(ValidationError):
            Work.create({**values, "is_agreed": True})
        Work.create(
            {
                **values,
                "is_agreed": True,
                "agreed_by": "Mr Chen",
                "date_agreed": "2026-03-02 03:00:00",
            }
        )
        self.assertEqual(self.repair.additional_amount, 800)
        with Form(self.repair) as form, form.additional_work_ids.new() as line:
            line.name = "Wipers"
            line.is_agreed = True
            self.assertEqual(line.agreed_by, self.partner.name)

    def test_rework_order(self):
        with self.assertRaises(UserError):
            self.repair.action_create_rework()
        self.repair.action_repair_end()
        action = self.repair.action_create_rework()
        rework = self.env["repair.order"].browse(action["res_id"])
        self.assertRecordValues(
            rework,
            [
                {
                    "rework_of_id": self.repair.id,
                    "under_warranty": True,
                    "vehicle_id": self.vehicle.id,
                    "partner_id": self.partner.id,
                    "state": "draft",
                    "date_closed": False,
                }
            ],
        )
        self.assertEqual(self.repair.rework_ids, rework)

    def test_warranty_on_the_work(self):
        repair = self._make_repair(date_closed="2026-01-31 03:00:00", warranty_months=1)
        self.assertEqual(repair.warranty_until, datetime.date(2026, 2, 28))

    def test_agents_read_and_do_not_write(self):
        work = self.env["aftersales.additional.work"].create(
            {"repair_id": self.repair.id, "name": "Wipers"}
        )
        self.assertEqual(work.with_user(self.agent).name, "Wipers")
        with self.assertRaises(AccessError):
            work.with_user(self.agent).name = "Tyres"
        with self.assertRaises(AccessError):
            self.repair.with_user(self.agent).action_receive()
