import datetime

from odoo import fields, models

from ..tools import localtime, workclock


class ResCompany(models.Model):
    """The hours of work that complaint deadlines count (C4), and the public form."""

    _inherit = "res.company"

    complaint_form = fields.Boolean(
        string="Public complaint form",
        help="Anybody may write a complaint on a page of this server (C1).",
    )
    complaint_form_url = fields.Char(
        string="Address of the form", compute="_compute_complaint_form_url"
    )

    def _compute_complaint_form_url(self):
        for company in self:
            company.complaint_form_url = (
                f"{company.get_base_url()}/aftersales/complaint/{company.id}"
            )

    def _aftersales_work_time(self):
        """Return the company's hours of work.

        From the working calendar with its leaves, and the list of special days.
        Without a calendar, or with one that names no hours, every hour counts.

        :rtype: workclock.WorkTime
        """
        self.ensure_one()
        # Deadlines are the same whoever looks: the calendar is not the user's.
        calendar = self.sudo().resource_calendar_id
        lines = calendar.attendance_ids.filtered(
            lambda line: not line.display_type and line.day_period != "lunch"
        )
        weeks = []
        if calendar.two_weeks_calendar:
            weeks = [
                self._aftersales_week(
                    lines.filtered(lambda line, t=t: line.week_type == t)
                )
                for t in ("0", "1")
            ]
        elif lines:
            weeks = [self._aftersales_week(lines)]
        exceptions = self.env["aftersales.calendar.exception"].sudo()
        return workclock.WorkTime(
            self._aftersales_tz(),
            weeks,
            exceptions._hours_by_day(self, weeks[0] if weeks else {}),
            [
                (leave.date_from, leave.date_to)
                for leave in self._aftersales_leaves(calendar)
            ],
        )

    def _aftersales_week(self, lines):
        """Return {weekday: hours} of attendance lines."""
        week = {}
        for line in lines:
            week.setdefault(int(line.dayofweek), []).append(
                (line.hour_from, line.hour_to)
            )
        return week

    def _aftersales_leaves(self, calendar):
        """Return the days on which nobody of this company works."""
        return (
            self.env["resource.calendar.leaves"]
            .sudo()
            .search(
                [
                    ("resource_id", "=", False),
                    ("calendar_id", "in", (False, calendar.id)),
                    ("company_id", "in", (False, self.id)),
                ]
            )
        )

    def _aftersales_day_end(self):
        """Return the last second of today, as a moment."""
        self.ensure_one()
        tz = self._aftersales_tz()
        today = localtime.local_date(fields.Datetime.now(), tz)
        tomorrow = localtime.utc_moment(today + datetime.timedelta(days=1), 0, tz)
        return tomorrow - datetime.timedelta(seconds=1)
