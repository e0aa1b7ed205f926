from odoo import api, fields, models
from odoo.fields import Domain


class FleetVehicle(models.Model):
    """The car's part of the customer's file (A1)."""

    _name = "fleet.vehicle"
    _inherit = ["fleet.vehicle", "aftersales.archive"]

    service_interval = fields.Char(
        compute="_compute_service_interval",
        search="_search_service_interval",
        help="How often the car comes in, by the service plan of its model (R1).",
    )

    @api.depends("model_id")
    def _compute_service_interval(self):
        plans = self._service_plans()
        for vehicle in self:
            plan = plans._for_model(vehicle.model_id)
            months = plan.interval_months and self.env._(
                "%s months", plan.interval_months
            )
            kilometres = plan.interval_km and self.env._("%s km", plan.interval_km)
            vehicle.service_interval = " / ".join(
                part for part in (months, kilometres) if part
            )

    @api.model
    def _search_service_interval(self, operator, value):
        """Find the cars without a plan: nothing else is asked for."""
        if operator != "in" or list(value) != [False]:
            return NotImplemented
        plans = self._service_plans()
        if any(not plan.model_ids and not plan.brand_id for plan in plans):
            return Domain.FALSE
        by_brand = plans.filtered(lambda plan: not plan.model_ids)
        return Domain("model_id", "not in", plans.model_ids.ids) & Domain(
            "model_id.brand_id", "not in", by_brand.brand_id.ids
        )

    @api.model
    def _service_plans(self):
        """Return all service plans. sudo: whoever sees a car sees its interval."""
        return self.env["aftersales.service.plan"].sudo().search([])
