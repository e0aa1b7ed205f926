from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools import localtime


class AftersalesComplaint(models.Model):
    """The times of a complaint's steps (C6), and the days that figures count by."""

    _inherit = "aftersales.complaint"

    date_received = fields.Datetime(
        string="Received",
        required=True,
        default=fields.Datetime.now,
        index=True,
        copy=False,
    )
    date_contacted = fields.Datetime(string="First contact", copy=False, tracking=True)
    date_verified = fields.Datetime(string="Cause verified", readonly=True, copy=False)
    date_instruction = fields.Datetime(
        string="Instruction given", readonly=True, copy=False
    )
    date_issued = fields.Datetime(string="Issued", readonly=True, copy=False)
    date_signed = fields.Datetime(string="Signed for", readonly=True, copy=False)
    date_supervisor = fields.Datetime(string="Passed to supervisor", copy=False)
    date_solution = fields.Datetime(string="Solution told", copy=False, tracking=True)
    date_handled = fields.Datetime(string="Handled", readonly=True, copy=False)
    date_replied = fields.Datetime(string="Reply given", copy=False, tracking=True)
    date_confirmed = fields.Datetime(
        string="Confirmed with customer", readonly=True, copy=False
    )
    date_revisit = fields.Datetime(string="Re-visited", copy=False)
    date_closed = fields.Datetime(string="Closed on", readonly=True, copy=False)
    date_reopened = fields.Datetime(string="Reopened on", readonly=True, copy=False)
    reopen_count = fields.Integer(
        string="Times reopened", readonly=True, copy=False, aggregator="sum"
    )
    day_received = fields.Date(
        string="Day received",
        compute="_compute_day_received",
        store=True,
        index=True,
        help="In the company's time zone; none when it was joined to another one, "
        "so that no figure counts it twice.",
    )
    week_of_month = fields.Selection(
        [
            ("1", "Days 1–7"),
            ("2", "Days 8–14"),
            ("3", "Days 15–21"),
            ("4", "Days 22–end"),
        ],
        compute="_compute_day_received",
        store=True,
    )
    days_to_close = fields.Float(
        string="Days to close",
        compute="_compute_days_to_close",
        store=True,
        aggregator="avg",
        digits=(8, 1),
    )

    # The month's complaints of a store.
    _received_index = models.Index("(company_id, date_received)")

    @api.depends("date_received", "company_id", "active")
    def _compute_day_received(self):
        for complaint in self:
            day = complaint._counts() and localtime.local_date(
                complaint.date_received, complaint.company_id._aftersales_tz()
            )
            complaint.day_received = day
            complaint.week_of_month = day and str(min((day.day - 1) // 7, 3) + 1)

    def _counts(self):
        """Return whether this complaint counts in figures."""
        return bool(self.active and self.date_received)

    @api.depends("date_received", "date_closed")
    def _compute_days_to_close(self):
        for complaint in self:
            taken = complaint.date_closed and (
                complaint.date_closed - complaint.date_received
            )
            complaint.days_to_close = taken.total_seconds() / 86400 if taken else 0.0

    @api.constrains(
        "date_received",
        "date_contacted",
        "date_solution",
        "date_replied",
        "date_supervisor",
        "date_revisit",
    )
    def _check_moments(self):
        """A moment that lies ahead, or before the complaint, is a slip of the pen."""
        now = fields.Datetime.now()
        for complaint in self:
            for name in (
                "date_contacted",
                "date_solution",
                "date_replied",
                "date_supervisor",
                "date_revisit",
                "date_received",
            ):
                moment = complaint[name]
                if moment and (moment > now or moment < complaint.date_received):
                    raise ValidationError(
                        self.env._(
                            "“%(field)s” of complaint %(name)s must lie between the "
                            "moment it was received and now.",
                            field=self._fields[name].get_description(self.env)[
                                "string"
                            ],
                            name=complaint.name,
                        )
                    )
