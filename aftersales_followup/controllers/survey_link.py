from odoo import http
from odoo.http import request

from odoo.addons.survey.controllers.main import Survey

# Not found, and gone: robots and link checkers understand these.
STATUS = {"wrong": 404, "employee": 403, "closed": 410, "done": 200}
ROBOTS = {"X-Robots-Tag": "noindex, nofollow"}


def customer_values(followup):
    """Return what every page for customers shows: the store and its hotline (F23).

    And turn the request into the customer's language.

    :param followup: ``aftersales.followup`` (sudo), empty when it is not known
    """
    language = followup.user_input_id.lang_id.code or followup._customer_lang()
    if language:
        request.update_context(lang=language)
    company = followup.company_id or request.env.company.sudo()
    return {"followup": followup, "store": company.with_context(lang=language)}


def customer_page(code, followup):
    """Return the page that says why there is nothing to answer.

    :param str code: a key of ``STATUS``
    """
    values = {**customer_values(followup), "code": code}
    response = request.render("aftersales_followup.link_page", values)
    response.status_code = STATUS[code]
    response.headers.update(ROBOTS)
    return response


class AftersalesSurvey(Survey):
    """The personal link of an after-sales questionnaire (F18).

    Whoever holds the link answers, logged in as a customer or not; employees do not.
    A link that is late, used, forged or foreign leads to a page that says so, and
    changes nothing.
    """

    # ------------------------------------------------------------------
    # Who may answer
    # ------------------------------------------------------------------

    def _check_validity(
        self,
        survey_sudo,
        answer_sudo,
        answer_token,
        ensure_token=True,
        check_partner=True,
    ):
        followup = answer_sudo.followup_id
        validity = super()._check_validity(
            survey_sudo,
            answer_sudo,
            answer_token,
            ensure_token=ensure_token,
            # The link is the key, whoever is logged in beside it.
            check_partner=check_partner and not followup,
        )
        # Without a partner to check the answers are only read.
        if not followup or not check_partner:
            return validity
        if request.env.user._is_internal():
            return "aftersales_employee"
        if answer_sudo.state == "done":
            return "aftersales_done"
        if validity is True and followup.state not in ("planned", "open"):
            return "aftersales_done" if followup.is_effective else "aftersales_closed"
        return validity

    def _redirect_with_error(self, access_data, error_key):
        survey = access_data["survey_sudo"]
        if survey.survey_type != "aftersales":
            return super()._redirect_with_error(access_data, error_key)
        return customer_page(
            self._page_code(error_key), access_data["answer_sudo"].followup_id
        )

    def _page_code(self, error_key):
        """Return which page answers an error of the survey or of ours."""
        return {
            "aftersales_done": "done",
            "aftersales_closed": "closed",
            "aftersales_employee": "employee",
            "answer_deadline": "closed",
            "survey_closed": "closed",
            "survey_void": "closed",
        }.get(error_key, "wrong")

    # ------------------------------------------------------------------
    # Pages
    # ------------------------------------------------------------------

    @http.route()
    def survey_start(self, survey_token, answer_token=None, email=False, **post):
        response = super().survey_start(
            survey_token, answer_token=answer_token, email=email, **post
        )
        response.headers.update(ROBOTS)
        return response

    @http.route()
    def survey_display_page(self, survey_token, answer_token, **post):
        response = super().survey_display_page(survey_token, answer_token, **post)
        response.headers.update(ROBOTS)
        return response

    @http.route()
    def survey_retry(self, survey_token, answer_token, **post):
        """Answer once: a second try leads to where the first one ended."""
        survey, answer = self._fetch_from_access_token(survey_token, answer_token)
        if survey.survey_type != "aftersales":
            return super().survey_retry(survey_token, answer_token, **post)
        if not answer:
            return customer_page("wrong", answer.followup_id)
        return request.redirect(answer.get_start_url())

    # ------------------------------------------------------------------
    # Answering
    # ------------------------------------------------------------------

    @http.route()
    def survey_begin(self, survey_token, answer_token, **post):
        return self._instead(survey_token, answer_token) or super().survey_begin(
            survey_token, answer_token, **post
        )

    @http.route()
    def survey_submit(self, survey_token, answer_token, **post):
        return (
            self._instead(survey_token, answer_token)
            or self._nothing_answered(survey_token, answer_token, post)
            or super().survey_submit(survey_token, answer_token, **post)
        )

    def _instead(self, survey_token, answer_token):
        """Return what stands in for the questions, None when they may be asked.

        An agent may have finished the call while the customer was reading.
        """
        access_data = self._get_access_data(survey_token, answer_token)
        followup = access_data["answer_sudo"].followup_id
        code = access_data["validity_code"]
        if not followup or code is True:
            return None
        values = {**customer_values(followup), "code": self._page_code(code)}
        return {}, {
            "has_skipped_questions": False,
            "survey_content": request.env["ir.qweb"]._render(
                "aftersales_followup.link_message", values
            ),
            "survey_progress": False,
            "survey_navigation": False,
            "background_image_url": False,
        }

    def _nothing_answered(self, survey_token, answer_token, post):
        """Ask for at least one answer before a one-page sheet is sent off."""
        survey, answer = self._fetch_from_access_token(survey_token, answer_token)
        followup = answer.followup_id
        if not followup or survey.questions_layout != "one_page":
            return None
        questions = survey.question_ids
        if followup._has_answers() or any(post.get(str(q.id)) for q in questions):
            return None
        customer_values(followup)
        return {}, {
            "error": "validation",
            "fields": {
                questions[:1].id: request.env._("Please answer at least one question.")
            },
        }
