from odoo import api, fields, models

from ..tools import maintenance


class AftersalesVehicleWearPart(models.Model):
    """When a part of a car was last replaced, and when it is due again (R5)."""

    _name = "aftersales.vehicle.wear.part"
    _description = "Wear Part of a Car"
    _inherit = ["aftersales.anchored"]
    _order = "date_due, id"
    _rec_name = "part_id"

    vehicle_id = fields.Many2one(
        "fleet.vehicle", required=True, index=True, ondelete="cascade"
    )
    owner_id = fields.Many2one(related="vehicle_id.owner_id")
    part_id = fields.Many2one(
        "aftersales.wear.part", required=True, ondelete="restrict"
    )
    date_replaced = fields.Date(
        string="Replaced on", required=True, default=fields.Date.context_today
    )
    mileage_replaced = fields.Integer(string="Replaced at (km)", aggregator=None)
    date_due = fields.Date(
        string="Replace by",
        compute="_compute_date_due",
        store=True,
        readonly=False,
        index=True,
        help="Estimated from what the part lasts and the mileage of the last visits.",
    )
    note = fields.Char()

    _part_once = models.UniqueIndex(
        "(vehicle_id, part_id)", "Each part stands once on a car: change its line."
    )

    @api.depends(
        "date_replaced",
        "mileage_replaced",
        "part_id.interval_months",
        "part_id.interval_km",
        "vehicle_id.last_visit_date",
        "vehicle_id.last_mileage",
    )
    def _compute_date_due(self):
        readings = self.vehicle_id.sudo()._mileage_readings()
        for line in self:
            line.date_due = line.date_replaced and line._estimate_due(
                readings.get(line.vehicle_id.id, [])
            )

    def _estimate_due(self, readings):
        """Return when the part is due: by months or kilometres, whichever is earlier.

        Without the mileage at which it was replaced, the kilometres are spread over
        the days since.

        :param readings: of the car, see ``fleet.vehicle._mileage_readings``
        """
        replaced, part = self.date_replaced, self.part_id
        if not (self.mileage_replaced and part.interval_km):
            return maintenance.due_date(
                replaced,
                part.interval_months,
                part.interval_km,
                maintenance.daily_mileage(readings),
            )
        dates = (
            maintenance.due_date(replaced, part.interval_months),
            maintenance.due_by_mileage(
                readings, (replaced, self.mileage_replaced), part.interval_km
            ),
        )
        return min(filter(None, dates), default=None)

    def write(self, vals):
        """A replaced part closes its open reminders; a moved date moves them (R6)."""
        result = super().write(vals)
        if vals.keys() & {"date_replaced", "date_due", "mileage_replaced"}:
            # sudo: whoever notes a replaced part may not see the reminders.
            self.env["aftersales.followup"].sudo()._follow_dates(self)
        return result
