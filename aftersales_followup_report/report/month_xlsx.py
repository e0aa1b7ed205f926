from odoo import models

from ..tools.formats import (
    NUMERIC,
    excel_format,
    excel_value,
    format_basis,
    format_interval,
    sheet_name,
)
from ..tools.presentation import chart_rows, has_chart

CHART_KINDS = {
    "line": {"type": "line"},
    "columns": {"type": "column"},
    "bars": {"type": "bar"},
    "pareto": {"type": "column"},
    "radar": {"type": "radar"},
}
CHART_ROWS = 16


class MonthXlsx(models.AbstractModel):
    """The report as a workbook: a sheet a chapter, from the same matrix as the PDF."""

    _name = "report.aftersales_followup_report.month_xlsx"
    _inherit = "aftersales.report.xlsx"
    _description = "After-sales report as a workbook"

    def create_xlsx_report(self, docids, data):
        """Return the archived file of a confirmed report, a new one of a draft."""
        reports = self.env["aftersales.report"].browse(docids)
        reports.check_access("read")
        archived = len(reports) == 1 and reports.xlsx_attachment_id
        if archived and not self.env.context.get("report_pdf_no_attachment"):
            return archived.raw, "xlsx"
        return super().create_xlsx_report(docids, data)

    def generate_xlsx_report(self, workbook, data, objs):
        """Lay out the chapters of the reports, a cover sheet first."""
        objs.check_access("read")
        styles = self._styles(workbook)
        taken = set()
        for report in objs:
            chapters = report.chapters()
            workbook.set_properties(
                {"title": report.name, "company": self.env.company.name}
            )
            self._cover_sheet(workbook, report, chapters, styles, taken)
            for record, chapter in zip(report.chapter_ids, chapters, strict=True):
                self._chapter_sheet(workbook, report, record, chapter, styles, taken)

    # Sheets -----------------------------------------------------------------------

    def _add_sheet(self, workbook, title, taken):
        name = sheet_name(title, taken)
        taken.add(name)
        return workbook.add_worksheet(name)

    def _set_up_print(self, sheet, report, last_column):
        sheet.set_paper(9)  # A4
        if last_column > 6:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(0.5, 0.5, 0.6, 0.6)
        name = report.name.replace("&", "&&")
        sheet.set_footer(f"&L{name}&R&P / &N")
        sheet.hide_gridlines(2)

    def _cover_sheet(self, workbook, report, chapters, styles, taken):
        sheet = self._add_sheet(workbook, self.env._("Contents"), taken)
        sheet.set_column(0, 0, 24)
        sheet.set_column(1, 1, 60)
        companies = report.sudo().company_ids  # names of all of them
        lines = [
            (self.env._("Period"), report._period().code),
            (self.env._("From"), str(report.date_from)),
            (self.env._("To"), str(report.date_to)),
            (self.env._("Companies"), ", ".join(companies.mapped("name"))),
            (self.env._("State"), self._state_label(report)),
            (self.env._("Confirmed by"), report.user_confirm_id.name or ""),
            (
                self.env._("Definitions: version"),
                chapters[0].version if chapters else "",
            ),
        ]
        sheet.write_string(0, 0, report._title(), styles["title"])
        sheet.write_string(0, 1, report._subtitle(), styles["muted"])
        row = 2
        for label, value in lines:
            sheet.write_string(row, 0, label, styles["head"])
            sheet.write_string(row, 1, value, styles["text"])
            row += 1
        row += 1
        for chapter in chapters:
            sheet.write_string(row, 0, str(chapter.number), styles["text"])
            sheet.write_string(row, 1, chapter.label, styles["text"])
            row += 1
        if report.summary:
            sheet.write_string(
                row + 1, 0, self.env._("Closing summary"), styles["head"]
            )
            sheet.write_string(row + 1, 1, report.summary, styles["text"])
        self._set_up_print(sheet, report, 1)

    def _state_label(self, report):
        selection = report._fields["state"]._description_selection(self.env)
        return dict(selection)[report.state]

    def _chapter_sheet(self, workbook, report, record, chapter, styles, taken):
        sheet = self._add_sheet(workbook, f"{chapter.number} {chapter.label}", taken)
        last = max([len(table.columns) for table in chapter.tables] or [1])
        sheet.set_column(0, 0, 44)
        sheet.set_column(1, last, 15)
        sheet.write_string(0, 0, chapter.label, styles["title"])
        sheet.write_string(0, 1, report.name, styles["muted"])
        # the title and the names of the lines stay in sight
        sheet.freeze_panes(1, 1)
        row = 2
        for table in chapter.tables:
            row = self._write_table(workbook, sheet, table, row, styles)
        self._write_words(sheet, record, row, styles)
        self._set_up_print(sheet, report, last)
        sheet.repeat_rows(0)

    def _write_words(self, sheet, record, row, styles):
        for name in ("trend", "problem", "proposal"):
            words = record[name]
            if words:
                label = record._fields[name]._description_string(self.env)
                sheet.write_string(row, 0, label, styles["head"])
                sheet.merge_range(row, 1, row, 7, "", styles["text"])
                sheet.write_string(row, 1, words, styles["text"])
                row += 1

    # Tables -----------------------------------------------------------------------

    def _write_table(self, workbook, sheet, table, row, styles):
        """Write a table and its charts; returns the next free row."""
        sheet.write_string(row, 0, table.label, styles["subtitle"])
        if table.note:
            sheet.write_string(row, 1, table.note, styles["muted"])
        row += 1
        if not table.rows:
            sheet.write_string(row, 0, self.env._("Nothing in this period."))
            return row + 2
        sheet.write_string(row, 0, table.row_header, styles["head"])
        for index, column in enumerate(table.columns, start=1):
            sheet.write_string(row, index, column.label, styles["head"])
        first = row + 1
        for number, line in enumerate(table.rows):
            self._write_line(sheet, table, line, first + number, styles)
        after = first + len(table.rows) + 1
        for spec in table.charts:
            if has_chart(table, spec):
                self._add_chart(workbook, sheet, table, spec, first, after)
                after += CHART_ROWS
        return after

    def _write_line(self, sheet, table, line, row, styles):
        bold = "_total" if line.kind == "total" else ""
        sheet.write_string(row, 0, line.label or "", styles["text" + bold])
        for index, column in enumerate(table.columns, start=1):
            cell = line.cells.get(column.code)
            if cell is None:
                sheet.write_blank(row, index, None, styles["text" + bold])
                continue
            value = excel_value(cell.value, cell.unit)
            if isinstance(value, str):
                kind = "nothing" if cell.unit in NUMERIC else "text"
                sheet.write_string(row, index, value, styles[kind + bold])
            else:
                sheet.write_number(row, index, value, styles[cell.unit + bold])
            note = format_interval(cell.interval)
            if table.kind == "wide":
                note = format_basis(cell)
            if note:
                sheet.write_comment(row, index, note)

    def _add_chart(self, workbook, sheet, table, spec, first, row):
        """A native chart of the table; the ranges are those of its lines."""
        lines = chart_rows(table)
        codes = [column.code for column in table.columns]
        kind = CHART_KINDS[spec["kind"]]
        chart = workbook.add_chart(kind)
        head = first - 1  # the names of the columns
        first += table.rows.index(lines[0])
        # a program draws "–" as 0: lines before the first and after the last figure,
        # like the months still to come, stay out of the picture
        known = [
            index
            for index, line in enumerate(lines)
            if any(self._is_drawn(line.cells.get(code)) for code in spec["columns"])
        ]
        first, last = first + known[0], first + known[-1]
        units = {column.code: column.unit for column in table.columns}
        base_unit = units[spec["columns"][0]]
        for code in spec["columns"]:
            column = codes.index(code) + 1
            series = {
                "name": [sheet.name, head, column],
                "categories": [sheet.name, first, 0, last, 0],
                "values": [sheet.name, first, column, last, column],
            }
            if spec["kind"] == "pareto" and units[code] == "percent":
                self._combine_share(workbook, chart, series)
                continue
            if units[code] != base_unit:
                # a score of 0–100 beside fractions needs its own axis
                series["y2_axis"] = True
            chart.add_series(series)
        chart.set_title({"name": table.label, "name_font": {"size": 11}})
        chart.set_legend({"position": "bottom"})
        if spec["kind"] == "bars":
            chart.set_y_axis({"reverse": True})
            chart.set_legend({"none": True})
        chart.set_size({"width": 820, "height": 300})
        sheet.insert_chart(row, 0, chart, {"description": table.label})

    def _is_drawn(self, cell):
        return cell is not None and isinstance(cell.value, int | float)

    def _combine_share(self, workbook, chart, series):
        line = workbook.add_chart({"type": "line"})
        line.add_series({**series, "y2_axis": True, "marker": {"type": "circle"}})
        line.set_y2_axis({"min": 0, "max": 1, "num_format": "0%"})
        chart.combine(line)

    # Styles -----------------------------------------------------------------------

    def _styles(self, workbook):
        base = {"font_size": 10, "valign": "top"}
        edge = {"bottom": 1, "bottom_color": "#E3E8EC"}
        bold = {"bold": True, "top": 1, "bg_color": "#F7F9FB"}
        styles = {
            "title": workbook.add_format(
                {**base, "bold": True, "font_size": 15, "font_color": "#1F5F8B"}
            ),
            "subtitle": workbook.add_format({**base, "bold": True, "font_size": 12}),
            "head": workbook.add_format(
                {**base, "bold": True, "bg_color": "#EEF3F7", "text_wrap": True}
            ),
            "muted": workbook.add_format({**base, "font_color": "#6B7785"}),
        }
        text = {**base, **edge, "text_wrap": True}
        number = {**base, **edge, "align": "right"}
        styles["text"] = workbook.add_format(text)
        styles["text_total"] = workbook.add_format({**text, **bold})
        styles["nothing"] = workbook.add_format(number)
        styles["nothing_total"] = workbook.add_format({**number, **bold})
        for unit in NUMERIC:
            layout = {**number, "num_format": excel_format(unit)}
            styles[unit] = workbook.add_format(layout)
            styles[unit + "_total"] = workbook.add_format({**layout, **bold})
        return styles
