import datetime

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import AftersalesCase


@tagged("post_install", "-at_install")
class TestReconciliation(AftersalesCase):
    """Every settled order has its follow-up or its cause (F20)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Orders are entered when the test runs: so many days back from now.
        cls.now = fields.Datetime.now()

    def _settled(self, days, **values):
        repair = self._make_repair(
            date_closed=self.now - datetime.timedelta(days=days), **values
        )
        # Entered on its day, not today.
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE repair_order SET create_date = date_closed WHERE id = %s",
            [repair.id],
        )
        return repair

    def _row(self, repair):
        # Each request reads a view anew; here it is one transaction.
        self.env["aftersales.reconciliation"].invalidate_model()
        row = self.env["aftersales.reconciliation"].search(
            [("repair_id", "=", repair.id)]
        )
        self.assertEqual(len(row), 1)
        return row

    def _assert_cause(self, repair, cause, status=None):
        row = self._row(repair)
        self.assertEqual(row.cause, cause)
        if status:
            self.assertEqual(row.status, status)
        return row

    def test_states_of_a_follow_up(self):
        repair = self._settled(1)
        self._assert_cause(repair, "to_make", "in_work")
        followup = self._generate()
        row = self._assert_cause(repair, "to_do", "in_work")
        self.assertEqual(row.followup_id, followup)
        self.assertEqual(row.date_planned, followup.date_planned)
        followup.finish_call(self._get_outcome("busy").id)
        row = self._assert_cause(repair, "attempted", "in_work")
        self.assertEqual(
            (row.made_count, row.called_count, row.finished_count), (1, 1, 0)
        )
        self._answer_all(followup)
        followup.finish_call(self._get_outcome("completed").id)
        row = self._assert_cause(repair, "finished", "finished")
        self.assertEqual(
            (row.made_count, row.called_count, row.finished_count), (1, 1, 1)
        )

    def test_missed(self):
        repair = self._settled(1)
        self._generate()._expire()
        self._assert_cause(repair, "missed", "explained")

    def test_missed_after_tries(self):
        repair = self._settled(1)
        followup = self._generate()
        followup.finish_call(self._get_outcome("busy").id)
        followup._expire()
        self._assert_cause(repair, "missed_tried", "explained")

    def test_taken_off_the_list(self):
        """Each cause is told from the others, also what a manager has cancelled."""
        came_in, gave_way, by_hand = (self._settled(1) for _number in range(3))
        followups = self._generate().grouped("repair_id")
        followups[came_in]._cancel_for("came_in")
        followups[gave_way]._give_way(fields.Date.today() + datetime.timedelta(days=9))
        followups[by_hand].action_cancel()
        self._assert_cause(came_in, "came_in", "explained")
        self._assert_cause(gave_way, "recently_contacted", "explained")
        self._assert_cause(by_hand, "cancelled", "explained")

    def test_owner_stands_in(self):
        repair = self._settled(1, partner_id=False)
        self.assertEqual(self._row(repair).partner_id, self.partner)

    def test_skipped_with_reason(self):
        blocked = self._make_customer("Blocked")
        self.env["aftersales.contact.block"].create(
            {"partner_id": blocked.id, "reason": "Said so"}
        )
        rare = self.env["aftersales.customer.category"].create(
            {"name": "Rare", "code": "rare", "sampling_rate": 0}
        )
        cases = {
            "do_not_contact": self._settled(1, partner_id=blocked.id),
            "no_customer": self._settled(1, partner_id=False, vehicle_id=False),
            "not_drawn": self._settled(
                1, partner_id=self._make_customer("R", customer_category_id=rare.id).id
            ),
        }
        self._generate()
        for cause, repair in cases.items():
            row = self._assert_cause(repair, cause, "explained")
            self.assertEqual(row.skip_reason_id.code, cause)
            self.assertEqual(row.made_count, 1)

    def test_not_made_and_why(self):
        self.program.filter_domain = "[('intake', '=', 'walk_in')]"
        self._assert_cause(
            self._settled(3, intake="booked_dealer"), "filtered", "explained"
        )
        self._assert_cause(self._settled(3), "unexplained", "alarm")
        self._assert_cause(self._settled(0), "waiting", "in_work")
        self.program.start_date = fields.Date.today()
        self._assert_cause(self._settled(3), "before_start", "explained")

    def test_entered_late(self):
        repair = self._make_repair(date_closed=self.now - datetime.timedelta(days=40))
        self._assert_cause(repair, "entered_late", "explained")
        self.assertFalse(self._generate())

    def test_program_off(self):
        repair = self._settled(3)
        programs = self.env["aftersales.program"].search(
            [("anchor", "=", "aftersales.anchor.repair.settled")]
        )
        programs.active = False
        self._assert_cause(repair, "no_program", "explained")

    def test_program_switched_off_keeps_its_past(self):
        repair = self._settled(1)
        self._generate()
        self.program.active = False
        self._assert_cause(repair, "to_do")

    def test_failure_shows_its_reason(self):
        repair = self._settled(1)
        anchors = self.step._pending_anchors(self.company)
        anchor = next(a for a in anchors if a.res_id == repair.id)
        self.env["aftersales.program.failure"]._record(
            self.step, anchor, ValueError("Broken")
        )
        row = self._assert_cause(repair, "failure", "alarm")
        self.assertEqual(row.reason, "Broken")

    def test_one_row_for_each_step(self):
        self.step.copy({"name": "Second call", "offset": 7})
        repair = self._settled(1)
        self._generate()
        rows = self.env["aftersales.reconciliation"].search(
            [("repair_id", "=", repair.id)]
        )
        self.assertEqual(sorted(rows.mapped("cause")), ["to_do", "waiting"])
        self.assertEqual(len(set(rows.ids)), 2)

    def test_months_and_time_zones_like_the_engine(self):
        self.step.write({"offset": 1, "offset_unit": "month"})
        # 17:00 UTC on the 30th is the 31st in Shanghai.
        repair = self._make_repair(date_closed="2026-01-30 17:00:00")
        row = self._row(repair)
        self.assertEqual(row.date, datetime.date(2026, 1, 31))
        self.assertEqual(row.date_planned, datetime.date(2026, 2, 28))

    def test_not_settled_is_not_there(self):
        repair = self._make_repair(state="under_repair", date_closed=False)
        self.assertFalse(
            self.env["aftersales.reconciliation"].search(
                [("repair_id", "=", repair.id)]
            )
        )

    def test_daily_check_and_alarm(self):
        repair = self._settled(3)
        # Who works for this store beside others is not asked first.
        head = self._make_user("head", "group_care_manager", company=self.other_company)
        head.company_ids += self.company
        # Today's are counted tomorrow: the night has not been yet.
        self._settled(0)
        Check = self.env["aftersales.reconciliation.check"]
        check = Check._check_company(self.company)
        self.assertEqual((check.settled_count, check.missing_count), (1, 1))
        activity = check.activity_ids
        self.assertEqual(activity.user_id, self.manager)
        self.assertEqual(check._check_company(self.company), check)
        self.assertEqual(check.activity_ids, activity, "told once")
        with freeze_time(self.now + datetime.timedelta(days=1)):
            self.assertFalse(
                Check._check_company(self.company).activity_ids, "told once"
            )
        self._generate()
        check = Check._check_company(self.company)
        self.assertEqual((check.made_count, check.missing_count), (1, 0))
        self.assertFalse(check.activity_ids, "closed when nothing is missing")
        rows = self.env["aftersales.reconciliation"].search(
            check.action_view_all()["domain"]
        )
        self.assertEqual(rows.repair_id, repair)

    def test_cron(self):
        self._settled(3)
        with self.enter_registry_test_mode():
            self.env.ref(
                "aftersales_followup.cron_reconciliation"
            ).method_direct_trigger()
        checks = self.env["aftersales.reconciliation.check"].search([])
        self.assertIn(self.company, checks.company_id)
        self.assertIn(self.other_company, checks.company_id)

    def test_rights(self):
        self._settled(1)
        self._make_repair(self.other_company)
        for user in (self.manager, self.director, self.service_manager, self.auditor):
            rows = self.env["aftersales.reconciliation"].with_user(user).search([])
            self.assertTrue(rows)
            self.assertEqual(rows.company_id, self.company)
            rows.mapped("cause")
        for user in (self.agent, self.advisor):
            with self.assertRaises(AccessError):
                self.env["aftersales.reconciliation"].with_user(user).search([])
