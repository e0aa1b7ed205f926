from odoo import api, fields, models
from odoo.exceptions import ValidationError

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


class AftersalesComplaint(models.Model):
    """A dissatisfaction that has to be closed (C1-C16).

    Split over several files of one concern each: whose and about what (here), the
    gate that every write passes (``_gate``), the record (``_record``) and times
    (``_times``) of its steps, how it moves through its stages (``_flow``), its clocks
    (``_clock``), where it comes from (``_intake``), who is told (``_alarm``).
    """

    _name = "aftersales.complaint"
    _description = "Complaint"
    _inherit = ["mail.thread", "mail.activity.mixin", "aftersales.anchored"]
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
    caller_phone = fields.Char(string="Number to call back")
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
    sales_adviser_id = fields.Many2one(
        "res.users",
        string="Sales adviser",
        readonly=True,
        help="Who sold the car: as of the day of the complaint, for the figures (Q6).",
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

    # Stage (C3); the times of the steps are in ``_times``
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

    _number_unique = models.UniqueIndex(
        "(name) WHERE name != '/'", "There is a complaint with this number already."
    )

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

    @api.model
    def _read_group_stage_ids(self, stages, domain):
        """Show empty columns too: a drag needs somewhere to go."""
        return stages.search([])

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
