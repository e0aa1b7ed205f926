import io
import re
import zipfile
from html import unescape

from openpyxl import load_workbook

from odoo.tests import tagged

from .common import ReportCase
from .test_report import pdf_text

FORMULAS = ("=1+1", "+1-1", "-2+3", "@SUM(A1)", "=cmd|' /C calc'!A0", "\t=1+1")


@tagged("post_install", "-at_install")
class TestMediaEdges(ReportCase):
    """Few answers, none at all, hostile names: on screen, on paper, in the workbook."""

    def _pdf(self, reports):
        actions = self.env["ir.actions.report"].with_user(self.manager)
        return pdf_text(
            actions.with_context(force_report_rendering=True)._render_qweb_pdf(
                "aftersales_followup_report.action_report_month", reports.ids
            )[0]
        )

    def _book(self, reports):
        actions = self.env["ir.actions.report"].with_user(self.manager)
        content = actions._render_xlsx(
            "aftersales_followup_report.action_report_month_xlsx", reports.ids, data={}
        )[0]
        return load_workbook(io.BytesIO(content))

    def _screen(self, report):
        return unescape(re.sub(r"<[^>]*>", " ", str(report.page)))

    def _line(self, sheet, label):
        return next(
            row for row in sheet.iter_rows() if str(row[0].value).strip() == label
        )

    def _sheet(self, book, chapter):
        return next(one for one in book.worksheets if one.title.startswith(chapter))

    def test_nothing_to_divide_by(self):
        """An empty month says “–” in all three, never 0 % (M10)."""
        report = self._report()
        for text in (self._screen(report), self._pdf(report)):
            text = re.sub(r"\s+", " ", text)
            self.assertIn("Call rate (called ÷ due) –", text)
            self.assertNotRegex(text, r"(?<!\d)0\.0 ?%")
        line = self._line(
            self._sheet(self._book(report), "3 "), "Call rate (called ÷ due)"
        )
        self.assertEqual(line[1].value, "–")
        for sheet in self._book(report).worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    shown_as_rate = "%" in cell.number_format
                    self.assertFalse(shown_as_rate and cell.value == 0, cell)

    def test_small_sample(self):
        """5 of 6 stands with its interval in all three; 30 of 30 without (M10)."""
        self._followups(5, self._days(), "completed")
        self._followups(1, self._days())
        report = self._report()
        for text in (self._screen(report), self._pdf(report)):
            self.assertIn("5/6(43.6–97.0%)", re.sub(r"\s+", "", text))
        sheet = self._sheet(self._book(report), "3 ")
        line = self._line(sheet, "Effective rate (effective ÷ due)")
        self.assertEqual(line[1].comment.text, "43.6–97.0 %")
        self.assertEqual(line[2].value, "5 / 6 (43.6–97.0 %)")
        self._followups(24, self._days(), "completed")
        line = self._line(
            self._sheet(self._book(report), "3 "), "Effective rate (effective ÷ due)"
        )
        self.assertIsNone(line[1].comment)

    def test_formulas_everywhere(self):
        """No cell of any workbook is a formula, whatever it begins with."""
        for text in FORMULAS:
            followups = self._followups(
                1, self._days()[0], "completed", advisor_name=text
            )
            self._scores(followups, {self.items[0].code: 20.0}).sudo().comment = text
            self.env["aftersales.complaint"].sudo().create(
                {
                    "company_id": self.company.id,
                    "partner_id": self.partner.id,
                    "description": text,
                    "date_received": "2026-03-05 04:00:00",
                }
            )
            self.env["aftersales.measure"].with_user(self.manager).create(
                {
                    "problem": text,
                    "measure": text,
                    "company_id": self.company.id,
                    "date_start": "2026-03-01",
                    "date_due": "2026-04-20",
                }
            )
        self.advisor.sudo().name = FORMULAS[0]
        report = self._report(summary=FORMULAS[0])
        report.chapter_ids.write({"trend": FORMULAS[1]})
        values = set()
        for sheet in self._book(report).worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    self.assertNotEqual(cell.data_type, "f", cell)
                    values.add(cell.value)
        self.assertTrue(set(FORMULAS) <= values)

    def test_html_on_paper_and_screen(self):
        """Markup in names, words and problems is text, and breaks no page."""
        words = "<img src=x onerror=alert(1)><h1>Big</h1></td></table>&amp;"
        self.partner.name = words
        followups = self._followups(1, self.month, "completed")
        self._scores(followups, {self.items[0].code: 20.0}).sudo().comment = words
        report = self._report(summary=words)
        report.chapter_ids.write({"proposal": words})
        self.assertNotIn("<img src=x", report.page)
        self.assertNotIn("<h1>Big", report.page)
        text = re.sub(r"\s+", "", self._pdf(report))
        self.assertIn(re.sub(r"\s+", "", words), text)

    def test_sheet_names(self):
        """Several reports in one workbook: names of at most 31, none twice."""
        reports = self._report() + self._report(date_from="2026-02-01")
        names = self._book(reports).sheetnames
        self.assertEqual(len(names), sum(len(one.chapter_ids) + 1 for one in reports))
        self.assertEqual(len({name.lower() for name in names}), len(names))
        self.assertLessEqual(max(map(len, names)), 31)

    def test_title_is_no_reference(self):
        """A person whose name looks like a reference is the words above a chart."""
        self.advisor.sudo().name = name = "=cmd|' /C calc'!A0"
        followups = self._followups(1, self.month, "completed", advisor_name=name)
        self._scores(followups, {item.code: 80.0 for item in self.items})
        report = self._report(kind="people")
        actions = self.env["ir.actions.report"].with_user(self.manager)
        content = actions._render_xlsx(
            "aftersales_followup_report.action_report_month_xlsx", report.ids, data={}
        )[0]
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            parts = [name for name in book.namelist() if "charts/chart" in name]
            charts = [book.read(part).decode() for part in parts]
        self.assertTrue([chart for chart in charts if "cmd|" in chart])
        for chart in charts:
            for reference in re.findall("<c:f>(.*?)</c:f>", chart):
                self.assertNotIn("cmd|", reference)
