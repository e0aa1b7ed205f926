from odoo import api, models
from odoo.fields import Domain

from .aftersales_anchor import Anchor


class AftersalesAnchorVehicleDate(models.AbstractModel):
    """A date of a customer's car, in its home store: the base of six providers."""

    _name = "aftersales.anchor.vehicle.date"
    _inherit = "aftersales.anchor"
    _description = "Anchor: Date of a Car"

    _anchor_model = "fleet.vehicle"
    _filter_fields = (
        "model_id",
        "brand_id",
        "owner_id.customer_category_id",
        "last_mileage",
        "last_visit_date",
        "delivery_date",
        "warranty_date",
        "tag_ids",
    )
    _read_fields = (
        "active",
        "owner_id",
        "home_company_id",
        "delivered_at",
        "first_maintenance_date",
        "inspection_date",
        "insurance_date",
        "maintenance_date",
    )

    _date_field = None
    """The date that the steps count from."""

    _key_prefix = None
    """Begins the occurrence key; also what ``_follow_dates`` looks for."""

    @api.model
    def _occasion(self, vehicle):
        """Return what names the occasion of a car (its date, unless that may move)."""
        return vehicle[self._date_field]

    @api.model
    def _occurrence_key(self, vehicle):
        return f"{self._key_prefix}:{self._occasion(vehicle)}"

    @api.model
    def _still_due(self, vehicle):
        """Return the current date of a car's occasion, False when it is gone."""
        return bool(vehicle.active and vehicle.owner_id) and vehicle[self._date_field]

    @api.model
    def _customer(self, vehicle):
        return vehicle.owner_id

    @api.model
    def _anchors(self, company, date_from, date_to, domain):
        window = (
            Domain("owner_id", "!=", False)
            & Domain("home_company_id", "=", company.id)
            & Domain(self._date_field, ">=", date_from)
            & Domain(self._date_field, "<=", date_to)
        )
        vehicles = self.env["fleet.vehicle"].search_fetch(
            window & domain,
            [self._date_field, "owner_id", "last_visit_date", "delivery_date"],
            order=f"{self._date_field}, id",
        )
        return [
            Anchor(
                res_model="fleet.vehicle",
                res_id=vehicle.id,
                occurrence_key=self._occurrence_key(vehicle),
                date=vehicle[self._date_field],
                partner_id=vehicle.owner_id.id,
                vehicle_id=vehicle.id,
                repair_id=False,
                company_id=company.id,
                moment=self._moment(vehicle),
            )
            for vehicle in vehicles
        ]
