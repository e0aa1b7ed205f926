from odoo import fields, models

from .aftersales_satisfaction_scale import LEVELS


class AftersalesFollowupScore(models.Model):
    """One scored answer, flat, with what it counted for on the day (Q6)."""

    _name = "aftersales.followup.score"
    _description = "Follow-up Score"
    _order = "followup_id desc, id"
    _rec_name = "item_id"

    followup_id = fields.Many2one(
        "aftersales.followup", required=True, index=True, ondelete="cascade"
    )
    question_id = fields.Many2one("survey.question", ondelete="set null")
    item_id = fields.Many2one(
        "aftersales.satisfaction.item", index=True, ondelete="restrict"
    )
    item_code = fields.Char(required=True, help="Kept even when the item is changed.")
    raw_value = fields.Float(string="Answer")
    value = fields.Float(string="Score", aggregator="avg", help="0–100")
    weight = fields.Float(aggregator=None)
    band_level = fields.Selection(LEVELS, string="Level")
    is_low = fields.Boolean(string="Dissatisfied")
    comment = fields.Text()
    date = fields.Date(
        required=True,
        help="The day the follow-up was planned for: scores count in the same "
        "period as their follow-up.",
    )
    advisor_id = fields.Many2one("res.users", string="Service adviser")
    company_id = fields.Many2one("res.company", required=True)

    _question_once = models.UniqueIndex("(followup_id, question_id)")
    _period_index = models.Index("(company_id, date, item_code)")
