import datetime

from odoo import api, fields, models

from ..tools import localtime, maintenance

# Dates that reminders hang on: when one moves, open reminders move or go (R6).
REMINDER_DATES = {
    "maintenance_date",
    "first_maintenance_date",
    "insurance_date",
    "inspection_date",
    "last_visit_date",
    "delivery_date",
    "delivered_at",
    "active",
    "owner_id",
}
# Context key: the caller lets the reminders of many cars follow at once.
FOLLOW_LATER = "aftersales_follow_dates_later"


class FleetVehicle(models.Model):
    """The dates on which a customer's car is due (A1, R1–R4)."""

    _inherit = "fleet.vehicle"

    home_company_id = fields.Many2one(
        "res.company",
        string="Home store",
        index="btree_not_null",
        help="The store of the last visit, before that the one that delivered the "
        "car: it makes the follow-ups and reminders.",
    )
    maintenance_date = fields.Date(
        string="Next maintenance",
        index="btree_not_null",
        help="Estimated from the service plan and the mileage of the last visits; "
        "estimated anew after each visit.",
    )
    first_maintenance_date = fields.Date(
        string="First maintenance", index="btree_not_null", readonly=True
    )
    insurance_date = fields.Date(
        string="Insurance ends", index="btree_not_null", tracking=True
    )
    inspection_date = fields.Date(
        string="Annual inspection", index="btree_not_null", tracking=True
    )
    warranty_date = fields.Date(string="Warranty ends")
    wear_part_ids = fields.One2many("aftersales.vehicle.wear.part", "vehicle_id")

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("owner_id"):
                vals.setdefault("home_company_id", self.env.company.id)
        vehicles = super().create(vals_list)
        vehicles.filtered("delivery_date")._estimate_service_dates()
        return vehicles

    def write(self, vals):
        """Keep estimates and open reminders true to what has changed (R6)."""
        result = super().write(vals)
        if vals.keys() & {"delivery_date", "model_id", "owner_id"}:
            self._estimate_service_dates()
        if vals.keys() & REMINDER_DATES and not self.env.context.get(FOLLOW_LATER):
            # sudo: whoever corrects a date may not see the follow-ups that move.
            followups = self.env["aftersales.followup"].sudo()
            followups._follow_dates(self)
            if vals.keys() & {"active", "owner_id"}:
                # The parts go with the car.
                followups._follow_dates(self.sudo().wear_part_ids)
        return result

    def _note_visits(self, repairs):
        """Estimate anew, and let the reminders of all cars follow in one go."""
        vehicles = self.sudo().with_context(**{FOLLOW_LATER: True})
        result = super(FleetVehicle, vehicles)._note_visits(repairs)
        vehicles._estimate_service_dates()
        followups = self.env["aftersales.followup"].sudo()
        followups._follow_dates(self.sudo())
        if parts := self.sudo().wear_part_ids:
            # Their due dates follow the mileage, which nobody writes.
            followups._follow_dates(parts)
        return result

    def _prepare_visit(self, repair):
        vals = super()._prepare_visit(repair)
        latest = "last_visit_date" in vals
        if latest and self.home_company_id != repair.company_id:
            vals["home_company_id"] = repair.company_id.id
        return vals

    def _estimate_service_dates(self):
        """Estimate first and next maintenance from plan and visits (R1, R2)."""
        # sudo: plans and visits of every store count, whoever enters a date.
        plans = self.env["aftersales.service.plan"].sudo().search([])
        readings = self.sudo()._mileage_readings()
        for vehicle in self:
            plan = plans._for_model(vehicle.model_id)
            vals = vehicle._prepare_service_dates(plan, readings.get(vehicle.id, []))
            changed = {
                name: value for name, value in vals.items() if vehicle[name] != value
            }
            if changed:
                vehicle.write(changed)

    def _mileage_readings(self):
        """Return {vehicle id: [(local day, kilometres)]} of the closed visits."""
        repairs = self.env["repair.order"].search_fetch(
            [
                ("vehicle_id", "in", self.ids),
                ("state", "=", "done"),
                ("mileage", ">", 0),
            ],
            ["vehicle_id", "date_closed", "mileage", "company_id"],
        )
        readings = {}
        for repair in repairs:
            tz = repair.company_id._aftersales_tz()
            readings.setdefault(repair.vehicle_id.id, []).append(
                (localtime.local_date(repair.date_closed, tz), repair.mileage)
            )
        return readings

    def _prepare_service_dates(self, plan, readings):
        """Return the dates that follow from the plan; without a plan there are none."""
        self.ensure_one()
        visited = self.last_visit_date
        vals = {"maintenance_date": False, "first_maintenance_date": False}
        if not plan:
            return vals
        if visited:
            vals["maintenance_date"] = (
                maintenance.due_date(
                    visited,
                    plan.interval_months,
                    plan.interval_km,
                    maintenance.daily_mileage(readings),
                )
                or False
            )
        elif self.delivery_date:
            days = (
                plan.first_days_private
                if self.owner_id.customer_category_id.is_private
                else plan.first_days_business
            )
            vals["first_maintenance_date"] = self.delivery_date + datetime.timedelta(
                days=days
            )
        if self.delivery_date and plan.warranty_months and not self.warranty_date:
            vals["warranty_date"] = localtime.shift(
                self.delivery_date, plan.warranty_months, "month"
            )
        return vals
