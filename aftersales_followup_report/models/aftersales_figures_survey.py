from odoo import models
from odoo.tools import SQL

from ..tools.matrix import (
    count_cell,
    rate_cell,
    score_cell,
)
from .aftersales_figures import LOW_LEVELS, TOP_LEVEL

FOLLOWUP = "aftersales.followup"
SCORE = "aftersales.followup.score"
ANALYSIS = "aftersales.followup.analysis"

# Key figures of which less is better.
LESS_IS_BETTER = ("low", "unreachable", "refused")


class AftersalesFiguresSurvey(models.AbstractModel):
    """Chapter 3 (M3): the own survey. Definitions: docs/figures.md, chapter 3."""

    _inherit = "aftersales.figures"

    def _labels(self):
        return super()._labels() | {
            "chapter_m3": self.env._("Own survey"),
            "indicators": self.env._("Key figures"),
            "due": self.env._("Due"),
            "called": self.env._("Called"),
            "called_rate": self.env._("Call rate (called ÷ due)"),
            "effective": self.env._("Effective"),
            "effective_rate": self.env._("Effective rate (effective ÷ due)"),
            "effective_called": self.env._("Effective rate (effective ÷ called)"),
            "on_time_rate": self.env._("On-time rate (finished by the deadline ÷ due)"),
            "overall_rate": self.env._(
                "Overall after-sales rate (effective ÷ orders settled)"
            ),
            "new_vehicle_rate": self.env._(
                "New-vehicle success rate (effective ÷ due)"
            ),
            "mot": self.env._("MOT score"),
            "top": self.env._("Delighted"),
            "top_called": self.env._("Delighted ÷ called"),
            "top_effective": self.env._("Delighted ÷ effective"),
            "low": self.env._("Disappointed"),
            "low_called": self.env._("Disappointed ÷ called"),
            "low_effective": self.env._("Disappointed ÷ effective"),
            "unreachable": self.env._("Unreachable"),
            "unreachable_rate": self.env._("Unreachable ÷ called"),
            "refused": self.env._("Refused"),
            "refused_rate": self.env._("Refused ÷ called"),
            "other_contact": self.env._("Reached, neither answered nor refused"),
            "trend": self.env._("Twelve months"),
            "month": self.env._("Month"),
            "called_rate_short": self.env._("Call rate"),
            "effective_rate_short": self.env._("Effective rate"),
        }

    def _chapter_survey(self, company_ids, period):
        """Chapter 3 of a report; see :meth:`compute_chapter`."""
        counts = self._count_buckets(company_ids, period)
        items = self._item_buckets(company_ids, period)
        return self._chapter(
            "m3",
            3,
            [
                self._table_indicators(company_ids, period, counts, items),
                self._table_stores(company_ids, period, counts, items),
                self._table_purposes(company_ids, period, counts),
                self._table_categories(company_ids, period),
                self._table_levels(company_ids, period),
                self._table_unreachable(company_ids, period),
                self._table_items(company_ids, period, items),
                self._table_weakest(company_ids, period, items),
                self._table_low_comments(company_ids, period, items),
                *self._tables_advisors(company_ids, period),
                self._table_trend(company_ids, period, counts, items),
                *self._tables_questions(company_ids, period, items),
                self._table_suggestions(company_ids, period),
            ],
        )

    # Key figures ------------------------------------------------------------------

    def _table_indicators(self, company_ids, period, counts, items):
        """The key figures with the period before and the same of last year."""
        return self._compared_table(
            "indicators",
            period,
            lambda one: self._indicators(company_ids, one, counts, items),
            lambda code: -1 if code.startswith(LESS_IS_BETTER) else 1,
            with_target=True,
        )

    def _indicators(self, company_ids, period, counts, items):
        """Code → cell of the key figures of one period."""
        n = self._sum_counts(counts, period.months())
        due = self._domain_due(company_ids, period)
        called = [*due, ("is_called", "=", True)]
        effective = [*due, ("is_effective", "=", True)]
        top = [*effective, ("band_level", "=", TOP_LEVEL)]
        low = [*effective, ("band_level", "in", list(LOW_LEVELS))]
        unreachable = [*called, ("is_contact", "=", False)]
        refused = [*called, ("refused", "=", True)]
        mot, answers = self._mot_score(self._sum_items(items, period.months()))

        def count(name, domain):
            return count_cell(n[name], FOLLOWUP, domain)

        def ratio(name, of, domain):
            return rate_cell(n[name], n[of], FOLLOWUP, domain)

        cells = {
            "due": count("due", due),
            "called": count("called", called),
            "called_rate": ratio("called", "due", called),
            "effective": count("effective", effective),
            "effective_rate": ratio("effective", "due", effective),
            "effective_called": ratio("effective", "called", effective),
            "on_time_rate": self._on_time_cell(company_ids, period, n),
            "overall_rate": self._overall_cell(company_ids, period),
            "new_vehicle_rate": self._new_vehicle_cell(company_ids, period, counts),
            "mot": score_cell(
                mot, answers, SCORE, self._domain_mot(company_ids, period)
            ),
            "top": count("top", top),
            "top_called": ratio("top", "called", top),
            "top_effective": ratio("top", "effective", top),
            "low": count("low", low),
            "low_called": ratio("low", "called", low),
            "low_effective": ratio("low", "effective", low),
            "unreachable": count("unreachable", unreachable),
            "unreachable_rate": ratio("unreachable", "called", unreachable),
            "refused": count("refused", refused),
            "refused_rate": ratio("refused", "called", refused),
        }
        cells["other_contact"] = count_cell(
            n["other"],
            FOLLOWUP,
            [
                *called,
                ("is_contact", "=", True),
                ("is_effective", "=", False),
                ("refused", "=", False),
            ],
        )
        return cells

    def _on_time_cell(self, company_ids, period, n):
        # local days cannot be compared with a UTC moment in a domain: the analysis view
        # has the comparison as a field
        domain = self._domain_due(company_ids, period)
        return rate_cell(
            n["on_time"], n["due"], ANALYSIS, [*domain, ("is_on_time", "=", True)]
        )

    def _domain_mot(self, company_ids, period):
        codes = self._items().filtered("is_mot").mapped("code")
        domain = self._domain_scores(company_ids, period)
        return [*domain, ("item_code", "in", codes), ("weight", ">", 0)]

    def _overall_cell(self, company_ids, period):
        """Orders settled in the period with an effective after-repair follow-up."""
        row = self._select(
            SQL(
                """
                SELECT COUNT(*) AS orders, COUNT(*) FILTER (WHERE EXISTS (
                    SELECT FROM aftersales_followup f
                    JOIN aftersales_purpose p ON p.id = f.purpose_id
                    WHERE f.repair_id = r.id AND f.is_effective
                      AND p.code = 'after_repair')) AS reached
                %s
                """,
                self._from_settled(company_ids, period),
            )
        )[0]
        companies = self.env["res.company"].browse(company_ids).sudo()  # target only
        return rate_cell(
            row["reached"],
            row["orders"],
            "repair.order",
            [
                *self._domain_settled(company_ids, period),
                (
                    "followup_ids",
                    "any",
                    [
                        ("is_effective", "=", True),
                        ("purpose_id.code", "=", "after_repair"),
                    ],
                ),
            ],
            target=companies[0].aftersales_target_rate,
        )

    def _from_settled(self, company_ids, period):
        """FROM and WHERE of the repair orders settled in local days of the period."""
        return self._from_settled_between(company_ids, period.date_from, period.date_to)

    def _from_settled_between(self, company_ids, date_from, date_to):
        return SQL(
            """
            FROM repair_order r
            JOIN %(zones)s AS tz(company_id, name) ON tz.company_id = r.company_id
            WHERE r.company_id IN %(companies)s AND r.state = 'done'
              AND r.date_closed >= %(date_from)s::date - 1
              AND r.date_closed < %(date_to)s::date + 2
              AND %(day)s BETWEEN %(date_from)s AND %(date_to)s
            """,
            zones=self._timezones(company_ids),
            companies=tuple(company_ids),
            date_from=date_from,
            date_to=date_to,
            day=self._local_date(SQL("r.date_closed")),
        )

    def _domain_settled(self, company_ids, period):
        domain = self._domain_moment(company_ids, period, "date_closed")
        return [("state", "=", "done"), *domain]

    def _new_vehicle_cell(self, company_ids, period, counts):
        purposes = self.env["aftersales.purpose"].sudo()  # a catalogue
        purpose = purposes.with_context(active_test=False).search(
            [("code", "=", "new_vehicle")], limit=1
        )
        n = self._sum_counts(counts, period.months(), purpose_id=purpose.id)
        domain = self._domain_due(company_ids, period)
        return rate_cell(
            n["effective"],
            n["due"],
            FOLLOWUP,
            [*domain, ("purpose_id", "=", purpose.id), ("is_effective", "=", True)],
        )
