from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class AftersalesIncident(models.Model):
    """A performance incident: person, date, evidence, amount (P2).

    Registered by whoever finds it, or by a complaint that closes as somebody's
    personal fault; it counts when a manager has confirmed it, and that is never
    the person concerned.
    """

    _name = "aftersales.incident"
    _description = "Performance Incident"
    _inherit = ["mail.thread"]
    _order = "date desc, id desc"
    _rec_name = "person_name"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    person_id = fields.Many2one(
        "res.users",
        string="User",
        index=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Empty for people who do not work with this program.",
    )
    person_name = fields.Char(
        string="Person",
        compute="_compute_person_name",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )
    kind = fields.Selection(
        [
            ("late_report", "Report handed in late"),
            ("dissatisfaction", "Dissatisfaction not reported, or late"),
            ("register", "Register differs"),
            ("personal_fault", "Complaint by personal fault"),
            ("other", "Other"),
        ],
        required=True,
        index=True,
    )
    date = fields.Date(required=True, default=fields.Date.context_today, index=True)
    evidence = fields.Text(
        required=True, help="What shows it; files go to the messages."
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = fields.Monetary(tracking=True)
    complaint_id = fields.Many2one(
        "aftersales.complaint",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    state = fields.Selection(
        [("draft", "To decide"), ("confirmed", "Confirmed"), ("waived", "Waived")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    decided_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    date_decided = fields.Datetime(readonly=True, copy=False)
    decision_note = fields.Char(string="Reason of the decision", copy=False)

    _once_per_complaint = models.UniqueIndex(
        "(complaint_id, person_name) WHERE complaint_id IS NOT NULL",
        "This complaint is registered for this person already.",
    )
    _amount_positive = models.Constraint(
        "CHECK(amount >= 0)", "The amount cannot be negative."
    )

    @api.depends("person_id")
    def _compute_person_name(self):
        for incident in self:
            incident.person_name = incident.person_id.name or incident.person_name

    @api.model_create_multi
    def create(self, vals_list):
        """Register incidents: every one starts undecided."""
        if not self.env.su and any(
            vals.get("state", "draft") != "draft" for vals in vals_list
        ):
            raise AccessError(
                self.env._("An incident is decided after it is registered.")
            )
        return super().create(vals_list)

    def write(self, vals):
        """Keep a decided incident as it was decided on.

        :raises UserError: on any change but by confirming or waiving
        """
        touched = [name for name in vals if not name.startswith("message_")]
        if not self.env.su:
            if {"state", "decided_by_id", "date_decided"} & vals.keys():
                raise AccessError(
                    self.env._("Use “Confirm” or “Waive” to decide an incident.")
                )
            if touched and any(incident.state != "draft" for incident in self):
                raise UserError(
                    self.env._("A decided incident stays as it was decided on.")
                )
        return super().write(vals)

    def action_confirm(self):
        """Confirm: the incident counts.

        :raises AccessError: for others than managers, and for the person concerned
        """
        return self._decide("confirmed")

    def action_waive(self):
        """Waive, with a reason.

        :raises UserError: without a reason
        """
        for incident in self:
            if not incident.decision_note:
                raise UserError(self.env._("Write down why it is waived."))
        return self._decide("waived")

    def _decide(self, state):
        user = self.env.user
        is_manager = user.has_group(
            "aftersales_followup.group_care_manager"
        ) or user.has_group("aftersales_followup.group_director")
        for incident in self:
            incident.check_access("read")
            if not is_manager or incident.person_id == user:
                raise AccessError(
                    self.env._(
                        "A customer-care manager or director decides, and never about "
                        "the own person."
                    )
                )
            if incident.state != "draft":
                raise UserError(self.env._("This incident has been decided already."))
        # The right to decide was checked above; the state is nobody's to write.
        self.sudo().write(
            {
                "state": state,
                "decided_by_id": user.id,
                "date_decided": fields.Datetime.now(),
            }
        )
        return True

    @api.ondelete(at_uninstall=False)
    def _unlink_draft_only(self):
        if any(incident.state != "draft" for incident in self):
            raise UserError(self.env._("A decided incident is not deleted."))
