from odoo import models


class FleetVehicle(models.Model):
    """Questions and suggestions about the car (F25)."""

    _name = "fleet.vehicle"
    _inherit = ["fleet.vehicle", "aftersales.feedback.subject"]
    _feedback_field = "vehicle_id"

    def _feedback_defaults(self):
        return {
            **super()._feedback_defaults(),
            "default_partner_id": self.owner_id.id,
        }
