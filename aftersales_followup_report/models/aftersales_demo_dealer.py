from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

ADVISOR = "aftersales_followup.group_advisor"
# What the manufacturer found: item means, answers, MOT and CSS as given (M2, Q3).
ITEMS = (
    "explain_work",
    "reception",
    "work_quality",
    "explain_bill",
    "handover",
    "time_spent",
    "kindness",
    "pickup_help",
    "car_clean",
    "lounge",
)
LAST_MONTH = (99.4, 100.6, 100.2, 103.2, 103.2, 98.1, 100.6, 100.2, 99.8, 89.9)
MONTH_BEFORE = (98.8, 99.9, 99.1, 101.5, 102.0, 97.4, 100.1, 99.6, 98.7, 91.2)
REGION = (98.1, 99.0, 98.7, 100.4, 100.9, 97.2, 99.3, 98.8, 98.9, 95.6)
NATION = (97.5, 98.6, 98.0, 99.8, 100.2, 96.8, 98.9, 98.1, 98.2, 95.0)
# (months back, scope, sample, MOT, CSS, items)
SURVEYS = (
    (1, "store", 42, 99.2, 96.4, LAST_MONTH),
    (1, "region", 1260, 98.6, 95.9, REGION),
    (1, "nation", 18400, 98.0, 95.1, NATION),
    (2, "store", 39, 98.5, 95.8, MONTH_BEFORE),
)
# Service advisors, in turn: their part of the sample, and how far they are from the
# store's score.
ADVISORS = ((9, 0.8), (8, 0.3), (10, -0.4), (7, -0.9), (8, 0.2))


class AftersalesDemoDealer(models.AbstractModel):
    """The demo dealer's scores from outside, then its meetings and analysis."""

    _inherit = "aftersales.demo.dealer"

    @api.model
    def _extend(self, companies, today):
        """Add the manufacturer's survey of the first store."""
        result = super()._extend(companies, today)
        self._make_surveys(companies[:1], today)
        self._make_meetings(companies[:1], today)
        return result

    @api.model
    def _score_from_outside(self):
        """Add the survey to a dealer that was made before this addon was installed."""
        director = self.env["res.users"].search([("login", "=", "director")])
        company = director.company_id
        if company and not self.env["aftersales.external.score"].search_count(
            [("company_id", "=", company.id)]
        ):
            self._make_surveys(company, company._aftersales_today())
            self._make_meetings(company, company._aftersales_today())

    def _make_surveys(self, company, today):
        items = {
            item.code: item
            for item in self.env["aftersales.satisfaction.item"].search([])
        }
        self.env["aftersales.external.score"].create(
            [
                {
                    "company_id": company.id,
                    "scope": scope,
                    "date_from": today - relativedelta(months=months),
                    "sample": sample,
                    "mot": mot,
                    "css": css,
                    "note": "厂家客户满意度调查",
                    "line_ids": [
                        *self._survey_lines(items, values, sample=sample),
                        *self._advisor_lines(company, items, scope, mot, values),
                    ],
                }
                for months, scope, sample, mot, css, values in SURVEYS
            ]
        )

    def _survey_lines(self, items, values, **more):
        """Commands that make a line an item."""
        return [
            fields.Command.create(
                {
                    "item_id": items[code].id,
                    "sequence": 10 * number,
                    "value": value,
                    **more,
                }
            )
            for number, (code, value) in enumerate(
                zip(ITEMS, values, strict=True), start=1
            )
        ]

    def _advisor_lines(self, company, items, scope, mot, values):
        """The same for each service advisor of the store, and the advisor's total."""
        if scope != "store":
            return []
        advisors = self.env["res.users"].search(
            [
                ("group_ids", "in", self.env.ref(ADVISOR).ids),
                ("company_id", "=", company.id),
            ],
            order="id",
        )
        commands = []
        for user, (sample, more) in zip(advisors, ADVISORS, strict=False):
            mine = {"advisor_id": user.id, "sample": sample}
            theirs = [round(value + more, 1) for value in values]
            commands += self._survey_lines(items, theirs, **mine)
            total = {**mine, "value": round(mot + more, 1), "sequence": 200}
            commands.append(fields.Command.create(total))
        return commands
