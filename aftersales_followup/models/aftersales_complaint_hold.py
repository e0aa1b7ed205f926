from odoo import api, fields, models
from odoo.exceptions import ValidationError


class AftersalesComplaintHold(models.Model):
    """A stretch in which the clock stands because we wait for the customer (C4)."""

    _name = "aftersales.complaint.hold"
    _description = "Complaint Hold"
    _order = "date_from desc, id desc"
    _rec_name = "reason"

    complaint_id = fields.Many2one(
        "aftersales.complaint", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="complaint_id.company_id", store=True)
    date_from = fields.Datetime(
        string="Since", required=True, default=fields.Datetime.now
    )
    date_to = fields.Datetime(string="Until")
    reason = fields.Char(required=True, help="What we are waiting for.")
    user_id = fields.Many2one(
        "res.users", readonly=True, default=lambda self: self.env.user
    )

    _one_open = models.UniqueIndex(
        "(complaint_id) WHERE date_to IS NULL",
        "This complaint is on hold already.",
    )

    @api.constrains("complaint_id", "date_from", "date_to")
    def _check_hold(self):
        now = fields.Datetime.now()
        for hold in self:
            if hold.complaint_id.is_closed:
                raise ValidationError(
                    self.env._(
                        "Complaint %s is closed: its clock stands for good.",
                        hold.complaint_id.name,
                    )
                )
            ends = hold.date_to or hold.date_from
            if ends < hold.date_from or max(ends, hold.date_from) > now:
                raise ValidationError(
                    self.env._("A hold ends after it begins, and not in the future.")
                )
            if hold.date_from < hold.complaint_id.date_received:
                raise ValidationError(
                    self.env._("A hold cannot begin before the complaint was received.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Stop the clock, and say so in the complaint's history."""
        holds = super().create(vals_list)
        holds.complaint_id.check_access("write")
        for hold in holds:
            hold.complaint_id._message_log(
                body=self.env._("Waiting for the customer: %s", hold.reason)
            )
        holds.complaint_id._sync_deadlines()
        return holds

    def write(self, vals):
        """Let the clock go on when a hold ends."""
        self.complaint_id.check_access("write")
        result = super().write(vals)
        self.complaint_id._sync_deadlines()
        return result

    def unlink(self):
        """Count the time after all."""
        complaints = self.complaint_id
        result = super().unlink()
        complaints._sync_deadlines()
        return result
