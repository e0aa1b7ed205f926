from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..tools import localtime
from .aftersales_complaint_cause import FUNCTIONS

SOURCES = [
    ("followup", "Follow-up call"),
    ("phone", "Phone call"),
    ("counter", "At the counter"),
    ("hotline", "Manufacturer's hotline"),
    ("letter", "Letter"),
    ("opinion_book", "Opinion book"),
    ("opinion_box", "Opinion box"),
    ("email", "E-mail"),
    ("web", "Web"),
]
SEVERITIES = [("minor", "Minor"), ("normal", "Normal"), ("serious", "Serious")]
# Moments that only the stages set (C6): nobody dates a step back by hand.
STEP_DATES = {
    "verified": "date_verified",
    "instruction": "date_instruction",
    "issued": "date_issued",
    "handling": "date_signed",
    "handled": "date_handled",
    "revisit": "date_confirmed",
    "closed": "date_closed",
}
SYSTEM_FIELDS = {
    *STEP_DATES.values(),
    "date_reopened",
    "reopen_count",
    "name",
    "instruction_user_id",
    "escalation_level",
    "active",
    "joined_into_id",
}
# Facts of the day of the complaint: figures count them as they were (Q6).
FROZEN_FIELDS = {"advisor_id", "customer_category_id", "company_id", "followup_id"}
# The director's own words (C3, C15).
DIRECTOR_FIELDS = {"instruction", "late_cause", "late_remedy"}
# What may still change on a closed complaint: talk about it, nothing in it.
OPEN_WHEN_CLOSED = ("message_", "activity_", "website_message_", "rating_")


class AftersalesComplaint(models.Model):
    """A dissatisfaction that has to be closed (C1-C16).

    Split over several files of one concern each: what is recorded (here), how it
    moves through its stages (``_flow``), its clocks (``_clock``), where it comes
    from (``_intake``), who is warned (``_alarm``).
    """

    _name = "aftersales.complaint"
    _description = "Complaint"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date_next_deadline, date_received desc, id desc"
    _rec_names_search = [
        "name",
        "partner_id.name",
        "partner_id.phone",
        "vehicle_id.license_plate",
    ]
    _check_company_auto = True
    _mail_post_access = "read"

    name = fields.Char(
        string="Number", readonly=True, copy=False, default="/", index="trigram"
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    color = fields.Integer()

    # Whose and about what (C1)
    partner_id = fields.Many2one(
        "res.partner", string="Customer", index=True, ondelete="restrict", tracking=True
    )
    phone = fields.Char(related="partner_id.phone", string="Customer's phone")
    caller_name = fields.Char(
        string="Reported by", help="Who told us, when it is not the customer (F22)."
    )
    caller_phone = fields.Char(string="Call back on")
    vehicle_id = fields.Many2one(
        "fleet.vehicle", index="btree_not_null", ondelete="restrict"
    )
    license_plate = fields.Char(related="vehicle_id.license_plate")
    repair_id = fields.Many2one(
        "repair.order",
        string="Repair order",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    followup_id = fields.Many2one(
        "aftersales.followup",
        string="Follow-up",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    question_ids = fields.Many2many(
        "survey.question",
        string="Low answers",
        help="The questions the customer answered low (Q5).",
    )
    advisor_id = fields.Many2one(
        "res.users",
        string="Service adviser",
        readonly=True,
        help="Who received the car: as of that day, for the figures (Q6).",
    )
    customer_category_id = fields.Many2one(
        "aftersales.customer.category",
        string="Customer category",
        readonly=True,
        help="As of the day of the complaint, for the figures.",
    )
    attention = fields.Boolean(related="partner_id.attention")
    source = fields.Selection(SOURCES, required=True, default="phone", tracking=True)
    severity = fields.Selection(
        SEVERITIES, required=True, default="normal", index=True, tracking=True
    )
    description = fields.Text(
        string="Customer's words", required=True, help="As said, not as we see it."
    )
    wants_callback = fields.Boolean(string="Wants a call back")
    date_callback = fields.Datetime(string="Call back at")

    # Causes and owners (C2, C3)
    cause_ids = fields.Many2many(
        "aftersales.complaint.cause", string="Causes", tracking=True
    )
    process_text = fields.Text(string="How to proceed", compute="_compute_process_text")
    function = fields.Selection(
        FUNCTIONS,
        string="Department",
        compute="_compute_function",
        store=True,
        readonly=False,
        index=True,
        tracking=True,
    )
    department_id = fields.Many2one(
        "aftersales.complaint.department",
        string="Owning department",
        compute="_compute_department_id",
        store=True,
        index="btree_not_null",
    )
    responsible_id = fields.Many2one(
        "res.users",
        compute="_compute_responsible_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        tracking=True,
        help="Answers for the complaint: the head of the department, unless "
        "somebody else is named.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Handler",
        index="btree_not_null",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        tracking=True,
        help="Works on it.",
    )

    # Stage and times of the steps (C3, C6)
    stage_id = fields.Many2one(
        "aftersales.complaint.stage",
        default=lambda self: self.env["aftersales.complaint.stage"]._first(),
        required=True,
        index=True,
        ondelete="restrict",
        copy=False,
        tracking=True,
        group_expand="_read_group_stage_ids",
    )
    stage_code = fields.Char(related="stage_id.code", string="Stage code")
    stage_hint = fields.Char(related="stage_id.hint", string="What to do")
    is_closed = fields.Boolean(
        related="stage_id.is_closed", store=True, string="Closed", copy=False
    )
    date_received = fields.Datetime(
        string="Received",
        required=True,
        default=fields.Datetime.now,
        index=True,
        copy=False,
    )
    date_contacted = fields.Datetime(string="First contact", copy=False, tracking=True)
    date_verified = fields.Datetime(string="Cause verified", readonly=True, copy=False)
    date_instruction = fields.Datetime(
        string="Instruction given", readonly=True, copy=False
    )
    date_issued = fields.Datetime(string="Issued", readonly=True, copy=False)
    date_signed = fields.Datetime(string="Signed for", readonly=True, copy=False)
    date_supervisor = fields.Datetime(string="Passed to supervisor", copy=False)
    date_solution = fields.Datetime(string="Solution told", copy=False, tracking=True)
    date_handled = fields.Datetime(string="Handled", readonly=True, copy=False)
    date_replied = fields.Datetime(string="Reply given", copy=False, tracking=True)
    date_confirmed = fields.Datetime(
        string="Confirmed with customer", readonly=True, copy=False
    )
    date_revisit = fields.Datetime(string="Re-visited", copy=False)
    date_closed = fields.Datetime(string="Closed on", readonly=True, copy=False)
    date_reopened = fields.Datetime(string="Reopened on", readonly=True, copy=False)
    reopen_count = fields.Integer(
        string="Times reopened", readonly=True, copy=False, aggregator="sum"
    )
    day_received = fields.Date(
        string="Day received",
        compute="_compute_day_received",
        store=True,
        index=True,
        help="In the company's time zone; none when it was joined to another one, "
        "so that no figure counts it twice.",
    )
    week_of_month = fields.Selection(
        [
            ("1", "Days 1–7"),
            ("2", "Days 8–14"),
            ("3", "Days 15–21"),
            ("4", "Days 22–end"),
        ],
        compute="_compute_day_received",
        store=True,
    )
    days_to_close = fields.Float(
        string="Days to close",
        compute="_compute_days_to_close",
        store=True,
        aggregator="avg",
        digits=(8, 1),
    )

    # The record (C6)
    instruction = fields.Text(string="Director's instruction", tracking=True)
    instruction_user_id = fields.Many2one(
        "res.users", string="Instruction by", readonly=True, copy=False
    )
    responsibility = fields.Selection(
        [
            ("own", "Ours"),
            ("manufacturer", "Manufacturer's"),
            ("customer", "Customer's"),
            ("third", "Somebody else's"),
            ("none", "Nobody's"),
        ],
        tracking=True,
    )
    responsible_person_id = fields.Many2one(
        "res.users", string="By personal fault of", copy=False
    )
    root_cause = fields.Text()
    solution = fields.Text()
    date_promised = fields.Date(string="Promised for", tracking=True)
    consent = fields.Selection(
        [("pending", "Not asked yet"), ("agreed", "Agreed"), ("refused", "Refused")],
        string="Customer's consent",
        default="pending",
        required=True,
        copy=False,
        tracking=True,
    )
    corrective_action = fields.Text()
    preventive_action = fields.Text()
    currency_id = fields.Many2one(related="company_id.currency_id")
    cost = fields.Monetary(tracking=True, copy=False)
    handled_by_id = fields.Many2one("res.users", string="Handled by", copy=False)
    confirmation = fields.Text(
        string="Confirmed with the customer",
        copy=False,
        help="What the customer said to the customer-care manager (C7).",
    )
    revisit_result = fields.Selection(
        [
            ("satisfied", "Satisfied"),
            ("dissatisfied", "Still unhappy"),
            ("unreachable", "Not reached"),
        ],
        string="Re-visit",
        copy=False,
        tracking=True,
    )
    final_evaluation = fields.Selection(
        [
            ("satisfied", "Satisfied"),
            ("accepted", "Accepted"),
            ("dissatisfied", "Dissatisfied"),
        ],
        string="Final result",
        copy=False,
        tracking=True,
    )
    final_word = fields.Text(string="Customer's final word", copy=False)

    _number_unique = models.UniqueIndex(
        "(name) WHERE name != '/'", "There is a complaint with this number already."
    )
    _received_index = models.Index("(company_id, date_received)")

    @api.depends("name", "partner_id.name", "vehicle_id.license_plate")
    def _compute_display_name(self):
        for complaint in self:
            parts = (
                self.env._("New complaint")
                if complaint.name == "/"
                else complaint.name,
                complaint.partner_id.name or complaint.caller_name,
                complaint.vehicle_id.license_plate,
            )
            complaint.display_name = " · ".join(part for part in parts if part)

    @api.depends("cause_ids")
    def _compute_process_text(self):
        for complaint in self:
            texts = [cause._inherited("process") for cause in complaint.cause_ids]
            complaint.process_text = "\n".join(
                dict.fromkeys(text for text in texts if text)
            )

    @api.depends("cause_ids")
    def _compute_function(self):
        for complaint in self:
            for cause in complaint.cause_ids:
                function = cause._inherited("function")
                if function:
                    complaint.function = function
                    break
            else:
                complaint.function = complaint.function

    @api.depends("function", "company_id")
    def _compute_department_id(self):
        departments = {
            (department.company_id, department.function): department
            # Who heads a department is needed to route, not to be shown.
            for department in self.env["aftersales.complaint.department"]
            .sudo()
            .search([])
        }
        for complaint in self:
            complaint.department_id = departments.get(
                (complaint.company_id, complaint.function)
            )

    @api.depends("department_id")
    def _compute_responsible_id(self):
        for complaint in self:
            # An archived head answers for nothing; customer care is told then.
            head = complaint.department_id.sudo().manager_id.filtered("active")
            complaint.responsible_id = head or complaint.responsible_id

    @api.depends("date_received", "company_id", "active")
    def _compute_day_received(self):
        for complaint in self:
            day = complaint._counts() and localtime.local_date(
                complaint.date_received, complaint.company_id._aftersales_tz()
            )
            complaint.day_received = day
            complaint.week_of_month = day and str(min((day.day - 1) // 7, 3) + 1)

    def _counts(self):
        """Return whether this complaint counts in figures."""
        return bool(self.active and self.date_received)

    @api.depends("date_received", "date_closed")
    def _compute_days_to_close(self):
        for complaint in self:
            taken = complaint.date_closed and (
                complaint.date_closed - complaint.date_received
            )
            complaint.days_to_close = taken.total_seconds() / 86400 if taken else 0.0

    @api.model
    def _read_group_stage_ids(self, stages, domain):
        """Show empty columns too: a drag needs somewhere to go."""
        return stages.search([])

    @api.constrains(
        "date_received",
        "date_contacted",
        "date_solution",
        "date_replied",
        "date_supervisor",
        "date_revisit",
    )
    def _check_moments(self):
        """A moment that lies ahead, or before the complaint, is a slip of the pen."""
        now = fields.Datetime.now()
        for complaint in self:
            for name in (
                "date_contacted",
                "date_solution",
                "date_replied",
                "date_supervisor",
                "date_revisit",
                "date_received",
            ):
                moment = complaint[name]
                if moment and (moment > now or moment < complaint.date_received):
                    raise ValidationError(
                        self.env._(
                            "“%(field)s” of complaint %(name)s must lie between the "
                            "moment it was received and now.",
                            field=self._fields[name].get_description(self.env)[
                                "string"
                            ],
                            name=complaint.name,
                        )
                    )

    @api.constrains("responsible_id", "user_id", "company_id")
    def _check_people(self):
        """Who answers for a complaint has to see it."""
        for complaint in self:
            for user in complaint.responsible_id | complaint.user_id:
                if not complaint._is_seen_by(user):
                    raise ValidationError(
                        self.env._(
                            "%(user)s may not see complaints of %(company)s: choose "
                            "somebody else, or give the person a role first.",
                            user=user.name,
                            company=complaint.company_id.name,
                        )
                    )

    def _is_seen_by(self, user):
        """Return whether a user has a role in after-sales of this store."""
        self.ensure_one()
        user = user.sudo()
        roles = (
            self.env["res.groups"]
            .sudo()
            .search(
                [
                    (
                        "privilege_id.category_id",
                        "=",
                        self.env.ref(
                            "aftersales_followup.module_category_aftersales"
                        ).id,
                    )
                ]
            )
        )
        return self.company_id in user.company_ids and bool(roles & user.all_group_ids)

    @api.model_create_multi
    def create(self, vals_list):
        """Number the complaint, fill in what the records behind it say, start clocks.

        :raises UserError: when it should start in another stage than the first
        """
        first = self.env["aftersales.complaint.stage"]._first()
        for vals in vals_list:
            forged = {
                name
                for name in SYSTEM_FIELDS - {"active"}
                if vals.get(name) not in (None, False, "/")
            }
            self._check_protected(forged)
            if vals.get("stage_id", first.id) != first.id:
                raise UserError(
                    self.env._(
                        "A complaint starts as “%s”: every step after it is dated and "
                        "has its own conditions.",
                        first.name,
                    )
                )
            self._complete_values(vals)
            vals["name"] = (
                self.env["ir.sequence"]
                .with_company(vals.get("company_id") or self.env.company)
                .next_by_code("aftersales.complaint")
                or "/"
            )
        complaints = super().create(vals_list)
        complaints._on_received()
        return complaints

    def write(self, vals):
        """Enforce who moves a complaint, and that a closed one stays as it is (C3).

        :raises AccessError: when the user may not make this move
        :raises UserError: when the move does not exist or something is missing
        """
        self._check_protected((SYSTEM_FIELDS | FROZEN_FIELDS) & vals.keys())
        self._check_director_words(vals)
        self._check_frozen(vals)
        moves = self._moves_to(vals.get("stage_id"))
        moves._check_may_move(vals)
        result = super().write(self._with_author(vals))
        moves._check_requirements()
        moves._after_move()
        self._sync_deadlines_after(vals)
        self._after_change(vals)
        return result

    def _record(self, vals):
        """Write moments and stages that only our own methods set, without the gate."""
        # Past our own write(), not past that of the threads below it.
        return super().write(vals)  # pylint: disable=super-method-mismatch

    def _check_protected(self, forged):
        """Refuse to set by hand what the stages, or the day itself, have set."""
        if forged and not self.env.su:
            raise AccessError(
                self.env._(
                    "Nobody sets this by hand: %s. It is set as the complaint moves.",
                    ", ".join(
                        sorted(
                            self._fields[name].get_description(self.env)["string"]
                            for name in forged
                        )
                    ),
                )
            )

    def _check_director_words(self, vals):
        """Refuse instruction and remedies from others than a director (C3, C15)."""
        if self.env.su or not DIRECTOR_FIELDS & vals.keys():
            return
        stage = self.env["aftersales.complaint.stage"]._by_code("instruction")
        if not stage.group_ids & self.env.user.all_group_ids:
            raise AccessError(
                self.env._(
                    "Only %s gives instructions and remedies.",
                    ", ".join(stage.group_ids.sudo().mapped("name")),
                )
            )

    def _check_frozen(self, vals):
        """Refuse to change a closed complaint: it has to be reopened first."""
        touched = [name for name in vals if not name.startswith(OPEN_WHEN_CLOSED)]
        if not touched or self.env.su:
            return
        for complaint in self:
            if complaint.is_closed:
                raise UserError(
                    self.env._(
                        "Complaint %s is closed. Reopen it to change it.",
                        complaint.name,
                    )
                )

    def _with_author(self, vals):
        """Return the values with who gave the instruction."""
        if vals.get("instruction"):
            return {**vals, "instruction_user_id": self.env.uid}
        return vals

    @api.ondelete(at_uninstall=False)
    def _unlink_only_new(self):
        """A complaint that somebody worked on stays: the figures count it."""
        for complaint in self:
            if complaint.date_verified or complaint.date_contacted:
                raise UserError(
                    self.env._(
                        "Complaint %s has been worked on and cannot be deleted. Close "
                        "it with its result instead.",
                        complaint.name,
                    )
                )
