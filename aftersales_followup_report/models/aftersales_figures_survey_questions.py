from odoo import models
from odoo.tools import SQL

from ..tools.matrix import Row, Table, change_cell, count_cell, rate_cell, score_cell
from ..tools.periods import Period
from .aftersales_figures_survey import SCORE

YES_NO = "yes_no"
# Service advisors that stand beside each other on a sheet of paper.
SIDE_BY_SIDE = 8


class AftersalesFiguresSurveyQuestions(models.AbstractModel):
    """Chapter 3: every question by itself, for the department and each advisor (M3)."""

    _inherit = "aftersales.figures"

    def _labels(self):
        return super()._labels() | {
            "questions": self.env._("Every question"),
            "yes_rate": self.env._("Implemented (yes ÷ answered)"),
            "question_advisors": self.env._("Every question by service advisor"),
            "item_trend": self.env._("Satisfaction items, twelve months"),
        }

    def _tables_questions(self, company_ids, period, buckets):
        """The questions of the period, and the same by service advisor."""
        now = self._sum_questions(buckets, period.months())
        asked = self._questions_asked(now)
        people = self._advisor_counts(company_ids, period)
        scores = self._advisor_questions(company_ids, period)
        rated = [one for one in people if one["id"] in scores]
        groups = [
            rated[start : start + SIDE_BY_SIDE]
            for start in range(0, len(rated), SIDE_BY_SIDE)
        ]
        return [
            self._table_item_trend(company_ids, period, buckets),
            self._table_questions(company_ids, period, buckets, asked),
            *(
                self._table_question_advisors(
                    company_ids, period, asked, group, scores, number
                )
                for number, group in enumerate(groups, start=1)
            ),
        ]

    # Queries ----------------------------------------------------------------------

    def _sum_questions(self, buckets, months):
        """Question id → answers, mean and low answers over some months."""
        by_question = [
            {**row, "code": row["question_id"]} for row in buckets if row["question_id"]
        ]
        return self._sum_items(by_question, months)

    def _questions_asked(self, ids):
        """Questions in the order of their questionnaires: id, title, is_yes_no."""
        if not ids:
            return []
        return self._select(
            SQL(
                """
                SELECT q.id, COALESCE(q.title->>%(lang)s, q.title->>'en_US') AS title,
                       COALESCE(k.code = %(yes_no)s, FALSE) AS is_yes_no
                FROM survey_question q
                LEFT JOIN aftersales_satisfaction_scale k
                  ON k.id = q.satisfaction_scale_id
                WHERE q.id IN %(ids)s ORDER BY q.survey_id, q.sequence, q.id
                """,
                lang=self.env.lang or "en_US",
                yes_no=YES_NO,
                ids=tuple(sorted(ids)),
            )
        )

    def _advisor_questions(self, company_ids, period):
        """Advisor id → question id → answers and mean of the period."""
        rows = self._advisor_score_rows(company_ids, period)
        return {
            key: self._sum_questions(mine, None)
            for key, mine in rows.items()
            if any(row["question_id"] for row in mine)
        }

    # Tables -----------------------------------------------------------------------

    def _table_questions(self, company_ids, period, buckets, asked):
        """Each question with its answers; yes ÷ answered beside the score (Q4)."""
        periods = (period, period.previous(), period.last_year())
        three = [self._sum_questions(buckets, one.months()) for one in periods]
        rated = [self._domain_scores(company_ids, one) for one in periods]
        rows = []
        for question in asked:
            key = question["id"]
            sums = three[0][key]
            mine = [*rated[0], ("question_id", "=", key)]
            mean, previous, last_year = (
                self._sums_cell(one.get(key, {}), [*domain, ("question_id", "=", key)])
                for one, domain in zip(three, rated, strict=True)
            )
            cells = {
                "sample": count_cell(sums["answers"], SCORE, mine),
                "mean": mean,
                "previous": previous,
                "change_previous": change_cell(mean, previous),
                "last_year": last_year,
                "change_last_year": change_cell(mean, last_year),
                "low_answers": count_cell(
                    sums["low"], SCORE, [*mine, ("is_low", "=", True)]
                ),
            }
            if question["is_yes_no"]:
                # a yes is 100, a no is 0
                yes = round(sums["mean"] * sums["answers"] / 100.0)
                cells["yes_rate"] = rate_cell(
                    yes, sums["answers"], SCORE, [*mine, ("value", ">", 0)]
                )
            rows.append(Row(f"question_{key}", question["title"], cells))
        has_yes = any("yes_rate" in row.cells for row in rows)
        return Table(
            "questions",
            self._label("questions"),
            self._columns(
                ("sample", "count"),
                ("mean", "score"),
                *([("yes_rate", "percent")] if has_yes else []),
                ("previous", "score"),
                ("change_previous", "score_change"),
                ("last_year", "score"),
                ("change_last_year", "score_change"),
                ("low_answers", "count"),
            ),
            rows,
            row_header=self._label("question"),
        )

    def _table_question_advisors(
        self, company_ids, period, asked, people, scores, number
    ):
        """A line a question, a column an advisor; a score tells its answers."""
        domain = self._domain_scores(company_ids, period)
        rows = []
        for question in asked:
            cells = {}
            for person in people:
                one = scores[person["id"]].get(question["id"], {})
                mine = [
                    *domain,
                    ("question_id", "=", question["id"]),
                    ("advisor_id", "=", person["id"] or False),
                ]
                cells[f"advisor_{person['id'] or 0}"] = self._sums_cell(one, mine)
            rows.append(Row(f"question_{question['id']}", question["title"], cells))
        label = self._label("question_advisors")
        specs = [(f"advisor_{one['id'] or 0}", "score", one["name"]) for one in people]
        return Table(
            "question_advisors" if number == 1 else f"question_advisors_{number}",
            label if number == 1 else f"{label} ({number})",
            self._columns(*specs),
            rows,
            row_header=self._label("question"),
            kind="wide",
        )

    def _table_item_trend(self, company_ids, period, buckets):
        """The ten items and the MOT score of each of the last twelve months."""
        items = [one for one in self._items() if one.is_mot and one.active]
        rows = []
        for month in period.trend_months():
            one = Period("month", month)
            sums = self._sum_items(buckets, [month])
            cells = {
                item.code: self._item_score(company_ids, one, sums, item)
                for item in items
            }
            mot, answers = self._mot_score(sums)
            domain = self._domain_mot(company_ids, one)
            cells["mot"] = score_cell(mot, answers, SCORE, domain)
            rows.append(Row(one.code, one.code, cells))
        specs = [(item.code, "score", item.name) for item in items]
        return Table(
            "item_trend",
            self._label("item_trend"),
            self._columns(*specs, ("mot", "score")),
            rows,
            row_header=self._label("month"),
            kind="wide",
        )
