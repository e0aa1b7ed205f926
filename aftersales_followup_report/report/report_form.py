from odoo import api, models
from odoo.tools.misc import format_date, format_datetime, format_duration

from ..tools.formats import format_value

# Lines of history on paper: ten pages, years of visits.
HISTORY_LIMIT = 400


class ReportForm(models.AbstractModel):
    """What the printed forms (A4) share: rights, company head, local times.

    The route to a report asks for no rights: they are checked here, with the rules of
    the record's model. A form names its model in ``_form_model``.
    """

    _name = "aftersales.report.form"
    _description = "Printed form"
    _form_model = ""

    @api.model
    def _get_report_values(self, docids, data=None):
        records = self.env[self._form_model].browse(docids)
        records.check_access("read")
        return {
            "doc_ids": docids,
            "doc_model": self._form_model,
            "docs": records,
            "company_of": self._company,
            "local": self._local,
            "choice": self._choice,
            "day": self._day,
            "number": self._number,
            "lang": self.env.lang,
        }

    def _company(self, record):
        """Whose head the form carries."""
        return "company_id" in record and record.company_id or self.env.company

    def _local(self, moment, record):
        """A moment in the time zone of the record's company."""
        if not moment:
            return ""
        tz = self._company(record).sudo()._aftersales_tz()  # the time zone only
        return format_datetime(self.env, moment, tz=str(tz), dt_format="short")

    def _day(self, day):
        """A day as the reader writes it; nothing for none."""
        return format_date(self.env, day) if day else ""

    def _number(self, value):
        """A count with its thousands; nothing for none."""
        return format_value(value, "count") if value else ""

    def _choice(self, record, name):
        """The label of a choice."""
        labels = dict(record._fields[name]._description_selection(self.env))
        return labels.get(record[name], "")


class ReportComplaintForm(models.AbstractModel):
    _name = "report.aftersales_followup_report.report_complaint"
    _inherit = "aftersales.report.form"
    _description = "Complaint form on paper"
    _form_model = "aftersales.complaint"


class ReportFollowupForm(models.AbstractModel):
    _name = "report.aftersales_followup_report.report_followup"
    _inherit = "aftersales.report.form"
    _description = "Follow-up record on paper"
    _form_model = "aftersales.followup"

    @api.model
    def _get_report_values(self, docids, data=None):
        values = super()._get_report_values(docids, data)
        return {**values, "answers_of": self._answers}

    def _answers(self, followup):
        """Each question that was answered: its words and, where it has one, its score.

        Scores that came without a questionnaire stand with their item.
        """
        by_question = followup.score_ids.grouped("question_id")
        none = followup.score_ids.browse()
        answers = []
        # sudo: whoever may read the follow-up may read what was answered
        lines = followup.sudo().user_input_id.user_input_line_ids
        answered = lines.filtered("answer_type").grouped("question_id")
        for question, said in answered.items():
            words = [
                line.value_text_box or line.value_char_box or str(line.display_name)
                for line in said
            ]
            score = by_question.get(question, none)[:1]
            answers.append(self._answer(question.title, words, score))
        for score in followup.score_ids:
            if score.question_id not in answered:
                name = score.item_id.name or score.item_code
                answers.append(self._answer(name, [], score))
        return answers

    def _answer(self, question, words, score):
        if score.comment and score.comment not in words:
            words = [*words, score.comment]
        return {
            "question": question,
            "words": "; ".join(words),
            "score": format_value(score.value, "score") if score else "",
            "is_low": score.is_low,
        }


class ReportSurveyForm(models.AbstractModel):
    _name = "report.aftersales_followup_report.report_survey"
    _inherit = "aftersales.report.form"
    _description = "Survey sheet on paper"
    _form_model = "survey.survey"


class ReportPaperBatchForm(models.AbstractModel):
    _name = "report.aftersales_followup_report.report_paper_batch"
    _inherit = "aftersales.report.form"
    _description = "Sheets of a batch on paper"
    _form_model = "aftersales.paper.batch"

    @api.model
    def _get_report_values(self, docids, data=None):
        # sudo: whoever may read the batch prints its questions.
        return {
            **super()._get_report_values(docids, data),
            "survey_of": lambda batch: batch.sudo().survey_id,
        }


class ReportCustomerForm(models.AbstractModel):
    _name = "report.aftersales_followup_report.report_customer"
    _inherit = "aftersales.report.form"
    _description = "Customer file on paper"
    _form_model = "res.partner"

    @api.model
    def _get_report_values(self, docids, data=None):
        history = self.env["aftersales.history"]
        return {
            **super()._get_report_values(docids, data),
            "history": lambda partner: history._lines(partner, HISTORY_LIMIT),
            "windows": self._windows,
            "blocks": self._blocks,
        }

    def _windows(self, partner):
        """When the customer wants to be called, in words."""
        return "; ".join(
            f"{self._choice(window, 'weekday') or self.env._('Every day')} "
            f"{format_duration(window.hour_from)}–{format_duration(window.hour_to)}"
            for window in partner.contact_window_ids
        )

    def _blocks(self, partner):
        """What the customer does not want to be called for, and why."""
        return "; ".join(
            f"{block.purpose_id.name or self.env._('Every purpose')}: {block.reason}"
            for block in partner.contact_block_ids
        )


class ReportMeeting(models.AbstractModel):
    _name = "report.aftersales_followup_report.report_meeting"
    _inherit = "aftersales.report.form"
    _description = "Minutes on paper"
    _form_model = "aftersales.review.meeting"


class ReportFeedbackForm(models.AbstractModel):
    _name = "report.aftersales_followup_report.report_feedback"
    _inherit = "aftersales.report.form"
    _description = "Feedback form on paper"
    _form_model = "aftersales.feedback"


class ReportDigest(models.AbstractModel):
    _name = "report.aftersales_followup_report.report_digest"
    _inherit = "aftersales.report.form"
    _description = "Weekly digest on paper"
    _form_model = "aftersales.digest"

    @api.model
    def _get_report_values(self, docids, data=None):
        return {
            **super()._get_report_values(docids, data),
            "tables_of": lambda digest: digest._tables(),
        }
