import datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged

from .common import AftersalesCase

AT = datetime.datetime


@tagged("post_install", "-at_install")
class TestVisitRequest(AftersalesCase):
    """A customer asks us to come: twelve hours to send somebody (F28)."""

    def _ask(self, moment="2026-03-02 13:00:00", user=None, **values):
        return (
            self.env["aftersales.visit.request"]
            .with_user(user or self.agent)
            .create(
                {
                    "partner_id": self.partner.id,
                    "vehicle_id": self.vehicle.id,
                    "reason": "Does not start, at home",
                    "date_requested": moment,
                    "company_id": self.company.id,
                    **values,
                }
            )
        )

    def test_deadline_and_late(self):
        request = self._ask()
        other = self._ask()
        self.assertEqual(request.date_deadline, AT(2026, 3, 3, 1))
        Request = self.env["aftersales.visit.request"].with_user(self.agent)
        with freeze_time("2026-03-03 00:30:00"):
            self.assertFalse(Request.search([("is_late", "=", True)]))
            request.action_send()
            request.action_send()
        self.assertEqual(request.date_sent, AT(2026, 3, 3, 0, 30))
        self.assertEqual(request.user_id, self.agent)
        with freeze_time("2026-03-03 02:00:00"):
            self.env.invalidate_all()
            self.assertEqual(Request.search([("is_late", "=", True)]), other)
            self.assertEqual(Request.search([("is_late", "=", False)]), request)
            other.action_send()
        with freeze_time("2026-03-04 02:00:00"):
            self.assertEqual(Request.search([("is_late", "=", True)]), other)
        # What was sent keeps the limit of its day.
        self.company.visit_hours = 2
        self.assertEqual(request.date_deadline, AT(2026, 3, 3, 1))
        self.assertEqual(self._ask().date_deadline, AT(2026, 3, 2, 15))

    def test_program(self):
        program = self.env.ref("aftersales_followup.program_visit_request")
        program.write({"active": True, "start_date": "2026-03-01"})
        request = self._ask("2026-03-02 14:00:00")  # 22:00 in Shanghai
        for moment in ("2026-03-02 14:00:00", "2026-03-03 02:00:00"):
            with freeze_time(moment), self.enter_registry_test_mode():
                self.env.ref(
                    "aftersales_followup.cron_generate_hours"
                ).method_direct_trigger()
        self.assertFalse(program.failure_ids)
        followups = self.env["aftersales.followup"].search(
            [("res_model", "=", request._name), ("res_id", "=", request.id)],
            order="id",
        )
        self.assertEqual(followups.mapped("channel"), ["visit", "phone"])
        # Somebody goes at once, at any hour; the question afterwards has its hours.
        self.assertEqual(
            followups.mapped("date_next"), [AT(2026, 3, 2, 14), AT(2026, 3, 3, 2)]
        )
        self.assertEqual(followups.vehicle_id, self.vehicle)

    def test_form(self):
        form = Form(self.env["aftersales.visit.request"].with_user(self.agent))
        form.vehicle_id = self.vehicle
        form.reason = "Flat tyre"
        self.assertEqual(form.save().partner_id, self.partner)

    def test_not_sent_before_asked(self):
        request = self._ask()
        with self.assertRaises(ValidationError):
            request.date_sent = "2026-03-02 12:00:00"

    def test_rights(self):
        request = self._ask()
        west = self._make_user("west", "group_agent", company=self.other_company)
        with self.assertRaises(AccessError):
            request.with_user(west).read(["reason"])
        with self.assertRaises(AccessError):
            request.with_user(self.agent).unlink()
        with self.assertRaises(AccessError):
            request.with_user(self.auditor).action_send()
        with self.assertRaises(AccessError):
            self._ask(user=self._make_user("outsider"))
        self.assertEqual(request.with_user(self.auditor).reason, request.reason)
