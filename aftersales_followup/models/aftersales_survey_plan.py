from odoo import api, fields, models
from odoo.fields import Domain

METHODS = [
    ("phone", "Phone"),
    ("link", "Personal link"),
    ("paper", "Paper"),
    ("visit", "Personal visit"),
]
# Follow-ups of these channels count for a method.
CHANNELS_OF = {
    "phone": ("phone",),
    "link": ("sms", "email", "letter"),
    "visit": ("visit",),
}


class AftersalesSurveyPlan(models.Model):
    """What a department wants to ask in a period, and how far it has come (F24).

    It makes no follow-ups: programs, campaigns and paper batches do. It counts
    those that belong to it.
    """

    _name = "aftersales.survey.plan"
    _description = "Survey Plan"
    _inherit = ["mail.thread", "mail.activity.mixin", "aftersales.vehicle.filter"]
    _order = "date_from desc, id desc"

    name = fields.Char(required=True, tracking=True)
    company_id = fields.Many2one(
        "res.company",
        string="Store",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        domain="[('share', '=', False)]",
        default=lambda self: self.env.user,
        tracking=True,
    )
    date_from = fields.Date(
        string="From", required=True, default=fields.Date.context_today
    )
    date_to = fields.Date(string="To", required=True)
    purpose_id = fields.Many2one("aftersales.purpose", ondelete="restrict")
    content = fields.Text(help="What is asked, and what the result is for.")
    method = fields.Selection(METHODS, required=True, default="phone", tracking=True)
    target_count = fields.Integer(
        string="Answers planned", required=True, default=100, tracking=True
    )
    program_id = fields.Many2one(
        "aftersales.program",
        ondelete="restrict",
        help="Only its follow-ups count.",
    )
    campaign_id = fields.Many2one(
        "aftersales.campaign",
        ondelete="restrict",
        domain="[('company_id', '=', company_id)]",
        help="Only its invitations count.",
    )
    survey_id = fields.Many2one(
        "survey.survey",
        string="Questionnaire",
        domain="[('survey_type', '=', 'aftersales')]",
        ondelete="restrict",
        help="Only sheets with these questions count.",
    )
    state = fields.Selection(
        [
            ("draft", "Planned"),
            ("running", "Running"),
            ("done", "Worked off"),
            ("cancelled", "Called off"),
        ],
        required=True,
        default="draft",
        copy=False,
        tracking=True,
    )
    conclusion = fields.Text(help="What came of it, and what follows.")
    due_count = fields.Integer(
        string="To be asked",
        compute="_compute_progress",
        help="Follow-ups planned in the period, or sheets sent out.",
    )
    asked_count = fields.Integer(
        string="Asked",
        compute="_compute_progress",
        help="Called at least once, or sent.",
    )
    done_count = fields.Integer(
        string="Answered",
        compute="_compute_progress",
        help="Reached and answered, or come back.",
    )
    done_rate = fields.Float(
        string="Share done",
        compute="_compute_progress",
        help="Answered of those planned, as a share of 1.",
    )
    is_late = fields.Boolean(
        compute="_compute_progress", help="Over, and not as many as planned."
    )

    _dates_in_order = models.Constraint(
        "CHECK(date_to >= date_from)", "The period ends before it begins."
    )
    _target_positive = models.Constraint(
        "CHECK(target_count > 0)", "Plan at least one answer."
    )

    @api.depends(
        "date_from",
        "date_to",
        "method",
        "target_count",
        "program_id",
        "campaign_id",
        "survey_id",
        "purpose_id",
        "filter_domain",
        "company_id",
        "state",
    )
    def _compute_progress(self):
        """Count planned against done, one query a plan."""
        for plan in self:
            due, asked, done = (
                plan._paper_progress()
                if plan.method == "paper"
                else plan._followup_progress()
            )
            plan.due_count, plan.asked_count, plan.done_count = due, asked, done
            plan.done_rate = done / plan.target_count if plan.target_count else 0.0
            plan.is_late = bool(
                plan.state != "cancelled"
                and plan.date_to
                and plan.date_to < plan.company_id._aftersales_today()
                and done < plan.target_count
            )

    def _followup_progress(self):
        """Return how many are due, called and effective (as in the month's figures)."""
        if not (self.date_from and self.date_to):
            return 0, 0, 0
        # sudo: how many is no secret; marketing and agents do not see them all.
        rows = (
            self.env["aftersales.followup"]
            .sudo()
            ._read_group(
                self._followup_domain(), ["is_called", "is_effective"], ["__count"]
            )
        )
        return (
            sum(count for _called, _effective, count in rows),
            sum(count for called, _effective, count in rows if called),
            sum(count for _called, effective, count in rows if effective),
        )

    def _followup_domain(self):
        """Return the follow-ups that belong to the plan."""
        self.ensure_one()
        domain = (
            Domain("company_id", "=", self.company_id.id)
            & Domain("date_planned", ">=", self.date_from)
            & Domain("date_planned", "<=", self.date_to)
            & Domain("state", "not in", ("skipped", "cancelled"))
            & Domain("step_id.channel", "in", CHANNELS_OF[self.method])
        )
        for name in ("program_id", "survey_id", "purpose_id"):
            if self[name]:
                domain &= Domain(name, "=", self[name].id)
        if self.campaign_id:
            domain &= Domain(
                "res_model", "=", "aftersales.campaign.participant"
            ) & Domain("res_id", "in", self.sudo().campaign_id.participant_ids.ids)
        vehicles = self._vehicle_filter()
        if not vehicles.is_true():
            domain &= Domain("vehicle_id", "any", vehicles)
        return domain

    def _paper_progress(self):
        """Return how many sheets were sent (twice: all are asked) and came back."""
        if not (self.date_from and self.date_to):
            return 0, 0, 0
        domain = (
            Domain("company_id", "=", self.company_id.id)
            & Domain("state", "!=", "draft")
            & Domain("date_sent", ">=", self.date_from)
            & Domain("date_sent", "<=", self.date_to)
        )
        if self.survey_id:
            domain &= Domain("survey_id", "=", self.survey_id.id)
        # sudo: see above.
        [(sent, returned)] = (
            self.env["aftersales.paper.batch"]
            .sudo()
            ._read_group(domain, [], ["sent_count:sum", "returned_count:sum"])
        )
        return sent or 0, sent or 0, returned or 0

    def action_start(self):
        """The plan is being worked off."""
        self.check_access("write")
        self.filtered(lambda p: p.state in ("draft", "done")).state = "running"

    def action_done(self):
        """The plan is worked off."""
        self.check_access("write")
        self.filtered(lambda p: p.state == "running").state = "done"

    def action_cancel(self):
        """The plan is given up."""
        self.check_access("write")
        self.filtered(lambda p: p.state in ("draft", "running")).state = "cancelled"

    def action_view_counted(self):
        """Open the follow-ups or batches that count for the plan."""
        self.ensure_one()
        is_paper = self.method == "paper"
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_followup.aftersales_paper_batch_action"
            if is_paper
            else "aftersales_followup.aftersales_followup_action"
        )
        if is_paper:
            domain = [
                ("date_sent", ">=", self.date_from),
                ("date_sent", "<=", self.date_to),
                ("state", "!=", "draft"),
            ]
            if self.survey_id:
                domain.append(("survey_id", "=", self.survey_id.id))
        else:
            # By number: a car's fields are not everybody's to search by.
            found = (
                self.env["aftersales.followup"]
                .sudo()
                .search(self._followup_domain(), limit=10000)
            )
            domain = [("id", "in", found.ids)]
        return {**action, "domain": domain, "context": {}}
