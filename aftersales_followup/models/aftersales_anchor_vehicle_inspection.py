from odoo import api, models


class AftersalesAnchorVehicleInspection(models.AbstractModel):
    """The day of the annual inspection (R4)."""

    _name = "aftersales.anchor.vehicle.inspection"
    _inherit = "aftersales.anchor.vehicle.date"
    _description = "Anchor: Inspection Due"

    _date_field = "inspection_date"
    _key_prefix = "insp"

    @api.model
    def _anchor_label(self):
        return self.env._("Annual inspection due")
