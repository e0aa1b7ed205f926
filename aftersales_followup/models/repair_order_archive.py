import datetime

from odoo import api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ..tools import localtime

CHUNK = 200
# Jobs of long ago, as an import brings them, are no reception of today.
RECENT = datetime.timedelta(days=14)


class RepairOrder(models.Model):
    """A reception starts the time in which the customer's file is completed (A1)."""

    _inherit = "repair.order"

    archive_date = fields.Date(
        string="File complete by",
        readonly=True,
        copy=False,
        help="On this day the files of customer and car are looked through; what is "
        "missing becomes an activity.",
    )

    # A night looks at what is due, not at all orders.
    _archive_index = models.Index(
        "(company_id, archive_date) WHERE archive_date IS NOT NULL"
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            closed = vals.get("state") == "done" and vals.get("date_closed")
            moment = vals.get("date_received") or closed
            if moment and "archive_date" not in vals:
                company = self.env["res.company"].browse(
                    vals.get("company_id") or self.env.company.id
                )
                vals["archive_date"] = self._archive_day(company, moment)
        return super().create(vals_list)

    def write(self, vals):
        result = super().write(vals)
        if vals.get("date_received"):
            self._schedule_archive_check()
        return result

    def _settle(self):
        """A car that was never received by a click was received all the same."""
        result = super()._settle()
        self.filtered(
            lambda repair: not repair.date_received and not repair.archive_date
        )._schedule_archive_check()
        return result

    def _schedule_archive_check(self):
        for company, repairs in self.grouped("company_id").items():
            for repair in repairs:
                moment = repair.date_received or repair.date_closed
                day = self._archive_day(company, moment)
                if repair.archive_date != day:
                    repair.archive_date = day

    @api.model
    def _archive_day(self, company, moment):
        """Return when a reception's files are looked through; False when too long ago.

        :param moment: UTC datetime (or its string) of the reception
        """
        moment = fields.Datetime.to_datetime(moment)
        if fields.Datetime.now() - moment > RECENT:
            return False
        day = localtime.local_date(moment, company._aftersales_tz())
        return day + datetime.timedelta(days=company.archive_days)

    @api.model
    def _cron_check_archives(self):
        """Look through the files whose time is over, in committed chunks (A1)."""
        for company in self.env["res.company"].search([]):
            if not self.with_company(company)._check_due_archives(company):
                # Odoo comes back at once for what is left.
                return
        self.env["ir.cron"]._commit_progress(remaining=0)

    def _check_due_archives(self, company):
        """Return whether there was time for all orders of a company."""
        seen = 0
        while chunk := self.search(
            [
                ("company_id", "=", company.id),
                ("archive_date", "<=", company._aftersales_today()),
                ("id", ">", seen),
            ],
            order="id",
            limit=CHUNK,
        ):
            try:
                mine = chunk.try_lock_for_update(allow_referencing=True)
                mine._check_archives()
                has_time = self.env["ir.cron"]._commit_progress(len(mine), remaining=1)
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                # An order of this chunk was changed since it was read: read it again.
                self.env.cr.rollback()
                continue
            seen = chunk[-1].id
            if not has_time:
                return False
        return True

    def _check_archives(self):
        """Ask for what is missing in the files of these orders' customers and cars."""
        for field in ("partner_id", "vehicle_id"):
            user_of = {
                repair[field].id: repair._archive_user() for repair in self.sorted("id")
            }
            self[field]._remind_archive(user_of)
        self.write({"archive_date": False})

    def _archive_user(self):
        """Return who completes the files: who received the car, else the team."""
        team = self.env["aftersales.team"].search(
            [("company_id", "=", self.company_id.id)], limit=1
        )
        people = (self.advisor_id, self.user_id, team.leader_id)
        return next(
            (user for user in people if user.active and not user._is_superuser()),
            self.env["res.users"],
        )
