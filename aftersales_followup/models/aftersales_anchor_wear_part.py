from odoo import api, models
from odoo.fields import Domain

from .aftersales_anchor import Anchor


class AftersalesAnchorWearPart(models.AbstractModel):
    """The day on which a part of a car is due again (R5)."""

    _name = "aftersales.anchor.wear.part"
    _inherit = "aftersales.anchor"
    _description = "Anchor: Wear Part Due"

    _anchor_model = "aftersales.vehicle.wear.part"
    _filter_fields = (
        "part_id",
        "vehicle_id.model_id",
        "vehicle_id.owner_id.customer_category_id",
    )
    _read_fields = (
        "date_due",
        "date_replaced",
        "vehicle_id.active",
        "vehicle_id.owner_id",
        "vehicle_id.home_company_id",
    )

    @api.model
    def _anchor_label(self):
        return self.env._("Wear part due")

    @api.model
    def _occurrence_key(self, line):
        return f"wear:{line.date_replaced}"

    @api.model
    def _still_due(self, line):
        """Return the current date of the occasion, False when it is gone."""
        vehicle = line.vehicle_id
        return bool(vehicle.active and vehicle.owner_id) and line.date_due

    @api.model
    def _customer(self, line):
        return line.vehicle_id.owner_id

    @api.model
    def _anchors(self, company, date_from, date_to, domain):
        lines = self.env["aftersales.vehicle.wear.part"].search(
            Domain("date_due", ">=", date_from)
            & Domain("date_due", "<=", date_to)
            & Domain("vehicle_id.active", "=", True)
            & Domain("vehicle_id.owner_id", "!=", False)
            & Domain("vehicle_id.home_company_id", "=", company.id)
            & domain,
            order="date_due, id",
        )
        return [
            Anchor(
                res_model=line._name,
                res_id=line.id,
                occurrence_key=self._occurrence_key(line),
                date=line.date_due,
                partner_id=line.vehicle_id.owner_id.id,
                vehicle_id=line.vehicle_id.id,
                repair_id=False,
                company_id=company.id,
            )
            for line in lines
        ]
