from odoo import fields, models

from .aftersales_campaign_participant import ANSWERS


class SurveyQuestionAnswer(models.Model):
    """A choice may be the answer to an invitation (F9)."""

    _inherit = "survey.question.answer"

    campaign_answer = fields.Selection(
        [*ANSWERS, ("letter", "Letter wanted")],
        string="Answer to a campaign",
        help="What the choice says about a campaign that the customer is invited to.",
    )
