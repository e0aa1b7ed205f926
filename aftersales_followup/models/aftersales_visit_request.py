import datetime

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class AftersalesVisitRequest(models.Model):
    """A customer asks us to come: somebody is sent within hours (F28).

    The program "Visit on request" hangs on it: to have somebody sent, and to ask
    afterwards whether somebody came.
    """

    _name = "aftersales.visit.request"
    _description = "Visit Request"
    _inherit = ["mail.thread", "mail.activity.mixin", "aftersales.anchored"]
    _order = "date_deadline, id"
    _rec_name = "partner_id"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company",
        string="Store",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
    )
    phone = fields.Char(related="partner_id.phone", string="Customer's phone")
    vehicle_id = fields.Many2one(
        "fleet.vehicle", index="btree_not_null", ondelete="restrict"
    )
    reason = fields.Text(required=True, help="What the customer asks for, and where.")
    date_requested = fields.Datetime(
        string="Asked for", required=True, default=fields.Datetime.now, tracking=True
    )
    date_deadline = fields.Datetime(
        string="Send by",
        compute="_compute_date_deadline",
        store=True,
        help="So many hours after the customer asked: see the settings.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Who goes",
        domain="[('share', '=', False)]",
        tracking=True,
    )
    date_sent = fields.Datetime(string="Somebody sent at", copy=False, tracking=True)
    active = fields.Boolean(default=True)
    is_late = fields.Boolean(
        string="Late",
        compute="_compute_is_late",
        search="_search_is_late",
        help="Nobody was sent in time.",
    )

    @api.depends("date_requested", "company_id.visit_hours")
    def _compute_date_deadline(self):
        for request in self:
            # A request keeps the limit under which it was made.
            if request.date_deadline and request.date_sent:
                continue
            hours = datetime.timedelta(hours=request.company_id.visit_hours)
            request.date_deadline = (
                request.date_requested and request.date_requested + hours
            )

    @api.depends("date_deadline", "date_sent")
    def _compute_is_late(self):
        now = fields.Datetime.now()
        for request in self:
            deadline = request.date_deadline
            request.is_late = bool(deadline) and (request.date_sent or now) > deadline

    @api.model
    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        waiting = Domain("date_sent", "=", False)
        too_late = waiting & Domain("date_deadline", "<", fields.Datetime.now())
        sent_late = self.search(~waiting).filtered("is_late")
        domain = too_late | Domain("id", "in", sent_late.ids)
        return domain if True in value else ~domain

    def write(self, vals):
        """Let the calls follow: to somebody who was sent, another time, or away."""
        result = super().write(vals)
        # sudo: whoever changes the request may not see the calls of colleagues.
        Followup = self.env["aftersales.followup"].sudo()
        if vals.get("date_sent"):
            Followup._waiting_for_visit(self)._note_sent()
        if "date_requested" in vals:
            Followup._follow_dates(self)
        if not vals.get("active", True):
            Followup._waiting_for_visit(self, ("visit", "phone"))._cancel_for(
                "date_gone"
            )
        return result

    @api.constrains("date_requested", "date_sent")
    def _check_dates(self):
        for request in self:
            if request.date_sent and request.date_sent < request.date_requested:
                raise ValidationError(
                    self.env._("Nobody can be sent before the customer has asked.")
                )

    @api.onchange("vehicle_id")
    def _onchange_vehicle_id(self):
        if self.vehicle_id.owner_id and not self.partner_id:
            self.partner_id = self.vehicle_id.owner_id

    def action_send(self):
        """Note that somebody is on the way, now: the user, unless it is named."""
        for request in self.filtered(lambda request: not request.date_sent):
            request.write(
                {
                    "date_sent": fields.Datetime.now(),
                    "user_id": request.user_id.id or self.env.uid,
                }
            )
