from odoo import models
from odoo.tools import SQL

from ..tools.matrix import Cell, Row, Table, count_cell, rate_cell, text_cell
from .aftersales_figures_survey import FOLLOWUP

PARTNER = "res.partner"


class AftersalesFiguresKeyCustomer(models.AbstractModel):
    """The key-customer report (F8, M9): who was visited, and what they said.

    Definitions: docs/figures.md, key-customer report.
    """

    _inherit = "aftersales.figures"

    def _report_chapters(self):
        return super()._report_chapters() | {"key_customer": ["k1", "k2"]}

    def _chapter_builders(self):
        return super()._chapter_builders() | {
            "k1": self._chapter_key_visits,
            "k2": self._chapter_key_words,
        }

    def _labels(self):
        return super()._labels() | {
            "chapter_k1": self.env._("Planned and visited"),
            "key_indicators": self.env._("Key figures"),
            "key_customers": self.env._("Key customers on file"),
            "planned_customers": self.env._("of them planned"),
            "planned_rate": self.env._("Planned ÷ key customers"),
            "visits_planned": self.env._("Visits planned"),
            "visited": self.env._("Visited (reached)"),
            "visited_rate": self.env._("Visited ÷ planned"),
            "answered": self.env._("Questionnaire answered"),
            "answered_rate": self.env._("Answered ÷ visited"),
            "visited_on_time": self.env._("Finished in time ÷ planned"),
            "key_categories": self.env._("By category"),
            "key_visitors": self.env._("By visitor"),
            "visitor": self.env._("Visited by"),
            "key_list": self.env._("Each key customer"),
            "cars": self.env._("Cars"),
            "planned_on": self.env._("Planned for"),
            "visited_on": self.env._("Visited on"),
            "result": self.env._("Result"),
            "score": self.env._("Score"),
            "complaints_short": self.env._("Complaints"),
            "not_planned": self.env._("Not planned"),
        }

    def _chapter_key_visits(self, company_ids, period):
        """Planned against visited: key figures, by category, by visitor, by customer.

        The methods run on the engine of the purpose: due is due for a key customer.
        """
        visits = self._of_purpose("key_customer")
        rows = visits._key_rows(company_ids, period)
        return self._chapter(
            "k1",
            1,
            [
                visits._table_key_indicators(company_ids, period, rows),
                visits._table_key_groups(company_ids, period, "key_categories"),
                visits._table_key_groups(company_ids, period, "key_visitors"),
                visits._table_unreachable(company_ids, period),
                visits._table_key_list(company_ids, period, rows),
            ],
        )

    # Queries ------------------------------------------------------------------------

    def _key_rows(self, company_ids, period):
        """Key customers with a car at home in the companies or a visit planned."""
        return self._select(
            SQL(
                """
                SELECT p.id, p.name, k.name->>%(lang)s AS category,
                       k.name->>'en_US' AS category_en, car.n AS cars,
                       COALESCE(visit.n, 0) AS planned, visit.user_id, visit.state,
                       visit.date_planned, visit.called_on, visit.is_contact,
                       visit.is_effective, visit.score, complaint.n AS complaints
                FROM res_partner p
                JOIN aftersales_customer_category k
                  ON k.id = p.customer_category_id AND k.is_key
                CROSS JOIN LATERAL (SELECT COUNT(*) AS n FROM fleet_vehicle v
                    WHERE v.owner_id = p.id AND v.active
                      AND v.home_company_id IN %(companies)s) car
                LEFT JOIN LATERAL (SELECT COUNT(*) OVER () AS n, f.user_id, f.state,
                        f.date_planned, f.is_contact, f.is_effective,
                        CASE WHEN f.has_score THEN f.score END AS score,
                        %(called_on)s AS called_on
                    %(due)s AND f.partner_id = p.id
                    ORDER BY f.is_effective IS TRUE DESC, f.date_planned DESC,
                        f.id DESC LIMIT 1) visit ON TRUE
                CROSS JOIN LATERAL (SELECT COUNT(*) AS n FROM aftersales_complaint c
                    WHERE c.partner_id = p.id AND %(complaints)s) complaint
                WHERE p.active AND (car.n > 0 OR visit.n > 0)
                ORDER BY k.sequence, k.id, p.name, p.id
                """,
                lang=self.env.lang or "en_US",
                companies=tuple(company_ids),
                called_on=self._local_date(SQL("f.date_first_attempt")),
                due=self._from_due(company_ids, period.date_from, period.date_to),
                complaints=self._where_complaints(
                    company_ids, period.date_from, period.date_to
                ),
            )
        )

    # Tables -------------------------------------------------------------------------

    def _table_key_indicators(self, company_ids, period, rows):
        counts = self._count_buckets(company_ids, period)
        table = self._compared_table(
            "key_indicators",
            period,
            lambda one: self._key_cells(company_ids, one, counts),
        )
        on_file = len(rows)
        planned = sum(bool(row["planned"]) for row in rows)
        ids = [("id", "in", [row["id"] for row in rows])]
        first = {
            "key_customers": count_cell(on_file, PARTNER, ids),
            "planned_customers": Cell(planned, "count"),
            "planned_rate": rate_cell(planned, on_file),
        }
        # who is a key customer is known for today only: nothing to compare with
        table.rows[:0] = [
            Row(code, self._label(code), {"value": cell})
            for code, cell in first.items()
        ]
        return table

    def _key_cells(self, company_ids, period, counts):
        n = self._sum_counts(
            counts, period.months(), purpose_id=self._purpose_id("key_customer")
        )
        due = self._domain_due(company_ids, period)
        reached = [*due, ("is_called", "=", True), ("is_contact", "=", True)]
        effective = [*due, ("is_effective", "=", True)]
        return {
            "visits_planned": count_cell(n["due"], FOLLOWUP, due),
            "visited": count_cell(n["contact"], FOLLOWUP, reached),
            "visited_rate": rate_cell(n["contact"], n["due"], FOLLOWUP, reached),
            "answered": count_cell(n["effective"], FOLLOWUP, effective),
            "answered_rate": rate_cell(
                n["effective"], n["contact"], FOLLOWUP, effective
            ),
            "visited_on_time": self._on_time_cell(company_ids, period, n),
        }

    def _table_key_groups(self, company_ids, period, code):
        """Planned and visited by the category of the day, or by who is to go."""
        name, model, header = {
            "key_categories": (
                "customer_category_id",
                "aftersales.customer.category",
                "category",
            ),
            "key_visitors": ("user_id", "res.users", "visitor"),
        }[code]
        rows = self._select(
            SQL(
                "SELECT f.%s AS id, %s %s GROUP BY 1 ORDER BY 2 DESC, 1",
                SQL.identifier(name),
                self._count_columns(),
                self._from_due(company_ids, period.date_from, period.date_to),
            )
        )
        names = self._names(model, [row["id"] for row in rows])
        due = self._domain_due(company_ids, period)
        lines = []
        for row in rows:
            mine = [*due, (name, "=", row["id"] or False)]
            reached = [*mine, ("is_called", "=", True), ("is_contact", "=", True)]
            cells = {
                "visits_planned": count_cell(row["due"], FOLLOWUP, mine),
                "visited": count_cell(row["contact"], FOLLOWUP, reached),
                "visited_rate": rate_cell(row["contact"], row["due"]),
                "answered": Cell(row["effective"], "count"),
            }
            label = names.get(row["id"], self._label("none"))
            lines.append(Row(f"{name}_{row['id'] or 0}", label, cells))
        return Table(
            code,
            self._label(code),
            self._columns(
                ("visits_planned", "count"),
                ("visited", "count"),
                ("visited_rate", "percent"),
                ("answered", "count"),
            ),
            lines,
            row_header=self._label(header),
        )

    def _table_key_list(self, company_ids, period, rows):
        """Every key customer: planned, visited, by whom, with what result."""
        people = self._names("res.users", [row["user_id"] for row in rows])
        states = dict(
            self.env[FOLLOWUP]._fields["state"]._description_selection(self.env)
        )
        lines = []
        for row in rows:
            state = states.get(row["state"]) or self._label("not_planned")
            visited = row["called_on"] if row["is_contact"] else ""
            cells = {
                "category": text_cell(row["category"] or row["category_en"]),
                "cars": Cell(row["cars"], "count"),
                "planned_on": text_cell(str(row["date_planned"] or "")),
                "visited_on": text_cell(str(visited or "")),
                "visitor": text_cell(people.get(row["user_id"])),
                "result": text_cell(state),
                "score": Cell(row["score"], "score"),
                "complaints_short": Cell(row["complaints"], "count"),
            }
            lines.append(
                Row(str(row["id"]), row["name"] or "", cells, "", PARTNER, row["id"])
            )
        return Table(
            "key_list",
            self._label("key_list"),
            self._columns(
                ("category", "text"),
                ("cars", "count"),
                ("planned_on", "text"),
                ("visited_on", "text"),
                ("visitor", "text"),
                ("result", "text"),
                ("score", "score"),
                ("complaints_short", "count"),
            ),
            lines,
            row_header=self._label("customer"),
            kind="list",
        )
