from odoo import api, fields, models
from odoo.fields import Domain

from ..tools import workclock

# What a deadline asks for, and the moment of the complaint that meets it.
KINDS = [
    ("contact", "First contact"),
    ("instruction", "Director's instruction"),
    ("supervisor", "Passed to the supervisor"),
    ("solution", "Solution told"),
    ("handled", "Handling finished"),
    ("reply", "Reply to the customer"),
    ("confirm", "Confirmation with the customer"),
]
MET_BY = {
    "contact": "date_contacted",
    "instruction": "date_instruction",
    "supervisor": "date_supervisor",
    "solution": "date_solution",
    "handled": "date_handled",
    "reply": "date_replied",
    "confirm": "date_confirmed",
}
CLOCKS = [
    (workclock.ELAPSED, "Hours, day and night"),
    (workclock.WORKING, "Working hours"),
    (workclock.DAY, "Days"),
    (workclock.WORKDAY, "Working days"),
    ("manual", "Set by the manager"),
]
START_EVENTS = [
    ("date_received", "Received"),
    ("date_contacted", "First contact"),
    ("date_verified", "Cause verified"),
    ("date_issued", "Issued"),
    ("date_handled", "Handled"),
]
STATES = [
    ("waiting", "Not started"),
    ("running", "In time"),
    ("late", "Late"),
    ("hold", "On hold"),
    ("met", "Met"),
    ("met_late", "Met late"),
    ("void", "Not needed"),
    ("void_late", "Never met"),
]


class AftersalesComplaintDeadline(models.Model):
    """One clock of a complaint (C4).

    Whether it is late is a comparison with now, so no cron has to say so:
    ``date_alarm`` is the moment to compare with, empty while nothing runs.
    """

    _name = "aftersales.complaint.deadline"
    _description = "Complaint Deadline"
    _order = "complaint_id, cycle, date_deadline, id"
    _rec_name = "kind"

    complaint_id = fields.Many2one(
        "aftersales.complaint", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="complaint_id.company_id", store=True)
    responsible_id = fields.Many2one(related="complaint_id.responsible_id")
    rule_id = fields.Many2one("aftersales.complaint.deadline.rule", ondelete="set null")
    cycle = fields.Integer(help="0 at first, one more for each reopening.")
    kind = fields.Selection(KINDS, string="What", required=True)
    clock = fields.Selection(CLOCKS, required=True)
    duration = fields.Float(help="Hours or days, as the clock counts.")
    start_event = fields.Selection(START_EVENTS, required=True)
    date_start = fields.Datetime(string="Clock started")
    date_deadline = fields.Datetime(string="Deadline")
    date_met = fields.Datetime(string="Met on")
    is_open = fields.Boolean(
        default=True, help="Neither met nor frozen with a closed complaint."
    )
    met_late = fields.Boolean(compute="_compute_met_late", store=True)
    date_alarm = fields.Datetime(help="Late from this moment; empty on hold.")
    date_warn = fields.Datetime(string="Warn from")
    state = fields.Selection(STATES, compute="_compute_state", search="_search_state")
    warning_ids = fields.One2many("aftersales.complaint.warning", "deadline_id")

    _one_per_kind = models.UniqueIndex(
        "(complaint_id, cycle, kind)",
        "This complaint has a deadline of this kind already.",
    )
    _alarm_index = models.Index(
        "(date_alarm) WHERE is_open IS TRUE AND date_alarm IS NOT NULL"
    )
    _warn_index = models.Index(
        "(date_warn) WHERE is_open IS TRUE AND date_warn IS NOT NULL"
    )

    @api.model
    def _kinds(self):
        """Return the kinds as the selection of another field."""
        return self._fields["kind"]._description_selection(self.env)

    @api.depends("kind")
    def _compute_display_name(self):
        kinds = dict(self._kinds())
        for row in self:
            row.display_name = kinds.get(row.kind, "")

    @api.depends("date_met", "date_deadline")
    def _compute_met_late(self):
        for row in self:
            row.met_late = bool(
                row.date_met and row.date_deadline and row.date_met > row.date_deadline
            )

    @api.depends("date_start", "met_late", "date_met", "is_open", "date_alarm")
    def _compute_state(self):
        now = fields.Datetime.now()
        for row in self:
            if row.date_met:
                row.state = "met_late" if row.met_late else "met"
            elif not row.is_open:
                row.state = "void_late" if row.date_alarm else "void"
            elif row.date_alarm:
                row.state = "late" if row.date_alarm < now else "running"
            elif row.date_start and row.clock != "manual":
                row.state = "hold"
            else:
                row.state = "waiting"

    @api.model
    def _search_state(self, operator, value):
        """Find the rows that are late, running… now, each by one condition."""
        if operator != "in":
            return NotImplemented
        now = fields.Datetime.now()
        is_open = Domain("is_open", "=", True)
        unmet = Domain("date_met", "=", False)
        standing = is_open & unmet & Domain("date_alarm", "=", False)
        manual = Domain("clock", "=", "manual") | Domain("date_start", "=", False)
        met = Domain("date_met", "!=", False)
        conditions = {
            "late": is_open & unmet & Domain("date_alarm", "<", now),
            "running": is_open & unmet & Domain("date_alarm", ">=", now),
            "hold": standing & ~manual,
            "waiting": standing & manual,
            "met": met & Domain("met_late", "=", False),
            "met_late": Domain("met_late", "=", True),
            "void": ~is_open & unmet & Domain("date_alarm", "=", False),
            "void_late": ~is_open & unmet & Domain("date_alarm", "!=", False),
        }
        return Domain.OR(conditions[state] for state in value if state in conditions)

    def _tick(self, work, holds):
        """Compute the row anew from the moments of its complaint (C4).

        A row that is met stays as it was when it was met.

        :param WorkTime work: the company's hours of work
        :param holds: (start, end) moments, end None while the hold lasts
        """
        self.ensure_one()
        complaint = self.complaint_id
        met = complaint[MET_BY[self.kind]]
        if met and met == self.date_met:
            return
        start = complaint[self.start_event]
        if self.cycle and start:
            # A new round starts its clocks with the reopening.
            start = max(start, complaint.date_reopened)
        due = False
        if self.clock == "manual":
            due = complaint.date_limit
        elif start:
            if met:
                holds = [(begin, end or max(begin, met)) for begin, end in holds]
            due = workclock.deadline(self.clock, start, self.duration, work, holds)
        self.write(
            {
                "date_start": start,
                "date_deadline": due,
                "date_met": met,
                "is_open": not met,
                "date_alarm": not met and due,
                "date_warn": not met
                and due
                and start
                and workclock.warn_at(start, max(start, due)),
            }
        )

    def _freeze(self):
        """Stop the rows of a closed complaint for good; what was late stays late."""
        now = fields.Datetime.now()
        for row in self:
            missed = row.date_alarm and row.date_alarm < now
            row.write(
                {
                    "is_open": False,
                    "date_alarm": missed and row.date_alarm,
                    "date_warn": False,
                }
            )
