from odoo import fields, models


class AftersalesSkipReason(models.Model):
    """Why a follow-up was not made: each one that is not keeps its reason (F10)."""

    _name = "aftersales.skip.reason"
    _description = "Skip Reason"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, copy=False)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _code_unique = models.Constraint(
        "UNIQUE(code)", "There is a skip reason with this code already."
    )
