"""What the demo dealer's customers answered, as real questionnaires and scores."""

import datetime

from odoo.fields import Command

from ..tools import scoring
from . import plan, words

COMMENT_SHARE = 0.45  # of the low marks come with the customer's own words
COMMENTS_AT_MOST = 2
LOW_MARK = 6


class Answers:
    """Writes the answers to one questionnaire, a month at a time."""

    def __init__(self, env, rng, survey):
        """Prepare for a questionnaire: scored items and one open question."""
        self.env = env
        self.rng = rng
        self.survey = survey
        self.by_item = {
            question.satisfaction_item_id.code: question
            for question in survey.question_ids
            if question.satisfaction_item_id
        }
        self.weights = {
            code: question.satisfaction_item_id.weight
            for code, question in self.by_item.items()
        }
        self.floors = [
            (band.min_value, band.level)
            for band in survey.satisfaction_scale_id.band_ids
        ]
        self.open_question = survey.question_ids.filtered(
            lambda question: question.question_type == "text_box"
        )[:1]

    def make(self, levels):
        """Make answers that come to the level asked for, and the scores of them.

        :param levels: list of (finished follow-up, level)
        """
        drawn = [
            plan.marks(self.rng, level, self.weights, self.floors)
            for _followup, level in levels
        ]
        inputs = self._make_inputs([followup for followup, _level in levels])
        self.env["survey.user_input.line"].create(
            [
                vals
                for user_input, (_followup, level), marks in zip(
                    inputs, levels, drawn, strict=True
                )
                for vals in self._prepare_lines(user_input, level, marks)
            ]
        )
        followups = self.env["aftersales.followup"].union(*(f for f, _level in levels))
        self._score(followups)

    def _make_inputs(self, followups):
        inputs = self.env["survey.user_input"].create(
            [
                {
                    "survey_id": self.survey.id,
                    "followup_id": followup.id,
                    "partner_id": followup.partner_id.id,
                    "email": followup.partner_id.email,
                    "state": "done",
                    "start_datetime": followup.date_done
                    - datetime.timedelta(seconds=self.rng.randint(100, 320)),
                    "end_datetime": followup.date_done,
                    "predefined_question_ids": [
                        Command.set(self.survey.question_ids.ids)
                    ],
                }
                for followup in followups
            ]
        )
        for followup, user_input in zip(followups, inputs, strict=True):
            followup.user_input_id = user_input
        return inputs

    def _prepare_lines(self, user_input, level, marks):
        comments_left = COMMENTS_AT_MOST
        for code, mark in marks.items():
            line = {
                "user_input_id": user_input.id,
                "question_id": self.by_item[code].id,
            }
            yield {**line, "answer_type": "scale", "value_scale": mark}
            if (
                mark > LOW_MARK
                or not comments_left
                or self.rng.random() > COMMENT_SHARE
            ):
                continue
            comments_left -= 1
            comment = self.rng.choice(words.LOW[code])
            yield {**line, "answer_type": "char_box", "value_char_box": comment}
        text = self._draw_text(level)
        if text and self.open_question:
            yield {
                "user_input_id": user_input.id,
                "question_id": self.open_question.id,
                "answer_type": "text_box",
                "value_text_box": text,
            }

    def _draw_text(self, level):
        if self.rng.random() > 0.35:
            return ""
        is_happy = level in ("very_satisfied", "satisfied")
        return self.rng.choice(words.PRAISE if is_happy else words.IMPROVE)

    def _score(self, followups):
        """Score as a finished call does, but all scores in one batch."""
        scores = self.env["aftersales.followup.score"].create(
            [
                vals
                for followup in followups
                for vals in followup._prepare_scores(
                    followup.user_input_id._scored_answers()
                )
            ]
        )
        for followup, own in scores.grouped("followup_id").items():
            score = scoring.weighted_mean((s.value, s.weight) for s in own)
            band = self.survey._band(score)
            followup.write(
                {
                    "score": score,
                    "has_score": True,
                    "band_id": band.id,
                    "band_level": band.level,
                    "low_answer_count": sum(own.mapped("is_low")),
                }
            )
