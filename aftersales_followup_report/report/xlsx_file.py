import tempfile

import xlsxwriter

from odoo import models


class XlsxFile(models.AbstractModel):
    """A workbook that is written to disk and read once, when it is whole.

    Zipped in memory it would be there three times over: as a buffer with room to grow,
    as the copy that is returned, and in between. Names from data stay what they are.
    """

    _name = "aftersales.report.xlsx"
    _inherit = "report.report_xlsx.abstract"
    _description = "Workbook written to disk"

    def get_workbook_options(self):
        """Nothing from data becomes a formula, a link or a number by its looks."""
        return {
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }

    def create_xlsx_report(self, docids, data):
        """Return the workbook's bytes and their ending."""
        records = self._get_objs_for_report(docids, data)
        with tempfile.TemporaryFile() as file:
            # looked up here: report_xlsx puts a class of its own in its place
            workbook = xlsxwriter.Workbook(file, self.get_workbook_options())
            self.generate_xlsx_report(workbook, data, records)
            workbook.close()
            file.seek(0)
            return file.read(), "xlsx"
