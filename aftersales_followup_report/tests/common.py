import datetime
import itertools

from dateutil.relativedelta import relativedelta

from odoo.addons.aftersales_followup.tests.common import AftersalesCase

# Local noon at UTC+8.
NOON = datetime.time(4, 0)


class ReportCase(AftersalesCase):
    """Follow-ups, scores and orders of a month, as records.

    What a month looks like is written with :meth:`_followups`; the figures are then
    read from the report and compared with what was written.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.month = datetime.date(2026, 3, 1)
        cls.numbers = itertools.count(1)
        cls.outcomes = {
            outcome.code: outcome
            for outcome in cls.env["aftersales.followup.outcome"].search([])
        }
        cls.items = cls.env["aftersales.satisfaction.item"].search(
            [("is_mot", "=", True)]
        )

    @classmethod
    def _followup_values(cls, day, **values):
        """A follow-up that nobody called yet, planned on that day."""
        return {
            "program_id": cls.program.id,
            "step_id": cls.step.id,
            "purpose_id": cls.program.purpose_id.id,
            "res_model": "res.partner",
            "res_id": cls.partner.id,
            "occurrence_key": f"test:{next(cls.numbers)}",
            "anchor_date": day - datetime.timedelta(days=1),
            "date_planned": day,
            "date_due": day,
            "date_deadline": day + datetime.timedelta(days=2),
            "date_expiry": day + datetime.timedelta(days=15),
            "company_id": cls.company.id,
            "partner_id": cls.partner.id,
            "vehicle_id": cls.vehicle.id,
            "advisor_id": cls.advisor.id,
            "advisor_name": cls.advisor.name,
            "state": "open",
            **values,
        }

    @classmethod
    def _called(cls, day, outcome, **values):
        """Values of a follow-up that was called at noon of its day."""
        moment = datetime.datetime.combine(day, NOON)
        code = cls.outcomes[outcome]
        return {
            "is_called": True,
            "attempt_count": 1,
            "date_first_attempt": moment,
            "outcome_id": code.id,
            "is_contact": code.is_contact,
            "is_effective": code.is_effective,
            "refused": code.code == "refused",
            "state": "done" if code.is_closing else "open",
            "date_done": moment if code.is_closing else False,
            **values,
        }

    @classmethod
    def _followups(cls, count, day, outcome=None, **values):
        """Make follow-ups of one kind; spread over 20 days when no day is given."""
        days = [day] if isinstance(day, datetime.date) else list(day)
        vals_list = []
        for number in range(count):
            one = days[number % len(days)]
            called = cls._called(one, outcome) if outcome else {}
            vals_list.append(cls._followup_values(one, **{**called, **values}))
        # made as the engine makes them, not as somebody who calls
        return cls.env["aftersales.followup"].sudo().create(vals_list)

    @classmethod
    def _days(cls, month=None):
        """Twenty days of a month."""
        month = month or cls.month
        return [month + relativedelta(days=number) for number in range(20)]

    @classmethod
    def _scores(cls, followups, means, weights=None):
        """One answer per follow-up and item; ``means`` is item code → value."""
        vals_list = []
        for followup in followups:
            for item in cls.items:
                if item.code not in means:
                    continue
                value = means[item.code]
                vals_list.append(
                    {
                        "followup_id": followup.id,
                        "item_id": item.id,
                        "item_code": item.code,
                        "raw_value": value / 10,
                        "value": value,
                        "weight": (weights or {}).get(item.code, item.weight),
                        "is_low": value < 70,
                        "date": followup.date_planned,
                        "advisor_id": followup.advisor_id.id,
                        "company_id": followup.company_id.id,
                    }
                )
        return cls.env["aftersales.followup.score"].sudo().create(vals_list)

    @classmethod
    def _reference_month(cls):
        """The month of DOMAIN.md M3: 850 called, 700 effective, 100 unreachable, 50
        refused, 150 delighted, 300 disappointed; 50 were never called."""
        days = cls._days()
        cls._followups(150, days, "completed", band_level="very_satisfied")
        cls._followups(250, days, "completed", band_level="satisfied")
        cls._followups(200, days, "completed", band_level="dissatisfied")
        cls._followups(100, days, "completed", band_level="very_dissatisfied")
        for outcome, count in (
            ("no_answer", 60),
            ("switched_off", 25),
            ("suspended", 15),
        ):
            cls._followups(count, days, outcome)
        cls._followups(50, days, "refused")
        cls._followups(50, days, state="missed")
        # not due: drawn out, and cancelled
        cls._followups(30, days, state="skipped")
        cls._followups(5, days, state="cancelled")

    @classmethod
    def _report(cls, user=None, companies=None, **values):
        """The report of the month, as the customer-care manager of the companies."""
        companies = companies or cls.company
        return (
            cls.env["aftersales.report"]
            .with_user(user or cls.manager)
            .with_context(allowed_company_ids=companies.ids)
            .create(
                {
                    "period_type": "month",
                    "date_from": cls.month,
                    "company_ids": [(6, 0, companies.ids)],
                    **values,
                }
            )
        )

    def _chapter(self, report, code="m3"):
        """The matrix of a chapter."""
        return next(one for one in report.chapters() if one.code == code)

    def _figure(self, report, table, row, column="value", chapter="m3"):
        """The cell at that place of a report."""
        record = report.chapter_ids.filtered(lambda one: one.code == chapter)
        cell = record._matrix().cell(table, row, column)
        self.assertIsNotNone(cell, f"no cell {chapter}/{table}/{row}/{column}")
        return cell
