from odoo import models


class FleetVehicle(models.Model):
    """A repair ends what a question or a quote has begun (F2)."""

    _inherit = "fleet.vehicle"

    def _note_visits(self, repairs):
        result = super()._note_visits(repairs)
        # sudo: whoever settles an order may not see the calls that this ends.
        self.env["aftersales.followup"].sudo()._end_consultations(self.sudo())
        return result
