from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import ReportCase
from .test_report import pdf_text


@tagged("post_install", "-at_install")
class TestFeedbackForm(ReportCase):
    """The feedback form on paper (F25, A4)."""

    def _print(self, form, user):
        reports = self.env["ir.actions.report"].with_user(user)
        return pdf_text(
            reports.with_context(force_report_rendering=True)._render_qweb_pdf(
                "aftersales_followup_report.action_report_feedback", form.ids
            )[0]
        )

    def _form(self, company):
        return self.env["aftersales.feedback"].create(
            {
                "company_id": company.id,
                "partner_id": self.partner.id,
                "vehicle_id": self.vehicle.id,
                "function": "workshop",
                "description": "Which <b>oil</b> was it?",
                "date_received": "2026-03-05 04:00:00",
            }
        )

    def test_prints(self):
        form = self._form(self.company)
        text = self._print(form, self.manager)
        for words in (form.name, "沪A12345", "Which <b>oil</b> was it?", "12:00"):
            self.assertIn(words, text)

    def test_a_store_prints_its_own(self):
        with self.assertRaises(AccessError):
            self._print(self._form(self.other_company), self.manager)
