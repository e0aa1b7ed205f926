from odoo import api, models
from odoo.tools.misc import format_datetime

from ..models.aftersales_figures import DEFINITIONS_VERSION
from ..tools.formats import format_basis
from ..tools.presentation import cell_view

# Figures on the cover by kind of report: (chapter, table, row, column).
TILES = {
    "aftersales": [
        ("m3", "indicators", "called", "value"),
        ("m3", "indicators", "effective_called", "value"),
        ("m3", "indicators", "top_called", "value"),
        ("m3", "indicators", "low_called", "value"),
        ("m3", "indicators", "mot", "value"),
    ],
    "sales": [
        ("s1", "new_indicators", "delivered", "value"),
        ("s1", "new_indicators", "due", "value"),
        ("s1", "new_indicators", "success_rate", "value"),
        ("s1", "new_indicators", "top_effective", "value"),
        ("s2", "complaint_indicators", "complaints", "value"),
    ],
    "key_customer": [
        ("k1", "key_indicators", "key_customers", "value"),
        ("k1", "key_indicators", "visits_planned", "value"),
        ("k1", "key_indicators", "visited_rate", "value"),
        ("k1", "key_indicators", "answered_rate", "value"),
    ],
    "lost": [
        ("l1", "lost_cohorts", "total", "came"),
        ("l1", "lost_cohorts", "total", "lost"),
        ("l1", "lost_cohorts", "total", "loss_rate"),
        ("l1", "lost_return", "total", "return_rate"),
    ],
    "year": [
        ("y1", "year_contacts", "total", "called"),
        ("y1", "year_contacts", "total", "effective_rate_short"),
        ("y1", "year_satisfaction", "total", "mot"),
        ("y1", "year_complaints", "total", "complaints"),
        ("y1", "year_workshop", "total", "fix_rate_short"),
        ("y1", "year_lost", "total", "loss_rate"),
    ],
}


class ReportMonth(models.AbstractModel):
    """The printed report. The route to it asks for no rights: they are checked here."""

    _name = "report.aftersales_followup_report.report_month"
    _description = "After-sales report on paper"

    @api.model
    def _get_report_values(self, docids, data=None):
        reports = self.env["aftersales.report"].browse(docids)
        reports.check_access("read")
        data = data or {}
        return {
            "doc_ids": docids,
            "doc_model": "aftersales.report",
            "docs": [self._document(report, data) for report in reports],
            "lang": self.env.lang,
        }

    def _document(self, report, data):
        # printed twice for the page numbers, computed once
        computed = data.get("aftersales_computed", {})
        if report.id not in computed:
            computed[report.id] = report.chapters()
        matrices = computed[report.id]
        pages = data.get("aftersales_pages")
        values = report._page_values(pages=pages, matrices=matrices)
        values["tiles"] = self._tiles(report.kind, matrices)
        values["version"] = report.definitions_version or DEFINITIONS_VERSION
        values["confirmed_on"] = ""
        if report.date_confirmed:
            companies = values["companies"]
            values["confirmed_on"] = format_datetime(
                self.env, report.date_confirmed, tz=str(companies[0]._aftersales_tz())
            )
        return values

    def _tiles(self, kind, matrices):
        chapters = {chapter.code: chapter for chapter in matrices}
        tiles = []
        for chapter_code, table_code, row_code, column_code in TILES.get(kind, ()):
            chapter = chapters.get(chapter_code)
            table = chapter and chapter.table(table_code)
            cell = table and table.cell(row_code, column_code)
            if cell is None:
                continue
            named = table.columns if row_code == "total" else table.rows
            wanted = column_code if row_code == "total" else row_code
            tiles.append(
                {
                    "text": cell_view(cell)["text"],
                    "label": next(one.label for one in named if one.code == wanted),
                    "note": format_basis(cell),
                }
            )
        return tiles
