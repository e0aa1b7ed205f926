from odoo import fields, models


class AftersalesLossReason(models.Model):
    """Why a customer stayed away (F6)."""

    _name = "aftersales.loss.reason"
    _description = "Reason of Loss"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, copy=False)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _code_unique = models.Constraint(
        "UNIQUE(code)", "There is a reason of loss with this code already."
    )
