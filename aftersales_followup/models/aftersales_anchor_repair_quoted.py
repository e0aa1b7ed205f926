from odoo import api, models
from odoo.fields import Domain
from odoo.tools import format_amount

from ..tools import localtime
from .aftersales_anchor import Anchor

NOT_REPAIRED = ("draft", "confirmed", "under_repair", "cancel")


class AftersalesAnchorRepairQuoted(models.AbstractModel):
    """The local day of a visit that ended with a quote only (F2)."""

    _name = "aftersales.anchor.repair.quoted"
    _inherit = "aftersales.anchor.without.repair"
    _description = "Anchor: Visit without a Repair"

    _anchor_model = "repair.order"
    _filter_fields = (
        "intake",
        "intent",
        "quote_amount",
        "advisor_id",
        "vehicle_id.model_id",
        "vehicle_id.brand_id",
        "partner_id.customer_category_id",
    )
    _read_fields = (
        "state",
        "quote_decision",
        "date_received",
        "company_id",
        "partner_id",
        "vehicle_id",
    )

    @api.model
    def _anchor_label(self):
        return self.env._("Visit without a repair")

    @api.model
    def _anchors(self, company, date_from, date_to, domain):
        # Where nobody noted when the car came in, the order was opened then.
        window = self._moments(company, "date_received", date_from, date_to) | (
            Domain("date_received", "=", False)
            & self._moments(company, "create_date", date_from, date_to)
        )
        repairs = self.env["repair.order"].search(
            Domain("quote_decision", "=", "quote")
            & Domain("state", "in", NOT_REPAIRED)
            & window
            & domain,
            order="id",
        )
        return self._without_repair([self._anchor_of(repair) for repair in repairs])

    @api.model
    def _anchor_of(self, repair):
        return Anchor(
            res_model="repair.order",
            res_id=repair.id,
            occurrence_key=self._occurrence_key(repair),
            date=self._day(repair),
            partner_id=repair.partner_id.id or repair.vehicle_id.owner_id.id,
            vehicle_id=repair.vehicle_id.id,
            repair_id=repair.id,
            company_id=repair.company_id.id,
        )

    @api.model
    def _day(self, repair):
        return localtime.local_date(
            repair.date_received or repair.create_date,
            repair.company_id._aftersales_tz(),
        )

    @api.model
    def _occurrence_key(self, repair):
        return "quoted"

    @api.model
    def _still_due(self, repair):
        """Return the local day of the visit, False when the car was repaired since."""
        if repair.quote_decision != "quote" or repair.state not in NOT_REPAIRED:
            return False
        anchors = self._without_repair([self._anchor_of(repair)])
        return anchors and anchors[0].date

    @api.model
    def _refine(self, company, vals_list):
        """Tell the agent what was found and quoted."""
        for vals in vals_list:
            repair = self.env["repair.order"].browse(vals["res_id"])
            found = " ".join((repair.diagnosis or "").split())
            quoted = repair.quote_amount and self.env._(
                "quoted %s",
                format_amount(self.env, repair.quote_amount, repair.currency_id),
            )
            vals["topic"] = " · ".join(filter(None, (found, quoted))) or False
