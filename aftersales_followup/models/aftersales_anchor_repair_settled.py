from odoo import api, models
from odoo.fields import Domain

from ..tools import localtime
from .aftersales_anchor import Anchor


class AftersalesAnchorRepairSettled(models.AbstractModel):
    """The local day on which a repair order was settled (F1)."""

    _name = "aftersales.anchor.repair.settled"
    _inherit = "aftersales.anchor"
    _description = "Anchor: Repair Settled"

    _anchor_model = "repair.order"
    _has_time = True
    _filter_fields = (
        "intake",
        "under_warranty",
        "tag_ids",
        "advisor_id",
        "vehicle_id.model_id",
        "vehicle_id.brand_id",
        "partner_id.customer_category_id",
        "rework_of_id",
        "mileage",
    )
    _read_fields = ("state", "date_closed", "company_id", "partner_id", "vehicle_id")

    @api.model
    def _anchor_label(self):
        return self.env._("Repair settled")

    @api.model
    def _anchors(self, company, date_from, date_to, domain):
        tz = company._aftersales_tz()
        window = self._moments(company, "date_closed", date_from, date_to) & Domain(
            "state", "=", "done"
        )
        repairs = self.env["repair.order"].search_fetch(
            window & domain,
            ["date_closed", "partner_id", "vehicle_id", "company_id"],
            order="date_closed, id",
        )
        owners = {vehicle.id: vehicle.owner_id.id for vehicle in repairs.vehicle_id}
        return [
            Anchor(
                res_model="repair.order",
                res_id=repair.id,
                occurrence_key="settled",
                date=localtime.local_date(repair.date_closed, tz),
                partner_id=repair.partner_id.id or owners.get(repair.vehicle_id.id),
                vehicle_id=repair.vehicle_id.id,
                repair_id=repair.id,
                company_id=company.id,
                moment=repair.date_closed,
            )
            for repair in repairs
        ]
