from odoo import fields, models


class AftersalesWearPart(models.Model):
    """A part that wears, with how long it lasts (R5)."""

    _name = "aftersales.wear.part"
    _description = "Wear Part"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    interval_months = fields.Integer(string="Lasts (months)", default=24)
    interval_km = fields.Integer(string="Lasts (km)", default=40000)

    def write(self, vals):
        """Open reminders move with how long the part lasts (R6)."""
        result = super().write(vals)
        if vals.keys() & {"interval_months", "interval_km"}:
            # sudo: the interval is the manager's, the reminders are every store's.
            lines = self.env["aftersales.vehicle.wear.part"].sudo()
            self.env["aftersales.followup"].sudo()._follow_dates(
                lines.search([("part_id", "in", self.ids)])
            )
        return result

    _intervals_positive = models.Constraint(
        "CHECK(interval_months >= 0 AND interval_km >= 0"
        " AND interval_months + interval_km > 0)",
        "Say how long the part lasts: in months, in kilometres, or both.",
    )
