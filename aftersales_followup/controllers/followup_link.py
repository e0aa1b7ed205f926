from odoo import http
from odoo.http import request

from .survey_link import ROBOTS, customer_page, customer_values


class AftersalesFollowupLink(http.Controller):
    """Short links of our messages: to the questionnaire, and to opt out (F13, F18)."""

    def _followup(self, token):
        return request.env["aftersales.followup"]._from_link_token(token)

    @http.route(
        "/fu/<string:token>",
        type="http",
        auth="public",
        website=True,
        sitemap=False,
        methods=["GET"],
    )
    def followup_link(self, token, **_params):
        """Lead to the questionnaire of a follow-up."""
        followup = self._followup(token)
        if not followup:
            return customer_page("wrong", followup)
        if not followup.user_input_id:
            return customer_page("closed", followup)
        return request.redirect(followup.user_input_id.get_start_url())

    @http.route(
        "/fu/<string:token>/stop",
        type="http",
        auth="public",
        website=True,
        sitemap=False,
        methods=["GET", "POST"],
    )
    def followup_opt_out(self, token, scope="purpose", words="", **_params):
        """Ask what is meant, and write it down when the form is sent.

        Mail scanners open every link: opening it changes nothing.

        :param str scope: ``purpose`` or ``all``
        :param str words: why, in the customer's words
        """
        followup = self._followup(token)
        if not followup:
            return customer_page("wrong", followup)
        values = customer_values(followup)
        is_done = request.httprequest.method == "POST"
        if is_done:
            followup._opt_out(everything=scope == "all", words=words)
        response = request.render(
            "aftersales_followup.link_opt_out_page",
            {
                **values,
                "token": token,
                "is_done": is_done or followup._is_opted_out(),
                "purpose": followup.purpose_id.with_context(
                    lang=request.env.context.get("lang")
                ).name,
            },
        )
        response.headers.update(ROBOTS)
        return response
