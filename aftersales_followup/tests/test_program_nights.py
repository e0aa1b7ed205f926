import datetime
from contextlib import contextmanager

from odoo.tests import tagged
from odoo.tools import SQL

from .common_scenario import ScenarioCase

DAY = datetime.date(2026, 4, 8)  # a Wednesday, a week after a quarter began
TABLES = (
    "aftersales_followup",
    "aftersales_followup_attempt",
    "aftersales_program_failure",
    "mail_activity",
    "mail_followers",
    "mail_message",
)


@tagged("post_install", "-at_install")
class TestProgramNights(ScenarioCase):
    """Each shipped program: the preview is what the night makes, and once is enough."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        categories = {
            code: cls.env.ref(f"aftersales_followup.customer_category_{code}").id
            for code in ("private", "business", "vip", "fleet")
        }
        cls.customers = cls.env["res.partner"].union(
            *(
                cls._make_customer(
                    f"{code} {number}", customer_category_id=categories[code]
                )
                for code in categories
                for number in range(2)
            )
        )
        cls.cars = cls.env["fleet.vehicle"].union(
            *(
                cls._make_vehicle(
                    customer, f"沪N{customer.id}", home_company_id=cls.company.id
                )
                for customer in cls.customers
            )
        )
        cls.env["aftersales.contact.block"].create(
            {"partner_id": cls.customers[0].id, "reason": "Said so at the counter"}
        )
        # One of the team is away from that morning on.
        cls.env["aftersales.delegation"].create(
            {
                "user_id": cls.agent.id,
                "delegate_id": cls.manager.id,
                "date_from": DAY,
                "date_to": DAY,
                "company_id": cls.company.id,
            }
        )

    # ------------------------------------------------------------------
    # Anchors
    # ------------------------------------------------------------------

    def _anchor(self, provider, day):
        """Make an anchor of a provider on a day, for each of the cars."""
        with self._local(min(day, DAY - datetime.timedelta(days=1)), 15):
            for car in self.cars:
                getattr(self, self._maker(provider))(car, day)

    def _maker(self, provider):
        """Return the name of the method that makes an anchor of a provider."""
        return provider.removeprefix("aftersales").replace(".", "_")

    def _anchor_repair_settled(self, car, _day):
        self._make_repair(
            partner_id=car.owner_id.id,
            vehicle_id=car.id,
            date_closed=self.clock.time_to_freeze,
            date_inspected=self.clock.time_to_freeze,
        )

    _anchor_vehicle_last_visit = _anchor_repair_settled

    def _anchor_vehicle_delivered(self, car, day):
        car.delivery_date = day

    def _anchor_vehicle_maintenance(self, car, day):
        car.maintenance_date = day

    def _anchor_vehicle_first_maintenance(self, car, day):
        car.first_maintenance_date = day

    def _anchor_vehicle_insurance(self, car, day):
        car.insurance_date = day

    def _anchor_vehicle_inspection(self, car, day):
        car.inspection_date = day

    def _anchor_wear_part(self, car, day):
        self.env["aftersales.vehicle.wear.part"].create(
            {
                "vehicle_id": car.id,
                "part_id": self.env.ref("aftersales_followup.wear_part_battery").id,
                "date_due": day,
            }
        )

    def _anchor_complaint_handled(self, car, _day):
        complaint = self._make_complaint(partner_id=car.owner_id.id, vehicle_id=car.id)
        complaint._record({"date_handled": self.clock.time_to_freeze})

    def _anchor_quarter(self, _car, _day):
        """A key customer is one by category."""

    def _anchor_sale_delivered(self, car, _day):
        product = self.env["product.product"].create({"name": "Roof box"})
        order = (
            self.env["sale.order"]
            .with_company(self.company)
            .create(
                {
                    "partner_id": car.owner_id.id,
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

    def _anchor_campaign(self, car, day):
        campaign = self.env["aftersales.campaign"].search(
            [("company_id", "=", self.company.id)]
        ) or self.env["aftersales.campaign"].create(
            {
                "name": "Spring check",
                "company_id": self.company.id,
                "date": day,
                "content": "Free check of the brakes",
            }
        )
        campaign.sudo().state = "running"
        self.env["aftersales.campaign.participant"].create(
            {
                "campaign_id": campaign.id,
                "partner_id": car.owner_id.id,
                "vehicle_id": car.id,
                "wants_letter": True,
                "date_letter": day,
            }
        )

    # ------------------------------------------------------------------
    # Tests
    # ------------------------------------------------------------------

    def _library(self):
        """Return the shipped programs that a morning decides about.

        Steps of hours, and days fixed in the calendar, have tests of their own.
        """
        return (
            self.env["aftersales.program"]
            .with_context(active_test=False)
            .search([("code", "!=", False)])
            .filtered(lambda program: hasattr(self, self._maker(program.anchor)))
            .filtered(self._day_steps)
        )

    def _day_steps(self, program):
        return program.step_ids.filtered(lambda step: not step._is_precise())

    def _decisions(self, records):
        return sorted(
            (
                record.step_id.display_name,
                record.partner_id.name,
                record.vehicle_id.license_plate or "",
                record.anchor_date,
                record.date_due,
                record.skip_reason_id.code or "",
                record.user_id.login or "",
            )
            for record in records
        )

    def _preview(self, program):
        return (
            self.env["aftersales.program.preview"]
            .with_user(self.manager)
            .create({"program_id": program.id, "date": DAY})
        )

    def test_preview_is_the_night(self):
        """Each step of each program, with a block, a draw and somebody away."""
        for program in self._library():
            for step in self._day_steps(program):
                with self.subTest(program.code, step=step.name), self._undone():
                    self._one_step_alone(program, step)
                    with self._local(DAY - datetime.timedelta(days=1), 21):
                        promised = self._decisions(self._preview(program).line_ids)
                    with self._local(DAY, 0.5):
                        self._run_cron("cron_generate")
                        made = self._all(step_id=step.id)
                    self.assertEqual(promised, self._decisions(made))
                    self.assertTrue(made)

    def test_switched_on_after_the_preview(self):
        """A program that is off: its preview is what the first night makes.

        Orders of the days before are nobody's then, in both.
        """
        for days in (1, 3, 6):
            day = DAY - datetime.timedelta(days=days)
            self._anchor("aftersales.anchor.repair.settled", day)
        program = self.env.ref("aftersales_followup.program_after_repair")
        program.start_date = "2026-01-01"
        with self._local(DAY - datetime.timedelta(days=1), 21):
            promised = self._decisions(self._preview(program).line_ids)
            program.active = True
        with self._local(DAY, 0.5):
            self._night()
        self.assertEqual(promised, self._decisions(self._all()))
        self.assertEqual(len(promised), len(self.cars))

    def test_twice_is_once(self):
        """A second run on the same day, and one an hour later, change nothing."""
        for program in self._library():
            with self.subTest(program.code), self._undone():
                self._one_step_alone(program, self._day_steps(program)[0])
                with self._local(DAY, 0.5):
                    self._night()
                    once = self._tables()
                    self._night()
                    self.assertEqual(self._tables(), once)
                with self._local(DAY, 1.5):
                    self._night()
                    self.assertEqual(self._tables(), once)
                self.assertTrue(self._all(program_id=program.id))

    def test_all_at_once(self):
        """All programs and their anchors on one day: each preview holds."""
        library = self._library()
        for program in library:
            step = self._day_steps(program)[0]
            with self._local("2026-01-01", 9):
                program.active = True
            self._anchor(program.anchor, self._anchor_day(step))
        with self._local(DAY - datetime.timedelta(days=1), 12):
            self._night()
        with self._local(DAY - datetime.timedelta(days=1), 21):
            promised = {
                program: self._decisions(self._preview(program).line_ids)
                for program in library
            }
        before = self._all()
        with self._local(DAY, 0.5):
            self._run_cron("cron_generate")
        made = self._all() - before
        self.assertTrue(made)
        for program, followups in made.grouped("program_id").items():
            with self.subTest(program.code):
                self.assertEqual(promised[program], self._decisions(followups))
        self.assertEqual(
            len(made), sum(len(decisions) for decisions in promised.values())
        )

    def _one_step_alone(self, program, step):
        (program.step_ids - step).active = False
        with self._local("2026-01-01", 9):
            program.active = True
        self._anchor(program.anchor, self._anchor_day(step))

    def _anchor_day(self, step):
        """Return the day from which a step is due on ``DAY``."""
        units = {"day": 1, "week": 7}
        if step.offset_unit in units:
            return DAY - datetime.timedelta(days=step.offset * units[step.offset_unit])
        month = DAY.month - 1 - step.offset
        return DAY.replace(year=DAY.year + month // 12, month=month % 12 + 1)

    @contextmanager
    def _undone(self):
        """Leave everything as it was before."""
        savepoint = self.cr.savepoint()
        try:
            yield
        finally:
            savepoint.close(rollback=True)

    def _tables(self):
        return {
            table: self.env.execute_query(
                SQL(
                    "SELECT count(*), md5(string_agg(t::text, '|' ORDER BY id)) "
                    "FROM %s t",
                    SQL.identifier(table),
                )
            )
            for table in TABLES
        }
