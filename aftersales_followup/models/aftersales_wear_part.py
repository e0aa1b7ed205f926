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

    _intervals_positive = models.Constraint(
        "CHECK(interval_months >= 0 AND interval_km >= 0"
        " AND interval_months + interval_km > 0)",
        "Say how long the part lasts: in months, in kilometres, or both.",
    )
