from odoo import fields, models


class ResCompany(models.Model):
    """What a store wants to reach, as its reports show it."""

    _inherit = "res.company"

    aftersales_target_rate = fields.Float(
        string="After-sales rate to reach (%)",
        default=30.0,
        help="Orders with an effective follow-up ÷ orders settled (M3).",
    )

    _aftersales_target_rate_range = models.Constraint(
        "CHECK(aftersales_target_rate >= 0 AND aftersales_target_rate <= 100)",
        "The after-sales rate to reach is a percentage between 0 and 100.",
    )
