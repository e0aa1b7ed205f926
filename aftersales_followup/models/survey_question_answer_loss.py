from odoo import fields, models


class SurveyQuestionAnswer(models.Model):
    _inherit = "survey.question.answer"

    loss_reason_id = fields.Many2one(
        "aftersales.loss.reason",
        string="Reason of loss",
        ondelete="restrict",
        help="Who chooses this answer stays away for this reason (F6).",
    )
