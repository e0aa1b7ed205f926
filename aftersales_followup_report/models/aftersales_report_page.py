from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.formats import NUMERIC, format_value
from ..tools.presentation import table_view

PAGE_TEMPLATE = "aftersales_followup_report.report_page"


class AftersalesReportPage(models.Model):
    """The report on screen: the same chapters as on paper, each number a link."""

    _inherit = "aftersales.report"

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

    def action_open_figure(self, path):
        """Open the records behind a figure.

        :param str path: chapter / table / row / column, column empty for a list's row
        :return: an act_window; the records' own rules decide what the user sees
        :raise UserError: when there is no such figure
        """
        self.ensure_one()
        self.check_access("read")
        try:
            chapter_code, table_code, row_code, column_code = path.split("/")
        except ValueError:
            chapter_code = table_code = row_code = column_code = ""
        record = self.chapter_ids.filtered(lambda one: one.code == chapter_code)
        table = record and record._matrix().table(table_code)
        row = table and next((one for one in table.rows if one.code == row_code), None)
        if not row:
            raise UserError(self.env._("This figure is not in the report any more."))
        if not column_code and row.res_id:
            return self._record_action(row)
        cell = row.cells.get(column_code)
        if not cell or not cell.model:
            raise UserError(self.env._("There are no records behind this figure."))
        labels = {column.code: column.label for column in table.columns}
        return {
            "type": "ir.actions.act_window",
            "name": f"{row.label} – {labels.get(column_code, '')}",
            "res_model": cell.model,
            "views": [(False, "list"), (False, "form")],
            "domain": cell.domain,
            "context": {"active_test": False, "create": False},
        }

    def _record_action(self, row):
        return {
            "type": "ir.actions.act_window",
            "name": row.label,
            "res_model": row.model,
            "res_id": row.res_id,
            "views": [(False, "form")],
        }

    @api.private
    def differences(self):
        """Frozen figures that today's data would give otherwise (M8).

        :return: list of dicts with chapter, table, row, column, frozen and now as texts
        """
        self.ensure_one()
        if self.state != "confirmed":
            return []
        found = []
        figures = self.env["aftersales.figures"]._remembering()
        for record in self.chapter_ids:
            live = record._live_matrix(figures)
            for table, row, column, cell in record._matrix().cells():
                if cell.unit not in NUMERIC or table.kind == "list":
                    continue
                today = live.cell(table.code, row.code, column.code)
                shown = format_value(cell.value, cell.unit)
                now = format_value(today.value if today else None, cell.unit)
                if shown != now:
                    found.append(
                        {
                            "table": table.label,
                            "row": row.label,
                            "column": column.label,
                            "frozen": shown,
                            "now": now,
                        }
                    )
        return found
