from odoo import fields, models

from .aftersales_evaluation import KINDS


class AftersalesEvaluationCriterion(models.Model):
    """What an order of the central line is evaluated by (Q7)."""

    _name = "aftersales.evaluation.criterion"
    _description = "Service Evaluation Criterion"
    _order = "kind desc, sequence, id"

    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(KINDS, required=True, default="phone")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    description = fields.Char(
        translate=True, help="When it is worth 10, 8 or 6 points."
    )
