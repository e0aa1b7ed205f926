import pytz

from odoo import fields, models, tools

from ..tools import localtime
from ..tools.rehearsal import REHEARSAL


class ResCompany(models.Model):
    """A store: its hotline, and its own "today"."""

    _inherit = "res.company"

    hotline = fields.Char(
        help="Shown on the call screen, in messages and on forms (F23)."
    )

    contact_cap_days = fields.Integer(
        string="Days between contacts",
        default=7,
        help="At most one proactive contact with a customer in so many days, over "
        "all programs; 0 for no limit (F14).",
    )

    archive_days = fields.Integer(
        string="Days to complete a file",
        default=2,
        help="So many days after reception, what is missing in the file of customer "
        "and car becomes an activity (A1).",
    )

    _archive_days_positive = models.Constraint(
        "CHECK(archive_days >= 0)", "The days to complete a file cannot be negative."
    )
    visit_hours = fields.Integer(
        string="Hours to send somebody",
        default=12,
        help="When a customer asks us to come, somebody is on the way within so many "
        "hours (F28).",
    )

    _visit_hours_positive = models.Constraint(
        "CHECK(visit_hours > 0)", "It takes at least an hour to send somebody."
    )
    _contact_cap_days_positive = models.Constraint(
        "CHECK(contact_cap_days >= 0)", "The days between contacts cannot be negative."
    )

    def write(self, vals):
        result = super().write(vals)
        if "resource_calendar_id" in vals:
            self.env.registry.clear_cache()
        return result

    @tools.ormcache("self.id")
    def _aftersales_tz_name(self):
        """Return the zone of the store's calendar, which each request asks for."""
        # sudo: a day is the store's day, whoever asks.
        return self.sudo().resource_calendar_id.tz

    def _aftersales_tz(self):
        """Return the store's time zone: its working calendar's, else UTC."""
        name = self._aftersales_tz_name()
        return pytz.timezone(name) if name in pytz.all_timezones_set else pytz.utc

    def _aftersales_today(self):
        """Return the local day of the store; of a preview, the day it is for."""
        if rehearsal := self.env.context.get(REHEARSAL):
            return rehearsal.day
        return localtime.local_date(fields.Datetime.now(), self._aftersales_tz())
