from odoo import models


class SurveyUserInputLine(models.Model):
    _inherit = "survey.user_input.line"

    def _is_comment(self):
        """Tell a remark beside the answer from the answer itself."""
        self.ensure_one()
        return (
            self.answer_type == "char_box"
            and self.question_id.question_type != "char_box"
        )

    def _say(self, vals_list):
        """Tell whether one question's lines are just what these values would make."""
        if len(self) != len(vals_list):
            return False
        return all(
            (line[name].id if line._fields[name].relational else line[name])
            == (value or False)
            for line, vals in zip(self.sorted("id"), vals_list, strict=True)
            for name, value in vals.items()
        )

    def _raw_value(self):
        """Return one question's answer on its scale, None when unanswered."""
        for line in self:
            if line.skipped or line._is_comment():
                continue
            if line.answer_type == "scale":
                return float(line.value_scale)
            if line.answer_type == "numerical_box":
                return line.value_numerical_box
            if line.answer_type == "suggestion":
                return line.suggested_answer_id.satisfaction_value
        return None

    def _comment(self):
        """Return the customer's words beside the answer."""
        return " ".join(
            line.value_char_box
            for line in self
            if line._is_comment() and line.value_char_box
        )

    def _call_answer(self):
        """Return the answer as the call screen sends it, None when unanswered."""
        given = self.filtered(lambda line: not line.skipped and not line._is_comment())
        if not given:
            return None
        question = given.question_id
        if question.question_type == "multiple_choice":
            return given.suggested_answer_id.ids
        line = given[0]
        if line.answer_type == "suggestion":
            return line.suggested_answer_id.id
        value = line[f"value_{line.answer_type}"]
        return str(value) if line.answer_type in ("date", "datetime") else value

    def _answer_text(self):
        """Return one question's answer, the words beside it included, to be read."""
        return " · ".join(
            str(
                line.suggested_answer_id.value
                if line.answer_type == "suggestion"
                else line[f"value_{line.answer_type}"]
            )
            for line in self
        )
