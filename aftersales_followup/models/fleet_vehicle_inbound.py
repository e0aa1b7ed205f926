from odoo import fields, models


class FleetVehicle(models.Model):
    """Calls that came in about the car (F27)."""

    _inherit = "fleet.vehicle"

    inbound_call_count = fields.Integer(compute="_compute_inbound_call_count")

    def _compute_inbound_call_count(self):
        counts = dict(
            self.env["aftersales.inbound.call"]._read_group(
                [("vehicle_id", "in", self.ids)], ["vehicle_id"], ["__count"]
            )
        )
        for vehicle in self:
            vehicle.inbound_call_count = counts.get(vehicle, 0)

    def action_view_inbound_calls(self):
        """Open the calls that came in about the car."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_followup.aftersales_inbound_call_action"
        )
        return {
            **action,
            "domain": [("vehicle_id", "=", self.id)],
            "context": {
                "default_vehicle_id": self.id,
                "default_partner_id": self.owner_id.id,
            },
        }
