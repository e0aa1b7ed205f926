from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.aftersales_followup.tools import localtime

from .aftersales_report_archive import CONFIRMING_GROUPS

# What a manager enters until it is decided; the rest are facts and buttons.
HAND_WRITTEN = {"user_id", "fine", "note"}


class AftersalesReportLateness(models.Model):
    """One report or complaint analysis that was late, with its fine (M8).

    Entered by the nightly run or by a late confirmation, never by hand. A manager
    says who answers for it, and confirms or waives the fine with a reason.
    """

    _name = "aftersales.report.lateness"
    _description = "Late Report"
    _inherit = ["mail.thread"]
    _order = "date_due desc, id desc"
    _rec_name = "report_id"

    report_id = fields.Many2one(
        "aftersales.report",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    kind = fields.Selection(
        [("report", "Monthly report"), ("complaint_analysis", "Complaint analysis")],
        string="What",
        required=True,
        readonly=True,
    )
    date_due = fields.Datetime(
        related="report_id.date_due", store=True, string="Due on"
    )
    date_done = fields.Datetime(string="Done", compute="_compute_date_done")
    user_id = fields.Many2one(
        "res.users", string="Answers for it", domain="[('share', '=', False)]"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    fine = fields.Monetary(tracking=True)
    state = fields.Selection(
        [("open", "To decide"), ("confirmed", "Confirmed"), ("waived", "Waived")],
        default="open",
        required=True,
        readonly=True,
        tracking=True,
    )
    note = fields.Char(string="Reason", tracking=True)

    _once = models.UniqueIndex(
        "(report_id, kind)", "This lateness is registered already."
    )

    _fine_not_negative = models.Constraint(
        "CHECK(fine >= 0)", "A fine cannot be negative."
    )

    def write(self, vals):
        """Refuse to write what is a fact, and whatever was decided."""
        names = {
            name for name in vals if not name.startswith(("message_", "activity_"))
        }
        if names and not self.env.su:  # the decision writes as superuser
            if names - HAND_WRITTEN:
                raise UserError(
                    self.env._("Lateness is decided with its buttons, not by writing.")
                )
            self._refuse_decided()
        return super().write(vals)

    def _refuse_decided(self):
        if any(entry.state != "open" for entry in self):
            raise UserError(self.env._("This was decided already."))

    @api.depends("report_id.date_confirmed", "report_id.chapter_ids.date_words")
    def _compute_date_done(self):
        for entry in self:
            if entry.kind == "report":
                entry.date_done = entry.report_id.date_confirmed
                continue
            chapters = entry.report_id.chapter_ids
            analysis = chapters.filtered(lambda one: one.code == "m4")
            entry.date_done = analysis[:1].date_words

    def action_confirm(self):
        """Confirm the fine.

        :raise AccessError: unless the user is customer-care manager or director, and
            not the one who answers for it
        :raise UserError: when it was waived
        """
        self._decide("confirmed")

    def action_waive(self):
        """Waive the fine.

        :raise AccessError: unless the user is customer-care manager or director, and
            not the one who answers for it
        :raise UserError: without a reason, or when it was confirmed
        """
        if not all(entry.note for entry in self):
            raise UserError(self.env._("Write down why it is waived."))
        self._decide("waived")

    def _decide(self, state):
        user = self.env.user
        is_manager = any(user.has_group(group) for group in CONFIRMING_GROUPS)
        if not is_manager or user in self.user_id:
            raise AccessError(
                self.env._(
                    "Only the customer-care manager or a director decides this, and "
                    "nobody about the own person."
                )
            )
        self.check_access("write")
        decided = self.filtered(lambda entry: entry.state != state)
        decided._refuse_decided()
        # the rights were checked here; nobody writes the state by hand
        decided.sudo().write({"state": state})
        if state == "confirmed":
            decided._register_incidents()

    def _register_incidents(self):
        """Put what was confirmed among the incidents of who answers for it (P2)."""
        # sudo: it was decided here, nobody enters a decided incident by hand.
        self.env["aftersales.incident"].sudo().create(
            [
                {
                    "company_id": entry.company_id.id,
                    "person_id": entry.user_id.id,
                    "kind": "late_report",
                    "date": localtime.local_date(
                        entry.date_due, entry.company_id._aftersales_tz()
                    ),
                    "evidence": entry.report_id.display_name,
                    "amount": entry.fine,
                    "state": "confirmed",
                    "decided_by_id": self.env.uid,
                    "date_decided": fields.Datetime.now(),
                    "decision_note": entry.note,
                }
                for entry in self
                if entry.user_id
            ]
        )
