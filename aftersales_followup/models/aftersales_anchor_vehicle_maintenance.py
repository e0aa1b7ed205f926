from odoo import api, models


class AftersalesAnchorVehicleMaintenance(models.AbstractModel):
    """The estimated day of the next maintenance (R1); the date is data, the last visit
    names the occasion."""

    _name = "aftersales.anchor.vehicle.maintenance"
    _inherit = "aftersales.anchor.vehicle.date"
    _description = "Anchor: Maintenance Due"

    _date_field = "maintenance_date"
    _key_prefix = "maint"

    @api.model
    def _anchor_label(self):
        return self.env._("Maintenance due")

    @api.model
    def _occasion(self, vehicle):
        return vehicle.last_visit_date
