from odoo import api, models


class AftersalesAnchorVehicleInsurance(models.AbstractModel):
    """The day the insurance policy ends (R3)."""

    _name = "aftersales.anchor.vehicle.insurance"
    _inherit = "aftersales.anchor.vehicle.date"
    _description = "Anchor: Insurance Ends"

    _date_field = "insurance_date"
    _key_prefix = "ins"

    @api.model
    def _anchor_label(self):
        return self.env._("Insurance ends")
