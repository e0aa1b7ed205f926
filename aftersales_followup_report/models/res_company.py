from odoo import fields, models


class ResCompany(models.Model):
    """What a store wants to reach, and when its report is due."""

    _inherit = "res.company"

    aftersales_target_rate = fields.Float(
        string="After-sales rate to reach (%)",
        default=30.0,
        help="Orders with an effective follow-up ÷ orders settled (M3).",
    )
    aftersales_warranty_rate = fields.Float(
        string="Rework in repair warranty to stay under (%)",
        default=5.0,
        help="Orders redone in repair warranty ÷ orders with one (A3); 0: no target.",
    )
    aftersales_report_day = fields.Integer(
        string="Report due on day",
        default=3,
        help="Day of the next month, until 24:00 local time (M8).",
    )
    aftersales_report_fine = fields.Monetary(
        string="Fine for a late report",
        default=50.0,
        help="For the monthly report and for the complaint analysis, each (M8).",
    )
    aftersales_report_partner_ids = fields.Many2many(
        "res.partner",
        "aftersales_report_recipient_rel",
        string="Mail confirmed reports to",
        help="Besides the directors, who get them always.",
    )

    def _aftersales_setting_fields(self):
        """Let customer-care managers set what a report needs."""
        return super()._aftersales_setting_fields() | {
            "aftersales_target_rate",
            "aftersales_report_day",
            "aftersales_report_fine",
            "aftersales_report_partner_ids",
        }

    _aftersales_target_rate_range = models.Constraint(
        "CHECK(aftersales_target_rate >= 0 AND aftersales_target_rate <= 100)",
        "The after-sales rate to reach is a percentage between 0 and 100.",
    )
    _aftersales_warranty_rate_range = models.Constraint(
        "CHECK(aftersales_warranty_rate >= 0 AND aftersales_warranty_rate <= 100)",
        "The rework to stay under is a percentage between 0 and 100.",
    )
    _aftersales_report_day_range = models.Constraint(
        "CHECK(aftersales_report_day BETWEEN 1 AND 28)",
        "The report is due on a day between 1 and 28.",
    )
