from odoo import fields, models


class AftersalesCustomerCategory(models.Model):
    """Private, business, VIP, fleet, government…: who is sampled how, who is key."""

    _name = "aftersales.customer.category"
    _description = "Customer Category"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, copy=False)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    is_private = fields.Boolean(
        string="Private customer",
        help="Figures tell private and business customers apart.",
    )
    is_key = fields.Boolean(
        string="Key customer",
        help="VIP, group and government fleets, police and justice cars: always "
        "followed up, and visited each quarter.",
    )
    sampling_rate = fields.Float(
        string="Sampling (%)",
        default=100.0,
        help="Share of the visits that is followed up, unless a program says "
        "otherwise (F10).",
    )

    _code_unique = models.Constraint(
        "UNIQUE(code)", "There is a customer category with this code already."
    )
    _sampling_rate_range = models.Constraint(
        "CHECK(sampling_rate >= 0 AND sampling_rate <= 100)",
        "The sampling rate is a percentage between 0 and 100.",
    )
