from odoo import models


class SurveyUserInput(models.Model):
    """A finished sheet tells whether the customer comes, by phone as by link (F9)."""

    _inherit = "survey.user_input"

    def _mark_done(self):
        result = super()._mark_done()
        # sudo: the customer who answers by link is nobody to Odoo.
        for sheet in self.sudo().filtered(lambda s: s.followup_id.campaign_id):
            sheet.followup_id._participant()._take_answers(sheet.user_input_line_ids)
        return result
