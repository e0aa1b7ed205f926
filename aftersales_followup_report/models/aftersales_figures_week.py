from odoo import models
from odoo.tools import SQL

from ..tools.matrix import (
    Cell,
    Row,
    Table,
    change_cell,
    count_cell,
    score_cell,
    text_cell,
)
from .aftersales_figures import LOW_LEVELS
from .aftersales_figures_query import COUNTS
from .aftersales_figures_survey import FOLLOWUP, SCORE
from .aftersales_figures_survey_words import LIST_LIMIT


class AftersalesFiguresWeek(models.AbstractModel):
    """The week's low items (M11). Definitions: docs/figures.md, weekly digest."""

    _inherit = "aftersales.figures"

    def _chapter_builders(self):
        return super()._chapter_builders() | {"w1": self._chapter_week}

    def _labels(self):
        return super()._labels() | {
            "chapter_w1": self.env._("Low items of the week"),
            "week_figures": self.env._("The week in figures"),
            "week_before": self.env._("Week before"),
            "this_week": self.env._("This week"),
            "low_customers": self.env._("Customers with a low answer"),
            "without_complaint": self.env._("of them without a complaint"),
            "week_items": self.env._("Items with low answers"),
            "week_advisors": self.env._("Low answers by service advisor"),
            "week_low": self.env._("Low answers"),
        }

    def _chapter_week(self, company_ids, week):
        """The digest of one week, a :class:`Week`."""
        low = self._week_low(company_ids, week)
        return self._chapter(
            "w1",
            1,
            [
                self._table_week_figures(company_ids, week),
                self._table_week_items(company_ids, week),
                self._table_week_advisors(company_ids, week),
                self._table_week_low(low),
            ],
        )

    # Queries ------------------------------------------------------------------------

    def _week_counts(self, company_ids, week):
        row = self._select(
            SQL(
                """
                SELECT %s, COUNT(*) FILTER (WHERE f.low_answer_count > 0) AS customers,
                    COUNT(*) FILTER (WHERE f.low_answer_count > 0 AND NOT EXISTS (
                        SELECT FROM aftersales_complaint c
                        WHERE c.followup_id = f.id)) AS without %s
                """,
                self._count_columns(),
                self._from_due(company_ids, week.date_from, week.date_to),
            )
        )[0]
        return {name: row[name] for name in (*COUNTS, "customers", "without")}

    def _week_items(self, company_ids, week):
        rows = self._select(
            SQL(
                """
                SELECT s.item_code AS code, COUNT(*) AS answers, SUM(s.value) AS total,
                       SUM(s.weight) AS weights,
                       COUNT(*) FILTER (WHERE s.is_low) AS low
                FROM aftersales_followup_score s
                WHERE s.company_id IN %s AND s.date BETWEEN %s AND %s GROUP BY 1
                """,
                tuple(company_ids),
                week.date_from,
                week.date_to,
            )
        )
        return self._sum_items(rows)

    def _week_low(self, company_ids, week):
        """Low answers of the week: with words first, then the lowest."""
        return self._select(
            SQL(
                """
                SELECT s.id, s.item_id, s.value, s.comment, s.date, s.followup_id,
                       f.advisor_name, p.name, v.license_plate,
                       (SELECT c.name FROM aftersales_complaint c
                        WHERE c.followup_id = f.id ORDER BY c.id LIMIT 1) AS complaint,
                       COUNT(*) OVER () AS total
                FROM aftersales_followup_score s
                JOIN aftersales_followup f ON f.id = s.followup_id
                LEFT JOIN res_partner p ON p.id = f.partner_id
                LEFT JOIN fleet_vehicle v ON v.id = f.vehicle_id
                WHERE s.company_id IN %s AND s.date BETWEEN %s AND %s AND s.is_low
                ORDER BY COALESCE(s.comment, '') = '', s.value, s.date, s.id LIMIT %s
                """,
                tuple(company_ids),
                week.date_from,
                week.date_to,
                LIST_LIMIT,
            )
        )

    # Tables -------------------------------------------------------------------------

    def _table_week_figures(self, company_ids, week):
        now = self._week_cells(company_ids, week)
        before = self._week_cells(company_ids, week.previous())
        rows = [
            Row(
                code,
                self._label(code),
                {
                    "this_week": cell,
                    "week_before": before[code],
                    "change_previous": change_cell(
                        cell, before[code], self._good(code)
                    ),
                },
                "sub" if cell.unit == "percent" else "",
            )
            for code, cell in now.items()
        ]
        return Table(
            "week_figures",
            self._label("week_figures"),
            self._columns(
                ("this_week", "count"),
                ("week_before", "count"),
                ("change_previous", "change"),
            ),
            rows,
        )

    def _week_cells(self, company_ids, week):
        n = self._week_counts(company_ids, week)
        due = self._domain_due(company_ids, week)
        low = [*due, ("low_answer_count", ">", 0)]
        mot, answers = self._mot_score(self._week_items(company_ids, week))
        rated = self._domain_mot(company_ids, week)
        cells = self._count_cells(n, due)
        levels = [*due, ("is_effective", "=", True)]
        return {
            "due": cells["due"],
            "called_rate_short": cells["called_rate_short"],
            "effective_rate_short": cells["effective_rate_short"],
            "mot": score_cell(mot, answers, SCORE, rated),
            "low": count_cell(
                n["low"], FOLLOWUP, [*levels, ("band_level", "in", list(LOW_LEVELS))]
            ),
            "low_customers": count_cell(n["customers"], FOLLOWUP, low),
            "without_complaint": count_cell(
                n["without"], FOLLOWUP, [*low, ("complaint_ids", "=", False)]
            ),
        }

    def _table_week_items(self, company_ids, week):
        """Items with low answers, the most low ones first."""
        now = self._week_items(company_ids, week)
        before = self._week_items(company_ids, week.previous())
        domain = self._domain_scores(company_ids, week)
        rows = []
        for item in self._items():
            sums = now.get(item.code)
            if not sums or not sums["low"]:
                continue
            mine = [*domain, ("item_code", "=", item.code)]
            old = before.get(item.code, {})
            mean = score_cell(
                sums["mean"], sums["answers"], SCORE, mine, item.target or None
            )
            previous = score_cell(old.get("mean"), old.get("answers", 0))
            cells = {
                "low_answers": count_cell(
                    sums["low"], SCORE, [*mine, ("is_low", "=", True)]
                ),
                "sample": count_cell(sums["answers"], SCORE, mine),
                "mean": mean,
                "target": Cell(item.target or None, "score"),
                "week_before": previous,
                "change_previous": change_cell(mean, previous),
            }
            rows.append(Row(item.code, item.name, cells))
        rows.sort(key=lambda row: -row.cells["low_answers"].value)
        return Table(
            "week_items",
            self._label("week_items"),
            self._columns(
                ("low_answers", "count"),
                ("sample", "count"),
                ("mean", "score"),
                ("target", "score"),
                ("week_before", "score"),
                ("change_previous", "score_change"),
            ),
            rows,
            row_header=self._label("item"),
            charts=[{"kind": "bars", "columns": ["low_answers"], "unit": "count"}],
        )

    def _table_week_advisors(self, company_ids, week):
        """All low answers of the week by advisor; the list has room for fewer."""
        found = self._select(
            SQL(
                """
                SELECT s.advisor_id AS id, COUNT(*) AS low
                FROM aftersales_followup_score s
                WHERE s.company_id IN %s AND s.date BETWEEN %s AND %s AND s.is_low
                GROUP BY 1 ORDER BY 2 DESC, 1
                """,
                tuple(company_ids),
                week.date_from,
                week.date_to,
            )
        )
        names = self._names("res.users", [row["id"] for row in found])
        low = [*self._domain_scores(company_ids, week), ("is_low", "=", True)]
        rows = []
        for row in found:
            domain = [*low, ("advisor_id", "=", row["id"] or False)]
            cells = {"low_answers": count_cell(row["low"], SCORE, domain)}
            label = names.get(row["id"], self._label("none"))
            rows.append(Row(f"advisor_{row['id'] or 0}", label, cells))
        return Table(
            "week_advisors",
            self._label("week_advisors"),
            self._columns(("low_answers", "count")),
            rows,
            row_header=self._label("advisor"),
        )

    def _table_week_low(self, low):
        items = {item.id: item.name for item in self._items()}
        lines = [
            Row(
                str(row["id"]),
                row["name"] or "",
                {
                    "vehicle": text_cell(row["license_plate"]),
                    "item": text_cell(items.get(row["item_id"])),
                    "mean": Cell(row["value"], "score"),
                    "comment": text_cell(row["comment"]),
                    "advisor": text_cell(row["advisor_name"]),
                    "date": text_cell(str(row["date"])),
                    "complaint": text_cell(row["complaint"]),
                },
                model=FOLLOWUP,
                res_id=row["followup_id"],
            )
            for row in low
        ]
        return self._list_table(
            "week_low",
            lines,
            low,
            ("vehicle", "text"),
            ("item", "text"),
            ("mean", "score"),
            ("comment", "text"),
            ("advisor", "text"),
            ("date", "text"),
            ("complaint", "text"),
        )
