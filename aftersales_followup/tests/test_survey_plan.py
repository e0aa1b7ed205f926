from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .test_paper import PaperCase


@tagged("post_install", "-at_install")
class TestSurveyPlan(PaperCase):
    """Planned against done (F24)."""

    def _make_plan(self, user=None, **values):
        return (
            self.env["aftersales.survey.plan"]
            .with_user(user or self.manager)
            .create(
                {
                    "name": "March",
                    "date_from": "2026-03-01",
                    "date_to": "2026-03-31",
                    "target_count": 4,
                    **values,
                }
            )
        )

    def _counts(self, plan):
        plan.invalidate_recordset()
        return plan.due_count, plan.asked_count, plan.done_count

    @freeze_time("2026-03-03 02:00:00")
    def test_by_phone(self):
        plan = self._make_plan(program_id=self.program.id)
        self.assertEqual(self._counts(plan), (0, 0, 0))
        partners = [self._make_customer(f"C{number}") for number in range(3)]
        for partner in partners:
            self._make_repair(partner_id=partner.id, date_closed="2026-03-02 05:00:00")
        blocked = self._make_customer("Blocked")
        self.env["aftersales.contact.block"].create(
            {"partner_id": blocked.id, "reason": "Said so"}
        )
        self._make_repair(partner_id=blocked.id, date_closed="2026-03-02 05:00:00")
        # Who is not asked for a reason is not due.
        followups = self._generate().filtered(lambda one: one.state != "skipped")
        self._answer_all(followups[0])
        followups[0].with_user(self.agent).finish_call(
            self._get_outcome("completed").id
        )
        followups[1].with_user(self.agent).finish_call(
            self._get_outcome("no_answer").id
        )
        self.assertEqual(self._counts(plan), (3, 2, 1))
        self.assertEqual(plan.done_rate, 0.25)
        self.assertEqual(
            self._counts(self._make_plan(survey_id=self.points_300.id)), (0, 0, 0)
        )
        self.assertEqual(
            self._counts(self._make_plan(date_from="2026-03-04")), (0, 0, 0)
        )
        self.assertEqual(self._counts(self._make_plan(method="visit")), (0, 0, 0))
        narrow = self._make_plan(filter_domain="[('last_mileage', '>', 999999)]")
        self.assertEqual(self._counts(narrow), (0, 0, 0))
        shown = plan.action_view_counted()["domain"]
        self.assertEqual(self.env["aftersales.followup"].search(shown), followups)

    @freeze_time("2026-03-03 02:00:00")
    def test_on_paper(self):
        batch = self._make_batch()
        self._make_batch(send=False)
        batch.save_sheet(1, self._answers())
        batch.save_sheet(2, self._answers())
        plan = self._make_plan(method="paper", survey_id=self.points_300.id)
        self.assertEqual(self._counts(plan), (10, 10, 2))
        self.assertEqual(plan.done_rate, 0.5)
        other = self._make_plan(method="paper", survey_id=self.survey.id)
        self.assertEqual(self._counts(other), (0, 0, 0))

    def test_late(self):
        plan = self._make_plan()
        with freeze_time("2026-03-31 02:00:00"):
            self.assertFalse(plan.is_late)
        plan.invalidate_recordset()
        with freeze_time("2026-04-01 02:00:00"):
            self.assertTrue(plan.is_late)
            plan.action_start()
            plan.action_cancel()
            plan.invalidate_recordset()
            self.assertFalse(plan.is_late)

    def test_wrong(self):
        with self.assertRaises(ValidationError):
            self._make_plan(filter_domain="[('owner_id.vat', '!=', False)]")
        with mute_logger("odoo.sql_db"):
            for values in ({"date_to": "2026-02-01"}, {"target_count": 0}):
                with self.assertRaises(IntegrityError), self.env.cr.savepoint():
                    self._make_plan(**values).flush_recordset()

    def test_rights(self):
        plan = self._make_plan()
        with self.assertRaises(AccessError):
            self._make_plan(self.agent)
        with self.assertRaises(AccessError):
            plan.with_user(self.director).action_start()
        stranger = self._make_user(
            "west", "group_marketing", company=self.other_company
        )
        with self.assertRaises(AccessError):
            plan.with_user(stranger).read(["name"])
        marketing = self._make_user("marketing", "group_marketing")
        form = Form(self.env["aftersales.survey.plan"].with_user(marketing))
        form.name = "New customers"
        form.date_to = "2099-12-31"
        form.target_count = 30
        own = form.save()
        own.action_start()
        self.assertEqual(own.state, "running")
        # It counts although marketing may not read follow-ups.
        self.assertEqual(own.done_count, 0)
