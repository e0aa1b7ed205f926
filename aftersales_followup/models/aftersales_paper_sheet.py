from odoo import api, fields, models
from odoo.exceptions import UserError

from .aftersales_satisfaction_scale import LEVELS, LOW_LEVELS


class AftersalesPaperSheet(models.Model):
    """A paper questionnaire that came back, with its answers and score (F18, Q2)."""

    _name = "aftersales.paper.sheet"
    _description = "Paper Sheet"
    _order = "batch_id desc, number"
    _rec_name = "number"
    _check_company_auto = True

    batch_id = fields.Many2one(
        "aftersales.paper.batch", required=True, index=True, ondelete="restrict"
    )
    number = fields.Integer(string="Sheet", required=True, aggregator=None)
    company_id = fields.Many2one(related="batch_id.company_id", store=True, index=True)
    survey_id = fields.Many2one(related="batch_id.survey_id", store=True)
    function = fields.Selection(related="batch_id.function", store=True)
    date_returned = fields.Date(string="Came back on", required=True)
    user_id = fields.Many2one("res.users", string="Entered by", required=True)
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        index="btree_not_null",
        ondelete="restrict",
        help="Empty: the sheet came back without a name.",
    )
    vehicle_id = fields.Many2one(
        "fleet.vehicle", string="Car", index="btree_not_null", ondelete="restrict"
    )
    followup_id = fields.Many2one(
        "aftersales.followup",
        string="Follow-up",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="The customer's open follow-up with the same questions: the sheet "
        "closes it and counts for its month.",
    )
    user_input_id = fields.Many2one(
        "survey.user_input", string="Answers", ondelete="restrict"
    )
    points = fields.Float(aggregator="avg", help="Sum of the marks, as on the paper.")
    score = fields.Float(aggregator="avg", help="0–100; only when is answered.")
    has_score = fields.Boolean()
    band_level = fields.Selection(LEVELS, string="Satisfaction")
    low_answer_count = fields.Integer(string="Dissatisfied answers")
    complaint_id = fields.Many2one(
        "aftersales.complaint",
        index="btree_not_null",
        ondelete="set null",
    )

    _number_once = models.UniqueIndex(
        "(batch_id, number)", "This sheet has been entered already."
    )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_followed_up(self):
        closed = self.filtered("followup_id")
        if closed:
            raise UserError(
                self.env._(
                    "Sheet %s has closed the customer's follow-up: its answers stay "
                    "as they are.",
                    closed[0].number,
                )
            )

    def unlink(self):
        """Take back a sheet that was entered by mistake, its answers with it."""
        self.check_access("unlink")
        # sudo: managers delete sheets; their answers are the sheets'.
        answers = self.sudo().user_input_id
        answers.paper_sheet_id = False
        self.sudo().user_input_id = False
        result = super().unlink()
        answers.unlink()
        return result

    def _score_answers(self):
        """Write down points, score and level of the answers."""
        for sheet in self:
            scored = sheet.user_input_id._scored_answers()
            score = sheet.survey_id._overall_score(scored)
            sheet.write(
                {
                    "points": sum(answer.raw for answer in scored),
                    "score": score or 0.0,
                    "has_score": score is not None,
                    "band_level": sheet.survey_id._band(score).level,
                    "low_answer_count": sum(
                        answer.band.level in LOW_LEVELS for answer in scored
                    ),
                }
            )

    def action_create_complaint(self):
        """Make a complaint of a dissatisfied sheet, in one click (Q5).

        :return: the action that opens the complaint's form
        :raises UserError: when the sheet has its complaint already
        """
        self.ensure_one()
        self.check_access("read")
        if self.complaint_id:
            raise UserError(self.env._("This sheet has its complaint already."))
        Complaint = self.env["aftersales.complaint"]
        # sudo: questions and answers are read through the sheet only.
        source = self.sudo()
        values = (
            Complaint._prepare_from_followup(self.followup_id)
            if self.followup_id
            else source._prepare_complaint()
        )
        questions = values.pop("question_ids")
        complaint = Complaint.create({**values, "source": "letter"})
        complaint.sudo().question_ids = questions
        source.complaint_id = complaint
        return {
            "type": "ir.actions.act_window",
            "res_model": complaint._name,
            "res_id": complaint.id,
            "views": [(False, "form")],
            "target": "current",
        }

    def _prepare_complaint(self):
        """Return the values of a complaint about a sheet without a follow-up."""
        Complaint = self.env["aftersales.complaint"]
        by_question = self.user_input_id.user_input_line_ids.grouped("question_id")
        asked = [
            question._prepare_call_question(lines)
            for question, lines in by_question.items()
        ]
        low = [question for question in asked if question["is_low"]]
        words = [
            question["answer"]
            for question in asked
            if question["type"] in ("text_box", "char_box") and question["answer"]
        ]
        return {
            "company_id": self.company_id.id,
            "partner_id": self.partner_id.id,
            "vehicle_id": self.vehicle_id.id,
            "caller_name": False
            if self.partner_id
            else self.env._(
                "Sheet %(number)s of %(batch)s",
                number=self.number,
                batch=self.batch_id.name,
            ),
            "description": "\n".join(words)
            or self.env._("The customer's words are still to be written down."),
            "low_answers": "\n".join(map(Complaint._low_answer_line, low)),
            "question_ids": [fields.Command.set([question["id"] for question in low])],
            "function": Complaint._function_of(low),
        }
