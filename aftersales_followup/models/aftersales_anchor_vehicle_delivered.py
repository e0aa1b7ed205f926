from odoo import api, models

from ..tools import localtime, occasion


class AftersalesAnchorVehicleDelivered(models.AbstractModel):
    """The day a car was handed over to the customer (F3, F5).

    Without a time of day it was handed over in the morning.
    """

    _name = "aftersales.anchor.vehicle.delivered"
    _inherit = "aftersales.anchor.vehicle.date"
    _description = "Anchor: Vehicle Delivered"

    _date_field = "delivery_date"
    _key_prefix = "delivered"
    _has_time = True

    @api.model
    def _anchor_label(self):
        return self.env._("Vehicle delivered")

    @api.model
    def _moment(self, record):
        tz = record.home_company_id._aftersales_tz()
        return record.delivered_at or localtime.utc_moment(
            record.delivery_date, occasion.MORNING, tz
        )
