from odoo import api, fields, models

from .aftersales_complaint_escalation import LADDER


class AftersalesComplaintAuthority(models.Model):
    """What a rung of the ladder may spend on one complaint (C12)."""

    _name = "aftersales.complaint.authority"
    _description = "Complaint Authority"
    _order = "company_id, max_cost"
    _rec_name = "level"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    level = fields.Selection(LADDER, string="Decided by", required=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    max_cost = fields.Monetary(
        string="Up to", help="Above it the next rung has to decide."
    )

    _one_per_level = models.UniqueIndex(
        "(company_id, level)", "This rung has its limit already."
    )

    @api.depends("level")
    def _compute_display_name(self):
        levels = dict(self._fields["level"]._description_selection(self.env))
        for authority in self:
            authority.display_name = levels.get(authority.level, "")

    _max_cost_positive = models.Constraint(
        "CHECK(max_cost >= 0)", "A limit is not negative."
    )
