from odoo import fields, models

from .aftersales_complaint import SEVERITIES, SOURCES


class AftersalesComplaintDeadlineSet(models.Model):
    """Which deadlines apply to which complaints (C4): by cause, source, severity.

    Sets are asked in their order. The first that fits and names a kind of deadline
    decides about it; what it does not name may come from a later set.
    """

    _name = "aftersales.complaint.deadline.set"
    _description = "Deadline Set"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", help="Empty: every store.", index="btree_not_null"
    )
    cause_ids = fields.Many2many(
        "aftersales.complaint.cause",
        "aftersales_complaint_deadline_set_cause_rel",
        "set_id",
        "cause_id",
        string="Causes",
        help="These and what is part of them. Empty: every cause.",
    )
    source = fields.Selection(
        [("direct", "Any but our own follow-up"), *SOURCES],
        help="Empty: every source.",
    )
    severity = fields.Selection(SEVERITIES, help="Empty: every severity.")
    rule_ids = fields.One2many(
        "aftersales.complaint.deadline.rule", "set_id", string="Deadlines", copy=True
    )

    def _fits(self, complaint):
        """Return whether this set applies to a complaint."""
        self.ensure_one()
        sources = {complaint.source}
        if complaint.source != "followup":
            sources.add("direct")
        if self.company_id and self.company_id != complaint.company_id:
            return False
        if self.source and self.source not in sources:
            return False
        if self.severity and self.severity != complaint.severity:
            return False
        if not self.cause_ids:
            return True
        above = {
            int(number)
            for cause in complaint.cause_ids
            for number in cause.parent_path.split("/")[:-1]
        }
        return bool(above & set(self.cause_ids.ids))
