from odoo import api, models


class AftersalesAnchorVehicleDelivered(models.AbstractModel):
    """The day a car was handed over to the customer (F3, F5)."""

    _name = "aftersales.anchor.vehicle.delivered"
    _inherit = "aftersales.anchor.vehicle.date"
    _description = "Anchor: Vehicle Delivered"

    _date_field = "delivery_date"
    _key_prefix = "delivered"

    @api.model
    def _anchor_label(self):
        return self.env._("Vehicle delivered")
