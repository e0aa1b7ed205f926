from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.aftersales_followup.models.aftersales_followup import STATES
from odoo.addons.aftersales_followup.models.aftersales_satisfaction_scale import LEVELS

from .aftersales_figures import LOW_LEVELS, NOT_DUE_STATES, TOP_LEVEL


class AftersalesFollowupAnalysis(models.Model):
    """Follow-ups as facts, for pivot, graph and list (docs/figures.md, chapter 3)."""

    _name = "aftersales.followup.analysis"
    _description = "Follow-up Analysis"
    _auto = False
    _order = "date_planned desc, id desc"
    _rec_name = "followup_id"
    _depends = {
        "aftersales.followup": [
            "company_id",
            "purpose_id",
            "program_id",
            "step_id",
            "partner_id",
            "vehicle_id",
            "customer_category_id",
            "advisor_id",
            "sales_adviser_id",
            "user_id",
            "team_id",
            "outcome_id",
            "skip_reason_id",
            "state",
            "band_level",
            "date_planned",
            "date_deadline",
            "date_done",
            "is_called",
            "is_contact",
            "is_effective",
            "refused",
            "attempt_count",
            "has_score",
            "score",
        ],
    }

    followup_id = fields.Many2one("aftersales.followup", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    purpose_id = fields.Many2one("aftersales.purpose", readonly=True)
    program_id = fields.Many2one("aftersales.program", readonly=True)
    step_id = fields.Many2one("aftersales.program.step", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    vehicle_id = fields.Many2one("fleet.vehicle", string="Car", readonly=True)
    customer_category_id = fields.Many2one(
        "aftersales.customer.category", string="Customer category", readonly=True
    )
    advisor_id = fields.Many2one("res.users", string="Service advisor", readonly=True)
    sales_adviser_id = fields.Many2one(
        "res.users", string="Sales adviser", readonly=True
    )
    user_id = fields.Many2one("res.users", string="Agent", readonly=True)
    team_id = fields.Many2one("aftersales.team", readonly=True)
    outcome_id = fields.Many2one(
        "aftersales.followup.outcome", string="Last outcome", readonly=True
    )
    skip_reason_id = fields.Many2one(
        "aftersales.skip.reason", string="Not made because", readonly=True
    )
    state = fields.Selection(STATES, readonly=True)
    band_level = fields.Selection(LEVELS, string="Level", readonly=True)
    date_planned = fields.Date(string="Planned", readonly=True)
    due_count = fields.Integer(string="Due", readonly=True)
    called_count = fields.Integer(string="Called", readonly=True)
    effective_count = fields.Integer(string="Effective", readonly=True)
    unreachable_count = fields.Integer(string="Unreachable", readonly=True)
    refused_count = fields.Integer(string="Refused", readonly=True)
    top_count = fields.Integer(string="Delighted", readonly=True)
    low_count = fields.Integer(string="Disappointed", readonly=True)
    is_on_time = fields.Boolean(string="On time", readonly=True)
    is_called = fields.Boolean(string="Was called", readonly=True)
    is_effective = fields.Boolean(string="Is effective", readonly=True)
    attempt_count = fields.Integer(string="Attempts", readonly=True)
    has_score = fields.Boolean(readonly=True)
    score = fields.Float(readonly=True, aggregator="avg")

    def action_open_followup(self):
        """Open the follow-up of a line."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "aftersales.followup",
            "res_id": self.followup_id.id,
            "views": [(False, "form")],
        }

    @property
    def _table_query(self):
        figures = self.env["aftersales.figures"]
        companies = self.env["res.company"].sudo().search([])  # timezones only
        return SQL(
            """
            SELECT f.id, f.id AS followup_id, f.company_id, f.purpose_id, f.program_id,
                   f.step_id, f.partner_id, f.vehicle_id, f.customer_category_id,
                   f.advisor_id, f.sales_adviser_id, f.user_id, f.team_id, f.outcome_id,
                   f.skip_reason_id, f.state, f.band_level, f.date_planned, f.is_called,
                   f.is_effective, f.attempt_count, f.has_score,
                   CASE WHEN f.has_score THEN f.score END AS score,
                   d.due AS due_count,
                   CASE WHEN f.is_called THEN d.due ELSE 0 END AS called_count,
                   CASE WHEN f.is_effective THEN d.due ELSE 0 END AS effective_count,
                   CASE WHEN f.is_called AND f.is_contact IS NOT TRUE
                        THEN d.due ELSE 0 END AS unreachable_count,
                   CASE WHEN f.is_called AND f.refused
                        THEN d.due ELSE 0 END AS refused_count,
                   CASE WHEN f.is_effective AND f.band_level = %(top)s
                        THEN d.due ELSE 0 END AS top_count,
                   CASE WHEN f.is_effective AND f.band_level IN %(low)s
                        THEN d.due ELSE 0 END AS low_count,
                   %(on_time)s AS is_on_time
            FROM aftersales_followup f
            JOIN %(zones)s AS tz(company_id, name) ON tz.company_id = f.company_id
            CROSS JOIN LATERAL (SELECT CASE WHEN f.state IN %(states)s
                THEN 0 ELSE 1 END AS due) d
            """,
            top=TOP_LEVEL,
            low=LOW_LEVELS,
            states=NOT_DUE_STATES,
            on_time=figures._on_time(),
            zones=figures._timezones(companies.ids),
        )
