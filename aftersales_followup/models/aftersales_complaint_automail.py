import base64
import datetime

from odoo import api, fields, models
from odoo.exceptions import UserError

KEPT = datetime.timedelta(days=365)


class AftersalesComplaintAutomail(models.Model):
    """An automatic mail to the complaints' address: set aside, never lost (C1).

    Absence notes, delivery reports and newsletters are no complaints. Machines do
    err, so each is kept whole, and one click makes the complaint that it was.
    """

    _name = "aftersales.complaint.automail"
    _description = "Automatic Mail"
    _order = "date desc, id desc"
    _rec_name = "subject"

    company_id = fields.Many2one("res.company", required=True, index=True)
    date = fields.Datetime(string="Came in", required=True)
    sender = fields.Char(string="Mail from")
    subject = fields.Char()
    words = fields.Text(string="Text")
    reason = fields.Selection(
        [
            ("auto_submitted", "Says that a machine sent it"),
            ("answerer", "Answered by a machine"),
            ("precedence", "Sent to many at once"),
            ("no_return", "Wants no answer (delivery report)"),
        ],
        string="Why set aside",
        required=True,
    )
    source = fields.Binary(string="The mail itself", attachment=True)
    complaint_id = fields.Many2one(
        "aftersales.complaint",
        index="btree_not_null",
        ondelete="set null",
    )

    def action_create_complaint(self):
        """Make the complaint after all, as if the mail had come in now.

        :return: the action that opens the complaint
        :raises UserError: when the mail can no longer be read
        """
        self.ensure_one()
        self.check_access("write")
        if not self.complaint_id:
            self.complaint_id = self._deliver()
        return {
            "type": "ir.actions.act_window",
            "res_model": "aftersales.complaint",
            "res_id": self.complaint_id.id,
            "views": [(False, "form")],
        }

    def _deliver(self):
        """Return the complaint that the gateway makes of the mail itself."""
        # sudo: mails come in as the system; the right to decide was checked.
        complaints = self.env["aftersales.complaint"].sudo()
        number = self.source and complaints.with_context(
            complaint_automatic_too=True
        ).message_process(
            complaints._name,
            base64.b64decode(self.source),
            custom_values={"company_id": self.company_id.id},
        )
        if not number:
            raise UserError(
                self.env._(
                    "The mail cannot be read again: enter the complaint by hand."
                )
            )
        return complaints.browse(number).sudo(False)

    @api.autovacuum
    def _gc_old(self):
        """A year later nobody asks for an absence note any more."""
        old = [("date", "<", fields.Datetime.now() - KEPT)]
        self.search(old, limit=1000).unlink()
