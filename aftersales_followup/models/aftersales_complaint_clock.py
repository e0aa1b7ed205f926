from odoo import api, fields, models
from odoo.fields import Domain

from .aftersales_complaint_deadline import KINDS

CLOCK_STATES = [
    ("late", "Late"),
    ("today", "Due today"),
    ("running", "In time"),
    ("hold", "On hold"),
    ("none", "Nothing due"),
]
# A change of one of these may start, stop or replace a clock.
CLOCK_FIELDS = {
    "cause_ids",
    "source",
    "severity",
    "company_id",
    "stage_id",
    "date_received",
    "date_contacted",
    "date_supervisor",
    "date_solution",
    "date_replied",
    "date_limit",
    "hold_ids",
}


class AftersalesComplaint(models.Model):
    """The clocks of a complaint (C4): one row per deadline, frozen on close."""

    _inherit = "aftersales.complaint"

    deadline_ids = fields.One2many("aftersales.complaint.deadline", "complaint_id")
    hold_ids = fields.One2many("aftersales.complaint.hold", "complaint_id")
    date_limit = fields.Datetime(
        string="Limit set by the manager",
        copy=False,
        tracking=True,
        help="For complaints whose limit is agreed case by case (sales service).",
    )
    on_hold = fields.Boolean(
        string="Waiting for the customer",
        compute="_compute_on_hold",
        store=True,
        tracking=True,
    )
    date_next_deadline = fields.Datetime(
        string="Next deadline", compute="_compute_next_deadline", store=True
    )
    next_deadline_kind = fields.Selection(
        KINDS,
        string="Next step due",
        compute="_compute_next_deadline",
        store=True,
    )
    clock_state = fields.Selection(
        CLOCK_STATES,
        string="State of the clock",
        compute="_compute_clock_state",
        search="_search_clock_state",
    )
    was_late = fields.Boolean(
        string="Was late",
        compute="_compute_was_late",
        help="A deadline was missed, whether met later or not.",
    )

    # The manager's morning list and the alarms: open complaints by their clock.
    _next_deadline_index = models.Index(
        "(date_next_deadline) WHERE date_next_deadline IS NOT NULL"
    )
    _store_deadline_index = models.Index(
        "(company_id, date_next_deadline) WHERE date_next_deadline IS NOT NULL"
    )

    @api.depends("hold_ids.date_to")
    def _compute_on_hold(self):
        for complaint in self:
            complaint.on_hold = any(not hold.date_to for hold in complaint.hold_ids)

    @api.depends("deadline_ids.date_alarm", "deadline_ids.is_open")
    def _compute_next_deadline(self):
        for complaint in self:
            running = complaint.deadline_ids.filtered(
                lambda row: row.is_open and row.date_alarm
            ).sorted("date_alarm")
            complaint.date_next_deadline = running[:1].date_alarm
            complaint.next_deadline_kind = running[:1].kind

    @api.depends("date_next_deadline", "on_hold")
    def _compute_clock_state(self):
        now = fields.Datetime.now()
        for complaint in self:
            due = complaint.date_next_deadline
            if due and due < now:
                complaint.clock_state = "late"
            elif due and due <= complaint.company_id._aftersales_day_end():
                complaint.clock_state = "today"
            elif due:
                complaint.clock_state = "running"
            else:
                complaint.clock_state = "hold" if complaint.on_hold else "none"

    @api.model
    def _search_clock_state(self, operator, value):
        """Late is a search on an indexed moment, no flag that a cron has to set."""
        if operator != "in":
            return NotImplemented
        now = fields.Datetime.now()
        end = self.env.company._aftersales_day_end()
        due = "date_next_deadline"
        conditions = {
            "late": Domain(due, "<", now),
            "today": Domain(due, ">=", now) & Domain(due, "<=", end),
            "running": Domain(due, ">", end),
            "hold": Domain(due, "=", False) & Domain("on_hold", "=", True),
            "none": Domain(due, "=", False) & Domain("on_hold", "=", False),
        }
        return Domain.OR(conditions[state] for state in value if state in conditions)

    @api.depends("deadline_ids.state")
    def _compute_was_late(self):
        for complaint in self:
            complaint.was_late = any(
                row.state in ("late", "met_late", "void_late")
                for row in complaint.deadline_ids
            )

    def _sync_deadlines_after(self, vals):
        """Bring the clocks up to date after a write that may concern them."""
        if CLOCK_FIELDS & vals.keys():
            self._sync_deadlines()

    def _sync_deadlines(self):
        """Create, move, meet or drop deadline rows as the complaint stands now.

        Idempotent: every row is computed from the moments of the complaint and its
        holds, never moved by an amount. Closed complaints keep what they have: a
        change of calendar or rules never rewrites the past.
        """
        for company, complaints in self.grouped("company_id").items():
            work = company._aftersales_work_time()
            # Handlers may write complaints, the clock rows are the system's.
            for complaint in complaints.sudo():
                if complaint.is_closed or not complaint.active:
                    complaint._open_rows()._freeze()
                else:
                    complaint._sync_own_deadlines(work)

    def _open_rows(self):
        return self.deadline_ids.filtered("is_open")

    def _sync_own_deadlines(self, work):
        """Bring the rows of one open complaint up to date."""
        rules = self.env["aftersales.complaint.deadline.rule"]._for_complaint(self)
        rows = {
            row.kind: row for row in self.deadline_ids if row.cycle == self.reopen_count
        }
        holds = [(hold.date_from, hold.date_to or None) for hold in self.hold_ids]
        for rule in rules:
            row = rows.pop(rule.kind, None)
            if not row:
                row = self.env["aftersales.complaint.deadline"].create(
                    {
                        "complaint_id": self.id,
                        "cycle": self.reopen_count,
                        **rule._prepare_deadline(),
                    }
                )
            elif not row.date_met:
                row.write(rule._prepare_deadline())
            row._tick(work, holds)
        for row in rows.values():
            if not row.date_met:
                row.unlink()

    def action_contacted(self):
        """Note that the customer has been contacted now."""
        return self._note_moment("date_contacted")

    def action_solution_told(self):
        """Note that the customer has been told the solution now."""
        return self._note_moment("date_solution")

    def action_replied(self):
        """Note that the customer has got the reply now (C1)."""
        return self._note_moment("date_replied")

    def _note_moment(self, name):
        self.filtered(lambda complaint: not complaint[name]).write(
            {name: fields.Datetime.now()}
        )
        return True

    def action_hold(self):
        """Open the form that stops the clock while we wait for the customer."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Wait for the customer"),
            "res_model": "aftersales.complaint.hold",
            "view_mode": "form",
            "target": "new",
            "context": {"default_complaint_id": self.id},
        }

    def action_resume(self):
        """Let the clock go on: the customer has answered."""
        running = self.hold_ids.filtered(lambda hold: not hold.date_to)
        running.write({"date_to": fields.Datetime.now()})
        return True
