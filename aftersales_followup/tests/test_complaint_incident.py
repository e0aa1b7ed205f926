from psycopg2 import IntegrityError

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_complaint import ComplaintCase


@tagged("post_install", "-at_install")
class TestComplaintIncident(ComplaintCase):
    """Performance incidents: registered, decided by a manager, then frozen (P2)."""

    def _make_incident(self, user=None, **values):
        return (
            self.env["aftersales.incident"]
            .with_user(user or self.manager)
            .create(
                {
                    "person_id": self.agent.id,
                    "kind": "register",
                    "evidence": "Two calls are not in the register",
                    "company_id": self.company.id,
                    "amount": 50,
                    **values,
                }
            )
        )

    def test_personal_fault_registers_itself_once(self):
        complaint = self._make_complaint()
        complaint.responsible_person_id = self.advisor
        self._walk(complaint)
        incident = complaint.incident_ids
        self.assertRecordValues(
            incident,
            [
                {
                    "person_id": self.advisor.id,
                    "person_name": self.advisor.name,
                    "kind": "personal_fault",
                    "evidence": "Clip left out",
                    "company_id": self.company.id,
                    "state": "draft",
                }
            ],
        )
        complaint._register_personal_fault()
        self.assertEqual(complaint.incident_ids, incident)
        self.assertFalse(self._walk(self._make_complaint()).incident_ids)

    def test_a_manager_decides_never_about_the_own_person(self):
        incident = self._make_incident()
        for user in (self.agent, self.service_manager, self.auditor):
            with self.assertRaises(AccessError):
                incident.with_user(user).action_confirm()
        own = self._make_incident(user=self.director, person_id=self.manager.id)
        with self._refused("never about the own person", AccessError):
            own.with_user(self.manager).action_confirm()
        incident.with_user(self.director).action_confirm()
        self.assertEqual(incident.state, "confirmed")
        self.assertEqual(incident.decided_by_id, self.director)
        with self._refused("decided already"):
            incident.with_user(self.manager).action_confirm()

    def test_waived_with_a_reason(self):
        incident = self._make_incident()
        with self._refused("why it is waived"):
            incident.action_waive()
        incident.decision_note = "Register was at the printer's"
        incident.action_waive()
        self.assertEqual(incident.state, "waived")

    def test_decided_stays(self):
        incident = self._make_incident()
        with self.assertRaises(AccessError):
            incident.with_user(self.manager).state = "confirmed"
        with self.assertRaises(AccessError):
            self._make_incident(state="confirmed")
        incident.action_confirm()
        with self._refused("stays as it was"):
            incident.with_user(self.manager).amount = 0
        with self._refused("not deleted"):
            incident.with_user(self.manager).unlink()

    def test_rights(self):
        incident = self._make_incident()
        for user, read, write in (
            (self.agent, True, False),
            (self.agent_2, False, False),
            (self.advisor, False, False),
            (self.service_manager, False, False),
            (self.manager, True, True),
            (self.director, True, True),
            (self.auditor, True, False),
        ):
            with self.subTest(user=user.name):
                self.assertEqual(incident.with_user(user).has_access("read"), read)
                self.assertEqual(incident.with_user(user).has_access("write"), write)
        mine = self._make_incident(user=self.service_manager)
        self.assertTrue(mine.with_user(self.service_manager).has_access("write"))
        west = self._make_user("west", "group_director", company=self.other_company)
        theirs = incident.with_user(west).with_context(
            allowed_company_ids=self.other_company.ids
        )
        self.assertFalse(theirs.has_access("read"))

    def test_wrong_input(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self._make_incident(amount=-1)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self._make_incident(person_id=False)
        outside = self._make_incident(person_id=False, person_name="Technician Zhao")
        self.assertEqual(outside.person_name, "Technician Zhao")
