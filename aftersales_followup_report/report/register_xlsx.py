from odoo import models

from ..tools.formats import excel_format, sheet_name
from ..tools.sheet_stream import StreamSheet

# Excel takes no longer footer.
FOOTER = 200


class RegisterXlsx(models.AbstractModel):
    """The register as a workbook, written row by row: memory stays flat."""

    _name = "report.aftersales_followup_report.register_xlsx"
    _inherit = "aftersales.report.xlsx"
    _description = "Follow-up register as a workbook"

    def get_workbook_options(self):
        """Rows go to disk as they come."""
        return {**super().get_workbook_options(), "constant_memory": True}

    def generate_xlsx_report(self, workbook, data, objs):
        """One sheet a register."""
        objs.check_access("read")
        taken = set()
        for register in objs:
            self.env[register._source()].check_access("read")
            name = sheet_name(register._title().split(":")[-1], taken)
            taken.add(name)
            sheet = workbook.add_worksheet(name, worksheet_class=StreamSheet)
            self._write_register(workbook, sheet, register)

    def _write_register(self, workbook, sheet, register):
        head = workbook.add_format(
            {"bold": True, "bg_color": "#EEF3F7", "bottom": 1, "text_wrap": True}
        )
        score = workbook.add_format({"num_format": excel_format("score")})
        title = workbook.add_format({"bold": True, "font_size": 14})
        columns = register._columns()
        for index, (_code, _label, width) in enumerate(columns):
            sheet.set_column(index, index, width)
        self._set_up_print(sheet, register, len(columns))
        sheet.write_string(0, 0, register._title(), title)
        days = f"{register.date_from} – {register.date_to}"
        sheet.write_string(1, 0, f"{register.company_id.name} · {days}")
        for index, (_code, label, _width) in enumerate(columns):
            sheet.write_string(2, index, label, head)
        codes = [code for code, _label, _width in columns]
        row = 3
        for lines in register._batches():
            values = ([line[code] for code in codes] for line in lines)
            row = sheet.write_lines(row, values, score)
        if row == 3:
            sheet.write_string(row, 0, self.env._("Nothing in these days."))

    def _set_up_print(self, sheet, register, width):
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(2)
        sheet.freeze_panes(3, 2)
        name = register.company_id.name[:FOOTER].replace("&", "&&")
        sheet.set_footer(f"&L{name}&R&P / &N")
