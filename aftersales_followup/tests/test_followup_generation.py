import datetime
from unittest.mock import patch

import psycopg2
from freezegun import freeze_time

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..tools import draw
from .common import AftersalesCase

STEP = "odoo.addons.aftersales_followup.models.aftersales_program_step_generate"


@tagged("post_install", "-at_install")
@freeze_time("2026-03-03 00:30:00")  # 08:30 in Shanghai
class TestFollowupGeneration(AftersalesCase):
    """F1 through the engine: yesterday's settled repairs are in the queue at 08:00."""

    def test_yesterdays_repair_is_due_today(self):
        repair = self._make_repair(date_closed="2026-03-02 09:00:00")
        followup = self._generate()
        self.assertRecordValues(
            followup,
            [
                {
                    "repair_id": repair.id,
                    "partner_id": self.partner.id,
                    "vehicle_id": self.vehicle.id,
                    "state": "open",
                    "anchor_date": datetime.date(2026, 3, 2),
                    "date_planned": datetime.date(2026, 3, 3),
                    "date_due": datetime.date(2026, 3, 3),
                    "date_deadline": datetime.date(2026, 3, 5),
                    "date_expiry": datetime.date(2026, 3, 18),
                    # 10:00 in Shanghai, the first window of the day (F14)
                    "date_next": datetime.datetime(2026, 3, 3, 2),
                    "advisor_name": self.advisor.name,
                    "technician_names": "Technician Zhao",
                    "work_summary": "Oil service",
                    "customer_category_id": self.private.id,
                    "attempt_count": 0,
                    "is_called": False,
                    "is_effective": False,
                }
            ],
        )
        self.assertEqual(followup.technician_ids, self.technician)
        self.assertIn(followup.user_id, self.team.member_ids)
        self.assertEqual(followup.activity_ids.user_id, followup.user_id)
        self.assertEqual(followup.activity_ids.date_deadline, datetime.date(2026, 3, 3))

    def test_nobody_is_late_before_the_due_day(self):
        """A step that is due after its own deadline is on time on its due day."""
        self.step.write({"offset": 5, "deadline_days": 3})
        self._make_repair(date_closed="2026-02-26 09:00:00")
        followup = self._generate()
        self.assertEqual(followup.date_due, datetime.date(2026, 3, 3))
        self.assertEqual(followup.date_deadline, datetime.date(2026, 3, 3))

    def test_local_day_decides(self):
        # 15:59 UTC is still the 2nd in Shanghai, 16:00 is the 3rd: not due yet.
        self._make_repair(date_closed="2026-03-02 15:59:59")
        self._make_repair(date_closed="2026-03-02 16:00:00")
        followups = self._generate()
        self.assertEqual(followups.mapped("anchor_date"), [datetime.date(2026, 3, 2)])

    def test_each_store_has_its_own_today(self):
        tokyo = self._make_stores("Store Tokyo", tz="Asia/Tokyo")
        with freeze_time(
            "2026-03-02 15:30:00"
        ):  # the 3rd in Tokyo, the 2nd in Shanghai
            self._make_repair(date_closed="2026-03-02 03:00:00")
            self._make_repair(tokyo, date_closed="2026-03-02 03:00:00")
            self.assertFalse(self._generate())
            self.assertEqual(len(self._generate(tokyo)), 1)

    def test_second_run_makes_nothing(self):
        for _number in range(3):
            self._make_repair()
        first = self._generate()
        self.assertEqual(len(first), 3)
        self.assertEqual(self._generate(), first)
        self.assertEqual(self.step._generate(self.company), 0)

    def test_claim_leaves_the_other_process_its_own(self):
        repair = self._make_repair()
        anchors = self.step._pending_anchors(self.company)
        self.step._make_followups(self.company, anchors)
        # As if this process had read its window before the other one inserted.
        again = self.step._make_followups(self.company, anchors)
        self.assertFalse(again)
        self.assertEqual(len(repair.followup_ids), 1)

    def test_reopened_and_closed_again_is_called_once(self):
        repair = self._make_repair()
        self._generate()
        repair.write({"state": "under_repair"})
        repair.write({"state": "done", "date_closed": "2026-03-02 10:00:00"})
        self.assertEqual(len(self._generate()), 1)

    def test_days_off_are_made_up_for(self):
        self._make_repair(date_closed="2026-02-25 09:00:00")
        self._make_repair(date_closed="2026-01-25 09:00:00")  # beyond the look-back
        followup = self._generate()
        self.assertEqual(followup.anchor_date, datetime.date(2026, 2, 25))
        self.assertEqual(followup.date_planned, datetime.date(2026, 2, 26))

    def test_nothing_from_before_the_start(self):
        self.program.start_date = "2026-03-03"
        self._make_repair(date_closed="2026-03-01 09:00:00")
        self._make_repair(date_closed="2026-03-02 09:00:00")
        self.assertEqual(len(self._generate()), 1)

    def test_archived_program_makes_nothing(self):
        self._make_repair()
        self.program.active = False
        with self.enter_registry_test_mode():
            self.env.ref("aftersales_followup.cron_generate").method_direct_trigger()
        self.assertFalse(
            self.env["aftersales.followup"].search([("step_id", "=", self.step.id)])
        )

    def test_cron_runs_every_company(self):
        self._make_repair()
        self._make_repair(self.other_company)
        with self.enter_registry_test_mode():
            cron = self.env.ref("aftersales_followup.cron_generate")
            cron.method_direct_trigger()
            cron.method_direct_trigger()
        followups = self.env["aftersales.followup"].search(
            [("step_id", "=", self.step.id)]
        )
        self.assertEqual(followups.company_id, self.company + self.other_company)
        self.assertEqual(len(followups), 2)

    def test_button(self):
        self._make_repair()
        program = self.program.with_user(self.manager)
        message = program.action_generate()["params"]["message"]
        self.assertIn("1", message)
        self.assertEqual(program.action_generate()["params"]["type"], "info")
        with self.assertRaises(UserError):
            self.program.with_user(self.agent).action_generate()

    # -- draw (F10)

    def test_draw_keeps_a_third_of_each_category_and_all_private(self):
        business = self.env.ref("aftersales_followup.customer_category_business")
        business.sampling_rate = 30
        firm = self._make_customer("Firm", customer_category_id=business.id)
        for _number in range(20):
            self._make_repair(partner_id=firm.id)
        for _number in range(5):
            self._make_repair()
        followups = self._generate()
        firms = followups.filtered(lambda f: f.partner_id == firm)
        called = firms.filtered(lambda f: f.state == "open")
        self.assertEqual(len(called), 6)
        self.assertEqual(
            (firms - called).skip_reason_id,
            self.env.ref("aftersales_followup.skip_reason_not_drawn"),
        )
        self.assertEqual(set((followups - firms).mapped("state")), {"open"})
        # Anyone can compute it again: the lowest numbers are called.
        for followup in firms:
            self.assertAlmostEqual(
                followup.draw_value,
                draw.draw_value(
                    self.program.sampling_seed,
                    self.step.id,
                    "repair.order",
                    followup.res_id,
                    "settled",
                ),
                places=12,
            )
        self.assertLess(
            max(called.mapped("draw_value")), min((firms - called).mapped("draw_value"))
        )

    def test_draw_over_several_lots_never_falls_below_the_rate(self):
        self.private.sampling_rate = 30
        for number in range(1, 12):
            self._make_repair()
            followups = self._generate()
            drawn = followups.filtered(lambda f: f.state == "open")
            self.assertGreaterEqual(len(drawn), 0.3 * number)
            self.assertLess(len(drawn), 0.3 * number + 1)

    def test_program_rate_wins_over_category(self):
        self.program.sampling_ids = [
            (0, 0, {"category_id": self.private.id, "rate": 0})
        ]
        self._make_repair()
        self.assertEqual(self._generate().state, "skipped")

    # -- policy (F13, F14)

    def test_do_not_contact(self):
        block = self.env["aftersales.contact.block"].create(
            {"partner_id": self.partner.id, "reason": "Asked not to be called"}
        )
        self._make_repair()
        followup = self._generate()
        self.assertEqual(followup.state, "skipped")
        self.assertEqual(
            followup.skip_reason_id,
            self.env.ref("aftersales_followup.skip_reason_do_not_contact"),
        )
        block.purpose_id = self.env.ref("aftersales_followup.purpose_campaign")
        self._make_repair()
        self.assertEqual(self._generate()[-1].state, "open")
        block.write({"purpose_id": False, "channel": "sms"})
        self._make_repair()
        self.assertEqual(self._generate()[-1].state, "open", "no SMS, but calls")
        block.write({"channel": False, "active": False})
        self._make_repair()
        self.assertEqual(self._generate()[-1].state, "open", "taken back")

    def test_block_needs_a_reason(self):
        with (
            self.assertRaises(psycopg2.IntegrityError),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            self.env["aftersales.contact.block"].create(
                {"partner_id": self.partner.id, "reason": "  "}
            )

    def test_customers_own_window_wins(self):
        self.env["aftersales.contact.window"].create(
            {"partner_id": self.partner.id, "hour_from": 19, "hour_to": 20}
        )
        self._make_repair()
        self.assertEqual(self._generate().date_next, datetime.datetime(2026, 3, 3, 11))

    def test_customers_own_time_zone_wins(self):
        self.partner.tz = "Asia/Tokyo"
        self._make_repair()
        self.assertEqual(self._generate().date_next, datetime.datetime(2026, 3, 3, 1))

    # -- assignment (F16)

    def test_equal_load(self):
        for _number in range(6):
            self._make_repair()
        loads = self._generate().grouped("user_id")
        self.assertEqual(
            {user: len(items) for user, items in loads.items()},
            {self.agent: 3, self.agent_2: 3},
        )

    def test_absent_agent_has_a_delegate(self):
        self.env["aftersales.delegation"].create(
            {
                "user_id": self.agent.id,
                "delegate_id": self.agent_2.id,
                "date_from": "2026-03-03",
                "date_to": "2026-03-03",
                "company_id": self.company.id,
            }
        )
        self._make_repair()
        self._make_repair()
        self.assertEqual(self._generate().user_id, self.agent_2)

    def test_archived_advisor(self):
        self.program.assignment = "advisor"
        self._make_repair()
        self.assertEqual(self._generate().user_id, self.advisor)
        self.advisor.active = False
        self._make_repair()
        followup = self._generate()[-1]
        # The team calls; the score still counts for who received the car.
        self.assertIn(followup.user_id, self.team.member_ids)
        self.assertEqual(followup.advisor_id, self.advisor)
        self.assertEqual(followup.advisor_name, "Advisor")

    def test_no_team_leaves_it_to_whoever_comes(self):
        self.team.active = False
        self._make_repair()
        followup = self._generate()
        self.assertFalse(followup.user_id)
        self.assertFalse(followup.activity_ids)
        self.assertEqual(followup.state, "open")

    # -- bad input

    def test_repair_without_customer(self):
        self._make_repair(partner_id=False, vehicle_id=False)
        followup = self._generate()
        self.assertEqual(followup.state, "skipped")
        self.assertEqual(
            followup.skip_reason_id,
            self.env.ref("aftersales_followup.skip_reason_no_customer"),
        )

    def test_owner_stands_in_for_a_missing_customer(self):
        self._make_repair(partner_id=False)
        self.assertEqual(self._generate().partner_id, self.partner)

    def test_repair_without_phone_or_vehicle(self):
        self.partner.phone = False
        self._make_repair(vehicle_id=False)
        followup = self._generate()
        self.assertEqual(followup.state, "open")
        self.assertFalse(followup.phone)

    def test_merged_customer(self):
        double = self._make_customer("Customer Chen (double)")
        self._make_repair(partner_id=double.id)
        followup = self._generate()
        self.env["base.partner.merge.automatic.wizard"].create({})._merge(
            (self.partner + double).ids, self.partner
        )
        followup.invalidate_recordset()
        self.assertEqual(followup.partner_id, self.partner)
        self.assertEqual(self._generate(), followup)

    def test_customer_and_car_with_history_are_not_deleted(self):
        self._make_repair()
        self._generate()
        for record in (self.vehicle, self.partner):
            with (
                self.assertRaises(psycopg2.IntegrityError),
                mute_logger("odoo.sql_db"),
                self.cr.savepoint(),
            ):
                record.unlink()

    @mute_logger(STEP)
    def test_one_broken_record_among_a_thousand(self):
        template = self._make_repair().copy_data()[0]
        template.update(state="done", date_closed="2026-03-02 04:00:00")
        repairs = self.env["repair.order"].create([dict(template) for _n in range(999)])
        broken = repairs[500]
        cls = type(self.step)
        original = cls._prepare_followup

        def prepare(step, anchor, *args):
            if anchor.res_id == broken.id:
                # What a broken row looks like to PostgreSQL: the transaction fails.
                step.env.cr.execute("SELECT 1 / 0")
            return original(step, anchor, *args)

        with (
            patch.object(cls, "_prepare_followup", prepare),
            mute_logger("odoo.sql_db"),
        ):
            followups = self._generate()
        self.assertEqual(len(followups), 999)
        failure = self.program.failure_ids
        self.assertEqual(
            (failure.res_model, failure.res_id), ("repair.order", broken.id)
        )
        self.assertIn("division by zero", failure.reason)
        # Mended: made the next night, and the failure is gone.
        self.assertEqual(len(self._generate()), 1000)
        self.assertFalse(self.program.failure_ids)

    @mute_logger("odoo.addons.aftersales_followup.models.aftersales_program_generate")
    def test_broken_program_does_not_stop_the_others(self):
        self._make_repair()
        broken = self.program.copy({"priority": "3", "name": "Broken"})
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE aftersales_program SET filter_domain = 'nonsense(' WHERE id = %s",
            [broken.id],
        )
        broken.invalidate_recordset()
        with self.enter_registry_test_mode():
            self.env.ref("aftersales_followup.cron_generate").method_direct_trigger()
        self.assertEqual(self.step.followup_count, 1)
        self.assertIn("cannot be read", broken.failure_ids[0].reason)

    # -- configuration

    def test_filter(self):
        self.program.filter_domain = "[('intake', '=', 'booked_dealer')]"
        self._make_repair()
        self._make_repair(intake="booked_dealer")
        self.assertEqual(self._generate().repair_id.intake, "booked_dealer")

    def test_hostile_filters(self):
        for text in (
            "[('company_id.partner_id.email', 'like', 'a')]",
            "[('partner_id', 'any', [('email', 'like', 'a')])]",
            "__import__('os').system('true')",
            "[('intake', '=', ",
            "['|']",
            "7",
        ):
            with (
                self.subTest(text),
                self.assertRaises(ValidationError),
                self.cr.savepoint(),
            ):
                self.program.filter_domain = text

    def test_used_step_is_not_deleted(self):
        self._make_repair()
        self._generate()
        with self.assertRaises(UserError):
            self.step.unlink()

    def test_person_is_required(self):
        with self.assertRaises(ValidationError):
            self.program.assignment = "person"

    def test_queries_do_not_grow_with_the_records(self):
        for _number in range(3):
            self._make_repair()
        self._generate()
        counts = []
        for size in (5, 25):
            for number in range(size):
                self._make_repair(
                    partner_id=self._make_customer(f"C{size}-{number}").id
                )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.step._generate(self.company)
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
        # Activities cost Odoo one query each; everything else is set-based.
        self.assertLess(counts[1] - counts[0], 20 * 1.5)
