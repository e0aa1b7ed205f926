from odoo import api, models
from odoo.exceptions import UserError


class IrAttachment(models.Model):
    """The archived files of a confirmed report stay as they were signed."""

    _inherit = "ir.attachment"

    def write(self, vals):
        """Refuse to change an archived report."""
        if not self.env.su:  # Odoo itself moves files between disk and database
            self.check_access("write")  # before a word about what is archived
            self._refuse_archived_reports()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_archived_report(self):
        # the chatter deletes as superuser
        self._refuse_archived_reports()

    def _refuse_archived_reports(self):
        if not any(one.res_model == "aftersales.report" for one in self.sudo()):
            return
        reports = self.env["aftersales.report"].sudo()  # whoever may read them
        if reports.search_count(
            [
                "|",
                ("pdf_attachment_id", "in", self.ids),
                ("xlsx_attachment_id", "in", self.ids),
            ],
            limit=1,
        ):
            raise UserError(
                self.env._("An archived report cannot be changed or deleted.")
            )
