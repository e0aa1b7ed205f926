from odoo import api, models


class ReportRegister(models.AbstractModel):
    """The printed register; lines with the rights of the user who prints."""

    _name = "report.aftersales_followup_report.report_register"
    _description = "Follow-up register on paper"

    @api.model
    def _get_report_values(self, docids, data=None):
        registers = self.env["aftersales.register"].browse(docids)
        registers.check_access("read")
        for register in registers:
            self.env[register._source()].check_access("read")
        return {
            "doc_ids": docids,
            "doc_model": "aftersales.register",
            "docs": registers,
            "res_company": registers[:1].company_id or self.env.company,
            "lang": self.env.lang,
        }
