from typing import NamedTuple

from odoo import fields, models


class ScoredAnswer(NamedTuple):
    """One scored answer of a sheet."""

    question: object
    raw: float
    value: float  # 0–100
    band: object
    comment: str


class SurveyUserInput(models.Model):
    """Answers that came on paper; what is scored, whatever way they came (Q4)."""

    _inherit = "survey.user_input"

    paper_sheet_id = fields.Many2one(
        "aftersales.paper.sheet",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
    )

    def _save_lines(self, question, answer, comment=None, overwrite_existing=True):
        """Let a clerk correct a typing error."""
        return super()._save_lines(
            question,
            answer,
            comment,
            overwrite_existing=overwrite_existing or bool(self.paper_sheet_id),
        )

    def _scored_answers(self):
        """Return the scored answers; what is unanswered is left out, not zero.

        :rtype: list[ScoredAnswer]
        """
        scored = []
        for question, lines in self.user_input_line_ids.grouped("question_id").items():
            scale = question.satisfaction_scale_id
            raw = lines._raw_value() if scale else None
            if raw is not None:
                value = scale._normalise(raw)
                scored.append(
                    ScoredAnswer(
                        question, raw, value, scale._band(value), lines._comment()
                    )
                )
        return scored
