from odoo import models

OPEN_STATES = ("planned", "open")


class SurveyUserInput(models.Model):
    """Answers that come in by the personal link (F18)."""

    _inherit = "survey.user_input"

    def _save_lines(self, question, answer, comment=None, overwrite_existing=True):
        """Let a customer correct what is not sent off yet.

        The survey refuses a second answer to a question; but the sheet may have been
        begun on the phone, or a first try may have missed an obligatory question.
        """
        if self.followup_id:
            overwrite_existing = True
            # A remark beside an answer is a line of its own, which the survey would
            # overwrite with the answer.
            self.user_input_line_ids.filtered(
                lambda line: line.question_id == question and line._is_comment()
            ).unlink()
        return super()._save_lines(
            question, answer, comment, overwrite_existing=overwrite_existing
        )

    def _mark_done(self):
        """Close the follow-up that was answered by link.

        A call closes its follow-up first and the sheet after it, so a follow-up that
        is still open was answered by link.
        """
        # sudo: the customer who answers by link is nobody to Odoo.
        by_link = self.sudo().followup_id.filtered(lambda f: f.state in OPEN_STATES)
        result = super()._mark_done()
        answered = by_link.filtered(lambda followup: followup._has_answers())
        # An empty sheet is no answer: it stays open for the customer and the agent.
        (by_link - answered).user_input_id.write({"state": "in_progress"})
        if answered:
            answered._finish_by_link()
        return result
