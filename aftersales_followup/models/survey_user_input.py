from odoo import fields, models
from odoo.exceptions import UserError


class SurveyUserInput(models.Model):
    _inherit = "survey.user_input"

    followup_id = fields.Many2one(
        "aftersales.followup", index="btree_not_null", ondelete="restrict", copy=False
    )

    def _mark_done(self):
        """Score the follow-up once Odoo has dropped answers to inactive questions."""
        result = super()._mark_done()
        # sudo: the customer who answers by link is nobody to Odoo.
        self.sudo().followup_id._compute_scores()
        return result

    def _save_call_answer(self, question, answer, comment):
        """Write down one answer that the customer gave to an agent.

        :raises UserError: when the answer does not fit the question
        """
        self.ensure_one()
        answer = self._clean_call_answer(question, answer)
        comment = (comment or "").strip()
        error = question.validate_question(answer, comment) if answer else {}
        if error:
            raise UserError(
                self.env._(
                    "%(question)s: %(error)s",
                    question=question.title,
                    error=error[question.id],
                )
            )
        # A remark beside a scale is a line of its own, which the survey would
        # overwrite with the next answer: it is written anew each time.
        self.user_input_line_ids.filtered(
            lambda line: line.question_id == question and line._is_comment()
        ).unlink()
        if question.question_type in ("simple_choice", "multiple_choice"):
            self._save_lines(question, answer, comment)
            return
        self._save_lines(question, answer)
        if comment:
            self.env["survey.user_input.line"].create(
                self._get_line_comment_values(question, comment)
            )

    def _clean_call_answer(self, question, answer):
        """Return the answer as the survey expects it.

        :raises UserError: for a value outside the scale or a foreign choice
        """
        # Not "in": 0 equals False, but it is an answer.
        if answer is None or answer is False or answer == "" or answer == []:
            return [] if question.question_type == "multiple_choice" else ""
        if question.question_type == "scale":
            try:
                value = int(answer)
            except (TypeError, ValueError):
                value = None
            if value is None or not question.scale_min <= value <= question.scale_max:
                raise UserError(
                    self.env._(
                        "%(question)s: answer with a number from %(min)s to %(max)s.",
                        question=question.title,
                        min=question.scale_min,
                        max=question.scale_max,
                    )
                )
            # As text: the survey takes the number 0 for no answer.
            return str(value)
        if question.question_type in ("simple_choice", "multiple_choice"):
            chosen = answer if isinstance(answer, list) else [answer]
            if not set(chosen) <= set(question.suggested_answer_ids.ids):
                raise UserError(
                    self.env._("%s: choose one of the answers.", question.title)
                )
            return chosen if question.question_type == "multiple_choice" else chosen[0]
        if not isinstance(answer, str | int | float):
            raise UserError(self.env._("%s: enter a text.", question.title))
        return str(answer)
