import datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .common import AftersalesCase


@tagged("post_install", "-at_install")
class TestLost(AftersalesCase):
    """Lost vehicles: everybody, the right caller, the reason as data (F6)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program = cls.env.ref("aftersales_followup.program_lost")
        cls.program.write({"active": True, "start_date": "2026-01-01"})
        cls.step = cls.program.step_ids
        cls.survey = cls.step.survey_id
        cls.business = cls.env.ref("aftersales_followup.customer_category_business")

    def _lose(self, count, category, last_visit="2026-03-02"):
        """Return cars of that many customers that were last seen on a day."""
        vehicles = self.env["fleet.vehicle"]
        for number in range(count):
            owner = self._make_customer(
                f"{category.code} {number}", customer_category_id=category.id
            )
            plate = f"沪{category.code[0].upper()}{number:05d}"
            vehicles += self._make_vehicle(
                owner, plate, home_company_id=self.company.id
            )
        vehicles.last_visit_date = last_visit
        return vehicles

    @freeze_time("2026-09-02 01:00:00")
    def test_firms_by_the_service_manager(self):
        """Private ones go to the agents, firms to the service manager, all of them."""
        self._lose(4, self.private)
        self._lose(6, self.business)
        followups = self._generate()
        self.assertEqual(len(followups), 10)
        self.assertEqual(set(followups.mapped("state")), {"open"})
        firms = followups.filtered(
            lambda followup: followup.customer_category_id == self.business
        )
        self.assertEqual(firms.user_id, self.service_manager)
        self.assertEqual((followups - firms).user_id, self.agent + self.agent_2)
        firms[0].with_user(self.service_manager).finish_call(
            self._get_outcome("no_answer").id
        )
        self.assertTrue(firms[0].is_called)

    @freeze_time("2026-09-02 01:00:00")
    def test_who_cannot_call_gets_no_calls(self):
        """A service manager who has left: the team takes them."""
        self._lose(2, self.business)
        self.service_manager.active = False
        self.assertEqual(self._generate().user_id, self.agent + self.agent_2)

    @freeze_time("2026-09-02 01:00:00")
    def test_no_second_role_is_needed(self):
        self._lose(2, self.business)
        followup = self._generate()[0]
        self.assertEqual(followup.user_id, self.service_manager)
        followup.with_user(self.service_manager).finish_call(
            self._get_outcome("no_answer").id
        )
        self.assertEqual(followup.attempt_ids.user_id, self.service_manager)

    @freeze_time("2026-09-02 01:00:00")
    def test_head_of_the_workshop_first(self):
        """The head of the workshop before others; absent, the delegate."""
        second = self._make_user("service2", "group_service_manager")
        self.env["aftersales.complaint.department"].create(
            {
                "company_id": self.company.id,
                "function": "workshop",
                "manager_id": second.id,
            }
        )
        self._lose(1, self.business)
        self.assertEqual(self._generate().user_id, second)
        self.env["aftersales.delegation"].create(
            {
                "user_id": second.id,
                "delegate_id": self.agent_2.id,
                "company_id": self.company.id,
                "date_from": "2026-09-01",
                "date_to": "2026-09-30",
            }
        )
        later = self._lose(1, self.business, "2026-03-01")
        followup = self._generate().filtered(lambda one: one.vehicle_id == later)
        self.assertEqual(followup.user_id, self.agent_2)

    def test_a_person_needs_a_name(self):
        """“A person” for a category is the program's person: there must be one."""
        with self.assertRaises(ValidationError):
            self.program.sampling_ids[0].assignment = "person"

    @freeze_time("2026-09-02 02:30:00")
    def test_reason_from_the_answer(self):
        """The answer names the reason; a correction changes it, no answer keeps it."""
        self._lose(2, self.private)
        first, second = self._generate()
        question = self.survey.question_ids[0]
        far = question.suggested_answer_ids[3]
        agent = first.user_id
        first.with_user(agent).save_answer(question.id, far.id)
        first.with_user(agent).finish_call(self._get_outcome("completed").id)
        self.assertEqual(first.loss_reason_id.code, "too_far")
        # Told without the questionnaire: the agent enters it.
        reason = self.env.ref("aftersales_followup.loss_reason_other_workshop")
        second.with_user(second.user_id).loss_reason_id = reason
        second.with_user(second.user_id).finish_call(
            self._get_outcome("refused").id, "no"
        )
        self.assertEqual(second.loss_reason_id, reason)
        with self.assertRaises(AccessError):
            second.with_user(self.auditor).loss_reason_id = far.loss_reason_id

    @freeze_time("2026-09-02 02:30:00")
    def test_reason_that_the_agent_chose_stays(self):
        """Only the other questions were answered."""
        self._lose(1, self.private)
        followup = self._generate()
        mine = followup.with_user(followup.user_id)
        reason = self.env.ref("aftersales_followup.loss_reason_other_workshop")
        mine.loss_reason_id = reason
        words = self.survey.question_ids.filtered(
            lambda question: question.question_type == "text_box"
        )[-1]
        mine.save_answer(words.id, "You know why")
        mine.finish_call(self._get_outcome("completed").id)
        self.assertTrue(followup.is_effective)
        self.assertEqual(followup.loss_reason_id, reason)

    def test_every_shipped_answer_has_its_reason(self):
        answers = self.survey.question_ids[0].suggested_answer_ids
        self.assertEqual(
            answers.loss_reason_id, self.env["aftersales.loss.reason"].search([])
        )

    @freeze_time("2026-09-02 01:00:00")
    def test_a_visit_cancels(self):
        """Who comes in is not asked why he stays away."""
        vehicles = self._lose(1, self.private)
        followup = self._generate()
        self._make_repair(
            vehicle_id=vehicles.id,
            partner_id=vehicles.owner_id.id,
            date_closed=datetime.datetime(2026, 9, 2, 0, 30),
        )
        self.assertEqual(followup.state, "cancelled")
        self.assertEqual(followup.skip_reason_id.code, "came_in")
