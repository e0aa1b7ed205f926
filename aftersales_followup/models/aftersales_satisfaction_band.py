from odoo import fields, models

from .aftersales_satisfaction_scale import LEVELS


class AftersalesSatisfactionBand(models.Model):
    """From which value on an answer counts as delighted, satisfied… (Q4)."""

    _name = "aftersales.satisfaction.band"
    _description = "Satisfaction Band"
    _order = "scale_id, min_value desc, id"

    name = fields.Char(required=True, translate=True)
    scale_id = fields.Many2one(
        "aftersales.satisfaction.scale",
        required=True,
        index=True,
        ondelete="cascade",
    )
    min_value = fields.Float(
        string="From", required=True, help="The lowest value (0–100) of the band."
    )
    level = fields.Selection(LEVELS, required=True)

    _min_value_range = models.Constraint(
        "CHECK(min_value >= 0 AND min_value <= 100)",
        "A band starts at a value between 0 and 100.",
    )
    _min_value_unique = models.Constraint(
        "UNIQUE(scale_id, min_value)",
        "Two bands of a scale cannot start at the same value.",
    )
