from odoo import api, models

from ..tools import localtime
from .aftersales_anchor import Anchor


class AftersalesAnchorVisitRequest(models.AbstractModel):
    """The moment at which a customer asked us to come (F28)."""

    _name = "aftersales.anchor.visit.request"
    _inherit = "aftersales.anchor"
    _description = "Anchor: Visit Asked For"

    _anchor_model = "aftersales.visit.request"
    _has_time = True
    _filter_fields = (
        "user_id",
        "date_sent",
        "vehicle_id.model_id",
        "partner_id.customer_category_id",
    )
    _read_fields = (
        "active",
        "date_requested",
        "company_id",
        "partner_id",
        "vehicle_id",
    )

    @api.model
    def _anchor_label(self):
        return self.env._("Visit asked for")

    @api.model
    def _anchors(self, company, date_from, date_to, domain):
        tz = company._aftersales_tz()
        window = self._moments(company, "date_requested", date_from, date_to)
        requests = self.env["aftersales.visit.request"].search_fetch(
            window & domain,
            ["date_requested", "partner_id", "vehicle_id"],
            order="date_requested, id",
        )
        return [
            Anchor(
                res_model=request._name,
                res_id=request.id,
                occurrence_key="requested",
                date=localtime.local_date(request.date_requested, tz),
                partner_id=request.partner_id.id,
                vehicle_id=request.vehicle_id.id,
                repair_id=False,
                company_id=company.id,
                moment=request.date_requested,
            )
            for request in requests
        ]
