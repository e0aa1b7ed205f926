from odoo import api, fields, models

# What a choice means: changing it would change what people said.
MEANING_FIELDS = {
    "value",
    "satisfaction_value",
    "question_id",
    "matrix_question_id",
}


class SurveyQuestionAnswer(models.Model):
    _inherit = "survey.question.answer"

    satisfaction_value = fields.Float(
        string="Value",
        help="What the choice is worth on the question's scale (yes 1, no 0; five "
        "levels 5 to 1).",
    )

    def write(self, vals):
        """Keep the choices of answered after-sales questions as they were (Q1)."""
        changed = self.filtered(
            lambda choice: any(
                choice._fields[name].convert_to_write(choice[name], choice)
                != vals[name]
                for name in vals.keys() & MEANING_FIELDS
            )
        )
        changed._questions()._check_not_answered()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_answered(self):
        self._questions()._check_not_answered()

    def _questions(self):
        return self.question_id | self.matrix_question_id
