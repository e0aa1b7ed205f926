from odoo import api, models
from odoo.fields import Domain

BASE = "aftersales.anchor.without.repair"


class AftersalesFollowup(models.Model):
    """Calls about a question or a quote, until the car is repaired (F2)."""

    _inherit = "aftersales.followup"

    @api.model
    def _end_consultations(self, vehicles):
        """Close what is open about questions and quotes: the cars were repaired.

        :param vehicles: cars that have just been settled
        """
        providers = self.env.registry.descendants([BASE], "_inherit")
        same_car = Domain("vehicle_id", "in", vehicles.ids)
        no_car = Domain("vehicle_id", "=", False)
        waiting = self.search(
            Domain("program_id.anchor", "in", list(providers))
            & Domain("state", "in", ("planned", "open"))
            & (same_car | (no_car & Domain("partner_id", "in", vehicles.owner_id.ids)))
        )
        last_visits = vehicles.grouped("owner_id")
        waiting.filtered(
            lambda followup: (
                followup.anchor_date
                <= max(
                    (followup.vehicle_id or last_visits[followup.partner_id]).mapped(
                        "last_visit_date"
                    )
                )
            )
        )._cancel_for("came_in")
