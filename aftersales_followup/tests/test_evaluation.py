import datetime

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..tools import draw
from .common import AftersalesCase


@tagged("post_install", "-at_install")
class TestEvaluation(AftersalesCase):
    """Orders of the central line are evaluated (Q7); questionnaires reviewed (Q8)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write(
            {
                "evaluation_foreman_id": cls.service_manager.id,
                "evaluation_dispatcher_id": cls.agent.id,
                "evaluation_manager_id": cls.manager.id,
            }
        )

    def _run_cron(self, name="make_evaluations"):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref(f"aftersales_followup.cron_{name}").method_direct_trigger()
        self.env.invalidate_all()

    def _evaluations(self, repairs):
        return self.env["aftersales.evaluation"].search(
            [("repair_id", "in", repairs.ids)]
        )

    def _evaluated(self):
        repair = self._make_repair(central_line=True)
        self._run_cron()
        found = self._evaluations(repair).grouped("kind")
        return found["self"], found["phone"]

    def _give(self, evaluation, user, *points):
        lines = evaluation.with_user(user).line_ids
        for line, value in zip(lines, points, strict=True):
            line.points = value

    def test_draw(self):
        """Each order once by the foreman; of the calls a tenth is the manager's."""
        repairs = self._make_repair()
        for _number in range(20):
            repairs += self._make_repair(central_line=True)
        repairs += self._make_repair(central_line=True, state="under_repair")
        self._run_cron()
        self._run_cron()
        evaluations = self._evaluations(repairs)
        found = evaluations.grouped("kind")
        self.assertEqual(len(found["self"]), 20)
        self.assertEqual(found["self"].user_id, self.service_manager)
        self.assertEqual(len(found["phone"]), 20)
        managers = found["phone"].filtered(lambda one: one.role == "manager")
        self.assertEqual(managers.user_id, self.manager)
        self.assertEqual((found["phone"] - managers).user_id, self.agent)
        # Anyone can compute again whose the call is, month by month.
        expected = self.env["aftersales.evaluation"]
        for calls in (
            found["phone"].grouped(lambda one: one.date.replace(day=1)).values()
        ):
            calls = calls.sorted("id")
            values = [
                draw.draw_value("evaluation", "repair.order", call.repair_id.id)
                for call in calls
            ]
            self.assertEqual(calls.mapped("draw_value"), values)
            for call, is_drawn in zip(calls, draw.drawn(values, 10), strict=True):
                expected += call.filtered(lambda one, mine=is_drawn: mine)
        self.assertEqual(managers, expected)
        self.assertEqual(evaluations.activity_ids.user_id, evaluations.user_id)

    def test_draw_over_several_lots(self):
        """A tenth of a month's calls, however they come in; each store its own."""
        closed = fields.Datetime.now() - datetime.timedelta(hours=1)
        for number in range(1, 12):
            self._make_repair(central_line=True, date_closed=closed)
            self._run_cron()
            managers = self.env["aftersales.evaluation"].search_count(
                [("company_id", "=", self.company.id), ("role", "=", "manager")]
            )
            self.assertEqual(managers, 1 if number <= 10 else 2, number)
        other = self._make_repair(
            self.other_company, central_line=True, date_closed=closed
        )
        self._run_cron()
        self.assertIn("manager", self._evaluations(other).mapped("role"))

    def test_points(self):
        """10, 8 and 6 come to a score, for technician and foreman of the day."""
        own, phone = self._evaluated()
        self.assertEqual(len(phone.line_ids), 3)
        self.assertEqual(phone.technician_ids, self.technician)
        self.assertEqual(phone.foreman_id, self.service_manager)
        caller = phone.user_id
        self._give(phone, caller, "10", "8", False)
        self.assertEqual(phone.score, 90, "left out is not zero")
        with self.assertRaisesRegex(UserError, "State after the repair"):
            phone.with_user(caller).action_done()
        self._give(phone, caller, "10", "8", "6")
        phone.with_user(caller).note = "Friendly"
        phone.with_user(caller).action_done()
        self.assertEqual(phone.score, 80)
        self.assertFalse(phone.activity_ids)
        with self.assertRaisesRegex(UserError, "stays as it is"):
            self._give(phone, caller, "10", "10", "10")
        with self.assertRaisesRegex(UserError, "stays as it is"):
            phone.with_user(caller).note = "Other"
        self._give(own, self.service_manager, "6", "6", "6")
        own.with_user(self.service_manager).action_done()
        by_technician = (
            self.env["aftersales.evaluation"]
            .with_user(self.director)
            .formatted_read_group(
                [("state", "=", "done")], ["technician_ids"], ["score:avg"]
            )
        )
        self.assertEqual(by_technician[0]["score:avg"], 70)
        self.assertEqual(by_technician[0]["technician_ids"][1], "Technician Zhao")

    def test_rights(self):
        """Evaluators write their own; nobody writes what was drawn."""
        own, phone = self._evaluated()
        foreign = self.agent if phone.user_id != self.agent else self.agent_2
        own.with_user(self.service_manager).note = "Done well"
        with self.assertRaises(AccessError):
            own.with_user(foreign).note = "Mine"
        with self.assertRaises(AccessError):
            own.with_user(foreign).line_ids.read(["points"])
        with self.assertRaises(AccessError):
            own.with_user(self.auditor).note = "Mine"
        with self.assertRaises(AccessError):
            own.with_user(self.service_manager).state = "done"
        with self.assertRaises(AccessError):
            own.with_user(self.manager).role = "manager"
        with self.assertRaises(AccessError):
            own.line_ids[0].with_user(self.service_manager).value = 10
        with self.assertRaises(AccessError):
            own.with_user(self.service_manager).copy()
        # The manager hands a call over, with its to-do.
        phone.with_user(self.manager).user_id = self.agent_2
        self.assertEqual(phone.activity_ids.user_id, self.agent_2)
        stranger = self._make_user(
            "west", "group_care_manager", company=self.other_company
        )
        with self.assertRaises(AccessError):
            own.with_user(stranger).read(["score"])

    def test_nobody_named(self):
        """Without people in the settings: the order's own, or nobody, and no error."""
        self.company.write(
            {
                "evaluation_foreman_id": False,
                "evaluation_dispatcher_id": False,
                "evaluation_manager_id": False,
            }
        )
        repair = self._make_repair(central_line=True, user_id=self.advisor.id)
        self._run_cron()
        evaluations = self._evaluations(repair)
        self.assertEqual(evaluations.user_id, self.advisor)
        self.assertEqual(len(evaluations), 2)

    def test_in_the_history(self):
        """An evaluation is a line of the customer's history (A1)."""
        _own, phone = self._evaluated()
        lines = self.partner.with_user(self.manager).get_aftersales_history()["lines"]
        self.assertIn(
            ("aftersales.evaluation", phone.id),
            {(line["model"], line["id"]) for line in lines},
        )

    # Review of questionnaires ---------------------------------------------

    def test_review(self):
        """The owner is asked once when the interval is over (Q8)."""
        survey = self.survey
        survey.write({"user_id": self.manager.id, "review_interval": 6})
        with freeze_time("2026-01-10 04:00:00"):
            survey.action_reviewed()
        self.assertEqual(survey.date_review, fields.Date.to_date("2026-07-10"))
        with freeze_time("2026-07-09 04:00:00"):
            self._run_cron("remind_reviews")
        self.assertFalse(survey._review_activities())
        with freeze_time("2026-07-10 04:00:00"):
            self._run_cron("remind_reviews")
            self._run_cron("remind_reviews")
            activity = survey._review_activities()
            self.assertEqual(activity.user_id, self.manager)
            self.assertEqual(len(activity), 1)
            survey.with_user(self.manager).action_reviewed()
        self.assertFalse(survey._review_activities())
        self.assertEqual(survey.date_review, fields.Date.to_date("2027-01-10"))

    def test_review_by_somebody_who_is_there(self):
        """The owner has left: a customer-care manager is asked instead."""
        self.survey.user_id = self.manager
        self.assertEqual(self.survey._review_owner(), self.manager)
        second = self._make_user("manager2", "group_care_manager")
        self.manager.active = False
        self.assertEqual(self.survey._review_owner(), second)

    def test_review_never(self):
        """Interval 0, and questionnaires of others, are never overdue."""
        self.survey.review_interval = 0
        self.assertFalse(self.survey.date_review)
        other = self.env["survey.survey"].create({"title": "Course"})
        self.assertFalse(other.date_review)
        with self.assertRaises(AccessError):
            self.survey.with_user(self.agent).action_reviewed()
