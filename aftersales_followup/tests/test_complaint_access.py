from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_complaint import ComplaintCase

READ, WRITE, CREATE, UNLINK = "read", "write", "create", "unlink"
ALL = {READ, WRITE, CREATE, UNLINK}
NEW = {
    "agent": {READ, WRITE, CREATE},
    "advisor": set(),
    "service_manager": {READ, WRITE, CREATE},
    "manager": ALL,
    "director": {READ, WRITE, CREATE},
    "auditor": {READ},
}
VERIFIED = {**NEW, "agent": {READ, CREATE}}
# Another department's head reads it, handles it no more.
FOREIGN_DEPARTMENT = {**VERIFIED, "service_manager": {READ, CREATE}}
OWN_CUSTOMER = {**VERIFIED, "advisor": {READ}}
HANDLER = {**VERIFIED, "advisor": {READ, WRITE}}
CONFIGURATION = {
    **dict.fromkeys(NEW, {READ}),
    "manager": ALL,
}


@tagged("post_install", "-at_install")
class TestComplaintAccess(ComplaintCase):
    """Who sees and does what with complaints (P): role, stage, department, store."""

    def _assert_rights(self, records, expected):
        roles = {
            "agent": self.agent,
            "advisor": self.advisor,
            "service_manager": self.service_manager,
            "manager": self.manager,
            "director": self.director,
            "auditor": self.auditor,
        }
        for role, user in roles.items():
            for operation in (READ, WRITE, CREATE, UNLINK):
                with self.subTest(f"{records._name}: {role} {operation}"):
                    self.assertEqual(
                        records.with_user(user).has_access(operation),
                        operation in expected[role],
                    )

    def test_complaint_by_stage(self):
        complaint = self._make_complaint()
        self._assert_rights(complaint, NEW)
        self._walk(complaint, until="verified")
        self._assert_rights(complaint, VERIFIED)

    def test_complaint_of_another_department(self):
        other = self._make_user("parts", "group_service_manager")
        self.env["aftersales.complaint.department"].create(
            {"company_id": self.company.id, "function": "parts", "manager_id": other.id}
        )
        complaint = self._make_complaint(
            cause_ids=[
                (6, 0, self.env.ref("aftersales_followup.complaint_cause_parts").ids)
            ]
        )
        self.assertEqual(complaint.responsible_id, other)
        self._walk(complaint, until="verified")
        self._assert_rights(complaint, FOREIGN_DEPARTMENT)
        self._walk(complaint, until="issued")
        self.assertTrue(complaint.with_user(other).can_move_on)
        # No button that would only be refused.
        self.assertFalse(complaint.with_user(self.service_manager).can_move_on)
        self.assertTrue(complaint.with_user(other).has_access(WRITE))

    def test_adviser(self):
        repair = self._make_repair(date_closed="2026-03-01 00:00:00")
        complaint = self._make_complaint(repair_id=repair.id)
        self._walk(complaint, until="verified")
        self._assert_rights(complaint, OWN_CUSTOMER)
        complaint.user_id = self.advisor
        self._assert_rights(complaint, HANDLER)
        self.assertTrue(complaint.deadline_ids.with_user(self.advisor).has_access(READ))
        other = self._make_user("advisor2", "group_advisor")
        self.assertFalse(complaint.deadline_ids.with_user(other).has_access(READ))

    def test_another_store_sees_nothing(self):
        complaint = self._make_complaint()
        self.env["aftersales.complaint.hold"].create(
            {"complaint_id": complaint.id, "reason": "x"}
        )
        self.env["aftersales.complaint.escalation"].create(
            {"complaint_id": complaint.id, "level": "manager", "reason": "x"}
        )
        for group in (
            "group_agent",
            "group_advisor",
            "group_service_manager",
            "group_care_manager",
            "group_director",
            "group_auditor",
        ):
            user = self._make_user(f"west_{group}", group, company=self.other_company)
            for records in (
                complaint,
                complaint.deadline_ids,
                complaint.hold_ids,
                complaint.escalation_ids,
                complaint.warning_ids,
                self.department,
            ):
                self.assertTrue(records)
                theirs = records.with_user(user).with_context(
                    allowed_company_ids=self.other_company.ids
                )
                with self.subTest(group=group, model=records._name):
                    self.assertFalse(theirs.has_access(READ))
                    self.assertFalse(theirs.search([("id", "in", records.ids)]))

    def test_clocks_and_logs_are_nobodys_to_write(self):
        complaint = self._make_complaint()
        only_read = {role: {READ} for role in NEW} | {"advisor": set()}
        self._assert_rights(complaint.deadline_ids, only_read)
        self._assert_rights(complaint.warning_ids, only_read)
        with self.assertRaises(AccessError):
            complaint.deadline_ids.with_user(self.manager).write(
                {"date_deadline": False}
            )

    def test_configuration(self):
        for model in ("cause", "deadline.set", "deadline.rule", "warning.level"):
            records = self.env[f"aftersales.complaint.{model}"].search([], limit=1)
            self._assert_rights(records, CONFIGURATION)
        self._assert_rights(self.department, CONFIGURATION)
        stages = {**CONFIGURATION, "manager": {READ, WRITE, CREATE}}
        self._assert_rights(self._stage("new"), stages)

    def test_people_without_a_role(self):
        complaint = self._make_complaint()
        nobody = self._make_user("nobody")
        for operation in (READ, WRITE, CREATE, UNLINK):
            self.assertFalse(complaint.with_user(nobody).has_access(operation))

    def test_combined_roles_add_up(self):
        """Fleet and workshop rules of other apps do not take complaints away."""
        both = self._make_user("both", "group_agent", "group_service_manager")
        both.group_ids |= self.env.ref("stock.group_stock_user")
        both.group_ids |= self.env.ref("fleet.fleet_group_user")
        both.group_ids |= self.env.ref("hr.group_hr_user")
        complaint = self._make_complaint(
            user=both,
            cause_ids=[(6, 0, self.attitude.ids)],
            responsible_id=self.manager.id,
        )
        self._walk(complaint, until="issued")
        self._move(complaint, "handling", both)

    def test_every_view_opens_for_every_role(self):
        """Nobody meets a field that the role may not read."""
        repair = self._make_repair(date_closed="2026-03-01 00:00:00")
        complaint = self._make_complaint(repair_id=repair.id)
        self._walk(complaint, until="handled")
        for user in (
            self.agent,
            self.advisor,
            self.service_manager,
            self.manager,
            self.director,
            self.auditor,
        ):
            mine = complaint.with_user(user)
            for view in ("form", "list", "kanban", "calendar", "pivot", "graph"):
                with self.subTest(user=user.name, view=view):
                    result = mine.get_view(view_type=view)
                    fields = result["models"][complaint._name]
                    mine.web_read(self._specification(mine, fields))

    def _specification(self, records, names):
        """Ask as the web client does: names of related records, lines of lists."""
        specification = {}
        for name in names:
            field = records._fields.get(name)
            if field is None:
                continue
            specification[name] = (
                {"fields": {"display_name": {}}} if field.relational else {}
            )
        return specification

    def test_readers_see_no_buttons_in_vain(self):
        """Who only reads has no button that would be refused; who works has them."""
        buttons = ("action_contacted", "action_hold", "action_escalate")
        for user in (self.agent, self.advisor, self.manager, self.director):
            form = self.env["aftersales.complaint"].with_user(user).get_view()["arch"]
            for button in buttons:
                self.assertIn(button, form, user.name)
        form = self.env["aftersales.complaint"].with_user(self.auditor).get_view()
        for button in buttons:
            self.assertNotIn(button, form["arch"])
