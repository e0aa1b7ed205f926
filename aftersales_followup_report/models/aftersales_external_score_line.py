from odoo import api, fields, models
from odoo.exceptions import ValidationError


class AftersalesExternalScoreLine(models.Model):
    """One item of an external survey, or one section of a mystery shopping."""

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
        help="Empty: of the whole store.",
    )
    sample = fields.Integer(string="Answers")
    value = fields.Float(string="Score", required=True, aggregator="avg")

    @api.constrains("item_id", "section", "value")
    def _check_named(self):
        for line in self:
            if not line.item_id and not line.section:
                raise ValidationError(
                    self.env._("A score needs its item or its section.")
                )
