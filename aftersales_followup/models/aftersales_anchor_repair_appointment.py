from odoo import api, models
from odoo.fields import Domain

from ..tools import localtime
from .aftersales_anchor import Anchor

BOOKED = ("booked_customer", "booked_dealer")
NOT_IN_YET = ("draft", "confirmed")


class AftersalesAnchorRepairAppointment(models.AbstractModel):
    """The hour for which a visit to the workshop is booked (R1)."""

    _name = "aftersales.anchor.repair.appointment"
    _inherit = "aftersales.anchor"
    _description = "Anchor: Appointment in the Workshop"

    _anchor_model = "repair.order"
    _has_time = True
    _filter_fields = (
        "intake",
        "intent",
        "advisor_id",
        "vehicle_id.model_id",
        "vehicle_id.brand_id",
        "partner_id.customer_category_id",
    )
    _read_fields = ("state", "schedule_date", "company_id", "partner_id", "vehicle_id")

    @api.model
    def _anchor_label(self):
        return self.env._("Appointment in the workshop")

    @api.model
    def _occurrence_key(self, repair):
        return "appointment"

    @api.model
    def _still_due(self, repair):
        """Return the local day of the appointment, False when it is over or off."""
        if repair.state not in NOT_IN_YET or repair.intake not in BOOKED:
            return False
        tz = repair.company_id._aftersales_tz()
        return localtime.local_date(repair.schedule_date, tz)

    @api.model
    def _moment(self, record):
        return record.schedule_date

    @api.model
    def _anchors(self, company, date_from, date_to, domain):
        tz = company._aftersales_tz()
        window = (
            self._moments(company, "schedule_date", date_from, date_to)
            & Domain("state", "in", NOT_IN_YET)
            & Domain("intake", "in", BOOKED)
        )
        repairs = self.env["repair.order"].search_fetch(
            window & domain,
            ["schedule_date", "partner_id", "vehicle_id"],
            order="schedule_date, id",
        )
        owners = {vehicle.id: vehicle.owner_id.id for vehicle in repairs.vehicle_id}
        return [
            Anchor(
                res_model="repair.order",
                res_id=repair.id,
                occurrence_key=self._occurrence_key(repair),
                date=localtime.local_date(repair.schedule_date, tz),
                partner_id=repair.partner_id.id or owners.get(repair.vehicle_id.id),
                vehicle_id=repair.vehicle_id.id,
                repair_id=repair.id,
                company_id=company.id,
                moment=repair.schedule_date,
            )
            for repair in repairs
        ]
