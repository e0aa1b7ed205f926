from odoo import api, models
from odoo.fields import Command

from ..tools.periods import Period


class AftersalesReportCurrent(models.Model):
    """The running month on one page, for who runs the store."""

    _inherit = "aftersales.report"

    @api.model
    def action_open_current(self):
        """Open the running month's report of the company, made when there is none.

        It shows live figures and can be confirmed when the month is over.
        """
        company = self.env.company
        period = Period.containing("month", company._aftersales_today())
        report = self.search(
            [
                ("kind", "=", "aftersales"),
                ("period_type", "=", "month"),
                ("date_from", "=", period.date_from),
                ("company_key", "=", str(company.id)),
            ],
            limit=1,
        )
        if not report:
            report = self.create(
                {
                    "period_type": "month",
                    "date_from": period.date_from,
                    "company_ids": [Command.set(company.ids)],
                }
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("This month"),
            "res_model": self._name,
            "res_id": report.id,
            "views": [(False, "form")],
        }
