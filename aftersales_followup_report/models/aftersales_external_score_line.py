from odoo import api, fields, models
from odoo.exceptions import ValidationError


class AftersalesExternalScoreLine(models.Model):
    """One item of an external survey, or one section of a mystery shopping.

    With neither, but with a service advisor: the advisor's total, as given (M2).
    """

    _name = "aftersales.external.score.line"
    _description = "External Score Item"
    _order = "score_id, sequence, id"
    _rec_name = "section"

    score_id = fields.Many2one(
        "aftersales.external.score",
        string="External score",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="score_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    item_id = fields.Many2one("aftersales.satisfaction.item", ondelete="restrict")
    section = fields.Char(help="Of a mystery shopping, or an item we do not score.")
    advisor_id = fields.Many2one(
        "res.users",
        string="Service advisor",
        domain="[('share', '=', False)]",
        help="Empty: of the whole store. An advisor without item and section: the "
        "advisor's total, as given.",
    )
    sample = fields.Integer(string="Sample size")
    value = fields.Float(string="Score", required=True, aggregator="avg")

    # the score is always given: without it a line with nothing else is not checked
    @api.constrains("item_id", "section", "advisor_id", "value")
    def _check_named(self):
        for line in self:
            if not (line.item_id or line.section or line.advisor_id):
                raise ValidationError(
                    self.env._(
                        "A score needs its item or its section; without both it is the "
                        "total of a service advisor."
                    )
                )
