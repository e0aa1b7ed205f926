from odoo import api, fields, models
from odoo.exceptions import UserError


class SurveySurvey(models.Model):
    _inherit = "survey.survey"

    survey_type = fields.Selection(
        selection_add=[("aftersales", "After-sales")],
        ondelete={"aftersales": "set default"},
    )
    satisfaction_scale_id = fields.Many2one(
        "aftersales.satisfaction.scale",
        string="Overall scale",
        help="The bands that the overall score of a follow-up falls into.",
    )

    @api.depends("survey_type")
    @api.depends_context("uid")
    def _compute_allowed_survey_types(self):
        result = super()._compute_allowed_survey_types()
        if self.env.user.has_group("aftersales_followup.group_care_manager"):
            self.allowed_survey_types = (self.allowed_survey_types or []) + [
                "aftersales"
            ]
        return result

    def _create_answer(self, *args, **kwargs):
        """Only a follow-up or a paper sheet starts an after-sales questionnaire.

        Nobody else may start or repeat one, logged in or not: an answer without
        its follow-up would count for nobody.
        """
        if "aftersales" in self.mapped("survey_type") and not (
            kwargs.get("followup_id")
            or kwargs.get("paper_sheet_id")
            or kwargs.get("test_entry")
        ):
            raise UserError(
                self.env._("This questionnaire is answered by a personal link only.")
            )
        return super()._create_answer(*args, **kwargs)

    def _band(self, value):
        """Return the band of an overall score (0–100 or None)."""
        scale = (
            self.satisfaction_scale_id or self.question_ids.satisfaction_scale_id[:1]
        )
        return scale._band(value) if scale else scale.band_ids

    @api.ondelete(at_uninstall=False)
    def _unlink_except_answered(self):
        self.question_ids._check_not_answered()
