from odoo import api, models
from odoo.tools.misc import format_datetime

from ..models.aftersales_figures import DEFINITIONS_VERSION
from ..tools.presentation import cell_view

# Figures on the cover: (chapter, table, row).
TILES = [
    ("m3", "indicators", "called"),
    ("m3", "indicators", "effective_called"),
    ("m3", "indicators", "top_called"),
    ("m3", "indicators", "low_called"),
    ("m3", "indicators", "mot"),
]


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
        values["tiles"] = self._tiles(matrices)
        values["version"] = report.definitions_version or DEFINITIONS_VERSION
        values["confirmed_on"] = ""
        if report.date_confirmed:
            companies = values["companies"]
            values["confirmed_on"] = format_datetime(
                self.env, report.date_confirmed, tz=str(companies[0]._aftersales_tz())
            )
        return values

    def _tiles(self, matrices):
        chapters = {chapter.code: chapter for chapter in matrices}
        tiles = []
        for chapter_code, table_code, row_code in TILES:
            chapter = chapters.get(chapter_code)
            table = chapter and chapter.table(table_code)
            row = table and next((r for r in table.rows if r.code == row_code), None)
            if row:
                view = cell_view(row.cells["value"])
                tiles.append(
                    {
                        "text": view["text"],
                        "label": row.label,
                        "note": row.cells["basis"].value,
                    }
                )
        return tiles
