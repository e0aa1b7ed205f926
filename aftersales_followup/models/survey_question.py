from odoo import api, fields, models
from odoo.exceptions import UserError

from .aftersales_satisfaction_scale import LOW_LEVELS

# What an answered question means: changing it would change what people said.
MEANING_FIELDS = {
    "title",
    "question_type",
    "scale_min",
    "scale_max",
    "survey_id",
    "satisfaction_item_id",
    "satisfaction_scale_id",
}


class SurveyQuestion(models.Model):
    _inherit = "survey.question"

    survey_type = fields.Selection(related="survey_id.survey_type")
    satisfaction_item_id = fields.Many2one(
        "aftersales.satisfaction.item",
        string="Satisfaction item",
        ondelete="restrict",
        help="What the answer is a score of.",
    )
    satisfaction_scale_id = fields.Many2one(
        "aftersales.satisfaction.scale",
        string="Scale of the score",
        ondelete="restrict",
        help="How the answer is brought to 0–100. Empty: the question is not scored.",
    )

    def write(self, vals):
        """Keep answered after-sales questions as they were asked (Q1)."""
        if vals.keys() & MEANING_FIELDS:
            changed = self.filtered(
                lambda question: any(
                    question._fields[name].convert_to_write(question[name], question)
                    != vals[name]
                    for name in vals.keys() & MEANING_FIELDS
                )
            )
            changed._check_not_answered()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_answered(self):
        self._check_not_answered()

    def _check_not_answered(self):
        """Refuse to touch questions that customers have answered (Q1).

        :raises UserError: naming the first one
        """
        own = self.filtered(lambda q: q.survey_id.survey_type == "aftersales")
        # sudo: also answers of stores that the editor does not see count.
        answered = (
            self.env["survey.user_input.line"]
            .sudo()
            .search(
                [
                    ("question_id", "in", own.ids),
                    "|",
                    ("user_input_id.followup_id", "!=", False),
                    ("user_input_id.paper_sheet_id", "!=", False),
                ],
                limit=1,
            )
        )
        if answered:
            raise UserError(
                self.env._(
                    "Customers have answered “%s” already. Duplicate the "
                    "questionnaire and change the copy: the old answers stay as they "
                    "are.",
                    answered.question_id.title,
                )
            )

    def _prepare_call_question(self, lines):
        """Return the question as the call screen shows it; see ``_call_questions``."""
        self.ensure_one()
        raw = lines._raw_value() if self.satisfaction_scale_id else None
        level = self._answer_level(raw)
        return {
            "id": self.id,
            "title": self.title,
            "type": self.question_type,
            "item": self.satisfaction_item_id.code or False,
            "min": self.scale_min,
            "max": self.scale_max,
            "min_label": self.scale_min_label or "",
            "max_label": self.scale_max_label or "",
            "choices": [
                {"id": choice.id, "text": choice.value}
                for choice in self.suggested_answer_ids
            ],
            "mandatory": self.constr_mandatory,
            "answer": lines._call_answer(),
            "comment": lines._comment(),
            "level": level,
            "is_low": level in LOW_LEVELS,
        }

    def _answer_level(self, raw):
        """Return the level of a raw answer, False when it is not scored."""
        scale = self.satisfaction_scale_id
        if not scale or raw is None:
            return False
        return scale._band(scale._normalise(raw)).level

    def _answer_levels(self):
        """Return {answer: level}: the call screen colours answers before saving them.

        :return: dict by mark, or by id of the choice; empty when not scored
        """
        self.ensure_one()
        if not self.satisfaction_scale_id:
            return {}
        if self.question_type == "scale":
            marks = {mark: mark for mark in range(self.scale_min, self.scale_max + 1)}
        else:
            marks = {
                choice.id: choice.satisfaction_value
                for choice in self.suggested_answer_ids
            }
        return {answer: self._answer_level(mark) for answer, mark in marks.items()}
