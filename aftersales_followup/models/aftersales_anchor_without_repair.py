from odoo import api, models


class AftersalesAnchorWithoutRepair(models.AbstractModel):
    """A customer asked or came, and nothing was repaired (F2): base of two providers.

    Who has the car repaired after all is asked after the repair, not about the
    question before it.
    """

    _name = "aftersales.anchor.without.repair"
    _inherit = "aftersales.anchor"
    _description = "Anchor: Nothing Repaired"

    @api.model
    def _without_repair(self, anchors):
        """Leave out whose car was repaired on that day or since."""
        cars = self.env["fleet.vehicle"].browse(
            [anchor.vehicle_id for anchor in anchors if anchor.vehicle_id]
        )
        last_visits = {car.id: car.last_visit_date for car in cars}
        partners = self.env["res.partner"].browse(
            {a.partner_id for a in anchors if a.partner_id and not a.vehicle_id}
        )
        # Nobody knows which car a question was about: any of them.
        last_visits_of_owners = {
            partner.id: max(
                filter(None, partner.vehicle_ids.mapped("last_visit_date")),
                default=False,
            )
            for partner in partners
        }
        kept = []
        for anchor in anchors:
            last_visit = (
                last_visits[anchor.vehicle_id]
                if anchor.vehicle_id
                else last_visits_of_owners.get(anchor.partner_id)
            )
            if not last_visit or last_visit < anchor.date:
                kept.append(anchor)
        return kept
