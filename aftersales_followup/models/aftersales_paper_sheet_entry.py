from odoo import models
from odoo.fields import Domain


class AftersalesPaperSheet(models.Model):
    """A sheet is entered: into the customer's follow-up, or on its own (F18)."""

    _inherit = "aftersales.paper.sheet"

    def _waiting_followup(self):
        """Return the customer's open follow-up that asks the same questions."""
        if not self.partner_id or self.user_input_id:
            return self.followup_id
        return self.env["aftersales.followup"].search(
            Domain("partner_id", "=", self.partner_id.id)
            & Domain("vehicle_id", "in", [self.vehicle_id.id, False])
            & Domain("company_id", "=", self.company_id.id)
            & Domain("survey_id", "=", self.survey_id.id)
            & Domain("state", "in", ("planned", "open")),
            order="date_planned desc, id desc",
            limit=1,
        )

    def _answer_followup(self, followup, typed):
        """Answer and close the customer's follow-up: it counts as any other."""
        followup.save_answers([(question.id, value, None) for question, value in typed])
        followup._log_attempt(
            self.env.ref("aftersales_followup.followup_outcome_completed"),
            note=self.env._(
                "Sheet %(number)s of %(batch)s",
                number=self.number,
                batch=self.batch_id.name,
            ),
            channel="letter",
        )
        self.write(
            {"followup_id": followup.id, "user_input_id": followup.user_input_id.id}
        )

    def _answer_alone(self, typed):
        """Keep the answers of a sheet that belongs to no follow-up."""
        sheet = self.user_input_id or self.survey_id._create_answer(
            partner=self.partner_id,
            check_attempts=False,
            paper_sheet_id=self.id,
        )
        is_new = not self.user_input_id
        if is_new:
            sheet._mark_in_progress()
            self.user_input_id = sheet
        else:
            sheet.partner_id = self.partner_id
        sheet._save_call_answers([(question, value, None) for question, value in typed])
        if is_new:
            sheet._mark_done()

    def _prepare_entry(self):
        """Return the sheet as the entry screen shows it."""
        self.ensure_one()
        by_question = self.user_input_id.user_input_line_ids.grouped("question_id")
        levels = dict(self._fields["band_level"]._description_selection(self.env))
        return {
            "id": self.id,
            "number": self.number,
            "plate": self.vehicle_id.license_plate or "",
            "customer": self.partner_id.name or "",
            "answers": {
                str(question.id): lines._call_answer()
                for question, lines in by_question.items()
            },
            "points": self.points,
            "score": self.score if self.has_score else False,
            "level": self.band_level or False,
            "level_name": levels.get(self.band_level, ""),
            "low_answer_count": self.low_answer_count,
            "is_closed": bool(self.followup_id),
            "complaint_id": self.complaint_id.id,
        }
