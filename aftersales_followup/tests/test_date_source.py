import datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .common import AftersalesCase

DAY = datetime.date


@tagged("post_install", "-at_install")
class TestDateSource(AftersalesCase):
    """An administrator makes a date known; managers hang programs on it, no code."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.vehicle.home_company_id = cls.company
        cls.admin = cls._make_user("date_admin")
        cls.admin.group_ids += cls.env.ref("base.group_system")
        cls.contract = cls.env["fleet.vehicle.log.contract"].create(
            {
                "vehicle_id": cls.vehicle.id,
                "start_date": "2025-04-01",
                "expiration_date": "2026-04-01",
                "company_id": False,
            }
        )

    def _source(self, model="fleet.vehicle.log.contract", field=None, **values):
        Field = self.env["ir.model.fields"]
        field = field or "expiration_date"
        return self.env["aftersales.date.source"].create(
            {
                "name": "Test date",
                "model_id": self.env["ir.model"]._get_id(model),
                "date_field_id": Field._get(model, field).id,
                "partner_path": "vehicle_id.owner_id",
                "vehicle_path": "vehicle_id",
                "filter_field_ids": [(6, 0, Field._get(model, "state").ids)],
                **values,
            }
        )

    def _program(self, source, **step):
        return self.env["aftersales.program"].create(
            {
                "name": "On a date",
                "purpose_id": self.env.ref("aftersales_followup.purpose_reminder").id,
                "anchor": "aftersales.anchor.date",
                "date_source_id": source.id,
                "start_date": "2020-01-01",
                "step_ids": [
                    (0, 0, {"name": "Before", "offset": -1, "offset_unit": "week"})
                    if not step
                    else (0, 0, {"name": "Step", **step})
                ],
            }
        )

    def _night(self, program, day):
        with freeze_time(f"{day} 00:30:00"):
            step = program.step_ids
            mark = self.env["aftersales.program.mark"].search(
                [("step_id", "=", step.id)]
            )
            provider = program._provider()
            provider._follow_moved(step, self.company)
            anchors, _has_read = step._new_anchors(self.company, mark)
            step._make_followups(self.company, anchors)
            step._mark(mark, self.company, self.env.cr.now(), step.browse())
        return self.env["aftersales.followup"].search(
            [("program_id", "=", program.id)], order="date_planned, id"
        )

    def test_a_date_of_any_model(self):
        program = self._program(self._source())
        self.assertFalse(self._night(program, "2026-03-24"))
        followup = self._night(program, "2026-03-25")
        self.assertRecordValues(
            followup,
            [
                {
                    "res_model": "fleet.vehicle.log.contract",
                    "res_id": self.contract.id,
                    "partner_id": self.partner.id,
                    "vehicle_id": self.vehicle.id,
                    "date_planned": DAY(2026, 3, 25),
                    "anchor_date": DAY(2026, 4, 1),
                    "company_id": self.company.id,
                }
            ],
        )
        self.assertEqual(self._night(program, "2026-03-26"), followup)

    def test_other_stores_cars_are_not_ours(self):
        program = self._program(self._source())
        self.vehicle.home_company_id = self.other_company
        self.assertFalse(self._night(program, "2026-03-25"))

    def test_moved_date_moves_the_follow_up(self):
        program = self._program(self._source())
        followup = self._night(program, "2026-03-25")
        self.contract.expiration_date = "2026-05-01"
        self.assertEqual(self._night(program, "2026-03-26"), followup)
        self.assertEqual(
            (followup.date_due, followup.date_planned, followup.state),
            (DAY(2026, 4, 24), DAY(2026, 3, 25), "planned"),
        )
        # Back again: the same date, the same follow-up.
        self.contract.expiration_date = "2026-04-01"
        self.assertEqual(self._night(program, "2026-03-27"), followup)
        self.contract.active = False
        self._night(program, "2026-03-28")
        self.assertEqual(followup.state, "cancelled")
        self.assertEqual(followup.skip_reason_id.code, "date_gone")

    def test_next_years_contract_is_another_occasion(self):
        program = self._program(self._source())
        followup = self._night(program, "2026-03-25")
        followup.with_user(self.manager).sudo().write({"is_called": True})
        self.contract.expiration_date = "2027-04-01"
        self.assertEqual(len(self._night(program, "2027-03-25")), 2)
        self.assertEqual(followup.anchor_date, DAY(2026, 4, 1))

    def test_each_year(self):
        self.vehicle.delivery_date = "2024-02-29"
        source = self._source(
            "fleet.vehicle",
            "delivery_date",
            kind="yearly",
            partner_path=False,
            vehicle_path=False,
            filter_field_ids=False,
        )
        program = self._program(source, offset=0, offset_unit="day")
        self.assertFalse(self._night(program, "2024-03-01"), "not the day itself")
        self._night(program, "2025-02-28")
        self._night(program, "2026-03-01")
        followups = self._night(program, "2028-02-29")
        self.assertEqual(
            followups.mapped("date_planned"),
            [DAY(2025, 2, 28), DAY(2026, 2, 28), DAY(2028, 2, 29)],
        )
        self.assertEqual(
            followups.mapped("occurrence_key"),
            [f"date:{source.id}:{year}" for year in (2025, 2026, 2028)],
        )

    def test_change_of_tyres_in_october(self):
        program = self.env.ref("aftersales_followup.program_winter_tyres")
        program.write({"active": True, "start_date": "2025-01-01"})
        program.filter_domain = "[('last_mileage', '<', 100000)]"
        self.assertFalse(self._night(program, "2026-09-30"))
        followups = self._night(program, "2026-10-01")
        self.assertIn(self.vehicle, followups.vehicle_id)
        self.assertEqual(set(followups.mapped("company_id.id")), {self.company.id})
        self.assertEqual(self._night(program, "2026-10-02"), followups)
        late = self._make_vehicle(self.partner, "沪A9")
        late.home_company_id = self.company
        self.assertEqual(
            (self._night(program, "2026-10-03") - followups).vehicle_id, late
        )
        again = self._night(program, "2027-10-01") - followups
        self.assertIn(self.vehicle, again.vehicle_id)

    def test_a_moment_in_the_stores_days(self):
        source = self._source(
            "repair.order",
            "schedule_date",
            partner_path="partner_id",
            vehicle_path="vehicle_id",
            company_path="company_id",
        )
        program = self._program(source, offset=2, offset_unit="hour")
        repair = self._make_repair(schedule_date="2026-03-01 22:30:00")
        with freeze_time("2026-03-02 00:30:00"):
            self.env.flush_all()
            anchors = program.step_ids._pending_anchors(self.company)
        self.assertEqual([anchor.res_id for anchor in anchors], repair.ids)
        self.assertEqual(anchors[0].date, DAY(2026, 3, 2))
        # 06:30 and two hours: not before the windows of the day
        followup = self._night(program, "2026-03-02")
        self.assertEqual(followup.date_next, datetime.datetime(2026, 3, 2, 2))

    def test_shipped_sources(self):
        sources = self.env["aftersales.date.source"].search([])
        self.assertGreaterEqual(len(sources), 6)
        for source in sources:
            with self.subTest(source.name):
                program = self._program(source)
                program.step_ids._pending_anchors(self.company)

    # -- who may what

    def test_managers_choose_and_do_not_change(self):
        source = self._source()
        as_manager = source.with_user(self.manager)
        self.assertEqual(as_manager.display_name, "Test date")
        program = self._program(source).with_user(self.manager)
        program.filter_domain = "[('state', '=', 'open')]"
        self.assertEqual(program.anchor_model, "fleet.vehicle.log.contract")
        for write in (
            lambda: as_manager.write({"name": "Mine"}),
            lambda: as_manager.read(["model_id"]),
            lambda: as_manager.unlink(),
            lambda: source.with_user(self.manager).copy(),
        ):
            with self.assertRaises(AccessError):
                write()
        source.with_user(self.admin).write({"name": "Theirs"})

    def test_filters_on_listed_fields_only(self):
        program = self._program(self._source())
        for text in (
            "[('vehicle_id.owner_id.email', 'like', 'a')]",
            "[('notes', 'like', 'a')]",
            "[('create_uid.password', 'like', 'a')]",
            "[('state', 'any', [('id', '>', 0)])]",
        ):
            with (
                self.subTest(text),
                self.assertRaises(ValidationError),
                self.cr.savepoint(),
            ):
                program.with_user(self.manager).filter_domain = text

    def test_hostile_sources(self):
        Field = self.env["ir.model.fields"]
        cases = {
            "secrets": {
                "model_id": self.env["ir.model"]._get_id("res.users"),
                "date_field_id": Field._get("res.users", "create_date").id,
                "partner_path": "partner_id",
            },
            "parameters": {
                "model_id": self.env["ir.model"]._get_id("ir.config_parameter"),
                "date_field_id": Field._get("ir.config_parameter", "write_date").id,
            },
            "field of another model": {
                "date_field_id": Field._get("sale.order", "validity_date").id
            },
            "no date": {
                "date_field_id": Field._get("fleet.vehicle.log.contract", "name").id
            },
            "none": {"date_field_id": False},
            "not a partner": {"partner_path": "vehicle_id"},
            "no field": {"partner_path": "vehicle_id.__class__"},
            "code": {"partner_path": "vehicle_id.owner_id.unlink()"},
            "many": {"partner_path": "vehicle_id.repair_ids.partner_id"},
            "no way": {"partner_path": False, "vehicle_path": False},
            "restricted field": {
                "model_id": self.env["ir.model"]._get_id("hr.employee"),
                "date_field_id": Field._get("hr.employee", "birthday").id,
                "partner_path": "work_contact_id",
                "vehicle_path": False,
            },
        }
        for name, vals in cases.items():
            with (
                self.subTest(name),
                self.assertRaises(ValidationError),
                self.cr.savepoint(),
            ):
                self._source(**{"filter_field_ids": False, **vals})

    def test_source_is_required_and_may_go(self):
        with self.assertRaises(ValidationError), self.cr.savepoint():
            self._program(self.env["aftersales.date.source"])
        source = self._source()
        program = self._program(source)
        source.unlink()
        self.assertFalse(program.anchor_model)
        with self.assertRaises(ValidationError):
            program.step_ids._pending_anchors(self.company)

    def test_archived_source(self):
        source = self._source()
        program = self._program(source)
        source.active = False
        self.assertFalse(self._night(program, "2026-03-25"))
