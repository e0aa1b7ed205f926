from odoo import fields, models

from ..tools import scoring

LEVELS = [
    ("very_satisfied", "Delighted"),
    ("satisfied", "Satisfied"),
    ("basically", "Basically satisfied"),
    ("dissatisfied", "Dissatisfied"),
    ("very_dissatisfied", "Very dissatisfied"),
]
TOP_LEVEL = "very_satisfied"
LOW_LEVELS = ("dissatisfied", "very_dissatisfied")


class AftersalesSatisfactionScale(models.Model):
    """A way to answer (five levels, 1–10, yes/no, 300 points…) and its bands (Q4)."""

    _name = "aftersales.satisfaction.scale"
    _description = "Satisfaction Scale"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, copy=False)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    max_value = fields.Float(
        string="Best answer",
        required=True,
        default=10.0,
        help="The value of the best answer: it counts as 100.",
    )
    band_ids = fields.One2many("aftersales.satisfaction.band", "scale_id")

    _code_unique = models.Constraint(
        "UNIQUE(code)", "There is a scale with this code already."
    )
    _max_value_positive = models.Constraint(
        "CHECK(max_value > 0)", "The value of the best answer must be above zero."
    )

    def _normalise(self, raw):
        """Return a raw answer as 0–100 (Q4), None when unanswered."""
        self.ensure_one()
        return scoring.normalise(raw, self.max_value)

    def _band(self, value):
        """Return the band of a 0–100 value, an empty record when there is none."""
        return (
            scoring.band(value, [(band.min_value, band) for band in self.band_ids])
            or self.env["aftersales.satisfaction.band"]
        )
