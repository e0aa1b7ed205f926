from odoo import api, models


class AftersalesAnchorVehicleLastVisit(models.AbstractModel):
    """The day of the last visit: who does not come back is lost (F6)."""

    _name = "aftersales.anchor.vehicle.last.visit"
    _inherit = "aftersales.anchor.vehicle.date"
    _description = "Anchor: Last Visit"

    _date_field = "last_visit_date"
    _key_prefix = "visit"

    @api.model
    def _anchor_label(self):
        return self.env._("Last visit")
