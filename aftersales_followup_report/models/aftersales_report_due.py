import datetime

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from odoo.addons.aftersales_followup.tools.localtime import utc_moment

from ..tools.periods import Period


class AftersalesReportDue(models.Model):
    """Monthly reports are there on the first and due on the third (M8).

    The nightly run makes the draft of last month for each company with follow-ups,
    reminds the customer-care managers, and registers what is late, with its fine.
    """

    _inherit = "aftersales.report"

    date_due = fields.Datetime(
        string="Due by",
        compute="_compute_date_due",
        store=True,
        help="The end of the due day in the time zone of the first company; monthly "
        "reports only.",
    )
    date_reminded = fields.Datetime(
        string="Reminded on",
        readonly=True,
        copy=False,
        help="When the managers got their to-do to confirm it.",
    )
    lateness_ids = fields.One2many(
        "aftersales.report.lateness", "report_id", copy=False
    )

    @api.depends("kind", "period_type", "date_from", "company_ids")
    def _compute_date_due(self):
        for report in self:
            company = report.sudo().company_ids.sorted("id")[:1]  # its setting only
            is_month = (report.kind, report.period_type) == ("aftersales", "month")
            if not is_month or not company or not report.date_from:
                report.date_due = False
                continue
            first = report._period().next().date_from
            last_day = first.replace(day=company.aftersales_report_day)
            # 24:00 of the due day is 0:00 of the next one
            next_day = last_day + datetime.timedelta(days=1)
            report.date_due = utc_moment(next_day, 0, company._aftersales_tz())

    # Nightly ----------------------------------------------------------------------

    @api.model
    def _cron_due(self):
        """Make last month's drafts, remind, register what is late."""
        companies = self.env["res.company"].search([])
        self.env["ir.cron"]._commit_progress(remaining=len(companies))
        for company in companies:
            reports = self.with_company(company).with_context(
                allowed_company_ids=company.ids
            )
            reports._make_draft(company)
            self.env["ir.cron"]._commit_progress(1)
        self.search(self._domain_late())._register_lateness()

    def _domain_late(self):
        """Reports past their day: not confirmed, or confirmed without the words of
        the complaint analysis, which nobody can write any more."""
        unwritten = [("code", "=", "m4"), ("date_words", "=", False)]
        silent = Domain("chapter_ids", "any", unwritten) & Domain(
            "lateness_ids", "not any", [("kind", "=", "complaint_analysis")]
        )
        overdue = Domain("date_due", "<", fields.Datetime.now())
        return overdue & (Domain("state", "=", "draft") | silent)

    def _make_draft(self, company):
        """Last month's report of a company that had follow-ups then, and a reminder.

        Who opened the running month has made it already: reminded is all the same.
        """
        period = Period.containing("month", company._aftersales_today()).previous()
        domain = [
            ("kind", "=", "aftersales"),
            ("period_type", "=", "month"),
            ("date_from", "=", period.date_from),
        ]
        report = self.search([*domain, ("company_key", "=", str(company.id))], limit=1)
        if report:
            if report.state == "draft" and not report.date_reminded:
                report._remind_managers()
            return self.browse()
        figures = self.env["aftersales.figures"]
        due = figures._domain_due(company.ids, period)
        if not self.env["aftersales.followup"].search_count(due, limit=1):
            return self.browse()
        try:
            with self.env.cr.savepoint():
                report = self.create(
                    {
                        "period_type": "month",
                        "date_from": period.date_from,
                        "company_ids": [Command.set(company.ids)],
                    }
                )
        except psycopg2.errors.UniqueViolation:  # made by a manager this moment
            return self.browse()
        report._remind_managers()
        return report

    def _remind_managers(self):
        """A to-do for each customer-care manager of the companies."""
        self.ensure_one()
        # a fact, not an entry
        self.sudo().date_reminded = fields.Datetime.now()
        group = self.env.ref("aftersales_followup.group_care_manager")
        company_ids = set(self.sudo().company_ids.ids)
        due = self._period().next().date_from
        day = self.sudo().company_ids[:1].aftersales_report_day
        for user in group.all_user_ids.filtered("active"):
            if user._is_superuser() or not company_ids <= set(user.company_ids.ids):
                continue
            report = self.with_context(lang=user.lang)
            report.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=due.replace(day=day),
                summary=report.env._("Confirm the monthly report"),
                user_id=user.id,
            )

    # Lateness ---------------------------------------------------------------------

    def write(self, vals):
        """Refuse to make another report of one whose lateness is registered."""
        if {"kind", "period_type", "date_from", "company_ids"} & set(vals):
            self.check_access("write")  # before a word about what is registered
            self._refuse_registered()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_registered(self):
        self._refuse_registered()

    def _refuse_registered(self):
        # whoever may not read the fines may not make them vanish either
        late = self.sudo().filtered("lateness_ids")[:1]
        if late:
            raise UserError(
                self.env._(
                    "%s was late, and that is registered: it stays what it is.",
                    late.display_name,
                )
            )

    def _confirm(self):
        result = super()._confirm()
        self._register_lateness()
        self.activity_unlink(["mail.mail_activity_data_todo"])
        return result

    def _register_lateness(self):
        """Register report and complaint analysis that were not done when due (M8).

        Each is registered once; calling it again changes nothing.
        """
        now = fields.Datetime.now()
        values = []
        for report in self.filtered(lambda one: one.date_due and one.date_due <= now):
            done = {"report": report.date_confirmed}
            analysis = report.chapter_ids.filtered(lambda one: one.code == "m4")
            if analysis:
                done["complaint_analysis"] = analysis.date_words
            known = set(report.sudo().lateness_ids.mapped("kind"))
            values += [
                report._prepare_lateness(kind)
                for kind, moment in done.items()
                if kind not in known and (not moment or moment > report.date_due)
            ]
        # nobody enters lateness by hand, hence superuser
        return self.env["aftersales.report.lateness"].sudo().create(values)

    def _prepare_lateness(self, kind):
        """Values of one entry; the fine is the company's at that time."""
        company = self.sudo().company_ids.sorted("id")[:1]  # its setting only
        return {
            "report_id": self.id,
            "company_id": company.id,
            "kind": kind,
            "fine": company.aftersales_report_fine,
        }
