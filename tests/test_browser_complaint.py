from odoo.addons.aftersales_followup.tests.common import AftersalesCase

from .common import AcrossHttpCase


class TestBrowserComplaint(AcrossHttpCase, AftersalesCase):
    """Complaints in a real browser: intake, drag, refusal, close (C1, C3)."""

    def _start(self, tour, user):
        # The sentences of a refusal are read, whatever the database speaks.
        user.lang = "en_US"
        self.env.flush_all()
        self.start_tour("/odoo/aftersales-complaints", tour, login=user.login)
        self.env.invalidate_all()

    def test_intake_and_refused_drag(self):
        self._start("aftersales_complaint_intake", self.agent)
        complaint = self.partner.complaint_ids
        self.assertRecordValues(
            complaint,
            [
                {
                    "description": "The brake still squeaks",
                    "vehicle_id": self.vehicle.id,
                    "source": "phone",
                    "stage_code": "new",
                    "create_uid": self.agent.id,
                }
            ],
        )
        self.assertIn("contact", complaint.deadline_ids.mapped("kind"))

    def test_close(self):
        complaint = self.env["aftersales.complaint"].create(
            {
                "partner_id": self.partner.id,
                "company_id": self.company.id,
                "description": "It rattles again",
            }
        )
        # Handled by the department, by the only route that leaves out the steps.
        complaint._set_stage("handled", {"responsible_id": self.service_manager.id})
        complaint.action_contacted()
        self._start("aftersales_complaint_close", self.manager)
        self.assertRecordValues(
            complaint,
            [
                {
                    "stage_code": "closed",
                    "is_closed": True,
                    "confirmation": "Quiet now",
                    "final_evaluation": "accepted",
                    "revisit_result": "satisfied",
                    "final_word": "Thank you",
                }
            ],
        )
        self.assertTrue(complaint.date_closed)
        self.assertFalse(complaint.deadline_ids.filtered("is_open"))
