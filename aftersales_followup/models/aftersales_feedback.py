import datetime

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools import localtime, workclock
from .aftersales_complaint_cause import FUNCTIONS

KINDS = [
    ("question", "Question"),
    ("suggestion", "Suggestion"),
    ("dissatisfaction", "Dissatisfaction without complaint"),
]
STATES = [
    ("open", "To be answered"),
    ("answered", "Department has answered"),
    ("told", "Told to the customer"),
    ("closed", "Closed"),
]
# C4: a question not answered at once goes to the supervisor, for so many working days.
WORKDAYS = 2
# What a step writes, and nobody by hand.
STEP_FIELDS = {
    "state",
    "date_answered",
    "answered_by_id",
    "date_told",
    "told_by_id",
    "date_closed",
    "date_due",
    "revisit_id",
    "name",
    "company_id",
}


class AftersalesFeedback(models.Model):
    """A numbered question or suggestion to a department, and its answer (F25).

    Less than a complaint: no causes, no re-opening, one deadline. The department's
    head has it as an activity from the first minute.
    """

    _name = "aftersales.feedback"
    _description = "Feedback Form"
    _inherit = ["aftersales.numbered", "mail.thread", "mail.activity.mixin"]
    _order = "date_received desc, id desc"
    _mail_post_access = "read"

    kind = fields.Selection(KINDS, required=True, default="question", tracking=True)
    function = fields.Selection(
        FUNCTIONS, string="Department", required=True, tracking=True
    )
    description = fields.Text(string="Customer's words", required=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, ondelete="restrict"
    )
    vehicle_id = fields.Many2one(
        "fleet.vehicle", index="btree_not_null", ondelete="restrict"
    )
    followup_id = fields.Many2one(
        "aftersales.followup",
        string="Heard in",
        index="btree_not_null",
        readonly=True,
        ondelete="set null",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Noted by",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
    )
    responsible_id = fields.Many2one(
        "res.users",
        string="Answering person",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        tracking=True,
        help="Empty: the head of the department.",
    )
    date_received = fields.Datetime(
        string="Received", required=True, default=fields.Datetime.now
    )
    date_due = fields.Datetime(string="Answer due", readonly=True, copy=False)
    answer = fields.Text(string="Department's answer", tracking=True, copy=False)
    date_answered = fields.Datetime(string="Answered on", readonly=True, copy=False)
    answered_by_id = fields.Many2one(
        "res.users", string="Answered by", readonly=True, copy=False
    )
    date_told = fields.Datetime(string="Told on", readonly=True, copy=False)
    told_by_id = fields.Many2one(
        "res.users", string="Told by", readonly=True, copy=False
    )
    customer_word = fields.Text(
        string="Customer's reply", copy=False, help="What the customer said to it."
    )
    revisit_id = fields.Many2one(
        "aftersales.agreed.contact",
        string="Re-visit",
        readonly=True,
        copy=False,
        ondelete="set null",
    )
    date_closed = fields.Datetime(string="Closed on", readonly=True, copy=False)
    state = fields.Selection(
        STATES, default="open", required=True, readonly=True, copy=False, tracking=True
    )
    is_late = fields.Boolean(
        string="Late", compute="_compute_is_late", search="_search_is_late"
    )

    _store_index = models.Index("(company_id, date_received)")
    _partner_index = models.Index("(partner_id)")

    @api.depends("date_due", "date_answered")
    def _compute_is_late(self):
        now = fields.Datetime.now()
        for form in self:
            form.is_late = bool(form.date_due) and (
                (form.date_answered or now) > form.date_due
            )

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = [
            "&",
            ("date_due", "<", fields.Datetime.now()),
            ("date_answered", "=", False),
        ]
        return late if True in value else ["!", *late]

    @api.model_create_multi
    def create(self, vals_list):
        """Set the deadline and tell who is to answer."""
        forms = super().create(
            [
                {
                    # A form begins at the beginning.
                    name: value
                    for name, value in vals.items()
                    if name not in STEP_FIELDS or name == "company_id"
                }
                for vals in vals_list
            ]
        )
        for form in forms:
            form._issue()
        return forms

    def write(self, vals):
        """Leave the steps to their buttons, and what is closed as it is."""
        if not self.env.su and STEP_FIELDS & vals.keys():
            raise AccessError(
                self.env._("A feedback form moves by its buttons, not by hand.")
            )
        result = super().write(vals)
        if vals.keys() & {"function", "responsible_id"}:
            for form in self.filtered(lambda form: form.state == "open"):
                form._issue()
        return result

    def _issue(self):
        """Set the deadline and put the form on the list of who is to answer (C4)."""
        # sudo: heads of departments, calendars and others' to-dos are for everybody's
        # form alike.
        form = self.sudo()
        department = form.env["aftersales.complaint.department"].search(
            [
                ("company_id", "=", form.company_id.id),
                ("function", "=", form.function),
            ],
            limit=1,
        )
        if not form.responsible_id:
            form.responsible_id = (
                department.manager_id.filtered("active") or form.user_id
            )
            if form.activity_ids:
                return
        form.date_due = workclock.deadline(
            workclock.WORKDAY,
            form.date_received,
            WORKDAYS,
            form.company_id._aftersales_work_time(),
        )
        form.activity_unlink(["aftersales_followup.mail_activity_type_feedback"])
        form.activity_schedule(
            "aftersales_followup.mail_activity_type_feedback",
            date_deadline=fields.Datetime.context_timestamp(
                form.with_context(tz=str(form.company_id._aftersales_tz())),
                form.date_due,
            ).date(),
            summary=f"{form.name}: {form.description.splitlines()[0][:60]}",
            user_id=form.responsible_id.id,
        )

    def action_answer(self):
        """The department has answered: whoever noted it tells the customer."""
        self._check_step(
            "open",
            bool((self.answer or "").strip()),
            self.env._("Write down the department's answer first."),
        )
        # sudo: the next step is a colleague's to-do.
        form = self.sudo()
        form.write(
            {
                "state": "answered",
                "date_answered": fields.Datetime.now(),
                "answered_by_id": self.env.uid,
            }
        )
        form.activity_feedback(["aftersales_followup.mail_activity_type_feedback"])
        form.activity_schedule(
            "aftersales_followup.mail_activity_type_feedback",
            date_deadline=form.company_id._aftersales_today(),
            summary=self.env._("%s: tell the customer the answer", form.name),
            user_id=form.user_id.id,
        )

    def action_told(self):
        """The customer knows the answer; the reply is the re-visit's."""
        self._check_step("answered")
        form = self.sudo()  # see action_answer
        form.write(
            {
                "state": "told",
                "date_told": fields.Datetime.now(),
                "told_by_id": self.env.uid,
            }
        )
        form.activity_feedback(["aftersales_followup.mail_activity_type_feedback"])

    def action_revisit(self):
        """Have an agent ask on the next day whether the answer helped (F25)."""
        self._check_step(
            "told",
            not self.revisit_id,
            self.env._("The re-visit is planned already."),
        )
        company = self.company_id
        day = company._aftersales_today() + datetime.timedelta(days=1)
        form = self.sudo()  # the engine makes follow-ups, users do not
        followup = form.env["aftersales.agreed.contact"]._agree(
            company,
            {
                "topic": self.env._("Re-visit of feedback form %s", self.name),
                "date": localtime.utc_moment(day, 10.0, company._aftersales_tz()),
                "partner_id": self.partner_id.id,
                "vehicle_id": self.vehicle_id.id,
                "origin_id": self.followup_id.id,
                "user_id": self.user_id.id,
            },
        )
        form.revisit_id = followup.res_id

    def action_close(self):
        """The customer has replied: nothing is left to do."""
        self._check_step(
            "told",
            bool((self.customer_word or "").strip()),
            self.env._("Write down what the customer said to the answer."),
        )
        self.sudo().write(  # see action_answer
            {"state": "closed", "date_closed": fields.Datetime.now()}
        )

    def _check_step(self, state, is_filled=True, missing=""):
        """Make sure that a step may be made now.

        :raises UserError: saying what is missing
        """
        self.ensure_one()
        self.check_access("write")
        if self.state != state:
            raise UserError(self.env._("This step of the form is done already."))
        if not is_filled:
            raise UserError(missing)
