from odoo import api, fields, models
from odoo.exceptions import UserError

CHANNELS = [
    ("phone", "Phone"),
    ("sms", "SMS"),
    ("email", "E-mail"),
    ("letter", "Letter"),
    ("visit", "Personal visit"),
]
ASSIGNMENTS = [
    ("team", "Team, by equal load"),
    ("person", "A person"),
    ("advisor", "The service adviser"),
    ("sales_adviser", "The sales adviser"),
    ("customer_agent", "The customer's own agent"),
    ("service_manager", "The service manager"),
    ("care_manager", "The customer-care manager"),
]


class AftersalesProgramStep(models.Model):
    """One contact before or after the anchor; archived, never recreated.

    The unique index of the follow-ups knows the step: a new step would contact
    again everybody whom the old one has contacted already.
    """

    _name = "aftersales.program.step"
    _description = "Follow-up Program Step"
    _inherit = ["aftersales.shipped"]
    _order = "program_id, sequence, id"

    program_id = fields.Many2one(
        "aftersales.program", required=True, index=True, ondelete="restrict"
    )
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    offset = fields.Integer(
        default=1, help="Negative: before the date; positive: after it."
    )
    offset_unit = fields.Selection(
        [
            ("hour", "Hours"),
            ("half_day", "Half days"),
            ("day", "Days"),
            ("week", "Weeks"),
            ("month", "Months"),
        ],
        default="day",
        required=True,
        help="Half days: one after the morning is the afternoon, one after the "
        "afternoon the next morning.",
    )
    channel = fields.Selection(CHANNELS, default="phone", required=True)
    survey_id = fields.Many2one(
        "survey.survey",
        string="Questionnaire",
        domain="[('survey_type', '=', 'aftersales')]",
        ondelete="restrict",
    )
    asks_only_new = fields.Boolean(
        string="Asks only what is new",
        help="Leaves out what the customer has said in an earlier call of the program "
        "about the same.",
    )
    script_id = fields.Many2one("aftersales.script", ondelete="restrict")
    deadline_days = fields.Integer(
        string="Finish within (days)",
        default=3,
        help="Finished on time means: not later than this many days after the date "
        "the program hangs on, or after the due day when that is later.",
    )
    assignment = fields.Selection(
        ASSIGNMENTS,
        string="Made by",
        help="Empty: as the program says.",
    )
    followup_count = fields.Integer(compute="_compute_followup_count")

    _deadline_days_positive = models.Constraint(
        "CHECK(deadline_days >= 0)", "The days to finish cannot be negative."
    )

    def _compute_followup_count(self):
        counts = dict(
            self.env["aftersales.followup"]._read_group(
                [("step_id", "in", self.ids)], ["step_id"], ["__count"]
            )
        )
        for step in self:
            step.followup_count = counts.get(step, 0)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        used = self.filtered("followup_count")
        if used:
            raise UserError(
                self.env._(
                    "Follow-ups were made by the step “%s”: archive it instead of "
                    "deleting it, or they would be made again.",
                    used[0].name,
                )
            )
