from odoo import api, fields, models
from odoo.exceptions import UserError

# What a new round starts without: it has to be said and done again.
ROUND_FIELDS = {
    "date_contacted": False,
    "date_instruction": False,
    "date_issued": False,
    "date_signed": False,
    "date_supervisor": False,
    "date_solution": False,
    "date_handled": False,
    "date_replied": False,
    "date_confirmed": False,
    "date_revisit": False,
    "date_closed": False,
    "consent": "pending",
    "confirmation": False,
    "revisit_result": False,
    "final_evaluation": False,
    "final_word": False,
}


class AftersalesComplaintReopening(models.Model):
    """Why and when a complaint was opened again (C3, C7).

    A customer who is still unhappy starts a new round with clocks of its own. A
    complaint that was closed by mistake goes on as if it had never been closed.
    """

    _name = "aftersales.complaint.reopening"
    _description = "Complaint Reopening"
    _order = "date desc, id desc"
    _rec_name = "note"

    complaint_id = fields.Many2one(
        "aftersales.complaint", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="complaint_id.company_id", store=True)
    kind = fields.Selection(
        [
            ("unhappy", "The customer is still unhappy"),
            ("mistake", "Closed by mistake"),
        ],
        required=True,
        default="unhappy",
    )
    note = fields.Text(string="What the customer says", required=True)
    date = fields.Datetime(readonly=True, default=fields.Datetime.now)
    user_id = fields.Many2one(
        "res.users", readonly=True, default=lambda self: self.env.user
    )
    date_closed = fields.Datetime(string="Was closed on", readonly=True)

    @api.model_create_multi
    def create(self, vals_list):
        """Reopen the complaints with the record that says why.

        :raises AccessError: when the user may neither close nor instruct
        :raises UserError: when the complaint has not come to its end
        """
        reopenings = super().create(vals_list)
        for reopening in reopenings:
            complaint = reopening.complaint_id
            complaint._check_may_reopen()
            # The round is the system's to reset, the right was checked above.
            complaint = complaint.sudo()
            reopening.sudo().date_closed = complaint.date_closed
            if reopening.kind == "mistake":
                reopening._undo_close(complaint)
            else:
                reopening._start_round(complaint)
        return reopenings

    def write(self, vals):
        """A log of what happened is not rewritten."""
        if not self.env.su and vals.keys() - {"note"}:
            raise UserError(self.env._("Reopen the complaint again instead."))
        return super().write(vals)

    def _undo_close(self, complaint):
        """Take the close back: the clocks are where they would have been."""
        if not complaint.is_closed:
            raise UserError(self.env._("Complaint %s is not closed.", complaint.name))
        complaint._set_stage("revisit", {"date_closed": False})
        complaint._message_log(
            body=self.env._("Closed by mistake, opened again: %s", self.note)
        )

    def _start_round(self, complaint):
        """Start over with the department, the director knows at once (C7)."""
        complaint._set_stage(
            "verified",
            {
                **ROUND_FIELDS,
                "date_reopened": self.date,
                "reopen_count": complaint.reopen_count + 1,
            },
        )
        complaint._message_log(
            body=self.env._("Reopened, the customer is still unhappy: %s", self.note)
        )
        complaint._tell_reopened(self.note)
