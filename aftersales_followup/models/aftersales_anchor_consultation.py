from odoo import api, models
from odoo.fields import Domain

from ..tools import localtime
from .aftersales_anchor import Anchor


class AftersalesAnchorConsultation(models.AbstractModel):
    """The local day on which a customer asked us something (F2, F27)."""

    _name = "aftersales.anchor.consultation"
    _inherit = "aftersales.anchor.without.repair"
    _description = "Anchor: Consultation"

    _anchor_model = "aftersales.inbound.call"
    _filter_fields = (
        "topic",
        "outcome",
        "vehicle_id.model_id",
        "partner_id.customer_category_id",
    )
    _read_fields = (
        "date",
        "complaint_id",
        "company_id",
        "partner_id",
        "vehicle_id",
    )

    @api.model
    def _anchor_label(self):
        return self.env._("Consultation without a repair")

    @api.model
    def _anchors(self, company, date_from, date_to, domain):
        # Who is dissatisfied is visited again after the complaint (F7).
        calls = self.env["aftersales.inbound.call"].search(
            self._moments(company, "date", date_from, date_to)
            & Domain("topic", "!=", "complaint")
            & Domain("complaint_id", "=", False)
            & domain,
            order="date, id",
        )
        tz = company._aftersales_tz()
        return self._without_repair(
            [
                Anchor(
                    res_model=call._name,
                    res_id=call.id,
                    occurrence_key="asked",
                    date=localtime.local_date(call.date, tz),
                    partner_id=call.partner_id.id or call.vehicle_id.owner_id.id,
                    vehicle_id=call.vehicle_id.id,
                    repair_id=False,
                    company_id=company.id,
                )
                for call in calls
            ]
        )

    @api.model
    def _refine(self, company, vals_list):
        """Tell the agent what the customer asked, and what was answered."""
        for vals in vals_list:
            call = self.env["aftersales.inbound.call"].browse(vals["res_id"])
            said = (call.question, call.answer)
            words = [" ".join((text or "").split()) for text in said]
            vals["topic"] = " → ".join(filter(None, words)) or False
