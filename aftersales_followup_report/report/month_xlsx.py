from itertools import accumulate

from odoo import models

from ..tools.drawing import text_width
from ..tools.formats import (
    NUMERIC,
    excel_format,
    excel_value,
    format_interval,
    format_note,
    sheet_name,
)
from ..tools.matrix import Cell
from ..tools.presentation import has_chart
from ..tools.sheet_pages import SheetPages, row_height, spread, width_points
from ..tools.sheet_stream import CELL_LIMIT
from ..tools.workbook_chart import SIZE, add_chart

# Words of more columns than that are not squeezed into one.
LONG = 3
# Columns in characters: the names of the lines, then the figures.
NAMES, FIGURES = 44, 15
# Height in points of a line that nothing wraps in; lines that a chart covers.
LINE = 15.0
CHART_ROWS = SIZE["height"] // 20 + 1
# Excel takes no longer footer.
FOOTER = 200
WORDS = ("trend", "problem", "proposal")


class MonthXlsx(models.AbstractModel):
    """The report as a workbook: a sheet a chapter, from the same matrix as the PDF."""

    _name = "report.aftersales_followup_report.month_xlsx"
    _inherit = "aftersales.report.xlsx"
    _description = "After-sales report as a workbook"

    def get_workbook_options(self):
        """A font that every program has or measures alike: columns are as wide as the
        page planning takes them for."""
        font = {"font_name": "Arial", "font_size": 10}
        return {**super().get_workbook_options(), "default_format_properties": font}

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

    def _set_up_print(self, sheet, report, pages):
        sheet.set_paper(9)  # A4
        if pages.landscape:
            sheet.set_landscape()
        sheet.set_print_scale(pages.scale)
        sheet.set_margins(0.5, 0.5, 0.6, 0.6)
        name = report.name[:FOOTER].replace("&", "&&")
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
        self._set_up_print(sheet, report, SheetPages([24, 60]))

    def _state_label(self, report):
        selection = report._fields["state"]._description_selection(self.env)
        return dict(selection)[report.state]

    def _chapter_sheet(self, workbook, report, record, chapter, styles, taken):
        sheet = self._add_sheet(workbook, f"{chapter.number} {chapter.label}", taken)
        last = max([len(table.columns) for table in chapter.tables] or [1])
        pages = SheetPages([NAMES] + [FIGURES] * last)
        sheet.set_default_row(LINE)
        sheet.set_column(0, 0, NAMES)
        sheet.set_column(1, last, FIGURES)
        sheet.write_string(0, 0, chapter.label, styles["title"])
        sheet.write_string(0, 1, report.name, styles["muted"])
        # the title and the names of the lines stay in sight
        sheet.freeze_panes(1, 1)
        row, breaks = 2, []
        for table in chapter.tables:
            row = self._write_table(workbook, sheet, table, row, styles, pages, breaks)
        self._write_words(sheet, record, row, styles, last)
        self._set_up_print(sheet, report, pages)
        sheet.set_h_pagebreaks(breaks)
        sheet.repeat_rows(0)
        sheet.print_area(0, 0, row + len(WORDS), last)

    def _write_words(self, sheet, record, row, styles, last):
        """The manager's words, over the whole width."""
        for name in WORDS:
            words = record[name]
            if words:
                label = record._fields[name]._description_string(self.env)
                sheet.write_string(row, 0, label, styles["head"])
                if last > 1:
                    sheet.merge_range(row, 1, row, last, "", styles["text"])
                sheet.write_string(row, 1, words, styles["text"])
                # a program gives merged cells the height of one line
                sheet.set_row(row, row_height([words], [FIGURES * last]))
                row += 1

    # Tables -----------------------------------------------------------------------

    def _write_table(self, workbook, sheet, table, row, styles, pages, breaks):
        """Write a table and its charts; returns the next free row.

        What fits on a page is not torn apart, a chart never.
        """
        texts = self._table_texts(table)
        spans = self._spans(table, texts, len(pages.widths) - 1)
        widths = [NAMES, *(FIGURES * span for span in spans)]
        heights = [row_height(line, widths) for line in texts]
        beginning = LINE + sum(heights[:3])
        follows = sum(heights) if sum(heights) < pages.room / 2 else beginning
        if pages.starts_page(LINE, follows):
            breaks.append(row)
        sheet.write_string(row, 0, table.label, styles["subtitle"])
        if table.note:
            sheet.write_string(row, 1, table.note, styles["muted"])
        row += 1
        if not table.rows:
            pages.starts_page(2 * LINE)
            sheet.write_string(row, 0, self.env._("Nothing in this period."))
            return row + 2
        places = self._places(spans)
        sheet.write_string(row, 0, table.row_header, styles["head"])
        for place, column in zip(places, table.columns, strict=True):
            self._write_words_cell(sheet, row, place, column.label, styles["head"])
        first = row + 1
        for number, height in enumerate(heights):
            if pages.starts_page(height):
                breaks.append(row + number)
            sheet.set_row(row + number, height)
        for number, line in enumerate(table.rows):
            self._write_line(sheet, table, line, first + number, places, styles)
        after = first + len(table.rows) + 1
        pages.starts_page(LINE)
        for spec in table.charts:
            if has_chart(table, spec):
                if pages.starts_page(CHART_ROWS * LINE):
                    breaks.append(after)
                chart = add_chart(workbook, sheet, table, spec, first)
                sheet.insert_chart(after, 0, chart, {"description": table.label})
                after += CHART_ROWS
        return after

    def _table_texts(self, table):
        """What stands in each line of a table, its head first, to measure it."""
        lines = [[table.row_header, *(one.label for one in table.columns)]]
        for row in table.rows:
            cells = [row.cells.get(column.code) for column in table.columns]
            texts = [cell and cell.unit == "text" and cell.value for cell in cells]
            lines.append([row.label, *(text or "" for text in texts)])
        return lines

    def _spans(self, table, texts, last):
        """Columns of the sheet that each column of the table takes: words of a list,
        and long ones beside figures, have what other tables leave free."""
        room = width_points(FIGURES)
        needs = [
            0
            if column.unit in NUMERIC
            else max(text_width(line[number], 10) for line in texts) / room
            for number, column in enumerate(table.columns, start=1)
        ]
        if table.kind != "list" and max(needs) < LONG:
            return [1] * len(table.columns)
        return spread(needs, last)

    def _places(self, spans):
        """(first, last) column of each column of a table."""
        ends = list(accumulate(spans))
        return [(end - span + 1, end) for span, end in zip(spans, ends, strict=True)]

    def _write_words_cell(self, sheet, row, place, text, style):
        first, last = place
        if last > first:
            sheet.merge_range(row, first, row, last, "", style)
        sheet.write_string(row, first, text, style)

    def _write_line(self, sheet, table, line, row, places, styles):
        bold = "_total" if line.kind == "total" else ""
        sheet.write_string(row, 0, line.label or "", styles["text" + bold])
        for place, column in zip(places, table.columns, strict=True):
            cell = line.cells.get(column.code) or Cell()
            value = excel_value(cell.value, cell.unit)
            if isinstance(value, str):
                value = value[:CELL_LIMIT]  # more is refused, all of it
                kind = "nothing" if cell.unit in NUMERIC else "text"
                self._write_words_cell(sheet, row, place, value, styles[kind + bold])
            else:
                sheet.write_number(row, place[0], value, styles[cell.unit + bold])
            note = format_interval(cell.interval)
            if table.kind == "wide":
                note = format_note(cell)
            if note:
                sheet.write_comment(row, place[0], note)

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
