from odoo import api, models

from ..tools import localtime
from .aftersales_anchor import Anchor


class AftersalesAnchorComplaintHandled(models.AbstractModel):
    """The local day on which a complaint was handled (F7, C7).

    Each round of a reopened complaint is an occasion of its own.
    """

    _name = "aftersales.anchor.complaint.handled"
    _inherit = "aftersales.anchor"
    _description = "Anchor: Complaint Handled"

    _anchor_model = "aftersales.complaint"
    _has_time = True
    _filter_fields = (
        "severity",
        "source",
        "function",
        "cause_ids",
        "customer_category_id",
        "vehicle_id.model_id",
    )
    _read_fields = ("date_handled", "reopen_count", "company_id", "partner_id")

    @api.model
    def _anchor_label(self):
        return self.env._("Complaint handled")

    @api.model
    def _anchors(self, company, date_from, date_to, domain):
        tz = company._aftersales_tz()
        window = self._moments(company, "date_handled", date_from, date_to)
        complaints = self.env["aftersales.complaint"].search_fetch(
            window & domain,
            ["date_handled", "partner_id", "vehicle_id", "repair_id", "reopen_count"],
            order="date_handled, id",
        )
        return [
            Anchor(
                res_model="aftersales.complaint",
                res_id=complaint.id,
                occurrence_key=f"handled:{complaint.reopen_count}",
                date=localtime.local_date(complaint.date_handled, tz),
                partner_id=complaint.partner_id.id,
                vehicle_id=complaint.vehicle_id.id,
                repair_id=complaint.repair_id.id,
                company_id=company.id,
                moment=complaint.date_handled,
            )
            for complaint in complaints
        ]
