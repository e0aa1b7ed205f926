import io
import re

from pypdf import PdfReader

from odoo.tests import tagged

from .common import ReportCase


@tagged("post_install", "-at_install")
class TestPageHeads(ReportCase):
    """A long list has its head on each page it runs over, and loses no line."""

    def _pages(self, action, record):
        reports = self.env["ir.actions.report"].with_env(record.env)
        content = reports.with_context(force_report_rendering=True)._render_qweb_pdf(
            f"aftersales_followup_report.{action}", record.ids
        )[0]
        pages = PdfReader(io.BytesIO(content)).pages
        return [re.sub(r"\s+", " ", page.extract_text()) for page in pages]

    def test_month(self):
        """The low answers of a month: a head on each page, every line once."""
        item = self.items[0]
        followups = self._followups(90, self._days(), "completed")
        for number, score in enumerate(self._scores(followups, {item.code: 20.0})):
            # lines of different height
            words = f"Word{number:03d} " + "waited long " * (number * 7 % 23)
            score.sudo().comment = words
        pages = self._pages("action_report_month", self._report())
        text = " ".join(pages)
        for number in range(90):
            self.assertEqual(text.count(f"Word{number:03d} "), 1, number)
        listed = [page for page in pages if re.search(r"Word\d\d\d ", page)]
        self.assertGreater(len(listed), 2, "the list runs over several pages")
        for page in listed:
            first = re.search(r"Word\d\d\d ", page).start()
            self.assertIn("Customer Car Item Score Comment", page[:first])
        self.assertNotIn("[[r:", text)

    def test_register(self):
        """A register of several pages; the signatures stand once, at its end."""
        self._followups(80, self._days(), work_summary="Brake pads and oil " * 3)
        register = (
            self.env["aftersales.register"]
            .with_user(self.manager)
            .create(
                {
                    "date_from": "2026-03-01",
                    "date_to": "2026-03-31",
                    "company_id": self.company.id,
                }
            )
        )
        pages = self._pages("action_report_register", register)
        self.assertGreater(len(pages), 2)
        for page in pages:
            if "Brake pads" in page:
                self.assertIn("Time Customer Phone", page)
            else:
                self.assertIn("Customer-care manager", page, "no page is empty")
        self.assertEqual(" ".join(pages).count("Brake pads and oil"), 240)
        self.assertEqual([page.count("Date") for page in pages][-1], 1)

    def test_lists_that_follow_each_other(self):
        """The heads of one list move the next: no page begins without a head."""
        tables = "".join(
            f"<h3>List {table}</h3><table><thead><tr><th>Head{table}</th></tr></thead>"
            + "<tbody>"
            + "".join(f"<tr><td>T{table}R{row:02d}.</td></tr>" for row in range(55))
            + "</tbody></table>"
            for table in range(4)
        )
        reports = self.env["ir.actions.report"].with_context(aftersales_cuts={})
        content = reports._run_wkhtmltopdf(
            [f"<div>{tables}</div>"],
            report_ref="aftersales_followup_report.action_report_month",
        )
        pages = [
            re.findall(r"Head\d|T\dR\d\d", page.extract_text())
            for page in PdfReader(io.BytesIO(content)).pages
        ]
        self.assertEqual([page[:1][0][:4] for page in pages], ["Head"] * len(pages))
        self.assertGreater(len(pages), 4)
        for page in pages[:-1]:
            self.assertGreater(len(page), 20, "no page is left nearly empty")
        rows = [one for page in pages for one in page if one[0] == "T"]
        self.assertEqual(len(rows), len(set(rows)))
        self.assertEqual(len(rows), 220)

    def test_title_goes_along(self):
        """No title stands alone at the end of a page, wherever its list begins."""
        rows = "".join(f"<tr><td>R{row:02d}.</td></tr>" for row in range(30))
        table = f"<table><thead><tr><th>Head</th></tr></thead><tbody>{rows}</tbody>"
        reports = self.env["ir.actions.report"]
        for height in range(226, 262, 6):
            space = f"<div style='height: {height}mm'>.</div>"
            content = reports.with_context(aftersales_cuts={})._run_wkhtmltopdf(
                [f"<div>{space}<h3>List</h3><p>What it lists</p>{table}</table></div>"],
                report_ref="aftersales_followup_report.action_report_month",
            )
            pages = [
                re.findall(r"List|Head|R\d\d", page.extract_text())
                for page in PdfReader(io.BytesIO(content)).pages
            ]
            listed = [page for page in pages if page]
            self.assertEqual(listed[0][:3], ["List", "Head", "R00"], height)
            for page in listed[1:]:
                self.assertEqual(page[0], "Head", height)
            found = [one for page in listed for one in page if one[0] == "R"]
            self.assertEqual(len(found), 30, height)

    def test_short_table_is_left_alone(self):
        """What fits on a page is printed as it is, with one head."""
        self._followups(5, self._days(), "completed")
        text = " ".join(self._pages("action_report_month", self._report()))
        self.assertNotIn("[[r:", text)
