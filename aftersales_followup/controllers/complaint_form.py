from odoo import http
from odoo.exceptions import UserError
from odoo.http import request


class ComplaintForm(http.Controller):
    """The store's public complaint form (C1), where the store offers one."""

    @http.route(
        "/aftersales/complaint/<int:company_id>",
        type="http",
        auth="public",
        methods=["GET", "POST"],
        sitemap=False,
    )
    def complaint(self, company_id, **form):
        """Show the form; take the complaint and thank for it.

        :param int company_id: the store
        :param form: the fields of the form, see ``_create_from_web``
        """
        # sudo: the public reads nothing of a company but what the page shows.
        company = request.env["res.company"].sudo().browse(company_id).exists()
        if not company.complaint_form:
            raise request.not_found()
        if request.httprequest.method == "GET":
            return self._page(company)
        if form.get("website"):
            # The field that people do not see: only a robot fills it in.
            return self._page(company, thanks=True)
        complaints = request.env["aftersales.complaint"]
        try:
            complaint = complaints._create_from_web(
                company, form, request.httprequest.remote_addr
            )
        except UserError as error:
            return self._page(company, form, error=str(error))
        return self._page(company, thanks=True, number=complaint.name)

    def _lang(self, company):
        """Return the visitor's language where it is installed, else the store's."""
        installed = dict(request.env["res.lang"].get_installed())
        wanted = [request.best_lang or ""]
        # Many browsers name the language only: "zh" means what there is of Chinese.
        wanted += [
            code
            for wish in request.httprequest.accept_languages.values()
            for code in installed
            if code.startswith(wish.replace("-", "_")[:2].lower())
        ]
        return next(
            (code for code in wanted if code in installed),
            company.partner_id.lang or request.env.lang,
        )

    def _page(self, company, form=None, error=None, thanks=False, number=None):
        request.update_context(lang=self._lang(company))
        return request.render(
            "aftersales_followup.complaint_form",
            {
                "company": company,
                "form": form or {},
                "error": error,
                "thanks": thanks,
                "number": number,
                "no_header": True,
                "no_copyright": True,
            },
        )
