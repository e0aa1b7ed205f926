from odoo import fields, models


class SurveyQuestionAnswer(models.Model):
    _inherit = "survey.question.answer"

    satisfaction_value = fields.Float(
        string="Value",
        help="What the choice is worth on the question's scale (yes 1, no 0; five "
        "levels 5 to 1).",
    )
