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

    def _save_call_answers(self, answers):
        """Write down what the customer told an agent: all answers in one pass.

        :param answers: list of (question, answer, comment); a question asked twice
            has its last answer
        :raises UserError: when an answer does not fit its question
        """
        self.ensure_one()
        lines_by_question = self.user_input_line_ids.grouped("question_id")
        Line = self.env["survey.user_input.line"]
        outdated, vals_list = Line, []
        for question, given in {answer[0]: answer for answer in answers}.items():
            wanted = self._prepare_call_lines(*given)
            lines = lines_by_question.get(question, Line)
            if lines._say(wanted):
                continue
            # A remark is a line of its own beside the answer's: both are written anew.
            outdated += lines
            vals_list += wanted
        outdated.unlink()
        Line.create(vals_list)

    def _prepare_call_lines(self, question, answer, comment):
        """Return the values of the lines of one answer and the remark beside it.

        :raises UserError: when the answer does not fit the question
        """
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
        is_choice = question.question_type in ("simple_choice", "multiple_choice")
        values = answer if isinstance(answer, list) else [answer]
        if not values and not (comment and question.comment_count_as_answer):
            # As the survey does: a line that says that the question was skipped.
            values = [False]
        vals_list = [
            self._get_line_answer_values(
                question, value, "suggestion" if is_choice else question.question_type
            )
            for value in values
        ]
        if comment:
            vals_list.append(self._get_line_comment_values(question, comment))
        return vals_list

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
            if not all(
                choice in question.suggested_answer_ids.ids for choice in chosen
            ):
                raise UserError(
                    self.env._("%s: choose one of the answers.", question.title)
                )
            return chosen if question.question_type == "multiple_choice" else chosen[0]
        if not isinstance(answer, str | int | float):
            raise UserError(self.env._("%s: enter a text.", question.title))
        return str(answer)
