from odoo import api, fields, models
from odoo.exceptions import ValidationError


class RepairOrder(models.Model):
    """The workshop's order: who brought which car, who received and mended it (A2)."""

    _name = "repair.order"
    _inherit = [
        "repair.order",
        "hr.mixin",
        "aftersales.anchored",
        "aftersales.own.form",
    ]
    _native_group = "stock.group_stock_user"
    _own_form = "aftersales_followup.repair_order_view_form_aftersales"

    vehicle_id = fields.Many2one(
        "fleet.vehicle", index="btree_not_null", tracking=True, ondelete="restrict"
    )
    license_plate = fields.Char(related="vehicle_id.license_plate")
    mileage = fields.Integer(string="Mileage (km)", aggregator=None)
    sender_id = fields.Many2one(
        "res.partner",
        string="Brought by",
        ondelete="restrict",
        help="Who brought the car, when it is not the customer.",
    )
    advisor_id = fields.Many2one(
        "res.users",
        string="Service adviser",
        index="btree_not_null",
        tracking=True,
        domain="[('share', '=', False)]",
        help="Received the car; owns the order towards the customer.",
    )
    technician_ids = fields.Many2many("hr.employee", string="Technicians")
    intake = fields.Selection(
        [
            ("walk_in", "Walk-in"),
            ("booked_customer", "Booked by the customer"),
            ("booked_dealer", "Booked by us"),
        ],
        default="walk_in",
        required=True,
    )
    reception_note = fields.Text(
        string="Reception notes", help="What the customer asked for, in his words."
    )
    work_summary = fields.Text(
        string="Work done", help="What the agent tells the customer was done."
    )
    date_closed = fields.Datetime(
        string="Settled on",
        copy=False,
        tracking=True,
        help="Set when the order is done; follow-ups count from this day.",
    )
    rework_of_id = fields.Many2one(
        "repair.order",
        string="Redoes",
        index="btree_not_null",
        copy=False,
        check_company=True,
        domain="[('id', '!=', id), ('vehicle_id', '=?', vehicle_id), "
        "('state', '=', 'done')]",
        help="The order whose work is done again.",
    )
    rework_reason_id = fields.Many2one("aftersales.rework.reason", copy=False)
    rework_ids = fields.One2many("repair.order", "rework_of_id", string="Redone by")
    followup_ids = fields.One2many("aftersales.followup", "repair_id")
    followup_count = fields.Integer(compute="_compute_followup_count")

    # Follow-ups of a day, and the month's orders, are read by closing time.
    _closed_index = models.Index("(company_id, date_closed) WHERE state = 'done'")

    @api.depends("followup_ids")
    def _compute_followup_count(self):
        counts = dict(
            self.env["aftersales.followup"]._read_group(
                [("repair_id", "in", self.ids)], ["repair_id"], ["__count"]
            )
        )
        for repair in self:
            repair.followup_count = counts.get(repair, 0)

    @api.onchange("vehicle_id")
    def _onchange_vehicle_id(self):
        if self.vehicle_id.owner_id and not self.partner_id:
            self.partner_id = self.vehicle_id.owner_id

    @api.constrains("rework_of_id", "rework_reason_id")
    def _check_rework(self):
        for repair in self:
            if repair.rework_of_id == repair:
                raise ValidationError(
                    self.env._(
                        "%s cannot redo itself: choose the earlier order.", repair.name
                    )
                )
            if repair.rework_reason_id and not repair.rework_of_id:
                raise ValidationError(
                    self.env._(
                        "%s has a rework reason: choose the order that it redoes too.",
                        repair.name,
                    )
                )

    @api.constrains("mileage")
    def _check_mileage(self):
        for repair in self:
            if repair.mileage < 0:
                raise ValidationError(self.env._("The mileage cannot be negative."))

    # Every route to "done" (buttons, RPC, import, create) ends in one of these two.

    @api.model_create_multi
    def create(self, vals_list):
        repairs = super().create(vals_list)
        repairs.filtered(lambda repair: repair.state == "done")._settle()
        return repairs

    def write(self, vals):
        if "state" not in vals:
            return super().write(vals)
        closing = self.filtered(lambda repair: repair.state != "done")
        result = super().write(vals)
        if vals["state"] == "done":
            closing._settle()
        else:
            (self - closing).date_closed = False
        return result

    def _settle(self):
        """Note the closing time, unless it is given, and the visit on the car."""
        now = fields.Datetime.now()
        self.filtered(lambda repair: not repair.date_closed).date_closed = now
        self.vehicle_id._note_visits(self)

    def action_view_followups(self):
        """Open the follow-ups of this order."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_followup.aftersales_followup_action"
        )
        return {**action, "domain": [("repair_id", "=", self.id)], "context": {}}

    def action_open_aftersales(self):
        """Open the order in the read-only view that needs no stock rights."""
        self.ensure_one()
        view = self.env.ref("aftersales_followup.repair_order_view_form_aftersales")
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(view.id, "form")],
        }
