from odoo import fields, models


class AftersalesReworkReason(models.Model):
    """Why a repair had to be done again (A3)."""

    _name = "aftersales.rework.reason"
    _description = "Rework Reason"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, copy=False)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _code_unique = models.Constraint(
        "UNIQUE(code)", "There is a rework reason with this code already."
    )
