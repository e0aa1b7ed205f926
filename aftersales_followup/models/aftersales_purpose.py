from odoo import fields, models


class AftersalesPurpose(models.Model):
    """Why a customer is contacted: what programs, blocks and figures are grouped by."""

    _name = "aftersales.purpose"
    _description = "Follow-up Purpose"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True,
        copy=False,
        help="Technical name that programs and figures refer to.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    is_proactive = fields.Boolean(
        string="Proactive",
        default=True,
        help="Counts for the limit on contacts in a week. Call-backs, complaints "
        "and re-visits do not (F14).",
    )

    _code_unique = models.Constraint(
        "UNIQUE(code)", "There is a purpose with this code already."
    )
