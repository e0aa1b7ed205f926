from markupsafe import Markup

from odoo import api, fields, models

from ..tools.difference import differences
from ..tools.presentation import table_view

PAGE_TEMPLATE = "aftersales_followup_report.report_page"
# A measure that is done after the month changes no figure of the month.
LIVING = ("aftersales.measure",)


class AftersalesReportPage(models.Model):
    """The report on screen: the same chapters as on paper, each number a link."""

    _name = "aftersales.report"
    _inherit = ["aftersales.report", "aftersales.figure.mixin"]

    page = fields.Html(compute="_compute_page", sanitize=False)

    @api.depends_context("lang", "uid", "allowed_company_ids")
    def _compute_page(self):
        for report in self:
            if not report.id or not isinstance(report.id, int):
                report.page = ""
                continue
            values = report._page_values(linked=True)
            report.page = self.env["ir.qweb"]._render(PAGE_TEMPLATE, values)

    def _page_values(self, linked=False, pages=None, matrices=None):
        """What the templates of screen and paper lay out.

        :param bool linked: numbers are links (screen), or plain (paper)
        :param pages: chapter code → page number, for the contents of the PDF
        :param matrices: the chapters, when they are at hand
        """
        self.ensure_one()
        chapters = []
        matrices = matrices or self.chapters()
        for record, matrix in zip(self.chapter_ids, matrices, strict=True):
            chapters.append(
                {
                    "record": record,
                    "code": matrix.code,
                    "number": matrix.number,
                    "label": matrix.label,
                    "page": (pages or {}).get(matrix.code),
                    "tables": [table_view(one, matrix.code) for one in matrix.tables],
                }
            )
        for chapter in chapters:
            for table in chapter["tables"]:
                # drawn by us, every text in it escaped
                table["charts"] = [Markup(svg) for svg in table["charts"]]  # noqa: S704
        companies = self.sudo().company_ids.sorted("id")  # names of all of them
        return {
            "report": self,
            "companies": companies,
            "chapters": chapters,
            "linked": linked,
            "differences": self.differences() if linked else [],
            # a store's report carries the store's head, a group's the reader's
            "res_company": companies if len(companies) == 1 else self.env.company,
        }

    def _figure_chapter(self, code):
        record = self.chapter_ids.filtered(lambda one: one.code == code)
        return record and record._matrix()

    @api.private
    def differences(self):
        """Frozen figures and lines that today's data would give otherwise (M8).

        Computed in the language in which they were frozen, so that words that follow
        the reader's language are no difference.

        :rtype: list[Difference]
        """
        self.ensure_one()
        if self.state != "confirmed":
            return []
        found = []
        engines = {}
        for record in self.chapter_ids:
            frozen = record._matrix()
            lang = frozen.lang or self.env.lang
            today = record.with_context(lang=lang)
            if lang not in engines:
                engines[lang] = today.env["aftersales.figures"]._remembering()
            live = today._live_matrix(engines[lang])
            found += differences(frozen, live, LIVING)
        return found
