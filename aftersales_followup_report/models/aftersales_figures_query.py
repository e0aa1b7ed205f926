from collections import defaultdict

from odoo import models
from odoo.tools import SQL

from ..tools.statistics import mean, weighted_mean
from .aftersales_figures import LOW_LEVELS, NOT_DUE_STATES, TOP_LEVEL

COUNTS = (
    "due",
    "called",
    "contact",
    "effective",
    "unreachable",
    "refused",
    "other",
    "on_time",
    "top",
    "low",
)


class AftersalesFiguresQuery(models.AbstractModel):
    """The queries of the own survey: monthly buckets that every period is a sum of."""

    _inherit = "aftersales.figures"

    def _on_time(self):
        """Condition of docs/figures.md on the follow-up ``f``, with ``tz`` joined."""
        return SQL(
            "(f.state = 'done' AND (f.date_deadline IS NULL OR %s <= f.date_deadline))",
            self._local_date(SQL("f.date_done")),
        )

    def _count_columns(self):
        """Filters of docs/figures.md on the follow-up ``f``, one column each."""
        return SQL(
            """
            COUNT(*) AS due,
            COUNT(*) FILTER (WHERE f.is_called) AS called,
            COUNT(*) FILTER (WHERE f.is_called AND f.is_contact) AS contact,
            COUNT(*) FILTER (WHERE f.is_effective) AS effective,
            COUNT(*) FILTER (WHERE f.is_called AND f.is_contact IS NOT TRUE)
                AS unreachable,
            COUNT(*) FILTER (WHERE f.is_called AND f.refused) AS refused,
            COUNT(*) FILTER (WHERE f.is_called AND f.is_contact
                AND f.is_effective IS NOT TRUE AND f.refused IS NOT TRUE) AS other,
            COUNT(*) FILTER (WHERE %(on_time)s) AS on_time,
            COUNT(*) FILTER (WHERE f.is_effective AND f.band_level = %(top)s) AS top,
            COUNT(*) FILTER (WHERE f.is_effective AND f.band_level IN %(low)s) AS low
            """,
            on_time=self._on_time(),
            top=TOP_LEVEL,
            low=LOW_LEVELS,
        )

    def _from_due(self, company_ids, date_from, date_to):
        """FROM and WHERE of the follow-ups due between two days."""
        return SQL(
            """
            FROM aftersales_followup f
            JOIN %(zones)s AS tz(company_id, name) ON tz.company_id = f.company_id
            WHERE f.company_id IN %(companies)s
              AND f.date_planned BETWEEN %(date_from)s AND %(date_to)s
              AND f.state NOT IN %(states)s
            """,
            zones=self._timezones(company_ids),
            companies=tuple(company_ids),
            date_from=date_from,
            date_to=date_to,
            states=NOT_DUE_STATES,
        )

    def _count_buckets(self, company_ids, period):
        """Counts by company, month and purpose since a year before the period.

        :return: list of dicts with company_id, month, purpose_id and COUNTS
        """
        return self._select(
            SQL(
                """
                SELECT f.company_id, date_trunc('month', f.date_planned)::date AS month,
                       f.purpose_id, %s %s
                GROUP BY 1, 2, 3
                """,
                self._count_columns(),
                self._from_due(company_ids, period.history_from(), period.date_to),
            )
        )

    def _item_buckets(self, company_ids, period):
        """Scores by company, month, item and question since a year before the period.

        :return: list of dicts: company_id, month, code, question_id, answers, total,
            weights, low
        """
        return self._select(
            SQL(
                """
                SELECT s.company_id, date_trunc('month', s.date)::date AS month,
                       s.item_code AS code, s.question_id, COUNT(*) AS answers,
                       SUM(s.value) AS total, SUM(s.weight) AS weights,
                       COUNT(*) FILTER (WHERE s.is_low) AS low
                FROM aftersales_followup_score s
                WHERE s.company_id IN %s AND s.date BETWEEN %s AND %s
                GROUP BY 1, 2, 3, 4
                """,
                tuple(company_ids),
                period.history_from(),
                period.date_to,
            )
        )

    def _sum_counts(self, buckets, months, **where):
        """Add up buckets of some months, of one company or purpose when given."""
        totals = dict.fromkeys(COUNTS, 0)
        wanted = set(months)
        for bucket in buckets:
            if bucket["month"] not in wanted:
                continue
            if any(bucket[name] != value for name, value in where.items()):
                continue
            for name in COUNTS:
                totals[name] += bucket[name]
        return totals

    def _sum_items(self, buckets, months=None, **where):
        """Item code → answers, mean, weight and low answers over some months."""
        wanted = None if months is None else set(months)
        sums = defaultdict(lambda: [0, 0.0, 0.0, 0])
        for bucket in buckets:
            if wanted is not None and bucket["month"] not in wanted:
                continue
            if any(bucket[name] != value for name, value in where.items()):
                continue
            entry = sums[bucket["code"]]
            entry[0] += bucket["answers"]
            entry[1] += bucket["total"] or 0.0
            entry[2] += bucket["weights"] or 0.0
            entry[3] += bucket["low"]
        return {
            code: {
                "answers": answers,
                "mean": mean(total, answers),
                "weight": mean(weights, answers),
                "low": low,
            }
            for code, (answers, total, weights, low) in sums.items()
        }

    def _mot_score(self, items):
        """MOT score and its answers, from item sums (docs/figures.md: mot)."""
        mot_codes = self._items().filtered("is_mot").mapped("code")
        rated = [items[code] for code in mot_codes if code in items]
        score = weighted_mean((item["mean"], item["weight"]) for item in rated)
        return score, sum(item["answers"] for item in rated if item["weight"])

    def _items(self):
        """All satisfaction items in their order, archived ones for old answers."""
        # the catalogue is the same for everybody; rights were checked for the report
        catalogue = self.env["aftersales.satisfaction.item"].sudo()
        return catalogue.with_context(active_test=False).search([])

    def _names(self, model, ids):
        """Record id → display name for the few catalogue records of a table."""
        # names of people and codes that the report shows anyway
        records = self.env[model].sudo().browse([one for one in ids if one]).exists()
        return {record.id: record.display_name for record in records}
