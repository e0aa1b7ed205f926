from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_complaint import ComplaintCase


@tagged("post_install", "-at_install")
class TestComplaintMeasure(ComplaintCase):
    """Measures born from complaints: owner, due, status, verified effect (C15, M1)."""

    def _make_measure(self, user=None, **values):
        return (
            self.env["aftersales.measure"]
            .with_user(user or self.manager)
            .create(
                {
                    "problem": "Clips left out",
                    "measure": "Check list",
                    "company_id": self.company.id,
                    "owner_id": self.service_manager.id,
                    "date_due": "2026-03-10",
                    **values,
                }
            )
        )

    def test_from_a_complaint(self):
        complaint = self._walk(self._make_complaint(), until="handled")
        complaint.with_user(self.service_manager).preventive_action = "Clip check list"
        action = complaint.with_user(self.service_manager).action_create_measure()
        form = Form(
            self.env["aftersales.measure"]
            .with_user(self.service_manager)
            .with_context(**action["context"])
        )
        form.date_due = "2026-03-20"
        measure = form.save()
        self.assertEqual(measure.problem, "Clip left out")
        self.assertEqual(measure.measure, "Clip check list")
        self.assertEqual(measure.function, "workshop")
        self.assertEqual(measure.cause_ids, self.quality)
        self.assertEqual(measure.owner_id, self.service_manager)
        self.assertEqual(complaint.measure_ids, measure)
        self.assertEqual(complaint.measure_count, 1)

    def test_owner_has_it_on_the_list(self):
        measure = self._make_measure()
        self.assertEqual(measure.activity_ids.user_id, self.service_manager)
        self.assertEqual(str(measure.activity_ids.date_deadline), "2026-03-10")
        measure.write({"owner_id": self.director.id, "date_due": "2026-03-12"})
        self.assertEqual(measure.activity_ids.user_id, self.director)
        self.assertEqual(str(measure.activity_ids.date_deadline), "2026-03-12")
        measure.status = "done"
        self.assertEqual(str(measure.date_done), "2026-03-03")
        measure.status = "doing"
        self.assertFalse(measure.date_done)
        self.assertEqual(measure.activity_ids.user_id, self.director)

    def test_verifier_has_it_on_the_list_when_it_is_done(self):
        """C15: the customer-care manager looks two weeks later whether it worked."""
        measure = self._make_measure(user=self.service_manager)
        measure.with_user(self.service_manager).status = "done"
        self.assertEqual(measure.activity_ids.user_id, self.manager)
        self.assertEqual(str(measure.activity_ids.date_deadline), "2026-03-17")
        measure.with_user(self.manager).write(
            {"effect": "Two months without one", "effect_state": "effective"}
        )
        self.assertFalse(measure.activity_ids)
        self.assertEqual(measure.verified_by_id, self.manager)

    def test_effect_is_verified_by_customer_care(self):
        measure = self._make_measure()
        for user in (self.service_manager, self.director):
            with self._refused("Only the customer-care manager", AccessError):
                measure.with_user(user).effect_state = "effective"
            with self.assertRaises(AccessError):
                self._make_measure(user=user, effect="Fine")
        with self._refused("after it is done"):
            measure.with_user(self.manager).effect_state = "effective"
        measure.with_user(self.service_manager).status = "done"
        measure.with_user(self.manager).write(
            {"effect_state": "effective", "effect": "None since"}
        )
        self.assertEqual(measure.verified_by_id, self.manager)

    def test_overdue_is_a_search(self):
        measure = self._make_measure()
        found = self.env["aftersales.measure"].search
        self.assertFalse(measure.is_overdue)
        with self._at("2026-03-10 16:00:00"):  # The 11th in the store.
            measure.invalidate_recordset()
            self.assertTrue(measure.is_overdue)
            self.assertIn(measure, found([("is_overdue", "=", True)]))
            self.assertNotIn(measure, found([("is_overdue", "=", False)]))
            measure.status = "done"
            self.assertFalse(measure.is_overdue)

    def test_rights(self):
        measure = self._make_measure()
        for user, read, write in (
            (self.agent, False, False),
            (self.advisor, False, False),
            (self.service_manager, True, True),
            (self.director, True, True),
            (self.manager, True, True),
            (self.auditor, True, False),
        ):
            self.assertEqual(
                measure.with_user(user).has_access("read"), read, user.name
            )
            self.assertEqual(
                measure.with_user(user).has_access("write"), write, user.name
            )
        measure.owner_id = self.agent
        self.assertTrue(measure.with_user(self.agent).has_access("read"))
        west = self._make_user("west", "group_care_manager", company=self.other_company)
        theirs = measure.with_user(west).with_context(
            allowed_company_ids=self.other_company.ids
        )
        self.assertFalse(theirs.has_access("read"))

    def test_wrong_input(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self._make_measure(date_due="2026-03-01")
        elsewhere = self.env["aftersales.complaint"].create(
            {"company_id": self.other_company.id, "description": "x"}
        )
        with self.assertRaises(UserError):
            self._make_measure(
                user=self.env.user, complaint_ids=[(6, 0, elsewhere.ids)]
            )
