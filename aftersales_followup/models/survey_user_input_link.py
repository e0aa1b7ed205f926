from odoo import models
from odoo.exceptions import UserError

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

    # ------------------------------------------------------------------
    # The key
    # ------------------------------------------------------------------

    def _has_field_access(self, field, operation):
        """Keep the key of the link from us: whoever holds it answers for the customer.

        Who runs Odoo's own surveys sends links by hand and needs it.
        """
        if field.name == "access_token" and not (
            self.env.su or self.env.user.has_group("survey.group_survey_user")
        ):
            return False
        return super()._has_field_access(field, operation)

    def action_print_answers(self):
        """Show a finished sheet; one that is open would show its key.

        :raises UserError: when the customer has not sent it off yet
        """
        self.ensure_one()
        self.check_access("read")
        if self.followup_id and self.state != "done":
            raise UserError(self.env._("The customer has not sent the answers yet."))
        # sudo: a finished sheet is only read, its key opens nothing any more.
        return super(SurveyUserInput, self.sudo()).action_print_answers()
