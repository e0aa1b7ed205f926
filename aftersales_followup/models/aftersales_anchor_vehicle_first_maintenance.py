from odoo import api, models


class AftersalesAnchorVehicleFirstMaintenance(models.AbstractModel):
    """The day of the first maintenance after delivery (R2)."""

    _name = "aftersales.anchor.vehicle.first.maintenance"
    _inherit = "aftersales.anchor.vehicle.date"
    _description = "Anchor: First Maintenance Due"

    _date_field = "first_maintenance_date"
    _key_prefix = "first"

    @api.model
    def _anchor_label(self):
        return self.env._("First maintenance due")

    @api.model
    def _occasion(self, vehicle):
        return vehicle.delivery_date
