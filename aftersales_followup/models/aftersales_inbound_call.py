import re

from odoo import api, fields, models
from odoo.exceptions import UserError

TOPICS = [
    ("question", "Question about the car"),
    ("visit", "Visit or appointment"),
    ("price", "Price"),
    ("policy", "Warranty or policy"),
    ("advice", "Advice"),
    ("complaint", "Dissatisfaction"),
    ("other", "Other"),
]
OUTCOMES = [
    ("answered", "Answered at once"),
    ("passed_on", "Passed on"),
    ("complaint", "Complaint made"),
]


class AftersalesInboundCall(models.Model):
    """A customer calls: question, answer and what came of it (F27).

    Registered and kept beside the follow-ups, not among them: nobody planned it, so
    it is neither due nor called, and no figure of the follow-ups changes by it.
    """

    _name = "aftersales.inbound.call"
    _description = "Inbound Call"
    _inherit = [
        "aftersales.numbered",
        "mail.thread",
        "mail.activity.mixin",
        "aftersales.anchored",
    ]
    _order = "date desc, id desc"
    _mail_post_access = "read"

    date = fields.Datetime(
        string="Called at", required=True, default=fields.Datetime.now
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    user_id = fields.Many2one(
        "res.users",
        string="Taken by",
        required=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
    )
    caller = fields.Char(
        string="Phone or plate",
        help="What the telephone shows, or the plate the customer names: finds "
        "customer and car.",
    )
    caller_name = fields.Char(
        string="Caller", help="Who calls, when it is not the customer."
    )
    partner_id = fields.Many2one("res.partner", string="Customer", ondelete="restrict")
    vehicle_id = fields.Many2one(
        "fleet.vehicle",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('owner_id', '=?', partner_id)]",
    )
    topic = fields.Selection(TOPICS, string="About", required=True, default="question")
    question = fields.Text(required=True)
    answer = fields.Text(string="Answer given")
    outcome = fields.Selection(
        OUTCOMES, required=True, default="answered", tracking=True
    )
    passed_to_id = fields.Many2one(
        "res.users",
        string="Passed on to",
        domain=lambda self: self._passed_to_domain(),
    )
    complaint_id = fields.Many2one(
        "aftersales.complaint", readonly=True, copy=False, ondelete="set null"
    )
    waiting_followup_id = fields.Many2one(
        "aftersales.followup",
        string="Waiting follow-up",
        compute="_compute_waiting_followup_id",
        help="The customer is to be called anyway: do it now.",
    )

    _store_index = models.Index("(company_id, date)")
    _partner_index = models.Index("(partner_id) WHERE partner_id IS NOT NULL")

    @api.model
    def _passed_to_domain(self):
        """Offer colleagues of the store who work with after-sales."""
        groups = [
            self.env.ref(f"aftersales_followup.group_{name}").id
            for name in ("agent", "advisor", "service_manager")
        ]
        return f"[('all_group_ids', 'in', {groups}), ('company_ids', 'in', company_id)]"

    @api.depends("partner_id", "company_id")
    def _compute_waiting_followup_id(self):
        waiting = {}
        for followup in self.env["aftersales.followup"].search(
            [
                ("partner_id", "in", self.partner_id.ids),
                ("company_id", "in", self.company_id.ids),
                ("state", "=", "open"),
                ("channel", "in", ("phone", "visit")),
            ],
        ):
            waiting.setdefault((followup.partner_id, followup.company_id), followup)
        for call in self:
            call.waiting_followup_id = waiting.get((call.partner_id, call.company_id))

    @api.onchange("caller")
    def _onchange_caller(self):
        """Find customer and car by what the caller says or the telephone shows."""
        if self.caller:
            partner, vehicle = self._find_caller(self.caller)
            self.partner_id = partner or self.partner_id
            self.vehicle_id = vehicle or self.vehicle_id

    @api.onchange("partner_id")
    def _onchange_partner_id(self):
        """Take the customer's car where there is but one."""
        cars = self.partner_id.vehicle_ids
        if self.vehicle_id.owner_id != self.partner_id:
            self.vehicle_id = cars if len(cars) == 1 else False

    @api.model
    def _find_caller(self, text):
        """Return the customer and the car of a number or a plate.

        Nobody when nobody or more than one matches: a wrong name is worse than none.

        :return: (``res.partner``, ``fleet.vehicle``)
        """
        Partner, Vehicle = self.env["res.partner"], self.env["fleet.vehicle"]
        # Neither plates nor numbers have wildcards in them.
        text = re.sub(r"[%_\\]", "", text).strip()
        plate = "".join(text.split()).upper()
        if not plate:
            return Partner, Vehicle
        vehicle = Vehicle.search(
            [("license_plate", "=ilike", plate), ("owner_id", "!=", False)], limit=2
        )
        if len(vehicle) == 1:
            return vehicle.owner_id, vehicle
        if sum(character.isdigit() for character in text) < 7:
            return Partner, Vehicle
        partner = Partner.search([("phone_mobile_search", "ilike", text)], limit=2)
        if len(partner) != 1:
            return Partner, Vehicle
        cars = partner.vehicle_ids
        return partner, cars if len(cars) == 1 else Vehicle

    @api.model_create_multi
    def create(self, vals_list):
        """Hand on what is to be handed on."""
        calls = super().create(vals_list)
        for call in calls:
            call._pass_on()
        return calls

    def write(self, vals):
        """Hand on what is handed on later."""
        result = super().write(vals)
        if vals.keys() & {"outcome", "passed_to_id"}:
            for call in self:
                call._pass_on()
        return result

    @api.constrains("outcome", "answer", "passed_to_id")
    def _check_outcome(self):
        for call in self:
            if call.outcome == "answered" and not (call.answer or "").strip():
                raise UserError(
                    self.env._("Write down the answer, or pass the question on.")
                )
            if call.outcome == "passed_on" and not call.passed_to_id:
                raise UserError(self.env._("Choose whom the question is passed on to."))

    def _pass_on(self):
        """Make the to-do of who is to answer, once for each person."""
        if self.outcome != "passed_on":
            return
        done = self.activity_ids.filtered(lambda a: a.user_id == self.passed_to_id)
        if not done:
            self.activity_schedule(
                "aftersales_followup.mail_activity_type_inbound",
                date_deadline=self.company_id._aftersales_today(),
                summary=self.question.splitlines()[0][:80],
                user_id=self.passed_to_id.id,
            )

    def action_create_complaint(self):
        """Make a complaint of what the caller said, or open the one there is (C1).

        :return: the action that opens the complaint
        """
        self.ensure_one()
        if not self.complaint_id:
            self.check_access("write")
            complaint = self.env["aftersales.complaint"].create(
                {
                    "partner_id": self.partner_id.id,
                    "vehicle_id": self.vehicle_id.id,
                    "company_id": self.company_id.id,
                    "description": self.question,
                    "source": "phone",
                }
            )
            self.write({"complaint_id": complaint.id, "outcome": "complaint"})
        return {
            "type": "ir.actions.act_window",
            "res_model": "aftersales.complaint",
            "res_id": self.complaint_id.id,
            "views": [(False, "form")],
            "target": "current",
        }

    def action_call_waiting(self):
        """Make the follow-up that waits for this customer, while he or she is there."""
        self.ensure_one()
        return self.waiting_followup_id.action_open_call()
