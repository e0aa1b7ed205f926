from odoo import api, models
from odoo.fields import Domain

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
    def _occurrence_key(self, request):
        return "requested"

    @api.model
    def _still_due(self, request):
        """Return the local day on which the customer asked."""
        tz = request.company_id._aftersales_tz()
        return localtime.local_date(request.date_requested, tz)

    @api.model
    def _moment(self, record):
        return record.date_requested

    @api.model
    def _anchors_of_step(self, step, company, date_from, date_to, domain):
        """Have nobody sent to whom somebody was sent already."""
        if step.channel == "visit":
            domain &= Domain("date_sent", "=", False)
        return self._anchors(company, date_from, date_to, domain)

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
                occurrence_key=self._occurrence_key(request),
                date=localtime.local_date(request.date_requested, tz),
                partner_id=request.partner_id.id,
                vehicle_id=request.vehicle_id.id,
                repair_id=False,
                company_id=company.id,
                moment=request.date_requested,
            )
            for request in requests
        ]
