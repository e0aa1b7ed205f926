from odoo import models
from odoo.tools import SQL

from ..tools.matrix import Cell, Row, Table, count_cell, rate_cell, text_cell
from ..tools.ranking import pareto
from .aftersales_figures_complaint import COMPLAINT
from .aftersales_figures_survey_words import LIST_LIMIT

# How many problems the ranking names.
PROBLEMS = 10


class AftersalesFiguresComplaintGroups(models.AbstractModel):
    """Chapter 4: ranking, responsibility, customers, stages, re-visits, lists."""

    _inherit = "aftersales.figures"

    def _labels(self):
        return super()._labels() | {
            "problems": self.env._("Main problems"),
            "cumulative": self.env._("Cumulative share"),
            "responsibility": self.env._("Responsibility"),
            "functions": self.env._("Departments"),
            "categories": self.env._("Customers"),
            "stages": self.env._("State of the closed loop"),
            "sources": self.env._("Sources"),
            "severities": self.env._("Severity"),
            "revisits": self.env._("Re-visits"),
            "evaluations": self.env._("Final result"),
            "complaint_advisors": self.env._("Complaints by service advisor"),
            "complaint_trend": self.env._("Complaints, twelve months"),
            "open_complaints": self.env._("Not closed yet"),
            "complaint": self.env._("Complaint"),
            "responsible": self.env._("Responsible"),
            "stage": self.env._("Stage"),
            "words": self.env._("Customer's words"),
        }

    def _table_problems(self, company_ids, period):
        """The most frequent causes, each by itself, with their cumulative share."""
        relation, complaint, cause = self._cause_relation()
        rows = self._select(
            SQL(
                """
                SELECT r.%(cause)s AS id, COUNT(*) AS n
                FROM aftersales_complaint c
                JOIN %(relation)s r ON r.%(complaint)s = c.id
                WHERE %(where)s GROUP BY 1 ORDER BY 2 DESC, 1
                """,
                relation=relation,
                complaint=complaint,
                cause=cause,
                where=self._where_complaints(
                    company_ids, period.date_from, period.date_to
                ),
            )
        )
        total = sum(row["n"] for row in rows)
        names = self._names("aftersales.complaint.cause", [row["id"] for row in rows])
        domain = self._domain_complaints(company_ids, period)
        lines = []
        ranked = pareto([(row["id"], row["n"]) for row in rows], total)
        for rank, cause_id, count, _share, cumulative in ranked[:PROBLEMS]:
            mine = [*domain, ("cause_ids", "=", cause_id)]
            cells = {
                "rank": Cell(rank, "rank"),
                "count": count_cell(count, COMPLAINT, mine),
                "share": rate_cell(count, total, COMPLAINT, mine),
                "cumulative": Cell(cumulative, "percent"),
            }
            lines.append(Row(f"problem_{cause_id}", names.get(cause_id, ""), cells))
        return Table(
            "problems",
            self._label("problems"),
            self._columns(
                ("rank", "rank"),
                ("count", "count"),
                ("share", "percent"),
                ("cumulative", "percent"),
            ),
            lines,
            row_header=self._label("cause"),
            charts=[{"kind": "pareto", "columns": ["count", "cumulative"]}],
        )

    def _tables_complaint_groups(self, company_ids, period):
        """One small table for each way to group the complaints of the period."""
        return [
            self._table_complaint_group(company_ids, period, code, name)
            for code, name in (
                ("responsibility", "responsibility"),
                ("functions", "function"),
                ("categories", "customer_category_id"),
                ("stages", "stage_id"),
                ("sources", "source"),
                ("severities", "severity"),
                ("revisits", "revisit_result"),
                ("evaluations", "final_evaluation"),
            )
        ]

    def _table_complaint_group(self, company_ids, period, code, name):
        counts = self._complaint_counts(company_ids, period, name)
        total = sum(counts.values())
        domain = self._domain_complaints(company_ids, period)
        field = self.env[COMPLAINT]._fields[name]
        if field.type == "selection":
            labels = dict(field._description_selection(self.env))
            order = [*labels, None]
        else:
            labels = self._names(field.comodel_name, counts)
            order = sorted(counts, key=lambda one: -counts[one])
        lines = [
            self._share_row(
                f"{name}_{key or 'none'}",
                labels.get(key, self._label("none")),
                counts[key],
                total,
                [*domain, (name, "=", key or False)],
                COMPLAINT,
            )
            for key in order
            if counts.get(key)
        ]
        if not lines:
            return None
        columns = self._columns(("count", "count"), ("share", "percent"))
        return Table(code, self._label(code), columns, lines)

    def _complaint_counts(self, company_ids, period, name):
        """Value of a stored field → complaints of the period."""
        rows = self._select(
            SQL(
                "SELECT c.%s AS key, COUNT(*) AS n FROM aftersales_complaint c "
                "WHERE %s GROUP BY 1",
                SQL.identifier(name),
                self._where_complaints(company_ids, period.date_from, period.date_to),
            )
        )
        return {row["key"] or None: row["n"] for row in rows}

    def _table_complaint_advisors(self, company_ids, period):
        """Complaints of each service advisor's customers, and against the orders."""
        counts = self._complaint_counts(company_ids, period, "advisor_id")
        orders = {
            row["id"]: row["orders"]
            for row in self._select(
                SQL(
                    "SELECT r.advisor_id AS id, COUNT(*) AS orders %s GROUP BY 1",
                    self._from_settled(company_ids, period),
                )
            )
        }
        names = self._names("res.users", counts)
        domain = self._domain_complaints(company_ids, period)
        settled = self._domain_settled(company_ids, period)
        lines = []
        for key in sorted(counts, key=lambda one: -counts[one]):
            advisor = ("advisor_id", "=", key or False)
            mine, n = [*domain, advisor], orders.get(key, 0)
            cells = {
                "complaints": count_cell(counts[key], COMPLAINT, mine),
                "orders": count_cell(n, "repair.order", [advisor, *settled]),
                "complaint_rate": rate_cell(counts[key], n, COMPLAINT, mine),
            }
            label = names.get(key, self._label("none"))
            lines.append(Row(f"complaint_advisor_{key or 0}", label, cells))
        if not lines:
            return None
        return Table(
            "complaint_advisors",
            self._label("complaint_advisors"),
            self._columns(
                ("complaints", "count"),
                ("orders", "count"),
                ("complaint_rate", "percent"),
            ),
            lines,
            row_header=self._label("advisor"),
        )

    def _table_complaint_trend(self, company_ids, period, reasons):
        """Twelve months up to the end of the period."""
        buckets = {
            row["month"]: row for row in self._complaint_buckets(company_ids, period)
        }
        rows = []
        for month in period.trend_months():
            one = type(period)("month", month)
            bucket = buckets.get(month, {"complaints": 0, "closed": 0, "reopened": 0})
            domain = self._domain_complaints(company_ids, one)
            cells = {
                name: count_cell(bucket[name], COMPLAINT, [*domain, *more])
                for name, more in (
                    ("complaints", []),
                    ("closed", [("is_closed", "=", True)]),
                    ("reopened", [("reopen_count", ">", 0)]),
                )
            }
            cells["reasons"] = self._reasons_cell(company_ids, one, reasons)
            rows.append(Row(one.code, one.code, cells))
        return Table(
            "complaint_trend",
            self._label("complaint_trend"),
            self._columns(
                ("complaints", "count"),
                ("reasons", "count"),
                ("closed", "count"),
                ("reopened", "count"),
            ),
            rows,
            row_header=self._label("month"),
            charts=[{"kind": "line", "columns": ["complaints", "reasons", "closed"]}],
        )

    def _table_open_complaints(self, company_ids, period):
        """Complaints of the period that are not closed, the oldest first."""
        rows = self._select(
            SQL(
                """
                SELECT c.id, c.name, c.day_received, c.description, c.stage_id,
                       c.responsible_id, p.name AS customer, v.license_plate,
                       COUNT(*) OVER () AS total
                FROM aftersales_complaint c
                LEFT JOIN res_partner p ON p.id = c.partner_id
                LEFT JOIN fleet_vehicle v ON v.id = c.vehicle_id
                WHERE %s AND c.is_closed IS NOT TRUE
                ORDER BY c.day_received, c.id LIMIT %s
                """,
                self._where_complaints(company_ids, period.date_from, period.date_to),
                LIST_LIMIT,
            )
        )
        stages = self._names(
            "aftersales.complaint.stage", [row["stage_id"] for row in rows]
        )
        people = self._names("res.users", [row["responsible_id"] for row in rows])
        lines = [
            Row(
                str(row["id"]),
                row["name"],
                {
                    "date": text_cell(str(row["day_received"])),
                    "customer": text_cell(row["customer"]),
                    "vehicle": text_cell(row["license_plate"]),
                    "words": text_cell(row["description"]),
                    "responsible": text_cell(people.get(row["responsible_id"])),
                    "stage": text_cell(stages.get(row["stage_id"])),
                },
                model=COMPLAINT,
                res_id=row["id"],
            )
            for row in rows
        ]
        table = self._list_table(
            "open_complaints",
            lines,
            rows,
            ("date", "text"),
            ("customer", "text"),
            ("vehicle", "text"),
            ("words", "text"),
            ("responsible", "text"),
            ("stage", "text"),
        )
        table.row_header = self._label("complaint")
        return table
