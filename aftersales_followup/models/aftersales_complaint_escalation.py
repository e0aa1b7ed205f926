from odoo import api, fields, models
from odoo.exceptions import UserError

LADDER = [
    ("handler", "Handler"),
    ("manager", "Department manager"),
    ("director", "General manager"),
    ("manufacturer", "Manufacturer"),
]
RUNGS = [rung[0] for rung in LADDER]


class AftersalesComplaintEscalation(models.Model):
    """One step up the ladder, with time and reason (C11)."""

    _name = "aftersales.complaint.escalation"
    _description = "Complaint Escalation"
    _order = "date desc, id desc"
    _rec_name = "level"

    complaint_id = fields.Many2one(
        "aftersales.complaint", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="complaint_id.company_id", store=True)
    level = fields.Selection(
        [rung for rung in LADDER if rung[0] != "handler"],
        string="To",
        required=True,
    )
    reason = fields.Text(required=True)
    date = fields.Datetime(readonly=True, default=fields.Datetime.now)
    user_id = fields.Many2one(
        "res.users", string="By", readonly=True, default=lambda self: self.env.user
    )

    @api.depends("level")
    def _compute_display_name(self):
        levels = dict(self._fields["level"]._description_selection(self.env))
        for escalation in self:
            escalation.display_name = levels.get(escalation.level, "")

    @api.model_create_multi
    def create(self, vals_list):
        """Climb the ladder: the new rung is told and has an activity.

        :raises UserError: when the complaint is closed or stands there already
        """
        escalations = super().create(vals_list)
        for escalation in escalations:
            complaint = escalation.complaint_id
            complaint.check_access("write")
            if complaint.is_closed or (
                RUNGS.index(escalation.level) <= RUNGS.index(complaint.escalation_level)
            ):
                raise UserError(
                    self.env._(
                        "Complaint %s cannot be escalated to there: it is closed, or "
                        "has come as far already.",
                        complaint.name,
                    )
                )
            complaint._record({"escalation_level": escalation.level})
            complaint._tell_escalated(escalation)
        return escalations

    def _summary(self):
        """Return the line that the new rung is told."""
        if self.level == "manufacturer":
            return self.env._("Contact the manufacturer")
        return self.env._("Complaint escalated to you")
