import datetime
import io
from unittest.mock import patch

from openpyxl import load_workbook
from psycopg2.errors import UniqueViolation
from pypdf import PdfReader

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.aftersales_figures import DEFINITIONS_VERSION
from .common import ReportCase


def pdf_text(content):
    """All the text of a PDF."""
    return "\n".join(
        page.extract_text() for page in PdfReader(io.BytesIO(content)).pages
    )


@tagged("post_install", "-at_install")
class TestReport(ReportCase):
    """The month: live, confirmed, archived, refused (M3, M8, M10, M12)."""

    def _print_pdf(self, report, user=None):
        reports = self.env["ir.actions.report"].with_user(user or self.manager)
        return reports.with_context(force_report_rendering=True)._render_qweb_pdf(
            "aftersales_followup_report.action_report_month", report.ids
        )[0]

    def _print_xlsx(self, report, user=None):
        reports = self.env["ir.actions.report"].with_user(user or self.manager)
        return reports._render_xlsx(
            "aftersales_followup_report.action_report_month_xlsx", report.ids, data={}
        )[0]

    def test_reference_month_on_paper_and_sheet(self):
        """Screen, PDF and XLSX show 82.4 %, 17.6 % and 35.3 % from the records."""
        self._reference_month()
        report = self._report()
        report.action_confirm()
        self.assertEqual(report.state, "confirmed")
        self.assertEqual(report.user_confirm_id, self.manager)
        text = pdf_text(report.pdf_attachment_id.raw)
        book = load_workbook(io.BytesIO(report.xlsx_attachment_id.raw))
        values = [cell.value for cell in self._cells(book)]
        for shown, exact in (
            ("82.4 %", 700 / 850),
            ("17.6 %", 150 / 850),
            ("35.3 %", 300 / 850),
        ):
            self.assertIn(shown, report.page)
            self.assertIn(shown, text)
            self.assertIn(round(exact, 12), self._rounded(values))
        for count in (850, 700, 100, 50, 150, 300):
            self.assertIn(count, values)
            self.assertIn(str(count), text)

    def _cells(self, book):
        return [
            cell
            for sheet in book.worksheets
            for row in sheet.iter_rows()
            for cell in row
        ]

    def _rounded(self, values):
        return [round(value, 12) for value in values if isinstance(value, float)]

    def test_workbook(self):
        """Frozen panes, formats, native charts, print set-up; opens in openpyxl."""
        self._reference_month()
        report = self._report()
        book = load_workbook(io.BytesIO(self._print_xlsx(report)))
        self.assertEqual(len(set(book.sheetnames)), 1 + len(report.chapter_ids))
        sheet = next(one for one in book.worksheets if one.title.startswith("3"))
        self.assertLessEqual(len(sheet.title), 31)
        self.assertEqual(sheet.freeze_panes, "B2")
        self.assertGreaterEqual(len(sheet._charts), 3)
        self._check_pages(sheet)
        formats = {
            cell.number_format
            for row in sheet.iter_rows()
            for cell in row
            if cell.value
        }
        self.assertTrue({"0.0%", "#,##0"} <= formats)

    def _check_pages(self, sheet):
        """As wide as the paper, and each chart whole on a page of its sheet."""
        widths = [
            dimension.width * (1 + dimension.max - dimension.min)
            for dimension in sheet.column_dimensions.values()
        ]
        inches = 11.7 if sheet.page_setup.orientation == "landscape" else 8.3
        scale = sheet.page_setup.scale / 100
        self.assertLessEqual(sum(widths) * 7 / 96 * scale, inches - 1)
        breaks = [0, *(one.id for one in sheet.row_breaks.brk), 10**6]
        room = (11.7 + 8.3 - inches - 1.2) * 72 / scale
        for chart in sheet._charts:
            top, bottom = chart.anchor._from.row, chart.anchor.to.row
            start = max(one for one in breaks if one <= top)
            self.assertFalse([one for one in breaks if top < one <= bottom])
            heights = [
                sheet.row_dimensions[row + 1].height or 15
                for row in range(start, bottom + 1)
            ]
            self.assertLess(sum(heights), room)

    def test_hostile_names(self):
        """A formula in a name is a text in XLSX, HTML in a comment a text in PDF."""
        name, words = '=HYPERLINK("http://x","y")', "<script>alert(1)</script><b>no</b>"
        self.partner.name = name
        followups = self._followups(1, self.month, "completed", advisor_name="+1-1")
        scores = self._scores(followups, {self.items[0].code: 20.0})
        scores.sudo().comment = words
        report = self._report()
        report.chapter_ids[0].problem = words
        self.assertNotIn("<script>", report.page)
        self.assertIn("&lt;script&gt;", report.page)
        self.assertIn(words, pdf_text(self._print_pdf(report)).replace("\n", ""))
        book = load_workbook(io.BytesIO(self._print_xlsx(report)))
        cells = self._cells(book)
        self.assertFalse([cell for cell in cells if cell.data_type == "f"])
        self.assertTrue({name, "+1-1", words} <= {cell.value for cell in cells})

    def test_frozen(self):
        """What is confirmed stays; a later change of data shows as a difference."""
        followups = self._followups(4, self._days(), "completed")
        report = self._report()
        report.action_confirm()
        frozen = report.pdf_attachment_id.raw
        self.assertFalse(report.differences())
        row = report.row_ids.filtered(
            lambda one: (one.row_code, one.column_code) == ("effective", "value")
        )
        self.assertEqual(
            (row.value, row.definitions_version), (4.0, DEFINITIONS_VERSION)
        )
        followups[0].sudo().write({"is_effective": False})
        report.invalidate_recordset()
        self.assertEqual(self._figure(report, "indicators", "effective").value, 4)
        self.assertIn(
            ("Effective", "4", "3"),
            [(one.row, one.frozen, one.now) for one in report.differences()],
        )
        self.assertIn("Today's data would give other figures", report.page)
        self.assertEqual(self._print_pdf(report), frozen)
        self.assertEqual(self._print_xlsx(report), report.xlsx_attachment_id.raw)

    def test_period_to_come(self):
        """No report of a month that has not begun, neither made nor moved there."""
        today = self.company._aftersales_today()
        following = today.replace(day=28) + datetime.timedelta(days=4)
        with self.assertRaisesRegex(ValidationError, "has not begun"):
            self._report(date_from=following)
        report = self._report()
        with self.assertRaisesRegex(ValidationError, "has not begun"):
            report.date_from = following

    def test_no_wkhtmltopdf(self):
        """Without the program nothing is confirmed, and it is said what to install."""
        report = self._report()
        actions = self.registry["ir.actions.report"]
        with (
            patch.object(actions, "get_wkhtmltopdf_state", lambda self: "install"),
            self.assertRaisesRegex(UserError, "Wkhtmltopdf"),
            self.env.cr.savepoint(),
        ):
            report.action_confirm()
        report.invalidate_recordset()
        self.assertEqual(report.state, "draft")
        self.assertFalse(report.row_ids or report.pdf_attachment_id)

    def test_lines_that_come_and_go(self):
        """A complaint's line that changes in a list is told, in any language."""
        low, other = self._followups(2, self._days(), "completed", low_answer_count=1)
        scores = self._scores(low + other, {self.items[0].code: 20.0}).sudo()
        scores.comment = "Too slow"
        report = self._report()
        report.action_confirm()
        for lang in ("en_US", "zh_CN"):
            self.assertFalse(report.with_context(lang=lang).differences())
        scores[0].comment = "Much too slow"
        scores[1].unlink()
        found = report.with_context(lang="zh_CN").differences()
        self.assertIn(
            ("Too slow", "Much too slow"), [(one.frozen, one.now) for one in found]
        )
        gone = [one for one in found if one.now is None]
        self.assertEqual({one.row for one in gone}, {self.partner.name})
        report.invalidate_recordset(["page"])
        self.assertIn("Not in the list", report.page)

    def test_confirmed_is_final(self):
        """No button, no RPC and no attachment changes a confirmed report."""
        report = self._report()
        other = self._report(date_from="2026-02-01")
        forged = {"aftersales_confirming": True}
        with self.assertRaises(UserError):
            report.with_context(**forged).write({"state": "confirmed"})
        with self.assertRaises(UserError):
            report.chapter_ids[0].write({"snapshot": {"tables": []}})
        with self.assertRaises(ValidationError):
            report.chapter_ids.create({"report_id": report.id, "code": "nothing"})
        report.action_confirm()
        for change in (
            lambda: report.write({"summary": "x"}),
            # beside a field that may be written
            lambda: report.write({"summary": "x", "message_ids": []}),
            lambda: report.write({"kind": "sales", "activity_ids": []}),
            lambda: report.write({"chapter_ids": [(2, report.chapter_ids[0].id)]}),
            lambda: other.chapter_ids[0].write({"report_id": report.id, "code": "s1"}),
            lambda: report.write({"company_ids": [(5,)]}),
            lambda: report.chapter_ids[0].write({"trend": "x"}),
            lambda: report.unlink(),
            lambda: report.action_confirm(),
            lambda: report.pdf_attachment_id.write({"raw": b"x"}),
            lambda: report.xlsx_attachment_id.unlink(),
        ):
            with self.assertRaises(UserError):
                change()
        for change in (
            lambda: report.row_ids[0].write({"value": 1}),
            lambda: report.row_ids[0].unlink(),
        ):
            with self.assertRaises(AccessError):
                change()
        report.message_post(body="A word on it stays possible.")

    def test_running_period_is_not_confirmed(self):
        """A month is confirmed when it is over, by the store's own calendar."""
        report = self._report(date_from=self.company._aftersales_today())
        with self.assertRaises(UserError):
            report.action_confirm()

    def test_who_confirms(self):
        """Only the customer-care manager and a director confirm (M8)."""
        report = self._report(self.director)
        for user in (self.service_manager, self.auditor, self.agent, self.advisor):
            with self.assertRaises(AccessError):
                report.with_user(user).action_confirm()
        report.with_user(self.director).action_confirm()
        self.assertEqual(report.user_confirm_id, self.director)

    def test_who_reads(self):
        """Managers and the auditor read; agents and advisors by no route."""
        report = self._report()
        report.action_confirm()
        for user in (self.service_manager, self.auditor, self.director):
            self.assertIn("as-report", report.with_user(user).page)
            self.assertTrue(self._print_pdf(report, user))
        for user in (self.agent, self.advisor):
            mine = report.with_user(user)
            routes = (
                lambda one=mine: one.read(["name"]),
                lambda one=mine: one.page,
                lambda one=mine: one.chapters(),
                lambda one=mine: one.action_open_figure("m3/indicators/due/value"),
                lambda one=user: self._print_pdf(report, one),
                lambda one=user: self._print_xlsx(report, one),
                lambda one=mine: one.pdf_attachment_id.read(["raw"]),
                lambda one=user: (
                    report.sudo().pdf_attachment_id.with_user(one).read(["raw"])
                ),
                lambda one=user: self._report(one, date_from="2026-02-01"),
            )
            for number, route in enumerate(routes):
                # a request starts with nothing in the cache
                self.env.invalidate_all()
                with self.subTest(number), self.assertRaises(AccessError):
                    route()

    def test_group_report_is_hidden_from_a_store(self):
        """Who has not all the companies of a report sees nothing of it."""
        both = self.company + self.other_company
        self.manager.company_ids += self.other_company
        group = self._report(companies=both)
        self.env.invalidate_all()
        store = self.env["aftersales.report"].with_user(self.director)
        self.assertFalse(store.search([("id", "=", group.id)]))
        with self.assertRaises(AccessError):
            group.with_user(self.director).read(["name"])
        chapters = self.env["aftersales.report.chapter"].with_user(self.director)
        self.assertFalse(chapters.search([("report_id", "=", group.id)]))
        with self.assertRaises(AccessError):
            self._report(self.director, both)

    def test_figure_opens_records(self):
        """A number leads to its records; a wrong path says so."""
        self._followups(3, self._days(), "completed")
        report = self._report()
        action = report.action_open_figure("m3/indicators/effective/value")
        followups = self.env[action["res_model"]].with_user(self.manager)
        self.assertEqual(followups.search_count(action["domain"]), 3)
        self.assertIn('data-figure="m3/indicators/effective/value"', report.page)
        for path in (
            "",
            "m3/indicators/nothing/value",
            "a/b",
            "m3/indicators/due/basis",
        ):
            with self.assertRaises(UserError):
                report.action_open_figure(path)

    def test_one_report_per_period(self):
        """The same period and companies twice is refused."""
        self._report()
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            self._report(date_from="2026-03-17")

    def test_headless(self):
        """Made, confirmed, files returned; the same ones on a second call."""
        self._followups(2, self._days(), "completed")
        reports = self.env["aftersales.report"].with_user(self.manager)
        report, files = reports._headless_month(self.company.ids, "2026-03-15")
        self.assertEqual(report.state, "confirmed")
        self.assertEqual([one.name[-4:] for one in files], [".pdf", "xlsx"])
        again, same = reports._headless_month(self.company.ids, self.month)
        self.assertEqual((again, same), (report, files))

    def test_current_month(self):
        """The running month opens, the same one on a second call."""
        reports = self.env["aftersales.report"].with_user(self.director)
        action = reports.with_company(self.company).action_open_current()
        report = reports.browse(action["res_id"])
        today = self.company._aftersales_today()
        self.assertEqual(report.date_from, today.replace(day=1))
        again = reports.with_company(self.company).action_open_current()
        self.assertEqual(again["res_id"], report.id)

    def test_several_print_as_one_pdf(self):
        """Two reports: two PDFs, merged, each with its own page numbers."""
        first, second = self._report(), self._report(date_from="2026-02-01")
        text = pdf_text(self._print_pdf(first + second))
        self.assertIn("2026-03", text)
        self.assertIn("2026-02", text)

    def test_chinese(self):
        """The same figures in Chinese, labels of a frozen report included."""
        self.env["res.lang"]._activate_lang("zh_CN")
        self._followups(3, self._days(), "completed")
        report = self._report()
        report.action_confirm()
        page = report.with_context(lang="zh_CN").page
        self.assertIn("as-report", page)
