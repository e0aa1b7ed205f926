from odoo import fields, models

from .aftersales_complaint_escalation import LADDER, RUNGS


class AftersalesComplaint(models.Model):
    """The ladder (C11): who decides, and up to which cost (C12)."""

    _inherit = "aftersales.complaint"

    escalation_level = fields.Selection(
        LADDER,
        string="Decided by",
        default="handler",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    escalation_ids = fields.One2many("aftersales.complaint.escalation", "complaint_id")

    def action_escalate(self):
        """Open the form that takes the complaint one step up, with the reason."""
        self.ensure_one()
        following = RUNGS[RUNGS.index(self.escalation_level) + 1 :]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Escalate"),
            "res_model": "aftersales.complaint.escalation",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_complaint_id": self.id,
                "default_level": following[0] if following else False,
            },
        }

    def _is_cost_within_authority(self):
        """Return whether the rung that decides may spend the cost (C12)."""
        # Limits are the manager's to see, everybody's to keep.
        limits = (
            self.env["aftersales.complaint.authority"]
            .sudo()
            .search([("company_id", "=", self.company_id.id)])
        )
        upwards = RUNGS[RUNGS.index(self.escalation_level) :]
        # A rung without a line may not spend more than the next one above it.
        limit = min(
            (limit for limit in limits if limit.level in upwards),
            key=lambda limit: upwards.index(limit.level),
            default=None,
        )
        return limit is None or self.cost <= limit.max_cost

    def _tell_escalated(self, escalation):
        """Tell the new rung; the manufacturer is told by the directors."""
        users = self._directors()
        if escalation.level == "manager":
            users = self.sudo().department_id.manager_id or self.responsible_id
        self._tell_once(
            f"ladder:{self.reopen_count}:{escalation.level}",
            users,
            lambda spoken: escalation.with_env(spoken.env)._summary(),
            escalation.reason,
        )
