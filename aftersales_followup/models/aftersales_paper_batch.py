import datetime

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .aftersales_complaint_cause import FUNCTIONS

ALARM = "aftersales_followup.mail_activity_type_paper_return"
# How long customers keep a sheet when nobody says otherwise.
USUAL_TIME = datetime.timedelta(days=14)
# More than this is a typing error, not a batch.
MOST_SHEETS = 500
# What stands on the paper that is out.
PRINTED_FIELDS = {"survey_id", "company_id", "name"}


class AftersalesPaperBatch(models.Model):
    """Paper questionnaires that go out and come back by department (F18).

    Each sheet has a number. What comes back is entered sheet by sheet
    (``_entry``); its answers count for the batch, and for the month where they
    belong to a customer's follow-up.
    """

    _name = "aftersales.paper.batch"
    _description = "Paper Questionnaires"
    _inherit = ["aftersales.numbered", "mail.thread", "mail.activity.mixin"]
    _order = "date_sent desc, id desc"
    _check_company_auto = True

    survey_id = fields.Many2one(
        "survey.survey",
        string="Questionnaire",
        required=True,
        domain="[('survey_type', '=', 'aftersales')]",
        ondelete="restrict",
        tracking=True,
    )
    function = fields.Selection(
        FUNCTIONS,
        string="Department",
        required=True,
        default="front_desk",
        help="Who hands the sheets out and collects them.",
    )
    company_id = fields.Many2one(
        "res.company",
        string="Store",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    user_id = fields.Many2one(
        "res.users",
        string="Looked after by",
        domain="[('share', '=', False)]",
        default=lambda self: self.env.user,
    )
    state = fields.Selection(
        [("draft", "To send"), ("sent", "Out"), ("closed", "Closed")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
    )
    date_sent = fields.Date(string="Handed out on", copy=False)
    date_due = fields.Date(
        string="Back by", copy=False, help="Empty: 14 days after they were sent."
    )
    sent_count = fields.Integer(string="Sheets sent", default=50, tracking=True)
    sheet_ids = fields.One2many("aftersales.paper.sheet", "batch_id")
    returned_count = fields.Integer(
        string="Sheets back", compute="_compute_returned", store=True
    )
    return_rate = fields.Float(
        compute="_compute_returned", store=True, aggregator="avg", help="0–100"
    )
    date_alarm = fields.Date(
        string="Reported on",
        readonly=True,
        copy=False,
        help="The day on which too few sheets were back.",
    )
    average_score = fields.Float(
        string="Score", compute="_compute_result", help="Mean of the sheets, 0–100."
    )
    scored_count = fields.Integer(string="Sheets scored", compute="_compute_result")
    low_count = fields.Integer(
        string="Dissatisfied sheets",
        compute="_compute_result",
        help="Sheets with at least one dissatisfied answer (Q5).",
    )
    note = fields.Text()

    _name_unique = models.UniqueIndex(
        "(company_id, name) WHERE name <> '/'", "Each batch has a number of its own."
    )
    _count_range = models.Constraint(
        f"CHECK(sent_count >= 1 AND sent_count <= {MOST_SHEETS})",
        f"A batch has 1 to {MOST_SHEETS} sheets.",
    )
    _dates_in_order = models.Constraint(
        "CHECK(date_due IS NULL OR date_sent IS NULL OR date_due >= date_sent)",
        "The sheets cannot be due back before they are sent.",
    )
    _alarm_index = models.Index(
        "(company_id, date_due) WHERE state = 'sent' AND date_alarm IS NULL"
    )

    @api.depends("sent_count", "sheet_ids")
    def _compute_returned(self):
        counts = dict(
            self.env["aftersales.paper.sheet"]._read_group(
                [("batch_id", "in", self.ids)], ["batch_id"], ["__count"]
            )
        )
        for batch in self:
            batch.returned_count = counts.get(batch._origin, 0)
            batch.return_rate = (
                100.0 * batch.returned_count / batch.sent_count
                if batch.sent_count
                else 0.0
            )

    @api.depends("sheet_ids.score", "sheet_ids.low_answer_count")
    def _compute_result(self):
        Sheet = self.env["aftersales.paper.sheet"]
        own = Domain("batch_id", "in", self.ids)
        scores = {
            batch: (count, mean)
            for batch, count, mean in Sheet._read_group(
                own & Domain("has_score", "=", True),
                ["batch_id"],
                ["__count", "score:avg"],
            )
        }
        lows = dict(
            Sheet._read_group(
                own & Domain("low_answer_count", ">", 0), ["batch_id"], ["__count"]
            )
        )
        for batch in self:
            count, mean = scores.get(batch._origin, (0, 0.0))
            batch.scored_count = count
            batch.average_score = mean or 0.0
            batch.low_count = lows.get(batch._origin, 0)

    def write(self, vals):
        """Keep what stands on the paper that is out.

        :raises UserError: naming the first batch that is out already
        """
        if vals.keys() & PRINTED_FIELDS:
            out = self.filtered(lambda batch: batch.state != "draft")
            if out:
                raise UserError(
                    self.env._("The sheets of %s are out already.", out[0].name)
                )
        result = super().write(vals)
        if "sent_count" in vals:
            self._check_numbers()
        return result

    def _check_numbers(self):
        for batch in self:
            if any(sheet.number > batch.sent_count for sheet in batch.sheet_ids):
                raise UserError(
                    self.env._(
                        "Sheets with higher numbers of %s have come back already.",
                        batch.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        out = self.filtered(lambda batch: batch.state != "draft")
        if out:
            raise UserError(
                self.env._("The sheets of %s are out already.", out[0].name)
            )

    def action_send(self):
        """Enter that the sheets have gone out."""
        self.check_access("write")
        for batch in self.filtered(lambda b: b.state == "draft"):
            sent = batch.date_sent or batch.company_id._aftersales_today()
            batch.write(
                {
                    "state": "sent",
                    "date_sent": sent,
                    "date_due": batch.date_due or sent + USUAL_TIME,
                }
            )

    def action_close(self):
        """No more sheets are expected: what is entered stays as it is."""
        self.check_access("write")
        self.filtered(lambda batch: batch.state == "sent").write({"state": "closed"})
        # sudo: the activity may be a colleague's.
        self.sudo().activity_unlink([ALARM])

    def action_reopen(self):
        """Sheets have come late: enter them too."""
        self.check_access("write")
        self.filtered(lambda batch: batch.state == "closed").write({"state": "sent"})

    def action_view_sheets(self):
        """Open the sheets that came back."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_followup.aftersales_paper_sheet_action"
        )
        return {
            **action,
            "domain": [("batch_id", "=", self.id)],
            "context": {"create": False},
        }

    @api.model
    def _cron_alarm(self):
        """Report batches of which too few came back, each once (F18)."""
        for company in self.env["res.company"].search([]):
            today = company._aftersales_today()
            late = self.search(
                [
                    ("company_id", "=", company.id),
                    ("state", "=", "sent"),
                    ("date_alarm", "=", False),
                    ("date_due", "<", today),
                    ("return_rate", "<", company.paper_return_threshold),
                ]
            )
            for batch in late:
                batch._report_return_rate(today)
            self.env["ir.cron"]._commit_progress(len(late))

    def _report_return_rate(self, today):
        self.date_alarm = today
        for manager in self.company_id._aftersales_users("group_care_manager"):
            spoken = self.with_context(lang=manager.lang)
            spoken.activity_schedule(
                ALARM,
                user_id=manager.id,
                summary=spoken.env._(
                    "%(number)s: %(returned)s of %(sent)s sheets came back",
                    number=self.name,
                    returned=self.returned_count,
                    sent=self.sent_count,
                ),
            )
