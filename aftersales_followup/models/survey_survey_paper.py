from odoo import models

from ..tools import scoring


class SurveySurvey(models.Model):
    """The overall score of a sheet, the same by phone, link and paper (Q4)."""

    _inherit = "survey.survey"

    def _overall_score(self, scored):
        """Return the score of a sheet's answers, 0–100, None when nothing is scored.

        Marks that are added up (300 points) count alike; else by the items' weights.

        :param scored: ``ScoredAnswer`` of ``survey.user_input._scored_answers``
        """
        is_total = self.satisfaction_scale_id.is_total
        return scoring.weighted_mean(
            (
                answer.value,
                1 if is_total else answer.question.satisfaction_item_id.weight,
            )
            for answer in scored
        )
