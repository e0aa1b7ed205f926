from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..tools.formats import NUMERIC, format_value
from ..tools.periods import Period
from .aftersales_figures import DEFINITIONS_VERSION

PDF_REPORT = "aftersales_followup_report.action_report_month"
XLSX_REPORT = "aftersales_followup_report.action_report_month_xlsx"
CONFIRMING_GROUPS = (
    "aftersales_followup.group_care_manager",
    "aftersales_followup.group_director",
)


class AftersalesReportArchive(models.Model):
    """Confirmation (M8): freeze the figures, archive PDF and XLSX, tell followers."""

    _inherit = "aftersales.report"

    can_confirm = fields.Boolean(compute="_compute_can_confirm")

    @api.depends_context("uid")
    def _compute_can_confirm(self):
        allowed = self._may_confirm()
        for report in self:
            report.can_confirm = allowed and report.state == "draft"

    def _may_confirm(self):
        user = self.env.user
        return self.env.su or any(user.has_group(one) for one in CONFIRMING_GROUPS)

    def action_confirm(self):
        """Freeze the figures and archive PDF and XLSX (M8).

        :raise AccessError: unless the user is customer-care manager or director
        :raise UserError: while the period is not over, or when it is confirmed already
        """
        if not self._may_confirm():
            raise AccessError(
                self.env._(
                    "Only the customer-care manager or a director confirms a report."
                )
            )
        self.check_access("write")
        for report in self:
            report._confirm()
        return True

    def _confirm(self):
        self.ensure_one()
        # two managers who press the button at once: the second one is told
        self.lock_for_update()
        if self.state == "confirmed":
            raise UserError(self.env._("%s is confirmed already.", self.name))
        self._check_period_over()
        self._create_chapters()
        self._freeze()
        # only the confirmation writes these fields, hence superuser; the rights were
        # checked in action_confirm()
        self.sudo().write(
            {
                "state": "confirmed",
                "user_confirm_id": self.env.uid,
                "date_confirmed": fields.Datetime.now(),
                "definitions_version": DEFINITIONS_VERSION,
            }
        )
        self._archive()

    @api.constrains("date_from", "period_type", "company_ids")
    def _check_begun(self):
        for report in self:
            days = [one._aftersales_today() for one in report.sudo().company_ids]
            if days and report.date_from > max(days):
                raise ValidationError(
                    self.env._(
                        "%(period)s has not begun: choose a period that has.",
                        period=report._period().code,
                    )
                )

    def _check_period_over(self):
        for company in self.sudo().company_ids:  # the timezone of each of them
            if company._aftersales_today() <= self.date_to:
                raise UserError(
                    self.env._(
                        "%(name)s is not over yet: confirm it after %(day)s.",
                        name=self.name,
                        day=self.date_to,
                    )
                )

    # Snapshot ---------------------------------------------------------------------

    def _freeze(self):
        """Store the matrix of each chapter and its figures as flat rows."""
        values = []
        figures = self.env["aftersales.figures"]._remembering()
        for chapter in self.chapter_ids:
            matrix = chapter._live_matrix(figures)
            chapter._store_matrix(matrix)
            values += [self._prepare_row(matrix, *place) for place in matrix.cells()]
        # nobody has rights to write frozen figures
        self.env["aftersales.report.row"].sudo().create(values)

    def _prepare_row(self, chapter, table, row, column, cell):
        """Values of one frozen figure; extend to freeze more."""
        is_number = cell.unit in NUMERIC and isinstance(cell.value, int | float)
        return {
            "report_id": self.id,
            "chapter_code": chapter.code,
            "table_code": table.code,
            "row_code": row.code,
            "column_code": column.code,
            "table_label": table.label,
            "row_label": row.label,
            "column_label": column.label,
            "unit": cell.unit,
            "has_value": cell.value is not None,
            "value": cell.value if is_number else 0.0,
            "text": format_value(cell.value, cell.unit),
            "numerator": cell.numerator or 0.0,
            "denominator": cell.denominator or 0.0,
            "sample": cell.sample or 0,
            "definitions_version": DEFINITIONS_VERSION,
        }

    # Archive ----------------------------------------------------------------------

    def _archive(self):
        """Render PDF and XLSX from the frozen figures and keep them."""
        # tests would get HTML instead of a PDF without the context key
        reports = self.env["ir.actions.report"].with_context(
            force_report_rendering=True, report_pdf_no_attachment=True
        )
        pdf, _kind = reports._render_qweb_pdf(PDF_REPORT, self.ids)
        xlsx, _kind = reports._render_xlsx(XLSX_REPORT, self.ids, data={})
        # an archived file is nobody's to change: created and linked as superuser
        attachments = (
            self.env["ir.attachment"]
            .sudo()
            .create(
                [
                    {
                        "name": self._file_name(extension),
                        "raw": content,
                        "res_model": self._name,
                        "res_id": self.id,
                    }
                    for extension, content in (("pdf", pdf), ("xlsx", xlsx))
                ]
            )
        )
        self.sudo().write(
            {
                "pdf_attachment_id": attachments[0].id,
                "xlsx_attachment_id": attachments[1].id,
            }
        )
        self.message_post(
            subject=self._file_stem(),
            body=self.env._(
                "The report is confirmed: its figures are final. PDF and XLSX are "
                "attached."
            ),
            subtype_xmlid="mail.mt_comment",
            partner_ids=self._recipients().ids,
            attachment_ids=attachments.ids,
        )

    def _recipients(self):
        """Partners who get a confirmed report by mail, besides its followers (M8).

        The directors of all its companies, and whom the companies name.
        """
        companies = self.sudo().company_ids  # their settings and directors
        group = self.env.ref("aftersales_followup.group_director").sudo()
        directors = group.all_user_ids.filtered(
            lambda user: user.active and user.company_ids >= companies
        )
        named = companies.aftersales_report_partner_ids
        return directors.partner_id | named

    def _file_stem(self):
        """File name of the printed report without its ending, safe on every system."""
        self.ensure_one()
        name = "".join(
            char if char.isalnum() or char in " -_.·" else "_" for char in self.name
        )
        return f"{self._kind_label()} {name}"

    def _file_name(self, extension):
        return f"{self._file_stem()}.{extension}"

    # Headless ---------------------------------------------------------------------

    @api.model
    @api.private
    def _headless_month(self, company_ids, date_from):
        """Find or create the month report of the companies, confirm it, return files.

        Made for runs without a screen; calling it again returns the same files. The
        user of the environment needs the companies and the right to confirm.

        :param company_ids: ids of ``res.company``
        :param date_from: a day of the month
        :return: (report, attachments): the PDF first, then the XLSX
        :raise UserError: while the month is not over
        """
        period = Period.containing("month", fields.Date.to_date(date_from))
        key = ",".join(map(str, sorted(set(company_ids))))
        report = self.search(
            [
                ("kind", "=", "aftersales"),
                ("period_type", "=", "month"),
                ("date_from", "=", period.date_from),
                ("company_key", "=", key),
            ],
            limit=1,
        )
        if not report:
            report = self.create(
                {
                    "period_type": "month",
                    "date_from": period.date_from,
                    "company_ids": [fields.Command.set(company_ids)],
                }
            )
        if report.state != "confirmed":
            report.action_confirm()
        return report, report.pdf_attachment_id + report.xlsx_attachment_id
