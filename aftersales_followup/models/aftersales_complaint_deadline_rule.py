from odoo import api, fields, models

from .aftersales_complaint_deadline import CLOCKS, KINDS, START_EVENTS


class AftersalesComplaintDeadlineRule(models.Model):
    """One limit of a deadline set (C4): what, from when, how long, on which clock."""

    _name = "aftersales.complaint.deadline.rule"
    _description = "Deadline Rule"
    _order = "set_id, sequence, id"
    _rec_name = "kind"

    set_id = fields.Many2one(
        "aftersales.complaint.deadline.set",
        required=True,
        index=True,
        ondelete="cascade",
    )
    sequence = fields.Integer(default=10)
    kind = fields.Selection(KINDS, string="What", required=True)
    start_event = fields.Selection(
        START_EVENTS, string="Counted from", required=True, default="date_received"
    )
    duration = fields.Float(
        string="Within", help="Hours or days; 0 days is the same day."
    )
    clock = fields.Selection(CLOCKS, required=True, default="elapsed")

    @api.depends("kind")
    def _compute_display_name(self):
        kinds = dict(self.env["aftersales.complaint.deadline"]._kinds())
        for rule in self:
            rule.display_name = kinds.get(rule.kind, "")

    _limit_positive = models.Constraint(
        "CHECK(duration >= 0)", "A deadline cannot lie before its start."
    )
    _one_per_kind = models.UniqueIndex(
        "(set_id, kind)", "This set has a deadline of this kind already."
    )

    @api.model
    def _for_complaint(self, complaint):
        """Return the rules that apply to a complaint, one per kind."""
        rules = self.browse()
        for deadline_set in self.env["aftersales.complaint.deadline.set"].search([]):
            if deadline_set._fits(complaint):
                named = set(rules.mapped("kind"))
                rules |= deadline_set.rule_ids.filtered(
                    lambda rule, named=named: rule.kind not in named
                )
        return rules

    def _prepare_deadline(self):
        """Return the values a deadline row takes from this rule."""
        self.ensure_one()
        return {
            "rule_id": self.id,
            "kind": self.kind,
            "clock": self.clock,
            "duration": self.duration,
            "start_event": self.start_event,
        }
