from odoo import models

LETTER = "aftersales_followup.report_letter"


class IrActionsReport(models.Model):
    """Letters print alike with every build of wkhtmltopdf, and without a web server.

    The page carries its style, title and company block inside, so nothing is loaded
    over HTTP and no header is lost; each letter is a PDF of its own, merged by Odoo.
    """

    _inherit = "ir.actions.report"

    def _get_layout(self):
        if len(self) == 1 and self.report_name == LETTER:
            return self.env.ref("aftersales_followup.letter_page")
        return super()._get_layout()

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        if self._get_report(report_ref).report_name != LETTER:
            return super()._render_qweb_pdf_prepare_streams(
                report_ref, data, res_ids=res_ids
            )
        streams = {}
        for res_id in dict.fromkeys(res_ids or ()):
            streams |= super()._render_qweb_pdf_prepare_streams(
                report_ref, dict(data or {}), res_ids=[res_id]
            )
        letters = self.env["aftersales.letter"].browse(streams)
        if letters.has_access("write"):
            letters._mark_printed()
        return streams
