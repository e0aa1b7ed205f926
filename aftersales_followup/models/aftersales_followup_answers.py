import uuid

from odoo import fields, models
from odoo.exceptions import UserError

from .aftersales_satisfaction_scale import LOW_LEVELS


class AftersalesFollowup(models.Model):
    """The answers: a real ``survey.user_input``, scored when all is said (Q1–Q6)."""

    _inherit = "aftersales.followup"

    # ------------------------------------------------------------------
    # Asking and writing down
    # ------------------------------------------------------------------

    def _call_questions(self):
        """Return the questions as the call screen shows them, with what is answered.

        :return: list of dicts: ``id``, ``title``, ``type``, ``item``, ``min``,
            ``max``, ``min_label``, ``max_label``, ``choices`` (id, text),
            ``mandatory``, ``answer`` (number, text, choice id(s) or None),
            ``comment``, ``level`` and ``is_low``
        """
        # sudo: agents read questionnaires and answers through their follow-up only.
        followup = self.sudo()
        lines = followup.user_input_id.user_input_line_ids
        return [
            question._prepare_call_question(
                lines.filtered(lambda line, q=question: line.question_id == q)
            )
            for question in followup.survey_id.question_ids
            - followup._inactive_questions()
            - followup._questions_answered_before()
        ]

    def _inactive_questions(self):
        """Return the conditional questions whose condition is not met."""
        user_input = self.user_input_id
        if not user_input:
            return self.survey_id.question_ids.filtered("triggering_question_ids")
        return user_input._get_inactive_conditional_questions()

    def _questions_answered_before(self):
        """Return the questions whose item was scored in a call before (F2).

        Only where the step asks no more than what is new; what was answered in this
        follow-up all the same stays in sight.
        """
        questions = self.survey_id.question_ids
        if not self.step_id.asks_only_new:
            return questions.browse()
        known = self._sheet_same_occasion().score_ids.item_id
        answered = self.user_input_id.user_input_line_ids.question_id
        return questions.filtered(lambda q: q.satisfaction_item_id in known) - answered

    def _get_user_input(self):
        """Return the follow-up's answers, started if need be."""
        if not self.user_input_id:
            # Nobody follows a sheet: its follow-up has the history, and during a call
            # each thing less to write is a moment less to wait.
            self.user_input_id = (
                self.env["survey.user_input"]
                .with_context(tracking_disable=True)
                .create(
                    {
                        **self._prepare_sheet(),
                        # Begun at once: no second write for it.
                        "state": "in_progress",
                        "start_datetime": fields.Datetime.now(),
                    }
                )
            )
        return self.user_input_id

    def _prepare_sheet(self):
        """Return values of the answers to come, as ``_create_answer`` makes them.

        Not by ``_create_answer``: it refuses a questionnaire that was archived while
        the customer is on the line, and looks for a user behind each customer.
        """
        addressee = self._addressee()
        return {
            "survey_id": self.survey_id.id,
            "followup_id": self.id,
            "partner_id": addressee.id,
            "email": addressee.email,
            "nickname": addressee.name,
            # One attempt per sheet, however often the customer is asked.
            "invite_token": str(uuid.uuid4()),
        }

    def save_answer(self, question_id, answer=None, comment=None):
        """Write down one answer at once, so that nothing is lost.

        :param int question_id: a question of the follow-up's questionnaire
        :param answer: number, text, choice id, or list of choice ids; None or ""
            takes the answer back
        :param str comment: the customer's words about it
        :return: the question as in ``get_call_data``
        :raises UserError: when the follow-up is closed or the answer does not fit
        """
        return self.save_answers([(question_id, answer, comment)])[0]

    def save_answers(self, answers):
        """Write down several answers in one go (paper sheets, fast callers).

        :param answers: list of (question id, answer, comment)
        :return: the questions, as in ``get_call_data``
        :raises UserError: see :meth:`save_answer`; then none is written
        """
        self.ensure_one()
        self.check_access("write")
        # sudo: agents have no rights on surveys; the follow-up is what they may write.
        followup = self.sudo()
        if followup.state not in ("planned", "open"):
            raise UserError(
                self.env._("This follow-up is closed: its answers stay as they are.")
            )
        followup._write_answers(answers)
        lines = followup.user_input_id.user_input_line_ids.grouped("question_id")
        asked = {question.id: question for question in followup.survey_id.question_ids}
        return [
            asked[question_id]._prepare_call_question(
                lines.get(asked[question_id], followup.env["survey.user_input.line"])
            )
            for question_id, _answer, _comment in answers
        ]

    def _write_answers(self, answers):
        """Write down answers in one pass; see :meth:`save_answers`."""
        asked = {question.id: question for question in self.survey_id.question_ids}
        if not all(
            isinstance(given, list | tuple)
            and len(given) == 3
            and isinstance(given[0], int)
            and given[0] in asked
            for given in answers
        ):
            raise UserError(
                self.env._("This question does not belong to the questionnaire.")
            )
        self._get_user_input()._save_call_answers(
            [
                (asked[question_id], answer, comment)
                for question_id, answer, comment in answers
            ]
        )

    def _has_scored_questions(self):
        return any(self.survey_id.question_ids.mapped("satisfaction_scale_id"))

    def _has_answers(self):
        return any(not line.skipped for line in self.user_input_id.user_input_line_ids)

    # ------------------------------------------------------------------
    # Scoring
    # ------------------------------------------------------------------

    def _finish_answers(self):
        """Close the questionnaire; closing it scores the follow-up."""
        if self.user_input_id and self.user_input_id.state != "done":
            self.user_input_id._mark_done()

    def _compute_scores(self):
        """Write the scores of the answers, flat, with all they count for (Q6)."""
        Score = self.env["aftersales.followup.score"]
        for followup in self:
            # By id: in their own order they would be joined with the follow-up, which
            # would have to be flushed in the middle of what is written to it.
            Score.search([("followup_id", "=", followup.id)], order="id").unlink()
            scored = followup.user_input_id._scored_answers()
            scores = Score.create(followup._prepare_scores(scored))
            score = followup.survey_id._overall_score(scored)
            band = followup.survey_id._band(score)
            followup.write(
                {
                    "score": score or 0.0,
                    "has_score": score is not None,
                    "band_id": band.id,
                    "band_level": band.level,
                    "low_answer_count": len(scores.filtered("is_low")),
                }
            )

    def _prepare_scores(self, scored):
        """Return the values of one score for each answered, scored question.

        :param scored: ``ScoredAnswer`` of ``survey.user_input._scored_answers``
        """
        self.ensure_one()
        vals_list = []
        for answer in scored:
            item = answer.question.satisfaction_item_id
            vals_list.append(
                {
                    "followup_id": self.id,
                    "question_id": answer.question.id,
                    "item_id": item.id,
                    "item_code": item.code or f"question_{answer.question.id}",
                    "raw_value": answer.raw,
                    "value": answer.value,
                    "weight": item.weight,
                    "band_level": answer.band.level,
                    "is_low": answer.band.level in LOW_LEVELS,
                    "comment": answer.comment,
                    "date": self.date_planned,
                    "advisor_id": self.advisor_id.id,
                    "company_id": self.company_id.id,
                }
            )
        return vals_list

    # ------------------------------------------------------------------
    # Complaint
    # ------------------------------------------------------------------

    def action_create_complaint(self):
        """Make a complaint of what the customer said, in one click (Q5, C1).

        :return: the action that opens the complaint's form
        """
        self.ensure_one()
        self.check_access("read")
        Complaint = self.env["aftersales.complaint"]
        values = Complaint._prepare_from_followup(self)
        questions = values.pop("question_ids")
        complaint = Complaint.create(values)
        # sudo: agents read questions through their follow-up only, and so may not
        # link them.
        complaint.sudo().question_ids = questions
        return {
            "type": "ir.actions.act_window",
            "res_model": complaint._name,
            "res_id": complaint.id,
            "views": [(False, "form")],
            "target": "current",
        }
