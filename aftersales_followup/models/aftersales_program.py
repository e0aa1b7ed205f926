from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from .aftersales_anchor_date import SOURCE
from .aftersales_program_step import ASSIGNMENTS

DATE = "aftersales.anchor.date"


class AftersalesProgram(models.Model):
    """Who is contacted, when and why: a program is data (F)."""

    _name = "aftersales.program"
    _description = "Follow-up Program"
    _inherit = ["mail.thread", "aftersales.shipped"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True, tracking=True)
    code = fields.Char(copy=False)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True, tracking=True)
    purpose_id = fields.Many2one(
        "aftersales.purpose", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company",
        index=True,
        tracking=True,
        help="Empty: the program runs in every company.",
    )
    anchor = fields.Selection(
        selection="_selection_anchor",
        string="Hangs on",
        required=True,
        tracking=True,
        help="Which record, and which of its dates, the steps count from.",
    )
    date_source_id = fields.Many2one(
        "aftersales.date.source",
        string="Date",
        index="btree_not_null",
        tracking=True,
        help="Which date: an administrator makes further ones known.",
    )
    anchor_model = fields.Char(compute="_compute_anchor_model")
    filter_domain = fields.Char(
        string="Filter",
        default="[]",
        tracking=True,
        help="Only the records that match are followed up.",
    )
    step_ids = fields.One2many("aftersales.program.step", "program_id", copy=True)
    sampling_ids = fields.One2many(
        "aftersales.program.sampling", "program_id", copy=True
    )
    default_sampling_rate = fields.Float(
        string="Sampling without category (%)",
        default=100.0,
        help="For customers who have no category.",
    )
    sampling_seed = fields.Char(
        default="aftersales",
        help="Another seed is another draw. Keep it, so that anyone can compute "
        "again who was drawn.",
    )
    assignment = fields.Selection(ASSIGNMENTS, default="team", required=True)
    user_id = fields.Many2one(
        "res.users",
        string="Person",
        domain="[('share', '=', False)]",
        help="Who makes the follow-ups of this program.",
    )
    team_id = fields.Many2one(
        "aftersales.team",
        help="Empty: the first team of the company. It also takes what the chosen "
        "person or adviser cannot.",
    )
    priority = fields.Selection(
        [("0", "Normal"), ("1", "High"), ("2", "Very high"), ("3", "Urgent")],
        default="0",
        required=True,
        help="Of two contacts in one week, the one with the higher priority is made.",
    )
    expiry_days = fields.Integer(
        default=15,
        help="Days after the due day at which an unfinished follow-up is missed (F15).",
    )
    unreachable_days = fields.Integer(
        default=3,
        help="After attempts on this many different days that reached nobody, the "
        "service adviser is asked to find out (F12).",
    )
    look_back_days = fields.Integer(
        default=14,
        help="Due days this far back are still made up for, when the server was "
        "off or a record came late.",
    )
    start_date = fields.Date(
        string="Runs from",
        required=True,
        default=fields.Date.context_today,
        help="Nothing that was due before this day is followed up. Set to the day when "
        "the program is switched on.",
    )
    failure_ids = fields.One2many("aftersales.program.failure", "program_id")
    failure_count = fields.Integer(compute="_compute_failure_count")

    _days_positive = models.Constraint(
        "CHECK(expiry_days >= 0 AND look_back_days >= 0 AND unreachable_days > 0)",
        "Days cannot be negative, and unreachable takes at least one day.",
    )
    _sampling_rate_range = models.Constraint(
        "CHECK(default_sampling_rate >= 0 AND default_sampling_rate <= 100)",
        "The sampling rate is a percentage between 0 and 100.",
    )

    @api.model
    def _selection_anchor(self):
        labels = {
            name: self.env[name]._anchor_label()
            for name in self.env.registry.descendants(["aftersales.anchor"], "_inherit")
        }
        return sorted(
            ((name, label) for name, label in labels.items() if label),
            key=lambda choice: choice[1],
        )

    @api.depends("anchor", "date_source_id")
    def _compute_anchor_model(self):
        for program in self:
            needs_source = program.anchor == DATE and not program.date_source_id
            program.anchor_model = (
                program.anchor
                and not needs_source
                and program._provider()._filtered_model()
            )

    @api.depends("failure_ids")
    def _compute_failure_count(self):
        counts = dict(
            self.env["aftersales.program.failure"]._read_group(
                [("program_id", "in", self.ids)], ["program_id"], ["__count"]
            )
        )
        for program in self:
            program.failure_count = counts.get(program, 0)

    @api.constrains("filter_domain", "anchor", "date_source_id")
    def _check_filter_domain(self):
        for program in self:
            program._filter()

    @api.constrains("anchor", "date_source_id")
    def _check_time_of_day(self):
        self.step_ids._check_time_of_day()

    @api.constrains("assignment", "user_id")
    def _check_person(self):
        for program in self:
            if program.assignment == "person" and not program.user_id:
                raise ValidationError(
                    self.env._(
                        "Choose the person who makes the follow-ups of “%s”.",
                        program.name,
                    )
                )

    @api.constrains("company_id", "team_id")
    def _check_team_company(self):
        for program in self:
            team_company = program.team_id.company_id
            if team_company and program.company_id != team_company:
                raise ValidationError(
                    self.env._(
                        "The team “%(team)s” belongs to %(company)s: choose that "
                        "company for the program, or leave the team empty.",
                        team=program.team_id.name,
                        company=team_company.name,
                    )
                )

    def write(self, vals):
        """A program that is switched on does not call for the time it was off."""
        if vals.get("active") and "start_date" not in vals:
            off = self.filtered(lambda program: not program.active)
            super(AftersalesProgram, off).write(
                {"start_date": fields.Date.context_today(self)}
            )
        return super().write(vals)

    def _provider(self):
        """Return the provider of the program's anchors."""
        self.ensure_one()
        if self.anchor == DATE:
            source = {SOURCE: self.date_source_id.id}
            return self.env[self.anchor].with_context(**source)
        return self.env[self.anchor]

    def _filter(self):
        """Return the program's filter as a checked Domain.

        :raises ValidationError: when it cannot be read or names a field that the
            provider does not offer
        """
        self.ensure_one()
        provider = self._provider()
        try:
            domain = Domain(literal_eval(self.filter_domain or "[]"))
            provider._check_filter(domain)
            domain.validate(self.env[provider._filtered_model()])
        except (ValueError, TypeError, SyntaxError) as error:
            raise ValidationError(
                self.env._(
                    "The filter of “%(name)s” cannot be read: %(error)s",
                    name=self.name,
                    error=error,
                )
            ) from error
        return domain

    def _companies(self):
        """Return the companies that the program runs in."""
        self.ensure_one()
        return self.company_id or self.env["res.company"].search([])

    def _sampling_rate(self, category):
        """Return the percentage to draw among the customers of a category (F10)."""
        self.ensure_one()
        own = self.sampling_ids.filtered(lambda line: line.category_id == category)
        if own:
            return own.rate
        return category.sampling_rate if category else self.default_sampling_rate

    def _team(self, company):
        """Return the team that shares the program's follow-ups in a company."""
        self.ensure_one()
        return self.team_id or self.env["aftersales.team"].search(
            [("company_id", "=", company.id)], limit=1
        )

    def action_view_followups(self):
        """Open the follow-ups that the program has made."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_followup.aftersales_followup_action"
        )
        return {**action, "domain": [("program_id", "=", self.id)], "context": {}}
