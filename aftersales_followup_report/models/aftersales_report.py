from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools.periods import Period

PERIOD_TYPES = [
    ("month", "Month"),
    ("quarter", "Quarter"),
    ("half", "Half year"),
    ("year", "Year"),
]
# What a report is about, in the order of a dealer's year; chapters of each in
# ``aftersales.figures._chapter_codes``.
KINDS = [
    ("aftersales", "After-sales report"),
    ("sales", "Sales report"),
    ("people", "Advisors and technicians"),
    ("key_customer", "Key-customer report"),
    ("lost", "Lost-customer report"),
    ("year", "Yearly summary"),
]
# The period a report of a kind usually has; month where none is named.
USUAL_PERIODS = {"key_customer": "quarter", "lost": "half", "year": "year"}
# Fields of messages and to-dos: they may be written once the figures are frozen.
OPEN_AFTER_CONFIRMATION = ("message_", "activity_")


class AftersalesReport(models.Model):
    """The after-sales report of one period, for one company or several (M1–M13).

    A draft shows live figures. Confirming freezes them with the version of their
    definitions and archives PDF and XLSX; from then on a change of data shows as a
    difference and never alters what was signed.
    """

    _name = "aftersales.report"
    _description = "After-sales Report"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date_from desc, period_type, id desc"

    name = fields.Char(compute="_compute_name", store=True)
    kind = fields.Selection(
        KINDS,
        string="Kind of report",
        required=True,
        default="aftersales",
        tracking=True,
        help="Which chapters the report has.",
    )
    period_type = fields.Selection(
        PERIOD_TYPES,
        string="Kind of period",
        required=True,
        default="month",
        tracking=True,
    )
    date_from = fields.Date(
        string="From",
        required=True,
        default=lambda self: self._default_date_from(),
        tracking=True,
        help="Any day of the period; it becomes the period's first day.",
    )
    date_to = fields.Date(string="To", compute="_compute_date_to", store=True)
    company_ids = fields.Many2many(
        "res.company",
        string="Companies",
        required=True,
        # the record rule has to see companies the user does not
        bypass_search_access=True,
        default=lambda self: self.env.company,
        domain="[('id', 'in', allowed_company_ids)]",
    )
    company_key = fields.Char(
        compute="_compute_company_key",
        store=True,
        help="The companies as sorted ids: one report per period and set of companies.",
    )
    state = fields.Selection(
        [("draft", "Draft"), ("confirmed", "Confirmed")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    chapter_ids = fields.One2many(
        "aftersales.report.chapter", "report_id", string="Chapters", copy=False
    )
    row_ids = fields.One2many(
        "aftersales.report.row", "report_id", string="Frozen figures", copy=False
    )
    summary = fields.Text(
        string="Closing summary", copy=False, help="The manager's words at the end."
    )
    user_confirm_id = fields.Many2one(
        "res.users", string="Confirmed by", readonly=True, copy=False
    )
    date_confirmed = fields.Datetime(string="Confirmed on", readonly=True, copy=False)
    definitions_version = fields.Char(readonly=True, copy=False)
    pdf_attachment_id = fields.Many2one(
        "ir.attachment", string="Archived PDF", readonly=True, copy=False
    )
    xlsx_attachment_id = fields.Many2one(
        "ir.attachment", string="Archived XLSX", readonly=True, copy=False
    )

    _once = models.UniqueIndex(
        "(kind, period_type, date_from, company_key)",
        "There is a report of this kind, period and these companies already.",
    )

    @api.model
    def _default_date_from(self):
        today = self.env.company._aftersales_today()
        return Period.containing("month", today).previous().date_from

    # Computed ---------------------------------------------------------------------

    def _period(self):
        """The report's :class:`Period`."""
        self.ensure_one()
        return Period.containing(self.period_type, self.date_from)

    @api.depends("period_type", "date_from", "company_ids.name")
    def _compute_name(self):
        for report in self:
            # the name has to be whole for readers of one of the companies, too
            names = report.sudo().company_ids.sorted("id").mapped("name")
            code = report._period().code if report.date_from else ""
            report.name = " · ".join([code, ", ".join(names)])

    @api.depends("period_type", "date_from")
    def _compute_date_to(self):
        for report in self:
            report.date_to = report.date_from and report._period().date_to

    @api.depends("company_ids")
    def _compute_company_key(self):
        for report in self:
            # all of them, whatever the user may see
            ids = sorted(report.sudo().company_ids.ids)
            report.company_key = ",".join(map(str, ids))

    # Guards -----------------------------------------------------------------------

    @api.constrains("company_ids")
    def _check_companies(self):
        for report in self:
            if not report.company_ids:
                raise ValidationError(
                    self.env._("A report needs at least one company.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Bring ``date_from`` to the period's first day and add the chapters."""
        for vals in vals_list:
            self._refuse_frozen_fields(vals)
            vals.update(self._first_day(vals))
        reports = super().create(vals_list)
        reports._create_chapters()
        return reports

    def write(self, vals):
        """Refuse to change what was confirmed."""
        if not self.env.su:  # the confirmation writes as superuser
            self._refuse_frozen_fields(vals)
            self._refuse_confirmed(vals)
        if {"kind", "period_type", "date_from", "company_ids"} & set(vals):
            for report in self:
                super(AftersalesReport, report).write(
                    {**vals, **report._first_day(vals)}
                )
            self._create_chapters()
            return True
        return super().write(vals)

    def _refuse_frozen_fields(self, vals):
        """Only the confirmation writes what it freezes."""
        frozen = {
            "state",
            "user_confirm_id",
            "date_confirmed",
            "date_reminded",
            "definitions_version",
            "pdf_attachment_id",
            "xlsx_attachment_id",
            "row_ids",
        }
        changed = {name for name in frozen & set(vals) if vals[name] != "draft"}
        if changed and not self.env.su:
            raise UserError(
                self.env._("A report is confirmed with its button, not by writing.")
            )

    def _refuse_confirmed(self, vals):
        # every single field: a note beside the figures lets nothing else through
        if all(name.startswith(OPEN_AFTER_CONFIRMATION) for name in vals):
            return
        if any(report.state == "confirmed" for report in self):
            raise UserError(
                self.env._("This report is confirmed. Its figures and words are final.")
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_confirmed(self):
        if any(report.state == "confirmed" for report in self):
            raise UserError(self.env._("A confirmed report cannot be deleted."))

    def _first_day(self, vals):
        period_type = vals.get("period_type") or self.period_type
        if not period_type:
            period_type = USUAL_PERIODS.get(vals.get("kind"), "month")
        day = vals.get("date_from") or self.date_from or self._default_date_from()
        period = Period.containing(period_type, fields.Date.to_date(day))
        return {"period_type": period_type, "date_from": period.date_from}

    def _create_chapters(self):
        """Add the chapters that a report of this period type has and lacks."""
        figures = self.env["aftersales.figures"]
        values = []
        for report in self:
            codes = figures._chapter_codes(report.kind, report.sudo().company_ids.ids)
            report.chapter_ids.filtered(lambda one, c=codes: one.code not in c).unlink()
            there = set(report.chapter_ids.mapped("code"))
            values += [
                {"report_id": report.id, "code": code, "sequence": sequence}
                for sequence, code in enumerate(codes, start=1)
                if code not in there
            ]
        return self.env["aftersales.report.chapter"].create(values)

    @api.private
    def chapters(self):
        """The matrices of the report: frozen ones when confirmed, live ones before.

        :rtype: list[Chapter]
        """
        self.ensure_one()
        self.check_access("read")
        figures = self.env["aftersales.figures"]._remembering()
        return [chapter._matrix(figures) for chapter in self.chapter_ids]
