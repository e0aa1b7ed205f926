import datetime

from odoo.tests import tagged

from .common_scenario import ScenarioCase


@tagged("post_install", "-at_install")
class TestScenarioReminder(ScenarioCase):
    """Reminders before a date, from the date to the closed follow-up (R1–R6)."""

    def _visit(self, day, **values):
        with self._local(day, 17):
            return self._make_repair(date_closed=self.clock.time_to_freeze, **values)

    # ------------------------------------------------------------------
    # R1
    # ------------------------------------------------------------------

    def test_maintenance_twice_before_the_day(self):
        self._switch_on("maintenance", "2026-03-01")
        self._visit("2025-09-20", mileage=10000)
        self._live("2026-03-12", "2026-03-25", lambda followup: "completed")
        self._assert_story(
            "03-13 10:00 R1 phone Customer Chen: completed",
            "03-19 10:00 R1 phone Customer Chen: completed",
        )
        # The customer came; the next time is half a year later.
        self._visit("2026-03-26", mileage=14000)
        self._live("2026-09-18", "2026-09-20", lambda followup: "completed")
        self.assertEqual(
            self._story()[2:], ["09-19 10:00 R1 phone Customer Chen: completed"]
        )

    def test_maintenance_moves_with_its_date(self):
        """R6: before anybody tried, the reminder moves; its period stays."""
        self._switch_on("maintenance", "2026-03-01")
        self._visit("2025-09-20", mileage=10000)

        def move():
            self.vehicle.maintenance_date = "2026-03-30"

        self._live("2026-03-13", "2026-03-13", None, d0313=move)
        self._assert_ends("03-13 R1 Customer Chen: planned")
        self._live("2026-03-14", "2026-03-30", lambda followup: "completed")
        self._assert_story(
            "03-23 10:00 R1 phone Customer Chen: completed",
            "03-29 10:00 R1 phone Customer Chen: completed",
        )
        self._assert_ends(
            "03-13 R1 Customer Chen: done", "03-29 R1 Customer Chen: done"
        )

    def test_maintenance_and_the_customer_comes_in(self):
        self._switch_on("maintenance", "2026-03-01")
        self._visit("2025-09-20", mileage=10000)
        self._live(
            "2026-03-12",
            "2026-03-25",
            lambda followup: "no_answer",
            d0314=lambda: self._visit("2026-03-14", mileage=14000),
        )
        self._assert_story(
            "03-13 10:00 R1 phone Customer Chen: no_answer",
            "03-14 10:00 R1 phone Customer Chen: no_answer",
        )
        self._assert_ends("03-13 R1 Customer Chen: cancelled (came_in)")

    def test_already_visited_elsewhere(self):
        """What the customer says closes the reminder, and it is no refusal."""
        self._switch_on("maintenance", "2026-03-01")
        self._visit("2025-09-20", mileage=10000)
        self._live("2026-03-12", "2026-03-14", lambda followup: "already_visited")
        self._assert_story("03-13 10:00 R1 phone Customer Chen: already_visited")
        self._assert_ends("03-13 R1 Customer Chen: done")
        self.assertFalse(self._all().refused)

    # ------------------------------------------------------------------
    # R2
    # ------------------------------------------------------------------

    def test_first_maintenance_private_and_business(self):
        self._switch_on("first_maintenance", "2026-03-01")
        firm = self._make_customer(
            "Firm",
            customer_category_id=self.env.ref(
                "aftersales_followup.customer_category_vip"
            ).id,
        )
        firm.customer_category_id.is_private = False
        van = self._make_vehicle(firm, "沪B1", home_company_id=self.company.id)
        for car in (self.vehicle, van):
            car.delivery_date = "2026-03-02"
        self._live("2026-03-20", "2026-03-28", lambda followup: "completed")
        self._live("2026-05-20", "2026-05-27", lambda followup: "completed")
        self._assert_story(
            # A week before 30 days, and a week before 90.
            "03-25 10:00 R2 phone Firm: completed",
            "05-24 10:00 R2 phone Customer Chen: completed",
        )

    def test_first_maintenance_done_before(self):
        self._switch_on("first_maintenance", "2026-03-01")
        self.vehicle.delivery_date = "2026-03-02"
        self._visit("2026-05-01", mileage=4000)
        self._live("2026-05-20", "2026-05-31", lambda followup: "completed")
        self._assert_ends()

    # ------------------------------------------------------------------
    # R3, R4
    # ------------------------------------------------------------------

    def test_insurance(self):
        """15 and 3 days before; renewed after the first call, the second is gone."""
        self._switch_on("insurance", "2026-03-01")
        other = self._make_customer("Renews early")
        self._make_vehicle(
            other,
            "沪B2",
            insurance_date="2026-04-01",
            home_company_id=self.company.id,
        )
        self.vehicle.insurance_date = "2026-04-01"

        def renew():
            other.vehicle_ids.insurance_date = "2027-04-01"

        self._live(
            "2026-03-16", "2026-04-02", lambda followup: "completed", d0320=renew
        )
        self.assertEqual(
            sorted(self._story()),
            [
                "03-17 10:00 R3 phone Customer Chen: completed",
                "03-17 10:00 R3 phone Renews early: completed",
                "03-29 10:00 R3 phone Customer Chen: completed",
            ],
        )
        self._live("2027-03-16", "2027-03-18", lambda followup: "completed")
        self.assertEqual(
            self._story()[3:], ["03-17 10:00 R3 phone Renews early: completed"]
        )
        self._assert_nothing_left()

    def test_inspection_expires_and_comes_again(self):
        """R4: the first rings in vain for three days and waits; then the second."""
        self._switch_on("inspection", "2026-03-01")
        self.vehicle.inspection_date = "2026-04-20"
        self._live(
            "2026-03-20",
            "2026-04-15",
            lambda f: "no_answer" if f.step_id.offset == -30 else "completed",
        )
        first = datetime.date(2026, 3, 21)
        days = [first + datetime.timedelta(days=shift) for shift in range(3)]
        self._assert_story(
            *(f"{day:%m-%d} 10:00 R4 phone Customer Chen: no_answer" for day in days),
            "04-13 10:00 R4 phone Customer Chen: completed",
        )
        self._assert_ends(
            "03-21 R4 Customer Chen: missed", "04-13 R4 Customer Chen: done"
        )

    # ------------------------------------------------------------------
    # R5
    # ------------------------------------------------------------------

    def test_wear_part(self):
        self._switch_on("wear_part", "2026-03-01")
        line = self.env["aftersales.vehicle.wear.part"].create(
            {
                "vehicle_id": self.vehicle.id,
                "part_id": self.env.ref("aftersales_followup.wear_part_wipers").id,
                "date_replaced": "2025-04-01",
            }
        )

        def replace():
            line.date_replaced = "2026-03-20"

        answers = iter(["busy", "no_answer", "no_answer", "completed"])
        self._live("2026-03-17", "2026-03-22", lambda f: next(answers), d0320=replace)
        self._assert_story(
            "03-18 10:00 R5 phone Customer Chen: busy",
            "03-18 10:30 R5 phone Customer Chen: no_answer",
            "03-19 10:30 R5 phone Customer Chen: no_answer",
            "03-20 10:30 R5 phone Customer Chen: completed",
        )
        self._live("2027-03-05", "2027-03-07", lambda followup: "completed")
        self._assert_ends(
            "03-18 R5 Customer Chen: done", "03-06 R5 Customer Chen: done"
        )
