from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import AftersalesCase

READ, WRITE, CREATE, UNLINK = "read", "write", "create", "unlink"

# Who may do what with a follow-up that is neither theirs nor their team's.
FOREIGN_FOLLOWUP = {
    "agent": set(),
    "advisor": set(),
    "service_manager": {READ},
    "manager": {READ, WRITE},
    "director": {READ},
    "auditor": {READ},
}
OWN_FOLLOWUP = {**FOREIGN_FOLLOWUP, "agent": {READ, WRITE}, "advisor": {READ}}
CONFIGURATION = {
    "agent": {READ},
    "advisor": {READ},
    "service_manager": {READ},
    "manager": {READ, WRITE, CREATE, UNLINK},
    "director": {READ},
    "auditor": {READ},
}


@tagged("post_install", "-at_install")
class TestAccess(AftersalesCase):
    """Who sees and does what (P), by role, store and ownership."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.roles = {
            "agent": cls.agent,
            "advisor": cls.advisor,
            "service_manager": cls.service_manager,
            "manager": cls.manager,
            "director": cls.director,
            "auditor": cls.auditor,
        }
        stranger = cls._make_user("stranger", "group_agent")
        other_advisor = cls._make_user("advisor2", "group_advisor")
        cls._make_repair()
        cls._make_repair(advisor_id=other_advisor.id)
        cls._make_repair(cls.other_company)
        cls.step._generate(cls.company)
        cls.step._generate(cls.other_company)
        followups = cls.env["aftersales.followup"].search(
            [("step_id", "=", cls.step.id)], order="id"
        )
        cls.own, cls.foreign, cls.elsewhere = followups
        cls.own.user_id = cls.agent
        cls.foreign.write({"user_id": stranger.id, "team_id": False})

    def _assert_rights(self, records, expected):
        for role, user in self.roles.items():
            for operation in (READ, WRITE, CREATE, UNLINK):
                with self.subTest(f"{records._name}: {role} {operation}"):
                    self.assertEqual(
                        records.with_user(user).has_access(operation),
                        operation in expected[role],
                    )

    def test_followups(self):
        self._assert_rights(self.own, OWN_FOLLOWUP)
        self._assert_rights(self.foreign, FOREIGN_FOLLOWUP)
        self._assert_rights(self.elsewhere, dict.fromkeys(self.roles, set()))

    def test_attempts_and_scores_follow_the_followup(self):
        question = self.survey.question_ids.filtered("satisfaction_item_id")[0]
        for followup, visible in (
            (self.own, OWN_FOLLOWUP),
            (self.foreign, FOREIGN_FOLLOWUP),
        ):
            followup.sudo().save_answer(question.id, 5)
            followup.sudo().finish_call(self._get_outcome("completed").id)
            readable = {role: ops & {READ} for role, ops in visible.items()}
            self._assert_rights(followup.attempt_ids, readable)
            self._assert_rights(followup.score_ids, readable)

    def test_configuration(self):
        for records in (
            self.program,
            self.step,
            self.step.script_id,
            self._get_outcome("busy"),
        ):
            self._assert_rights(records, CONFIGURATION)

    def test_queue_shows_own_and_team(self):
        found = self.env["aftersales.followup"].with_user(self.agent_2).search([])
        self.assertEqual(found, self.own)

    def test_what_is_nobodys_is_every_agents(self):
        """Made before there was a team, it must not be forgotten."""
        self.own.sudo().write({"team_id": False, "user_id": False})
        found = self.env["aftersales.followup"].with_user(self.agent_2).search([])
        self.assertEqual(found, self.own)
        elsewhere = self._make_user(
            "agent_west", "group_agent", company=self.other_company
        )
        self.assertFalse(
            self.own.with_user(elsewhere)
            .with_context(allowed_company_ids=self.other_company.ids)
            .has_access("read")
        )

    def test_settings_of_a_store(self):
        """The customer-care manager sets the numbers, the company stays the admin's."""
        store = self.company.with_user(self.manager)
        store.write({"contact_cap_days": 10, "hotline": "400-1"})
        self.assertEqual(self.company.contact_cap_days, 10)
        for user, vals in (
            (self.manager, {"name": "Mine"}),
            (self.manager, {"hotline": "400-2", "parent_id": False}),
            (self.agent, {"hotline": "400-2"}),
            (self.director, {"contact_cap_days": 0}),
        ):
            with self.assertRaises(AccessError):
                self.company.with_user(user).write(vals)
        with self.assertRaises(AccessError):
            self.other_company.with_user(self.manager).write({"hotline": "400-2"})
        self.assertEqual(self.company.hotline, "400-1")

    def test_stranger_sees_nothing(self):
        user = self._make_user("nobody")
        with self.assertRaises(AccessError):
            self.env["aftersales.followup"].with_user(user).search([])

    def test_agent_needs_no_other_apps(self):
        followup = self.own.with_user(self.agent)
        followup.invalidate_recordset()
        data = followup.start_call()
        self.assertTrue(data["questions"])
        self.assertEqual(followup.technician_names, "Technician Zhao")
        self.assertEqual(followup.vehicle_id.license_plate, "沪A12345")
        self.assertEqual(followup.repair_id.work_summary, "Oil service")
        with self.assertRaises(AccessError):
            followup.repair_id.write({"work_summary": "x"})
        with self.assertRaises(AccessError):
            self.env["survey.user_input"].with_user(self.agent).search([])

    def test_combined_with_rights_of_other_apps(self):
        """hr_fleet hides cars from HR officers; an agent who is one still sees them."""
        for group in (
            "hr.group_hr_user",
            "stock.group_stock_user",
            "fleet.fleet_group_user",
        ):
            user = self._make_user(group.split("_")[-2] + group[:2], "group_agent")
            user.group_ids += self.env.ref(group)
            self.assertTrue(self.vehicle.with_user(user).has_access("read"), group)

    def test_own_cars_of_the_dealer_stay_with_fleet(self):
        own_car = self.env["fleet.vehicle"].create(
            {"model_id": self.car_model.id, "company_id": self.company.id}
        )
        self.assertFalse(own_car.with_user(self.agent).has_access("read"))
        officer = self._make_user("officer", "group_agent")
        officer.group_ids += self.env.ref("fleet.fleet_group_user")
        self.assertTrue(own_car.with_user(officer).has_access("read"))

    def test_customers_car_is_seen_in_every_store(self):
        elsewhere = self._make_user(
            "agent_west", "group_agent", company=self.other_company
        )
        context = {"allowed_company_ids": self.other_company.ids}
        self.assertFalse(self.vehicle.company_id)
        vehicle = self.vehicle.with_user(elsewhere).with_context(**context)
        self.assertTrue(vehicle.has_access("read"))
        followup = self.own.with_user(elsewhere).with_context(**context)
        self.assertFalse(followup.has_access("read"))

    def test_methods_check_the_record(self):
        foreign = self.foreign.with_user(self.agent)
        question = self.survey.question_ids[0]
        for call in (
            lambda: foreign.start_call(),
            lambda: foreign.get_call_data(),
            lambda: foreign.save_answer(question.id, 5),
            lambda: foreign.finish_call(self._get_outcome("busy").id),
            lambda: foreign.action_create_complaint(),
        ):
            with self.assertRaises(AccessError):
                call()
        for user in (self.advisor, self.service_manager, self.director, self.auditor):
            with self.assertRaises(AccessError):
                self.own.with_user(user).finish_call(self._get_outcome("busy").id)
