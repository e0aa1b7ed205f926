from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

ACTIVITY_TYPE = "aftersales_followup.mail_activity_type_survey_review"


class SurveySurvey(models.Model):
    """Each questionnaire has an owner who looks it through now and then (Q8)."""

    _inherit = "survey.survey"

    review_interval = fields.Integer(
        string="Review every (months)",
        default=12,
        help="0: never. When it is over, the owner is asked to look through the "
        "questions.",
    )
    date_reviewed = fields.Date(
        string="Reviewed on", readonly=True, copy=False, tracking=True
    )
    date_review = fields.Date(
        string="Next review", compute="_compute_date_review", store=True
    )

    _review_interval_positive = models.Constraint(
        "CHECK(review_interval >= 0)", "The months to a review cannot be negative."
    )
    _review_index = models.Index(
        "(date_review) WHERE survey_type = 'aftersales' AND date_review IS NOT NULL"
    )

    @api.depends("review_interval", "date_reviewed", "survey_type")
    def _compute_date_review(self):
        for survey in self:
            if survey.survey_type != "aftersales" or not survey.review_interval:
                survey.date_review = False
                continue
            start = survey.date_reviewed or fields.Date.to_date(
                survey.create_date or fields.Datetime.now()
            )
            survey.date_review = start + relativedelta(months=survey.review_interval)

    def action_reviewed(self):
        """Note that the questions were looked through today, and close the to-do."""
        self.check_access("write")
        self.write({"date_reviewed": fields.Date.context_today(self)})
        self._review_activities()._close_todos()

    def _review_activities(self):
        """Return the open to-dos. sudo: a manager may review for the owner."""
        return self.env["mail.activity"]._todos_on(self, ACTIVITY_TYPE)

    @api.model
    def _cron_remind_reviews(self):
        """Ask the owners of overdue questionnaires, each once (Q8)."""
        overdue = self.search(
            [
                ("survey_type", "=", "aftersales"),
                ("date_review", "<=", fields.Date.context_today(self)),
            ]
        )
        asked = set(overdue._review_activities().mapped("res_id"))
        for survey in overdue.filtered(lambda survey: survey.id not in asked):
            survey.activity_schedule(
                ACTIVITY_TYPE,
                date_deadline=survey.date_review,
                user_id=survey._review_owner().id,
            )

    def _review_owner(self):
        """Return the owner; without one, a customer-care manager."""
        self.ensure_one()
        owner = self.user_id.filtered(
            lambda user: user.active and not user._is_superuser()
        )
        managers = self.env.ref("aftersales_followup.group_care_manager").all_user_ids
        people = managers.filtered(
            lambda user: user.active and not user._is_superuser()
        )
        return owner or people.sorted("id")[-1:]
