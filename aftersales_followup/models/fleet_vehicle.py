from odoo import api, fields, models

from ..tools import localtime


class FleetVehicle(models.Model):
    """A customer's car: told from our own by its owner, known to every store."""

    _name = "fleet.vehicle"
    _inherit = ["fleet.vehicle", "aftersales.anchored", "aftersales.own.form"]
    _native_group = "fleet.fleet_group_user"
    _own_form = "aftersales_followup.fleet_vehicle_view_form_aftersales"
    _rec_names_search = ["name", "driver_id.name", "vin_sn", "owner_id.name"]

    owner_id = fields.Many2one(
        "res.partner",
        string="Car owner",
        index="btree_not_null",
        tracking=True,
        ondelete="restrict",
        help="The customer the car belongs to. Empty: a car of our own.",
    )
    sales_adviser_id = fields.Many2one(
        "res.users",
        string="Sales adviser",
        domain="[('share', '=', False)]",
        help="Who sold the car.",
    )
    delivery_date = fields.Date(
        index="btree_not_null", tracking=True, help="Handed over to the customer on."
    )
    last_visit_date = fields.Date(index="btree_not_null", readonly=True)
    last_mileage = fields.Integer(
        string="Last mileage (km)", readonly=True, aggregator=None
    )
    repair_ids = fields.One2many("repair.order", "vehicle_id")
    repair_count = fields.Integer(compute="_compute_aftersales_counts")
    followup_ids = fields.One2many("aftersales.followup", "vehicle_id")
    followup_count = fields.Integer(compute="_compute_aftersales_counts")

    def _compute_aftersales_counts(self):
        repairs, followups = (
            dict(
                self.env[model]._read_group(
                    [("vehicle_id", "in", self.ids)], ["vehicle_id"], ["__count"]
                )
            )
            for model in ("repair.order", "aftersales.followup")
        )
        for vehicle in self:
            vehicle.repair_count = repairs.get(vehicle, 0)
            vehicle.followup_count = followups.get(vehicle, 0)

    @api.model_create_multi
    def create(self, vals_list):
        """A customer's car belongs to no company: every store may see it."""
        for vals in vals_list:
            if vals.get("owner_id"):
                vals.setdefault("company_id", False)
        return super().create(vals_list)

    def _note_visits(self, repairs):
        """Keep day and mileage of the latest visit on the cars (A1).

        An order that is entered late never turns the clock back, nor the mileage.

        :param repairs: done repair orders of these cars
        """
        visits = repairs.grouped("vehicle_id")
        # sudo: whoever closes an order in the workshop has no rights on the fleet.
        for vehicle in self.sudo():
            vals = vehicle._prepare_visit(visits[vehicle].sorted("date_closed")[-1])
            if vals:
                vehicle.write(vals)

    def _prepare_visit(self, repair):
        """Return what changes on a car with its latest visit."""
        self.ensure_one()
        tz = repair.company_id._aftersales_tz()
        day = localtime.local_date(repair.date_closed, tz)
        vals = {}
        if not self.last_visit_date or day >= self.last_visit_date:
            vals["last_visit_date"] = day
        if repair.mileage > self.last_mileage:
            vals["last_mileage"] = repair.mileage
        return vals

    def action_view_followups(self):
        """Open all follow-ups of the car."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_followup.aftersales_followup_action"
        )
        return {**action, "domain": [("vehicle_id", "=", self.id)], "context": {}}

    def action_view_repairs(self):
        """Open all repair orders of the car."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_followup.repair_order_action_aftersales"
        )
        return {**action, "domain": [("vehicle_id", "=", self.id)]}
