from odoo import models
from odoo.exceptions import UserError

from ..tools import import_values


class AftersalesPaperBatch(models.Model):
    """Quick entry: one row a sheet, one column a question (F18, Q2).

    What is typed goes through the method of the call's answers, so the same values
    are refused.
    """

    _inherit = "aftersales.paper.batch"

    def get_entry_data(self):
        """Return what the entry screen shows.

        :return: dict with ``name``, ``title``, ``state``, ``sent_count``,
            ``threshold`` (%), ``questions`` (see
            ``_prepare_call_question``; also ``is_scored``), ``sheets`` (see
            ``_prepare_entry``)
        """
        self.ensure_one()
        self.check_access("read")
        # sudo: clerks read questionnaires through the batch only.
        batch = self.sudo()
        survey = batch.survey_id
        return {
            "id": batch.id,
            "name": batch.name,
            "title": survey.title,
            "state": batch.state,
            "sent_count": batch.sent_count,
            "threshold": batch.company_id.paper_return_threshold,
            "can_enter": batch.state == "sent"
            and self.env["aftersales.paper.sheet"].has_access("create"),
            "questions": [
                batch._prepare_entry_question(question)
                for question in survey.question_ids
            ],
            "sheets": [sheet._prepare_entry() for sheet in batch.sheet_ids],
        }

    def _prepare_entry_question(self, question):
        empty = self.env["survey.user_input.line"]
        data = question._prepare_call_question(empty)
        if question.question_type == "numerical_box" and question.validation_required:
            data["min"] = question.validation_min_float_value
            data["max"] = question.validation_max_float_value
        elif question.question_type != "scale":
            data["min"] = data["max"] = False
        data["is_scored"] = bool(question.satisfaction_scale_id)
        return data

    def save_sheet(self, number, answers, plate=None):
        """Enter or correct one sheet.

        :param int number: printed on the sheet
        :param dict answers: {question id: mark, text, or the choices' ids}
        :param str plate: the car's plate, when the customer wrote it down
        :return: the sheet as in :meth:`get_entry_data`
        :raises UserError: when the batch is not out, the number, an answer or the
            plate does not fit, or nothing is answered
        """
        self.ensure_one()
        self.check_access("read")
        self.env["aftersales.paper.sheet"].check_access("create")
        # sudo: clerks have no rights on surveys; sheets are what they may enter.
        batch = self.sudo()
        batch._check_number(number)
        typed = batch._typed_answers(answers)
        vehicle = batch._vehicle_of(plate)
        sheet = batch.sheet_ids.filtered(lambda s: s.number == number)
        if sheet.followup_id:
            raise UserError(
                self.env._(
                    "Sheet %s has closed the customer's follow-up: its answers stay "
                    "as they are.",
                    number,
                )
            )
        sheet = sheet or batch._open_sheet(number)
        sheet.write({"vehicle_id": vehicle.id, "partner_id": vehicle.owner_id.id})
        followup = sheet._waiting_followup()
        if followup:
            sheet._answer_followup(followup, typed)
        else:
            sheet._answer_alone(typed)
        sheet._score_answers()
        return sheet._prepare_entry()

    def _check_number(self, number):
        if self.state != "sent":
            raise UserError(
                self.env._("%s is not out: sheets cannot be entered.", self.name)
            )
        is_number = isinstance(number, int) and not isinstance(number, bool)
        if not is_number or not 1 <= number <= self.sent_count:
            raise UserError(
                self.env._(
                    "%(batch)s has the sheets 1 to %(last)s.",
                    batch=self.name,
                    last=self.sent_count,
                )
            )

    def _typed_answers(self, answers):
        """Return [(question, answer)] of what was typed.

        :raises UserError: for a foreign question, or when nothing is answered
        """
        own = {str(question.id): question for question in self.survey_id.question_ids}
        if not isinstance(answers, dict) or {str(key) for key in answers} - own.keys():
            raise UserError(
                self.env._("This question does not belong to the questionnaire.")
            )
        typed = [(own[str(key)], value) for key, value in answers.items()]
        # Not "in": 0 equals False, but it is an answer.
        if all(v is None or v is False or v == "" or v == [] for _q, v in typed):
            raise UserError(self.env._("Nothing is answered on this sheet."))
        return typed

    def _vehicle_of(self, plate):
        """Return the customer's car of that plate, none when there is no plate.

        :raises UserError: when no or several customers' cars have it
        """
        Vehicle = self.env["fleet.vehicle"]
        try:
            key = import_values.plate(plate or "")
        except import_values.ImportValueError:
            key = plate
        if not key:
            return Vehicle
        found = Vehicle.search(
            [("plate_key", "=", key), ("owner_id", "!=", False)], limit=2
        )
        if len(found) != 1:
            raise UserError(
                self.env._(
                    "No customer's car has the plate %s: correct it, or leave it "
                    "empty.",
                    plate,
                )
            )
        return found

    def _open_sheet(self, number):
        return self.env["aftersales.paper.sheet"].create(
            {
                "batch_id": self.id,
                "number": number,
                "date_returned": self.company_id._aftersales_today(),
                "user_id": self.env.uid,
            }
        )
