from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import ReportCase
from .test_report import pdf_text


@tagged("post_install", "-at_install")
class TestForms(ReportCase):
    """Printed forms (A4) and the complaint analysis."""

    def _print(self, name, record, user):
        reports = self.env["ir.actions.report"].with_user(user)
        return pdf_text(
            reports.with_context(force_report_rendering=True)._render_qweb_pdf(
                f"aftersales_followup_report.{name}", record.ids
            )[0]
        )

    def _complaint(self, *causes, **values):
        refs = [
            self.env.ref(f"aftersales_followup.complaint_cause_{cause}").id
            for cause in causes
        ]
        complaints = self.env["aftersales.complaint"].sudo()
        return complaints.create(
            {
                "company_id": self.company.id,
                "partner_id": self.partner.id,
                "vehicle_id": self.vehicle.id,
                "description": "The <b>brakes</b> squeal again",
                "date_received": "2026-03-05 04:00:00",
                "cause_ids": [(6, 0, refs)],
                **values,
            }
        )

    def test_complaint_form(self):
        """The complaint with its words as words, in the store's local time."""
        complaint = self._complaint("quality")
        text = self._print("action_report_complaint", complaint, self.manager)
        for words in (complaint.name, "沪A12345", "The <b>brakes</b> squeal again"):
            self.assertIn(words, text)
        sales = self._complaint("sales_service", function="sales", repair_id=False)
        self.vehicle.sales_adviser_id = self.director
        text = self._print("action_report_complaint", sales, self.manager)
        self.assertIn(self.director.name, text, "the sales form names who sold it")
        self.assertNotIn("Repair order", text)
        with self.assertRaises(AccessError):
            foreign = self._complaint(
                company_id=self.other_company.id, vehicle_id=False
            )
            self._print("action_report_complaint", foreign, self.manager)

    def test_sheets_of_a_batch(self):
        """As many sheets as go out, each with its number and all its questions."""
        survey = self.env.ref("aftersales_followup.survey_points_300")
        batch = self.env["aftersales.paper.batch"].create(
            {"survey_id": survey.id, "sent_count": 3, "company_id": self.company.id}
        )
        text = self._print("action_report_paper_batch", batch, self.agent)
        for number in (1, 2, 3):
            self.assertIn(f"{batch.name} / {number}", text)
        self.assertNotIn(f"{batch.name} / 4", text)
        self.assertEqual(text.count(survey.question_ids[0].title), 3)
        self.assertIn("0 – 30", text)
        batch.company_id = self.other_company
        with self.assertRaises(AccessError):
            self._print("action_report_paper_batch", batch, self.agent)

    def test_followup_record(self):
        """A follow-up with its attempts and answers."""
        followup = self._followups(1, self.month, "completed", user_id=self.agent.id)
        self._scores(followup, {self.items[0].code: 80.0})
        open_question = self.env["survey.question"].create(
            {
                "survey_id": self.survey.id,
                "title": "What could we do better?",
                "question_type": "text_box",
            }
        )
        answers = self.env["survey.user_input"].create({"survey_id": self.survey.id})
        answers._save_lines(open_question, "More <b>parking</b>")
        followup.sudo().user_input_id = answers
        text = self._print("action_report_followup", followup, self.agent)
        said = ("What could we do better?", "More <b>parking</b>")
        for words in ("Customer Chen", "80.0", self.items[0].name, *said):
            self.assertIn(words, text)
        with self.assertRaises(AccessError):
            foreign = self._followups(1, self.month, company_id=self.other_company.id)
            self._print("action_report_followup", foreign, self.agent)

    def test_survey_sheet_and_customer_file(self):
        """A questionnaire to fill by hand; the file of a customer with the cars."""
        text = self._print("action_report_survey", self.survey, self.manager)
        self.assertIn(self.survey.question_ids[0].title[:20], text)
        text = self._print("action_report_customer", self.partner, self.manager)
        for words in ("Customer Chen", "沪A12345"):
            self.assertIn(words, text)

    def test_complaint_analysis(self):
        """A line a complaint and cause; their shares add up to the complaints."""
        self._complaint("quality", "time")
        self._complaint()
        self._complaint("cost", company_id=self.other_company.id, vehicle_id=False)
        analysis = self.env["aftersales.complaint.analysis"].with_user(self.director)
        lines = analysis.search([("day_received", ">=", "2026-03-01")])
        self.assertEqual(len(lines), 3)
        self.assertEqual(sum(lines.mapped("complaint_count")), 2.0)
        self.assertEqual(sum(lines.mapped("reason_count")), 2)
        with self.assertRaises(AccessError):
            self.env["aftersales.complaint.analysis"].with_user(self.agent).search([])

    def test_followup_analysis(self):
        """Facts agree with the figures; a store sees its own."""
        self._reference_month()
        self._followups(3, self.month, company_id=self.other_company.id)
        analysis = self.env["aftersales.followup.analysis"].with_user(self.director)
        sums = analysis._read_group(
            [("date_planned", ">=", "2026-03-01")],
            [],
            [
                "due_count:sum",
                "called_count:sum",
                "effective_count:sum",
                "low_count:sum",
            ],
        )[0]
        self.assertEqual(sums, (900, 850, 700, 300))
