from collections import defaultdict

from odoo import models
from odoo.tools import SQL

from ..tools.matrix import Row, Table, count_cell, rate_cell, score_cell
from .aftersales_figures import LOW_LEVELS, TOP_LEVEL
from .aftersales_figures_query import COUNTS
from .aftersales_figures_survey import FOLLOWUP, SCORE


class AftersalesFiguresSurveyPeople(models.AbstractModel):
    """Chapter 3: by store, purpose and service advisor; twelve months."""

    _inherit = "aftersales.figures"

    def _labels(self):
        return super()._labels() | {
            "stores": self.env._("Stores side by side"),
            "store": self.env._("Store"),
            "purposes": self.env._("By purpose"),
            "purpose": self.env._("Purpose"),
            "customer_categories": self.env._("By customer category"),
            "category": self.env._("Category"),
            "advisors": self.env._("Service advisors"),
            "advisor_items": self.env._("Service advisors by item"),
            "orders": self.env._("Orders settled"),
        }

    def _count_cells(self, n, domain):
        """Counts and rates of one line from its COUNTS, for any cut of the due ones."""
        called = [*domain, ("is_called", "=", True)]
        effective = [*domain, ("is_effective", "=", True)]
        top = [*effective, ("band_level", "=", TOP_LEVEL)]
        low = [*effective, ("band_level", "in", list(LOW_LEVELS))]
        return {
            "due": count_cell(n["due"], FOLLOWUP, domain),
            "called": count_cell(n["called"], FOLLOWUP, called),
            "effective": count_cell(n["effective"], FOLLOWUP, effective),
            "called_rate_short": rate_cell(n["called"], n["due"], FOLLOWUP, called),
            "effective_rate_short": rate_cell(
                n["effective"], n["due"], FOLLOWUP, effective
            ),
            "top_effective": rate_cell(n["top"], n["effective"], FOLLOWUP, top),
            "low_effective": rate_cell(n["low"], n["effective"], FOLLOWUP, low),
        }

    def _count_specs(self, *more):
        return self._columns(
            *more,
            ("due", "count"),
            ("called", "count"),
            ("called_rate_short", "percent"),
            ("effective", "count"),
            ("effective_rate_short", "percent"),
            ("top_effective", "percent"),
            ("low_effective", "percent"),
        )

    def _table_stores(self, company_ids, period, counts, items):
        """Stores side by side; only where there are several."""
        if len(company_ids) < 2:
            return None
        names = self._names("res.company", company_ids)
        rows = []
        for company_id in company_ids:
            n = self._sum_counts(counts, period.months(), company_id=company_id)
            sums = self._sum_items(items, period.months(), company_id=company_id)
            mot, answers = self._mot_score(sums)
            cells = self._count_cells(n, self._domain_due([company_id], period))
            domain = self._domain_mot([company_id], period)
            cells["mot"] = score_cell(mot, answers, SCORE, domain)
            rows.append(Row(f"store_{company_id}", names[company_id], cells))
        columns = self._count_specs() + self._columns(("mot", "score"))
        return Table(
            "stores",
            self._label("stores"),
            columns,
            rows,
            row_header=self._label("store"),
            charts=[
                {
                    "kind": "columns",
                    "columns": ["effective_rate_short", "low_effective", "mot"],
                    "unit": "percent",
                }
            ],
        )

    def _table_purposes(self, company_ids, period, counts):
        """Why customers were contacted."""
        months = set(period.months())
        ids = {row["purpose_id"] for row in counts if row["month"] in months}
        purposes = self.env["aftersales.purpose"].sudo()  # a catalogue
        rows = []
        for purpose in purposes.browse([one for one in ids if one]).sorted():
            n = self._sum_counts(counts, months, purpose_id=purpose.id)
            domain = self._domain_due(company_ids, period)
            cells = self._count_cells(n, [*domain, ("purpose_id", "=", purpose.id)])
            rows.append(Row(purpose.code, purpose.name, cells))
        return Table(
            "purposes",
            self._label("purposes"),
            self._count_specs(),
            rows,
            row_header=self._label("purpose"),
        )

    def _table_categories(self, company_ids, period):
        """Private, business and key customers, by the category of the day."""
        rows = self._select(
            SQL(
                "SELECT f.customer_category_id AS id, %s %s GROUP BY 1",
                self._count_columns(),
                self._from_due(company_ids, period.date_from, period.date_to),
            )
        )
        by_id = {row["id"]: row for row in rows}
        categories = self.env["aftersales.customer.category"].sudo()  # a catalogue
        known = categories.browse([one for one in by_id if one]).sorted()
        due = self._domain_due(company_ids, period)
        lines = []
        for key, label in [*((one.id, one.name) for one in known), (None, None)]:
            if key not in by_id:
                continue
            domain = [*due, ("customer_category_id", "=", key or False)]
            cells = self._count_cells(by_id[key], domain)
            lines.append(
                Row(f"category_{key or 0}", label or self._label("none"), cells)
            )
        return Table(
            "customer_categories",
            self._label("customer_categories"),
            self._count_specs(),
            lines,
            row_header=self._label("category"),
        )

    # Service advisors -------------------------------------------------------------

    def _advisor_counts(self, company_ids, period):
        """Advisor id → COUNTS, name and orders of the period."""
        rows = self._select(
            SQL(
                "SELECT f.advisor_id AS id, MAX(f.advisor_name) AS name, %s %s "
                "GROUP BY 1",
                self._count_columns(),
                self._from_due(company_ids, period.date_from, period.date_to),
            )
        )
        people = {row["id"]: {**row, "orders": 0} for row in rows}
        orders = self._select(
            SQL(
                "SELECT r.advisor_id AS id, COUNT(*) AS orders %s GROUP BY 1",
                self._from_settled(company_ids, period),
            )
        )
        for row in orders:
            empty = {"id": row["id"], "name": None, **dict.fromkeys(COUNTS, 0)}
            people.setdefault(row["id"], empty)["orders"] = row["orders"]
        names = self._names("res.users", [one for one in people if one])
        for key, person in people.items():
            fallback = names.get(key) or self._label("none")
            person["name"] = (key and person["name"]) or fallback
        return sorted(people.values(), key=lambda one: (not one["id"], one["name"]))

    def _advisor_scores(self, company_ids, period):
        """Advisor id → item sums of the period."""
        rows = self._advisor_score_rows(company_ids, period)
        return {key: self._sum_items(mine) for key, mine in rows.items()}

    def _advisor_score_rows(self, company_ids, period):
        """Advisor id → sums of the period by item and question."""
        rows = self._select(
            SQL(
                """
                SELECT s.advisor_id, s.item_code AS code, s.question_id,
                       COUNT(*) AS answers, SUM(s.value) AS total,
                       SUM(s.weight) AS weights,
                       COUNT(*) FILTER (WHERE s.is_low) AS low
                FROM aftersales_followup_score s
                WHERE s.company_id IN %s AND s.date BETWEEN %s AND %s
                GROUP BY 1, 2, 3
                """,
                tuple(company_ids),
                period.date_from,
                period.date_to,
            )
        )
        by_advisor = defaultdict(list)
        for row in rows:
            by_advisor[row["advisor_id"]].append(row)
        return by_advisor

    def _tables_advisors(self, company_ids, period):
        """Two tables per service advisor: counts, and the items."""
        people = self._advisor_counts(company_ids, period)
        scores = self._advisor_scores(company_ids, period)
        outside = self._external_of_advisors(company_ids, period)
        items = [one for one in self._items() if one.is_mot and one.active]
        due = self._domain_due(company_ids, period)
        rated = self._domain_scores(company_ids, period)
        rows, item_rows = [], []
        for person in people:
            mine = ("advisor_id", "=", person["id"] or False)
            cells = self._count_cells(person, [*due, mine])
            settled = [mine, *self._domain_settled(company_ids, period)]
            cells["orders"] = count_cell(person["orders"], "repair.order", settled)
            sums = scores.get(person["id"], {})
            mot, answers = self._mot_score(sums)
            domain = [*self._domain_mot(company_ids, period), mine]
            cells["mot"] = score_cell(mot, answers, SCORE, domain)
            cells |= outside.get(person["id"], {})
            code = f"advisor_{person['id'] or 0}"
            rows.append(Row(code, person["name"], cells))
            item_cells = {"mot": cells["mot"]}
            for item in items:
                one = sums.get(item.code, {})
                item_cells[item.code] = score_cell(
                    one.get("mean"),
                    one.get("answers", 0),
                    SCORE,
                    [*rated, mine, ("item_code", "=", item.code)],
                    item.target or None,
                )
            item_rows.append(Row(code, person["name"], item_cells))
        specs = [(item.code, "score", item.name) for item in items]
        columns = self._count_specs(("orders", "count"))
        columns += self._columns(("mot", "score"))
        if outside:
            # told apart from the own score
            columns += self._columns(
                ("external_sample", "count"), ("external_mot_short", "score")
            )
        return [
            Table(
                "advisors",
                self._label("advisors"),
                columns,
                rows,
                row_header=self._label("advisor"),
                charts=[{"kind": "columns", "columns": ["due", "called", "effective"]}],
            ),
            Table(
                "advisor_items",
                self._label("advisor_items"),
                self._columns(*specs, ("mot", "score")),
                item_rows,
                row_header=self._label("advisor"),
                kind="wide",
            ),
        ]

    # Trend ------------------------------------------------------------------------

    def _table_trend(self, company_ids, period, counts, items):
        """Twelve months up to the end of the period."""
        rows = []
        for month in period.trend_months():
            one = type(period)("month", month)
            n = self._sum_counts(counts, [month])
            mot, answers = self._mot_score(self._sum_items(items, [month]))
            cells = self._count_cells(n, self._domain_due(company_ids, one))
            domain = self._domain_mot(company_ids, one)
            cells["mot"] = score_cell(mot, answers, SCORE, domain)
            rows.append(Row(one.code, one.code, cells))
        return Table(
            "trend",
            self._label("trend"),
            [*self._count_specs(), *self._columns(("mot", "score"))],
            rows,
            row_header=self._label("month"),
            charts=[
                {
                    "kind": "line",
                    "columns": [
                        "called_rate_short",
                        "effective_rate_short",
                        "top_effective",
                        "low_effective",
                        "mot",
                    ],
                }
            ],
        )
