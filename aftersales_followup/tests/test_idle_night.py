import datetime
from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from .common import AftersalesCase

STEP = "odoo.addons.aftersales_followup.models.aftersales_program_step_generate"


def seed_copy(env, record):
    """Copy a row by SQL, as a load from another system may do; return its id."""
    env.flush_all()
    columns = SQL(", ").join(
        SQL.identifier(name)
        for name, field in record._fields.items()
        if field.store and field.column_type and name != "id"
    )
    table = SQL.identifier(record._table)
    [(copy,)] = env.execute_query(
        SQL(
            "INSERT INTO %s (%s) SELECT %s FROM %s WHERE id = %s RETURNING id",
            table,
            columns,
            columns,
            table,
            record.id,
        )
    )
    env.invalidate_all()
    return copy


@tagged("post_install", "-at_install")
class TestIdleNight(AftersalesCase):
    """A run looks at what is new only, and yet nothing is missed (F20)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.vehicle.home_company_id = cls.company
        others = cls.env["aftersales.program"].search([]) - cls.program
        others.active = False

    def _at(self, moment):
        """Begin another transaction, as far as its moment goes."""
        self.env.flush_all()
        moment = datetime.datetime.fromisoformat(moment)
        self.patch(type(self.env.cr), "now", lambda cursor: moment)
        freezer = freeze_time(moment)
        freezer.start()
        self.addCleanup(freezer.stop)
        return moment

    def _night(self, moment, program=None):
        """Run a program as the cron does; return all its follow-ups.

        And make sure that reading the whole look-back would find nothing more.
        """
        moment = self._at(moment)
        steps = (program or self.program).step_ids
        for step in steps:
            self._run(step, moment)
            self.env.flush_all()
            self.assertFalse(step._pending_anchors(self.company))
        return self.env["aftersales.followup"].search(
            [("step_id", "in", steps.ids)], order="id"
        )

    def _run(self, step, moment, has_time=True):
        """Run a step; commits are for ``tests/test_parallel_generation.py``."""
        Cron = type(self.env["ir.cron"])
        with patch.object(Cron, "_commit_progress", lambda *args, **names: has_time):
            return step._generate_new(self.company, self._mark(step), moment)

    def _mark(self, step):
        return self.env["aftersales.program.mark"].search(
            [("step_id", "=", step.id), ("company_id", "=", self.company.id)]
        )

    def _read(self, step=None):
        """Return the records that the next run would read."""
        read = []
        provider = type(self.env[self.program.anchor])
        original = provider._anchors

        def anchors(self, *args):
            found = original(self, *args)
            read.extend(anchor.res_id for anchor in found)
            return found

        step = step or self.step
        with patch.object(provider, "_anchors", anchors):
            step._new_anchors(self.company, self._mark(step))
        return read

    def test_handled_ones_are_not_read_again(self):
        self._at("2026-03-02 12:00:00")
        self._make_repair(date_closed="2026-03-02 09:00:00")
        self.assertEqual(len(self._night("2026-03-03 00:30:00")), 1)
        self._night("2026-03-03 01:30:00")
        self.assertEqual(self._read(), [])
        self._at("2026-03-03 12:00:00")
        late = self._make_repair(date_closed="2026-03-03 11:00:00")
        self.assertEqual(self._read(), [])
        self._at("2026-03-04 00:30:00")
        self.assertEqual(self._read(), late.ids)
        self.assertEqual(len(self._night("2026-03-04 00:30:00")), 2)

    def test_late_and_corrected_orders(self):
        self._night("2026-03-03 00:30:00")
        self._at("2026-03-03 05:00:00")
        self._make_repair(date_closed="2026-02-25 09:00:00")
        self.assertEqual(len(self._night("2026-03-03 05:30:00")), 1)
        self._at("2026-03-03 06:00:00")
        corrected = self._make_repair(date_closed="2026-03-08 09:00:00")
        self.assertEqual(len(self._night("2026-03-03 06:30:00")), 1)
        self._at("2026-03-03 07:00:00")
        corrected.date_closed = "2026-02-26 09:00:00"
        self.assertEqual(len(self._night("2026-03-03 07:30:00")), 2)

    def test_what_a_filter_reads_elsewhere(self):
        fleet = self.env.ref("aftersales_followup.customer_category_fleet")
        self.program.filter_domain = repr(
            [("partner_id.customer_category_id", "=", fleet.id)]
        )
        self._at("2026-03-02 12:00:00")
        self._make_repair(date_closed="2026-03-02 09:00:00")
        self.assertFalse(self._night("2026-03-03 00:30:00"))
        self._at("2026-03-03 06:00:00")
        self.partner.customer_category_id = fleet
        self.assertEqual(len(self._night("2026-03-03 06:30:00")), 1)

    def test_a_changed_program_looks_back_once(self):
        self.program.filter_domain = "[('intake', '=', 'booked_dealer')]"
        self._at("2026-03-02 12:00:00")
        repair = self._make_repair(date_closed="2026-03-01 09:00:00")
        self.assertFalse(self._night("2026-03-03 00:30:00"))
        self._at("2026-03-03 12:00:00")
        self.program.filter_domain = "[]"
        self.assertEqual(self._night("2026-03-04 00:30:00").repair_id, repair)
        self.assertEqual(self._read(), [])
        self.step.offset = 2
        self.assertEqual(self._read(), repair.ids)

    def test_switched_off_and_on_again(self):
        self._night("2026-03-03 00:30:00")
        self._at("2026-03-03 12:00:00")
        self.program.active = False
        self._make_repair(date_closed="2026-03-03 09:00:00")
        self._at("2026-03-05 12:00:00")
        self._make_repair(date_closed="2026-03-05 09:00:00")
        self.program.write({"active": True, "start_date": "2026-03-01"})
        self.assertEqual(len(self._night("2026-03-06 00:30:00")), 2)

    def test_filters_that_change_with_time(self):
        program = self.env.ref("aftersales_followup.program_inspection")
        for text, changes in (
            ("[]", False),
            ("[('delivery_date', '>', '2026-01-01')]", False),
            ("[('delivery_date', '>', 'today -30d')]", True),
            ("[('delivery_date', 'in', ['2026-01-01', 'today'])]", True),
            ("[('owner_id.customer_category_id', '=', 'Private')]", True),
            ("[('owner_id.customer_category_id', 'in', [1, 2])]", False),
            ("[('owner_id.customer_category_id', '=', False)]", False),
            ("[('last_mileage', '>', 1000)]", False),
        ):
            with self.subTest(text):
                program.filter_domain = text
                provider = self.env[program.anchor]
                self.assertEqual(
                    provider._changes_with_time(program._filter()), changes
                )

    def test_a_filter_that_changes_with_time_is_right_each_day(self):
        program = self.env.ref("aftersales_followup.program_inspection")
        self._at("2026-03-01 12:00:00")
        program.active = True
        program.filter_domain = "[('last_visit_date', '<', 'today -30d')]"
        self.vehicle.write(
            {"inspection_date": "2026-04-02", "last_visit_date": "2026-02-03"}
        )
        self.assertFalse(self._night("2026-03-03 01:00:00", program))
        self.assertEqual(len(self._night("2026-03-09 01:00:00", program)), 1)

    def test_moved_dates(self):
        program = self.env.ref("aftersales_followup.program_inspection")
        self._at("2026-03-01 12:00:00")
        program.active = True
        self.vehicle.inspection_date = "2026-12-01"
        self.assertFalse(self._night("2026-03-10 01:00:00", program))
        self._at("2026-03-10 12:00:00")
        self.vehicle.inspection_date = "2026-04-05"
        followup = self._night("2026-03-11 01:00:00", program)
        self.assertEqual(followup.date_planned, datetime.date(2026, 3, 6))
        # A car that changes hands after its day was handled.
        other = self._make_vehicle(self.partner, "沪A2", inspection_date="2026-04-03")
        other.home_company_id = self.other_company
        self._night("2026-03-12 01:00:00", program)
        self._at("2026-03-12 12:00:00")
        other.home_company_id = self.company
        self.assertEqual(len(self._night("2026-03-13 01:00:00", program)), 2)

    def test_key_customers_of_a_quarter(self):
        program = self.env.ref("aftersales_followup.program_key_customer")
        self._at("2026-03-20 12:00:00")
        program.active = True
        self.assertFalse(self._night("2026-04-08 01:00:00", program))
        self._at("2026-04-08 12:00:00")
        self.partner.customer_category_id = self.env.ref(
            "aftersales_followup.customer_category_vip"
        )
        self.assertEqual(len(self._night("2026-04-09 01:00:00", program)), 1)

    @mute_logger(STEP)
    def test_failures_are_tried_each_night(self):
        self._at("2026-03-02 12:00:00")
        broken = self._make_repair(date_closed="2026-03-02 09:00:00")
        cls = type(self.step)
        original = cls._prepare_followup

        def prepare(step, anchor, *args):
            if anchor.res_id == broken.id:
                raise ValueError("Broken")
            return original(step, anchor, *args)

        moment = self._at("2026-03-03 00:30:00")
        with patch.object(cls, "_prepare_followup", prepare):
            self._run(self.step, moment)
        self.assertEqual(self.program.failure_ids.res_id, broken.id)
        self.assertTrue(self._mark(self.step))
        self.assertEqual(len(self._night("2026-03-04 00:30:00")), 1)
        self.assertFalse(self.program.failure_ids)

    def test_no_mark_before_all_is_made(self):
        self._at("2026-03-02 12:00:00")
        for _number in range(5):
            self._make_repair(date_closed="2026-03-02 09:00:00")
        moment = self._at("2026-03-03 00:30:00")
        with patch(f"{STEP}.CHUNK", 2):
            made = self._run(self.step, moment, has_time=False)
        self.assertEqual(made, 2)
        self.assertFalse(self._mark(self.step))
        self.assertEqual(len(self._night("2026-03-03 00:31:00")), 5)

    def test_deleted_by_hand_is_made_again(self):
        self._at("2026-03-02 12:00:00")
        self._make_repair(date_closed="2026-03-02 09:00:00")
        self._night("2026-03-03 00:30:00").unlink()
        self.assertEqual(len(self._night("2026-03-03 01:30:00")), 1)

    def test_reconciliation_has_it_read_again(self):
        self._at("2026-03-02 12:00:00")
        repair = self._make_repair(date_closed="2026-03-20 09:00:00")
        self._night("2026-03-03 00:30:00")
        # Past Odoo: nobody has noted the change.
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE repair_order SET date_closed = '2026-03-01 09:00:00',"
            " create_date = '2026-03-01 09:00:00' WHERE id = %s",
            [repair.id],
        )
        self.env.invalidate_all()
        self._at("2026-03-04 01:00:00")
        self.assertEqual(self._read(), [])
        check = self.env["aftersales.reconciliation.check"]._check_company(self.company)
        self.assertEqual(check.missing_count, 1)
        self.assertEqual(self._night("2026-03-04 02:00:00").repair_id, repair)

    def test_rows_inserted_past_odoo(self):
        self._at("2026-03-02 12:00:00")
        repair = self._make_repair(date_closed="2026-03-02 09:00:00")
        self._night("2026-03-03 00:30:00")
        self._at("2026-03-03 12:00:00")
        copy = seed_copy(self.env, repair)
        self.assertEqual(self._read(), [copy])
        self.assertEqual(len(self._night("2026-03-03 12:30:00")), 2)
        self.assertEqual(self._read(), [])

    def test_copies_and_new_records_are_noted(self):
        moment = self._at("2026-03-02 12:00:00")
        repair = self._make_repair()
        self.env.flush_all()
        self.assertEqual(repair.aftersales_changed, moment)
        later = self._at("2026-03-02 13:00:00")
        repair.internal_notes = "Nothing that programs read"
        self.env.flush_all()
        self.assertEqual(repair.aftersales_changed, moment)
        self.vehicle.model_id = self.car_model.copy()
        self.env.flush_all()
        self.assertEqual(repair.aftersales_changed, later)
