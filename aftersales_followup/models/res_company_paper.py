from odoo import fields, models


class ResCompany(models.Model):
    """A store: below which return rate paper is reported (F18)."""

    _inherit = "res.company"

    paper_return_threshold = fields.Float(
        string="Least return rate of paper (%)",
        default=70.0,
        help="A batch of paper questionnaires that comes back less by its due day "
        "is reported to the customer-care manager (F18).",
    )

    _paper_return_threshold_range = models.Constraint(
        "CHECK(paper_return_threshold >= 0 AND paper_return_threshold <= 100)",
        "The return rate is a percentage between 0 and 100.",
    )
