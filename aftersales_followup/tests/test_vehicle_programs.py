import datetime

import psycopg2
from freezegun import freeze_time

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import AftersalesCase

DAY = datetime.date


@tagged("post_install", "-at_install")
class TestVehiclePrograms(AftersalesCase):
    """Reminders and programs that hang on a date of a car (F3–F6, R1–R4, R6)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.vehicle.home_company_id = cls.company

    def _switch_on(self, name, day):
        """Switch a shipped program on, on a local day; nothing else runs."""
        self.program.active = False
        program = self.env.ref(f"aftersales_followup.program_{name}")
        with freeze_time(f"{day} 01:00:00"):
            program.active = True
        return program

    def _night(self, program, day):
        """Run the program in the morning of a local day."""
        with freeze_time(f"{day} 00:30:00"):
            for step, company in program._steps_and_companies():
                if company == self.company:
                    step._generate(company)
        return self.env["aftersales.followup"].search(
            [("program_id", "=", program.id)], order="date_planned, id"
        )

    def _nights(self, program, first, last):
        day, end = map(datetime.date.fromisoformat, (first, last))
        while day <= end:
            followups = self._night(program, day)
            day += datetime.timedelta(days=1)
        return followups

    def test_after_delivery(self):
        program = self._switch_on("delivered", "2026-01-31")
        self.vehicle.delivery_date = "2026-01-31"
        followups = self._nights(program, "2026-02-25", "2026-03-02")
        # One month after the 31st of January is the end of February.
        self.assertEqual(followups.mapped("date_planned"), [DAY(2026, 2, 28)])
        self._night(program, "2026-05-02")
        followups = self._night(program, "2027-02-01")
        self.assertEqual(
            followups.mapped("date_planned"),
            [DAY(2026, 2, 28), DAY(2026, 4, 30), DAY(2027, 1, 31)],
        )
        self.assertEqual(followups.partner_id, self.partner)

    def test_new_vehicle_is_first_called_by_who_sold_it(self):
        program = self._switch_on("new_vehicle", "2026-03-01")
        self.vehicle.write(
            {"delivery_date": "2026-03-02", "sales_adviser_id": self.director.id}
        )
        followups = self._nights(program, "2026-03-02", "2026-03-28")
        self.assertEqual(
            [
                (f.date_planned.day, f.user_id in self.team.member_ids)
                for f in followups
            ],
            [(2, False), (5, True), (9, True), (27, True)],
        )
        self.assertEqual(followups[0].user_id, self.director)

    def test_insurance(self):
        program = self._switch_on("insurance", "2026-03-01")
        self.vehicle.insurance_date = "2026-04-01"
        followups = self._nights(program, "2026-03-15", "2026-03-20")
        self.assertEqual(followups.mapped("date_planned"), [DAY(2026, 3, 17)])
        # The new policy is there: what is open for the old one goes, with its reason.
        self.vehicle.insurance_date = "2027-04-01"
        self.assertEqual(followups.state, "cancelled")
        self.assertTrue(followups.skip_reason_id)
        self.assertEqual(self._night(program, "2026-03-31"), followups)
        self.assertEqual(len(self._night(program, "2027-03-17")), 2)

    def test_the_same_date_never_reminds_twice(self):
        program = self._switch_on("inspection", "2026-03-01")
        self.vehicle.inspection_date = "2026-04-01"
        followups = self._night(program, "2026-03-02")
        self.vehicle.inspection_date = "2026-05-01"
        self.vehicle.inspection_date = "2026-04-01"
        self.assertEqual(self._night(program, "2026-03-03"), followups)

    def test_maintenance_moves_and_a_visit_closes_it(self):
        program = self._switch_on("maintenance", "2026-03-01")
        with freeze_time("2026-03-01 03:00:00"):
            self._make_repair(date_closed="2025-09-20 03:00:00", mileage=10000)
        self.assertEqual(self.vehicle.maintenance_date, DAY(2026, 3, 20))
        followup = self._night(program, "2026-03-13")
        self.assertEqual(followup.date_due, DAY(2026, 3, 13))
        # The estimate is corrected by hand: the open reminder moves, its period stays.
        with freeze_time("2026-03-13 03:00:00"):
            self.vehicle.maintenance_date = "2026-03-30"
        self.assertRecordValues(
            followup,
            [
                {
                    "state": "planned",
                    "date_due": DAY(2026, 3, 23),
                    "date_planned": DAY(2026, 3, 13),
                    "anchor_date": DAY(2026, 3, 30),
                }
            ],
        )
        self.assertFalse(followup.activity_ids)
        self.assertEqual(self._night(program, "2026-03-14"), followup)
        # The customer comes in before.
        with freeze_time("2026-03-18 03:00:00"):
            self._make_repair(date_closed="2026-03-18 03:00:00", mileage=14500)
        self.assertEqual(followup.state, "cancelled")
        # 4 500 km in 179 days: 5 000 km take 199 days, so the six months come first.
        self.assertEqual(self.vehicle.maintenance_date, DAY(2026, 9, 18))

    def test_kilometres_come_before_months(self):
        with freeze_time("2026-03-01 03:00:00"):
            self._make_repair(date_closed="2025-12-01 03:00:00", mileage=10000)
            self._make_repair(date_closed="2026-03-01 03:00:00", mileage=19000)
        # 100 km a day
        self.assertEqual(self.vehicle.maintenance_date, DAY(2026, 4, 20))

    def test_first_maintenance(self):
        program = self._switch_on("first_maintenance", "2026-03-01")
        self.vehicle.delivery_date = "2026-03-01"
        self.assertEqual(self.vehicle.first_maintenance_date, DAY(2026, 5, 30))
        business = self._make_customer(
            "Firm",
            customer_category_id=self.env.ref(
                "aftersales_followup.customer_category_business"
            ).id,
        )
        firms = self._make_vehicle(business, "沪B1", delivery_date="2026-03-01")
        self.assertEqual(firms.first_maintenance_date, DAY(2026, 3, 31))
        with freeze_time("2026-04-10 03:00:00"):
            self._make_repair(date_closed="2026-04-10 03:00:00", mileage=3000)
        self.assertFalse(self.vehicle.first_maintenance_date)
        self.assertEqual(
            self._night(program, "2026-05-23").vehicle_id, self.vehicle.browse()
        )

    def test_first_maintenance_follows_the_category(self):
        """The category is often entered days after the delivery (A1, R2)."""
        firm = self.env.ref("aftersales_followup.customer_category_business")
        program = self._switch_on("first_maintenance", "2026-03-01")
        self.vehicle.delivery_date = "2026-03-01"
        self.partner.customer_category_id = firm
        self.assertEqual(self.vehicle.first_maintenance_date, DAY(2026, 3, 31))
        followup = self._night(program, "2026-03-24")
        with freeze_time("2026-03-24 03:00:00"):
            self.partner.customer_category_id = self.private
        self.assertEqual(
            (followup.state, followup.anchor_date), ("planned", DAY(2026, 5, 30))
        )
        # Sold on to a firm.
        with freeze_time("2026-03-24 03:00:00"):
            self.vehicle.owner_id = self._make_customer(
                "Firm", customer_category_id=firm.id
            )
        self.assertEqual(self.vehicle.first_maintenance_date, DAY(2026, 3, 31))

    def test_lost_and_back(self):
        program = self._switch_on("lost", "2026-03-01")
        with freeze_time("2026-01-10 03:00:00"):
            self._make_repair(date_closed="2026-01-10 03:00:00")
        self.assertFalse(self._night(program, "2026-07-09"))
        followup = self._night(program, "2026-07-10")
        self.assertEqual(followup.state, "open")
        with freeze_time("2026-07-11 03:00:00"):
            self._make_repair(date_closed="2026-07-11 03:00:00")
        self.assertEqual(followup.state, "cancelled")
        self.assertFalse(self._night(program, "2026-08-01") - followup)
        self.assertEqual(len(self._night(program, "2027-01-11")), 2)

    def test_sold_car_is_not_reminded(self):
        program = self._switch_on("inspection", "2026-03-01")
        self.vehicle.inspection_date = "2026-04-01"
        followup = self._night(program, "2026-03-02")
        self.vehicle.active = False
        self.assertEqual(followup.state, "cancelled")

    def test_parts_of_a_sold_car_are_not_reminded(self):
        program, _line = self._wipers()
        followup = self._night(program, "2026-03-18")
        self.vehicle.active = False
        self.assertEqual(followup.state, "cancelled")
        self.assertFalse(followup.activity_ids)

    def test_a_car_without_owner_is_ours(self):
        program = self._switch_on("inspection", "2026-03-01")
        self.vehicle.inspection_date = "2026-04-01"
        followup = self._night(program, "2026-03-02")
        self.vehicle.owner_id = False
        self.assertEqual(followup.state, "cancelled")

    def test_sold_on_the_new_owner_is_reminded(self):
        """Nobody is called about a car that belongs to somebody else (R6)."""
        buyer = self._make_customer("Buyer", phone="13911111111", tz="Asia/Tokyo")
        program, _line = self._wipers()
        inspection = self._switch_on("inspection", "2026-03-01")
        self.vehicle.inspection_date = "2026-04-17"
        open_ones = self._night(program, "2026-03-18") + self._night(
            inspection, "2026-03-18"
        )
        self.assertEqual(open_ones.partner_id, self.partner)
        with freeze_time("2026-03-18 00:45:00"):
            self.vehicle.owner_id = buyer
        self.assertEqual(open_ones.partner_id, buyer)
        for followup in open_ones:
            self.assertEqual((followup.state, followup.phone), ("open", "13911111111"))
            # Ten in Tokyo, and on the list of the same agent.
            self.assertEqual(str(followup.date_next), "2026-03-18 01:00:00")
            self.assertEqual(followup._own_activities().user_id, followup.user_id)
        self.assertEqual(self._night(inspection, "2026-03-19"), open_ones[1])

    def test_sold_on_the_new_owners_wishes_hold(self):
        """Do-not-call and the limit on contacts are the new owner's (F13, F14)."""
        program = self._switch_on("inspection", "2026-03-01")
        self.vehicle.inspection_date = "2026-04-03"
        other = self._make_vehicle(self.partner, "沪B8", inspection_date="2026-04-03")
        other.home_company_id = self.company
        first, second = self._night(program, "2026-03-04").sorted("vehicle_id")
        silent, called = self._make_customer("Silent"), self._make_customer("Called")
        self.env["aftersales.contact.block"].create(
            {"partner_id": silent.id, "reason": "Said so"}
        )
        with freeze_time("2026-03-04 03:00:00"):
            self._make_repair(partner_id=called.id)
            self._generate().finish_call(self._get_outcome("refused").id, note="No")
            self.company.contact_cap_days = 7
            self.vehicle.owner_id = silent
            other.owner_id = called
        self.assertEqual(
            (first.state, first.skip_reason_id.code), ("skipped", "do_not_contact")
        )
        self.assertFalse(first.date_next or first.activity_ids)
        self.assertEqual((second.state, second.date_due), ("planned", DAY(2026, 3, 11)))

    def test_sold_after_a_try(self):
        """The call that was begun stays as it is; so does its date."""
        program, line = self._wipers()
        followup = self._night(program, "2026-03-18")
        with freeze_time("2026-03-18 03:00:00"):
            followup.finish_call(self._get_outcome("no_answer").id)
            line.date_due = "2026-04-20"
            self.vehicle.owner_id = self._make_customer("Buyer")
        self.assertEqual(
            (followup.partner_id, followup.date_due), (self.partner, DAY(2026, 3, 18))
        )
        self.assertEqual(followup.state, "open")

    def test_home_store_calls(self):
        program = self._switch_on("inspection", "2026-03-01")
        self.vehicle.inspection_date = "2026-04-01"
        with freeze_time("2026-03-01 03:00:00"):
            self._make_repair(self.other_company, date_closed="2026-03-01 03:00:00")
        self.assertEqual(self.vehicle.home_company_id, self.other_company)
        self.assertFalse(self._night(program, "2026-03-02"))
        # An older visit that is entered later changes nothing.
        with freeze_time("2026-03-02 03:00:00"):
            self._make_repair(date_closed="2026-02-01 03:00:00")
        self.assertEqual(self.vehicle.home_company_id, self.other_company)

    def test_switched_on_does_not_call_for_the_past(self):
        self.vehicle.inspection_date = "2026-04-01"
        program = self._switch_on("inspection", "2026-03-10")
        self.assertFalse(self._night(program, "2026-03-10"))
        self.assertEqual(len(self._night(program, "2026-03-25")), 1)

    def test_plan_of_the_model_wins(self):
        Plan = self.env["aftersales.service.plan"]
        Plan.create(
            {
                "name": "Brand",
                "brand_id": self.car_model.brand_id.id,
                "interval_months": 12,
            }
        )
        own = Plan.create(
            {
                "name": "Model",
                "brand_id": self.car_model.brand_id.id,
                "model_ids": [(6, 0, self.car_model.ids)],
                "interval_months": 3,
            }
        )
        self.assertEqual(Plan.search([])._for_model(self.car_model), own)
        with freeze_time("2026-03-01 03:00:00"):
            self._make_repair(date_closed="2026-03-01 03:00:00")
        self.assertEqual(self.vehicle.maintenance_date, DAY(2026, 6, 1))
        own.interval_months = 4
        own.with_user(self.manager).action_apply()
        self.assertEqual(self.vehicle.maintenance_date, DAY(2026, 7, 1))
        Plan.search([]).active = False
        own.action_apply()
        self.assertFalse(self.vehicle.maintenance_date)

    def test_negative_interval(self):
        plan = self.env.ref("aftersales_followup.service_plan_general")
        with (
            self.assertRaises(psycopg2.IntegrityError),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            plan.interval_km = -1
            plan.flush_recordset()

    def test_filter_of_cars(self):
        program = self._switch_on("inspection", "2026-03-01")
        with self.assertRaises(ValidationError):
            program.filter_domain = "[('owner_id.email', 'like', 'x')]"
        program.filter_domain = "[('last_mileage', '>', 100)]"
        self.vehicle.inspection_date = "2026-04-01"
        self.assertFalse(self._night(program, "2026-03-02"))

    def _wipers(self):
        """Return the program of wear parts and a part that is due on 1 April 2026."""
        program = self._switch_on("wear_part", "2026-03-01")
        line = self.env["aftersales.vehicle.wear.part"].create(
            {
                "vehicle_id": self.vehicle.id,
                "part_id": self.env.ref("aftersales_followup.wear_part_wipers").id,
                "date_replaced": "2025-04-01",
            }
        )
        return program, line

    def test_wear_part(self):
        program, line = self._wipers()
        self.assertEqual(line.date_due, DAY(2026, 4, 1))
        followup = self._night(program, "2026-03-18")
        self.assertEqual(followup.partner_id, self.partner)
        with freeze_time("2026-03-18 03:00:00"):
            line.date_due = "2026-04-20"
        self.assertEqual(
            (followup.state, followup.date_due), ("planned", DAY(2026, 4, 6))
        )
        line.date_replaced = "2026-03-20"
        self.assertEqual(line.date_due, DAY(2027, 3, 20))
        self.assertEqual(followup.state, "cancelled")
        self.assertEqual(len(self._night(program, "2027-03-06")), 2)

    def test_wear_part_by_kilometres(self):
        with freeze_time("2026-03-01 03:00:00"):
            self._make_repair(date_closed="2025-12-01 03:00:00", mileage=10000)
            self._make_repair(date_closed="2026-03-01 03:00:00", mileage=19000)
        line = self.env["aftersales.vehicle.wear.part"].create(
            {
                "vehicle_id": self.vehicle.id,
                "part_id": self.env.ref("aftersales_followup.wear_part_tyres").id,
                "date_replaced": "2025-12-01",
            }
        )
        # 60 000 km at 100 km a day
        self.assertEqual(line.date_due, DAY(2027, 7, 24))

    def test_wear_part_from_the_mileage_at_which_it_was_replaced(self):
        """What was driven since counts, a visit moves the open reminder (R5, R6)."""
        program = self._switch_on("wear_part", "2026-03-01")
        with freeze_time("2026-03-01 03:00:00"):
            self._make_repair(date_closed="2026-01-01 03:00:00", mileage=74000)
        line = self.env["aftersales.vehicle.wear.part"].create(
            {
                "vehicle_id": self.vehicle.id,
                "part_id": self.env.ref("aftersales_followup.wear_part_brake_pads").id,
                "date_replaced": "2024-07-01",
                "mileage_replaced": 40000,
            }
        )
        # 34 000 km in 549 days: the last 6 000 take 97, the 30 months end later.
        self.assertEqual(line.date_due, DAY(2026, 4, 8))
        followup = self._night(program, "2026-03-25")
        self.assertEqual(followup.anchor_date, DAY(2026, 4, 8))
        with freeze_time("2026-03-25 03:00:00"):
            self._make_repair(date_closed="2026-03-25 03:00:00", mileage=74830)
        # 10 km a day of late.
        self.assertEqual(line.date_due, DAY(2027, 1, 1))
        self.assertEqual(followup.anchor_date, DAY(2027, 1, 1))
        self.assertEqual(followup.state, "planned")
        # The manager says that pads last half as long.
        line.part_id.interval_km = 20000
        self.assertEqual(followup.anchor_date, DAY(2026, 3, 25))

    def test_key_customers_by_the_manager_with_the_head(self):
        """The customer-care manager goes, with the head of the department (F8)."""
        self.env["aftersales.complaint.department"].create(
            {
                "company_id": self.company.id,
                "function": "workshop",
                "manager_id": self.service_manager.id,
            }
        )
        program = self._switch_on("key_customer", "2026-03-20")
        self.partner.customer_category_id = self.env.ref(
            "aftersales_followup.customer_category_vip"
        )
        followup = self._night(program, "2026-04-08")
        self.assertEqual(followup.user_id, self.manager)
        self.assertEqual(followup.companion_id, self.service_manager)
        self.assertEqual(
            followup.activity_ids.user_id, self.manager + self.service_manager
        )
        self.assertTrue(
            followup.with_user(self.service_manager).has_access("write"),
        )
        followup._set_due(followup.anchor_date, followup.date_due)
        self.assertEqual(len(followup.activity_ids), 2)
        followup.with_user(self.manager).finish_call(
            self._get_outcome("refused").id, note="Busy"
        )
        self.assertFalse(followup.activity_ids)

    def test_key_customers_each_quarter(self):
        program = self._switch_on("key_customer", "2026-03-20")
        self.partner.customer_category_id = self.env.ref(
            "aftersales_followup.customer_category_vip"
        )
        # Others of the store are not asked each quarter.
        self._make_vehicle(
            self._make_customer("Private"), "沪B9", home_company_id=self.company.id
        )
        self.assertFalse(self._night(program, "2026-04-07"))
        followups = self._nights(program, "2026-04-08", "2026-04-10")
        self.assertEqual(followups.partner_id, self.partner)
        self.assertEqual(followups.mapped("occurrence_key"), ["2026Q2"])
        followups = self._night(program, "2026-07-08")
        self.assertEqual(followups.mapped("occurrence_key"), ["2026Q2", "2026Q3"])

    def test_sale_delivered(self):
        program = self._switch_on("sale_delivered", "2026-03-01")
        product = self.env["product.product"].create({"name": "Roof box"})
        with freeze_time("2026-03-05 03:00:00"):
            order = (
                self.env["sale.order"]
                .with_company(self.company)
                .create(
                    {
                        "partner_id": self.partner.id,
                        "company_id": self.company.id,
                        "order_line": [
                            (0, 0, {"product_id": product.id, "product_uom_qty": 1})
                        ],
                    }
                )
            )
            order.action_confirm()
            order.picking_ids.move_ids.write({"quantity": 1, "picked": True})
            order.picking_ids.button_validate()
        self.assertEqual(order.picking_ids.state, "done")
        followups = self._night(program, "2026-04-05")
        self.assertEqual(followups.partner_id, self.partner)
        self.assertEqual(followups.date_planned, DAY(2026, 4, 5))

    def test_every_shipped_program_runs(self):
        programs = (
            self.env["aftersales.program"].with_context(active_test=False).search([])
        )
        with freeze_time("2026-03-01 01:00:00"):
            programs.active = True
            for step, company in programs._steps_and_companies():
                step._generate(company)
        self.assertGreaterEqual(len(programs), 13)
        self.assertFalse(programs.failure_ids)
