from odoo import api, fields, models

from ..tools import localtime


class FleetVehicle(models.Model):
    """The hour of the hand-over decides when the customer is called (F5)."""

    _inherit = "fleet.vehicle"

    delivered_at = fields.Datetime(
        string="Handed over at",
        copy=False,
        help="The hour decides when the sales adviser calls: in the afternoon after "
        "a morning, else the next morning. Empty: in the morning.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        vehicles = super().create(vals_list)
        vehicles.filtered("delivered_at")._keep_delivery_day("delivered_at")
        return vehicles

    def write(self, vals):
        """Hour and day of the hand-over are of one day; what is written last counts."""
        result = super().write(vals)
        if vals.get("delivered_at"):
            self._keep_delivery_day("delivered_at")
        elif "delivery_date" in vals:
            self._keep_delivery_day("delivery_date")
        return result

    @api.onchange("delivered_at")
    def _onchange_delivered_at(self):
        if self.delivered_at:
            self.delivery_date = self._delivery_day()

    def _delivery_day(self):
        """Return the local day of the hand-over in the home store."""
        company = self.home_company_id or self.env.company
        return localtime.local_date(self.delivered_at, company._aftersales_tz())

    def _keep_delivery_day(self, leading):
        """Correct the other field where hour and day do not agree.

        :param str leading: ``delivered_at`` or ``delivery_date``
        """
        for vehicle in self.filtered("delivered_at"):
            day = vehicle._delivery_day()
            if day != vehicle.delivery_date:
                if leading == "delivered_at":
                    vehicle.delivery_date = day
                else:
                    vehicle.delivered_at = False
