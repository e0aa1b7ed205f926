from odoo import models
from odoo.tools import SQL

from ..tools.matrix import (
    Row,
    Table,
    count_cell,
    rate_cell,
)
from .aftersales_figures_survey import SCORE
from .aftersales_figures_survey_questions import YES_NO

ORDER = "repair.order"
# The item that asks for the customer's own word on the repair (A3).
FIXED = "fixed_first_time"
NOT_REDONE = ("rework_ids", "not any", [("state", "!=", "cancel")])
BOOKED = ("intake", "!=", "walk_in")
BOOKED_BY_US = ("intake", "=", "booked_dealer")
LESS_IS_BETTER = ("redone", "redone_rate", "warranty_rate")
SUMS = ("orders", "redone", "booked", "booked_by_us", "warranted", "warranty_redone")


class AftersalesFiguresWorkshop(models.AbstractModel):
    """Chapter 5 (M5, A3): first-time fix and appointments.

    Definitions: docs/figures.md, chapter 5.
    """

    _inherit = "aftersales.figures"

    def _chapter_builders(self):
        return super()._chapter_builders() | {"m5": self._chapter_workshop}

    def _labels(self):
        return super()._labels() | {
            "chapter_m5": self.env._("First-time fix and appointments"),
            "fix_indicators": self.env._("Key figures"),
            "redone": self.env._("Redone"),
            "fix_rate": self.env._("First-time fix (not redone ÷ orders)"),
            "redone_rate": self.env._("Not fixed (redone ÷ orders)"),
            "warranty_rate": self.env._("Redone in repair warranty ÷ orders with one"),
            "fix_word": self.env._("Fixed the first time, in the customer's own word"),
            "booked": self.env._("Booked"),
            "booked_rate": self.env._("Booked ÷ orders"),
            "booked_by_us": self.env._("Booked by us"),
            "booked_by_us_rate": self.env._("Booked by us ÷ booked"),
            "fix_rate_short": self.env._("First-time fix"),
            "workshop_trend": self.env._("First-time fix and bookings, twelve months"),
        }

    def _chapter_workshop(self, company_ids, period):
        """Chapter 5 of a report; see :meth:`compute_chapter`."""
        buckets = self._workshop_buckets(company_ids, period)
        return self._chapter(
            "m5",
            5,
            [
                self._table_fix_indicators(company_ids, period, buckets),
                self._table_technicians(company_ids, period),
                self._table_rework_reasons(company_ids, period),
                self._table_technician_reasons(company_ids, period),
                self._table_workshop_trend(company_ids, period, buckets),
            ],
        )

    # Queries ----------------------------------------------------------------------

    def _is_redone(self, more=None):
        """Condition: another order, not cancelled, redid the order ``r``."""
        return SQL(
            "EXISTS (SELECT FROM repair_order w WHERE w.rework_of_id = r.id "
            "AND w.state <> 'cancel' %s)",
            more or SQL(),
        )

    def _is_redone_in_warranty(self):
        """Condition: the order ``r`` was redone before its repair warranty ended."""
        day = self._local_date(SQL("COALESCE(w.date_closed, w.create_date)"))
        return self._is_redone(SQL("AND %s <= r.warranty_until", day))

    def _workshop_buckets(self, company_ids, period):
        """Orders, redone and booked ones by month since a year before the period."""
        return self._select(
            SQL(
                """
                SELECT date_trunc('month', %(day)s)::date AS month, COUNT(*) AS orders,
                    COUNT(*) FILTER (WHERE %(redone)s) AS redone,
                    COUNT(*) FILTER (WHERE r.intake <> 'walk_in') AS booked,
                    COUNT(*) FILTER (WHERE r.intake = 'booked_dealer') AS booked_by_us,
                    COUNT(*) FILTER (WHERE r.warranty_until IS NOT NULL) AS warranted,
                    COUNT(*) FILTER (WHERE r.warranty_until IS NOT NULL
                        AND %(in_warranty)s) AS warranty_redone
                %(source)s GROUP BY 1
                """,
                day=self._local_date(SQL("r.date_closed")),
                redone=self._is_redone(),
                in_warranty=self._is_redone_in_warranty(),
                source=self._from_settled_between(
                    company_ids, period.history_from(), period.date_to
                ),
            )
        )

    def _word_buckets(self, company_ids, period):
        """The customers' own word by month: yes and no, not how satisfied they are."""
        return self._select(
            SQL(
                """
                SELECT date_trunc('month', s.date)::date AS month, COUNT(*) AS answers,
                       COUNT(*) FILTER (WHERE s.value = 100) AS yes
                FROM aftersales_followup_score s
                LEFT JOIN survey_question q ON q.id = s.question_id
                LEFT JOIN aftersales_satisfaction_scale k
                    ON k.id = q.satisfaction_scale_id
                WHERE s.company_id IN %s AND s.date BETWEEN %s AND %s
                  AND s.item_code = 'fixed_first_time'
                  AND COALESCE(k.code, 'yes_no') = 'yes_no'
                GROUP BY 1
                """,
                tuple(company_ids),
                period.history_from(),
                period.date_to,
            )
        )

    def _fix_word(self, words, months):
        """Yes and all answers of some months."""
        rows = [row for row in words if row["month"] in set(months)]
        return tuple(sum(row[name] for row in rows) for name in ("yes", "answers"))

    def _domain_redone(self, company_ids, period):
        return [
            *self._domain_settled(company_ids, period),
            ("rework_ids", "any", [("state", "!=", "cancel")]),
        ]

    # Tables -----------------------------------------------------------------------

    def _table_fix_indicators(self, company_ids, period, buckets):
        """Key figures with the period before and last year's."""
        words = self._word_buckets(company_ids, period)
        return self._compared_table(
            "fix_indicators",
            period,
            lambda one: self._fix_indicators(company_ids, one, buckets, words),
            lambda code: -1 if code in LESS_IS_BETTER else 1,
            with_target=True,
        )

    def _fix_indicators(self, company_ids, period, buckets, words=()):
        n = self._workshop_sums(buckets, period.months())
        settled = self._domain_settled(company_ids, period)
        redone = self._domain_redone(company_ids, period)
        fixed = [*settled, NOT_REDONE]
        booked = [*settled, BOOKED]
        by_us = [*settled, BOOKED_BY_US]
        said_yes, answers = self._fix_word(words, period.months())
        yes = [*self._domain_word(company_ids, period), ("value", "=", 100)]
        return {
            "orders": count_cell(n["orders"], ORDER, settled),
            "redone": count_cell(n["redone"], ORDER, redone),
            "fix_rate": rate_cell(n["orders"] - n["redone"], n["orders"], ORDER, fixed),
            "redone_rate": rate_cell(n["redone"], n["orders"], ORDER, redone),
            "warranty_rate": self._warranty_cell(company_ids, period, n),
            "fix_word": rate_cell(said_yes, answers, SCORE, yes),
            "booked": count_cell(n["booked"], ORDER, booked),
            "booked_rate": rate_cell(n["booked"], n["orders"], ORDER, booked),
            "booked_by_us": count_cell(n["booked_by_us"], ORDER, by_us),
            "booked_by_us_rate": rate_cell(
                n["booked_by_us"], n["booked"], ORDER, by_us
            ),
        }

    def _warranty_cell(self, company_ids, period, n):
        """Redone in repair warranty ÷ orders with one, to stay under the target."""
        companies = self.env["res.company"].browse(company_ids).sudo()  # target only
        return rate_cell(
            n["warranty_redone"],
            n["warranted"],
            "aftersales.repair.analysis",
            [
                ("company_id", "in", company_ids),
                ("day_closed", ">=", str(period.date_from)),
                ("day_closed", "<=", str(period.date_to)),
                ("warranty_redone_count", ">", 0),
            ],
            target=min(companies.mapped("aftersales_warranty_rate")) or None,
            good=-1,
        )

    def _domain_word(self, company_ids, period):
        """The answers of :meth:`_word_buckets`: yes or no, not a level."""
        questions = self.env["survey.question"].sudo()  # a catalogue
        levels = questions.search(
            [
                ("satisfaction_item_id.code", "=", FIXED),
                ("satisfaction_scale_id.code", "!=", YES_NO),
            ]
        )
        return [
            *self._domain_scores(company_ids, period),
            ("item_code", "=", FIXED),
            ("question_id", "not in", levels.ids),
        ]

    def _workshop_sums(self, buckets, months):
        months = set(months)
        return {
            name: sum(row[name] for row in buckets if row["month"] in months)
            for name in SUMS
        }

    def _table_workshop_trend(self, company_ids, period, buckets):
        """Twelve months up to the end of the period."""
        rows = []
        for month in period.trend_months():
            one = type(period)("month", month)
            n = self._workshop_sums(buckets, [month])
            settled = self._domain_settled(company_ids, one)
            redone = self._domain_redone(company_ids, one)
            cells = {
                "orders": count_cell(n["orders"], ORDER, settled),
                "redone": count_cell(n["redone"], ORDER, redone),
                "fix_rate_short": rate_cell(
                    n["orders"] - n["redone"],
                    n["orders"],
                    ORDER,
                    [*settled, NOT_REDONE],
                ),
                "booked_rate": rate_cell(
                    n["booked"], n["orders"], ORDER, [*settled, BOOKED]
                ),
                "booked_by_us_rate": rate_cell(
                    n["booked_by_us"], n["booked"], ORDER, [*settled, BOOKED_BY_US]
                ),
            }
            rows.append(Row(one.code, one.code, cells))
        names = ("fix_rate_short", "booked_rate", "booked_by_us_rate")
        return Table(
            "workshop_trend",
            self._label("workshop_trend"),
            self._columns(
                ("orders", "count"),
                ("redone", "count"),
                *((name, "percent") for name in names),
            ),
            rows,
            row_header=self._label("month"),
            charts=[{"kind": "line", "columns": list(names)}],
        )
