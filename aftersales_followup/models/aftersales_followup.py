from odoo import api, fields, models
from odoo.exceptions import AccessError

from .aftersales_program_step import CHANNELS
from .aftersales_satisfaction_scale import LEVELS

STATES = [
    ("planned", "Planned"),
    ("open", "To do"),
    ("done", "Done"),
    ("missed", "Missed"),
    ("skipped", "Skipped"),
    ("cancelled", "Cancelled"),
]
# What a user may write by hand. Everything else counts in figures or decides
# about the queue, so it changes through a method that knows the rules.
HAND_WRITTEN_FIELDS = {"user_id", "team_id", "contact_id", "loss_reason_id"}


class AftersalesFollowup(models.Model):
    """One planned contact with one customer for one reason.

    Made by a program's step from an anchor, exactly once (``_claim``); worked
    off by an agent through attempts; closed by an outcome. It carries what the
    agent needs to know about the visit, frozen as of the day it was made, so
    that agents need no rights on stock, employees or fleet, and so that scores
    stay with the people of that day (Q6).
    """

    _name = "aftersales.followup"
    _description = "Follow-up"
    _inherit = ["mail.thread", "mail.activity.mixin", "hr.mixin"]
    _order = "date_next, priority desc, id"
    _rec_names_search = [
        "partner_id.name",
        "partner_id.phone",
        "partner_id.landline",
        "vehicle_id.license_plate",
    ]
    _mail_post_access = "read"

    # Why
    program_id = fields.Many2one(
        "aftersales.program", required=True, index=True, ondelete="restrict"
    )
    step_id = fields.Many2one(
        "aftersales.program.step", required=True, ondelete="restrict"
    )
    purpose_id = fields.Many2one(
        "aftersales.purpose", required=True, ondelete="restrict"
    )
    priority = fields.Selection(
        [("0", "Normal"), ("1", "High"), ("2", "Very high"), ("3", "Urgent")],
        default="0",
    )
    channel = fields.Selection(CHANNELS, required=True, default="phone")
    survey_id = fields.Many2one(
        "survey.survey", string="Questionnaire", ondelete="restrict"
    )
    script_id = fields.Many2one("aftersales.script", ondelete="restrict")
    res_model = fields.Char(string="Anchor Model", required=True)
    res_id = fields.Many2oneReference(
        string="Anchor", model_field="res_model", required=True
    )
    occurrence_key = fields.Char(string="Occasion", required=True)
    anchor_date = fields.Date(required=True)

    # Who and what
    # Company and customer each begin an index below: none of their own.
    company_id = fields.Many2one("res.company", required=True)
    partner_id = fields.Many2one("res.partner", string="Customer", ondelete="restrict")
    contact_id = fields.Many2one(
        "res.partner",
        string="Spoken to",
        ondelete="set null",
        help="Who is really spoken to, when it is not the customer (F22).",
    )
    phone = fields.Char(compute="_compute_phone")
    vehicle_id = fields.Many2one("fleet.vehicle", index=True, ondelete="restrict")
    # Not tracked, though the car's is: each write would read the car to compare.
    license_plate = fields.Char(related="vehicle_id.license_plate", tracking=False)
    repair_id = fields.Many2one(
        "repair.order", index="btree_not_null", ondelete="restrict"
    )
    customer_category_id = fields.Many2one(
        "aftersales.customer.category", ondelete="restrict"
    )
    attention = fields.Boolean(related="partner_id.attention")
    # Frozen: those of the day of the repair (Q6)
    advisor_id = fields.Many2one("res.users", string="Service adviser")
    advisor_name = fields.Char(string="Adviser's name")
    # Frozen, too: who had sold the car by the day it was made
    sales_adviser_id = fields.Many2one("res.users", string="Sales adviser")
    technician_ids = fields.Many2many("hr.employee", string="Technicians")
    technician_names = fields.Char(string="Technicians' names")
    work_summary = fields.Text(string="Work done")

    # When: days are local to the company, moments are UTC
    date_planned = fields.Date(
        required=True, help="Never changes: the period it counts for."
    )
    date_due = fields.Date(string="Due on", required=True)
    date_deadline = fields.Date(
        string="Finish by", help="Finished by this day is on time."
    )
    date_next = fields.Datetime(string="Next attempt", help="The order of the queue.")
    date_expiry = fields.Date(string="Expires", required=True)
    date_first_attempt = fields.Datetime(string="First attempt", readonly=True)
    date_done = fields.Datetime(string="Finished at", readonly=True)

    # By whom
    user_id = fields.Many2one(
        "res.users", string="Agent", domain="[('share', '=', False)]"
    )
    team_id = fields.Many2one("aftersales.team", index="btree_not_null")
    caller_id = fields.Many2one("res.users", string="On the line", readonly=True)
    call_start = fields.Datetime(readonly=True)

    # How it went
    state = fields.Selection(STATES, required=True, default="open")
    skip_reason_id = fields.Many2one(
        "aftersales.skip.reason", string="Not made because", ondelete="restrict"
    )
    draw_rate = fields.Float(
        string="Sampling (%)", aggregator=None, help="The rate of the draw."
    )
    draw_value = fields.Float(
        string="Draw",
        digits=0,
        aggregator=None,
        help="The number drawn, between 0 and 1: the lowest are called.",
    )
    outcome_id = fields.Many2one(
        "aftersales.followup.outcome", string="Last outcome", ondelete="restrict"
    )
    attempt_ids = fields.One2many("aftersales.followup.attempt", "followup_id")
    attempt_count = fields.Integer(string="Attempts")
    is_called = fields.Boolean(string="Called", help="At least one attempt was made.")
    is_contact = fields.Boolean(string="Reached")
    is_effective = fields.Boolean(
        string="Effective", help="The customer was reached and answered."
    )
    refused = fields.Boolean(help="The customer was reached and refused.")
    is_unreachable = fields.Boolean(
        string="Unreachable",
        help="Attempts on several days reached nobody; the service adviser was "
        "asked to find out (F12).",
    )
    is_investigated = fields.Boolean(
        string="Being investigated",
        help="Waits outside the queue until the service adviser has found out how to "
        "reach the customer (F12).",
    )
    user_input_id = fields.Many2one(
        "survey.user_input", string="Answers", ondelete="restrict", copy=False
    )
    score_ids = fields.One2many(
        "aftersales.followup.score", "followup_id", string="Scored answers"
    )
    score = fields.Float(aggregator="avg", help="0–100; only when is answered.")
    has_score = fields.Boolean(help="Tells a score of zero from no score.")
    band_id = fields.Many2one("aftersales.satisfaction.band", ondelete="restrict")
    band_level = fields.Selection(LEVELS, string="Satisfaction")
    low_answer_count = fields.Integer(
        string="Dissatisfied answers", help="Answers in a low band (Q5)."
    )
    complaint_ids = fields.One2many("aftersales.complaint", "followup_id")
    complaint_count = fields.Integer(compute="_compute_complaint_count")

    # The occasion is followed up once, whatever runs twice or side by side.
    _occasion_once = models.UniqueIndex(
        "(step_id, res_model, res_id, occurrence_key)",
        "This occasion is being followed up already.",
    )
    _queue_index = models.Index(
        "(user_id, date_next, priority DESC, id) WHERE state = 'open'"
    )
    _store_queue_index = models.Index(
        "(company_id, date_next, priority DESC, id) WHERE state = 'open'"
    )
    _period_index = models.Index("(company_id, date_planned)")
    _planned_index = models.Index("(company_id, date_due) WHERE state = 'planned'")
    _expiry_index = models.Index(
        "(company_id, date_expiry) WHERE state IN ('planned', 'open')"
    )
    _anchor_index = models.Index(
        "(res_model, res_id) WHERE state IN ('planned', 'open')"
    )
    _investigated_index = models.Index("(partner_id) WHERE is_investigated")
    _partner_index = models.Index("(partner_id, date_planned)")

    @api.depends("partner_id", "vehicle_id", "program_id")
    def _compute_display_name(self):
        for followup in self:
            parts = (
                followup.partner_id.name or self.env._("Unknown customer"),
                followup.vehicle_id.license_plate,
                followup.program_id.name,
            )
            followup.display_name = " · ".join(part for part in parts if part)

    @api.depends(
        "contact_id.phone",
        "contact_id.landline",
        "partner_id.phone",
        "partner_id.landline",
    )
    def _compute_phone(self):
        for followup in self:
            lines = followup._lines_to_call()
            followup.phone = lines[0] if lines else False

    def _lines_to_call(self):
        """Return the numbers of who is really spoken to, the landline first (F14)."""
        return self.contact_id._lines_to_call() or self.partner_id._lines_to_call()

    @api.depends("complaint_ids")
    def _compute_complaint_count(self):
        counts = dict(
            self.env["aftersales.complaint"]._read_group(
                [("followup_id", "in", self.ids)], ["followup_id"], ["__count"]
            )
        )
        for followup in self:
            followup.complaint_count = counts.get(followup, 0)

    def write(self, vals):
        """Let users write by hand only what no figure and no rule depends on."""
        own_methods = self.env.su
        foreign = vals.keys() - HAND_WRITTEN_FIELDS
        foreign -= {
            name for name in foreign if name.startswith(("message_", "activity_"))
        }
        if foreign and not own_methods:
            raise AccessError(
                self.env._(
                    "A follow-up's %(fields)s cannot be changed by hand. Log the "
                    "call with its outcome instead.",
                    fields=", ".join(
                        sorted(
                            self._fields[name].get_description(self.env)["string"]
                            for name in foreign
                            if name in self._fields
                        )
                    ),
                )
            )
        if "user_id" in vals:
            # Whoever gets it gets it for good, unless an absence says otherwise.
            vals = {"absent_user_id": False, **vals}
        result = super().write(vals)
        if "user_id" in vals:
            self._reassign_activities()
        return result

    def action_view_complaints(self):
        """Open the complaints that came of this follow-up."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_followup.aftersales_complaint_action"
        )
        return {
            **action,
            "domain": [("followup_id", "=", self.id)],
            "context": {"default_followup_id": self.id},
        }

    def action_view_repair(self):
        """Open the repair order, read-only, as customer care sees it."""
        self.ensure_one()
        return self.repair_id.action_open_aftersales()
