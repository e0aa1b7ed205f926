from odoo import models
from odoo.tools import SQL

from ..tools.matrix import (
    Cell,
    Row,
    Table,
    change_cell,
    count_cell,
    rate_cell,
)
from ..tools.statistics import mean

COMPLAINT = "aftersales.complaint"
WEEKS = ("1", "2", "3", "4")
# Reasons of any main cause; None are complaints whose cause is not verified yet.
ANY_CAUSE = False


class AftersalesFiguresComplaint(models.AbstractModel):
    """Chapter 4 (M4, C10): complaints. Definitions: docs/figures.md, chapter 4."""

    _inherit = "aftersales.figures"

    def _chapter_builders(self):
        return super()._chapter_builders() | {"m4": self._chapter_complaints}

    def _labels(self):
        return super()._labels() | {
            "chapter_m4": self.env._("Complaints"),
            "complaint_indicators": self.env._("Key figures"),
            "complaints": self.env._("Complaints received"),
            "complaint_rate": self.env._("Complaints ÷ orders settled"),
            "reasons": self.env._("Reasons (one complaint may have several)"),
            "closed": self.env._("Closed"),
            "closed_rate": self.env._("Closed ÷ received"),
            "reopened": self.env._("Reopened"),
            "reopened_rate": self.env._("Reopened ÷ received"),
            "late": self.env._("With a deadline missed"),
            "late_rate": self.env._("Deadline missed ÷ received"),
            "days_to_close": self.env._("Days to close, mean"),
            "causes": self.env._("Reasons by week"),
            "cause": self.env._("Reason"),
            "week_1": self.env._("Days 1–7"),
            "week_2": self.env._("Days 8–14"),
            "week_3": self.env._("Days 15–21"),
            "week_4": self.env._("Days 22–end"),
            "no_cause": self.env._("Cause not verified yet"),
        }

    def _chapter_complaints(self, company_ids, period):
        """Chapter 4 of a report; see :meth:`compute_chapter`."""
        reasons = self._reason_buckets(company_ids, period)
        return self._chapter(
            "m4",
            4,
            [
                self._table_complaint_indicators(company_ids, period, reasons),
                self._table_causes(company_ids, period, reasons),
                self._table_problems(company_ids, period),
                self._table_cause_measures(company_ids, period, reasons),
                *self._tables_complaint_groups(company_ids, period),
                self._table_complaint_models(company_ids, period),
                self._table_complaint_advisors(company_ids, period),
                self._table_complaint_trend(company_ids, period, reasons),
                self._table_open_complaints(company_ids, period),
                self._table_late_complaints(company_ids, period),
            ],
        )

    # Queries ----------------------------------------------------------------------

    def _domain_complaints(self, company_ids, period):
        """Complaints received in local days of the period; one that was joined to
        another has no such day."""
        return [
            ("company_id", "in", company_ids),
            ("day_received", ">=", str(period.date_from)),
            ("day_received", "<=", str(period.date_to)),
        ]

    def _where_complaints(self, company_ids, date_from, date_to):
        return SQL(
            "c.company_id IN %s AND c.day_received BETWEEN %s AND %s",
            tuple(company_ids),
            date_from,
            date_to,
        )

    def _complaint_buckets(self, company_ids, period):
        """Complaints by month since a year before the period."""
        return self._select(
            SQL(
                """
                SELECT date_trunc('month', c.day_received)::date AS month,
                       COUNT(*) AS complaints,
                       COUNT(*) FILTER (WHERE c.is_closed) AS closed,
                       COUNT(*) FILTER (WHERE c.reopen_count > 0) AS reopened,
                       SUM(c.days_to_close) FILTER (WHERE c.is_closed) AS days,
                       COUNT(*) FILTER (WHERE %s) AS late
                FROM aftersales_complaint c WHERE %s GROUP BY 1
                """,
                self._is_late(),
                self._where_complaints(
                    company_ids, period.history_from(), period.date_to
                ),
            )
        )

    def _now(self):
        """The moment by which a deadline is missed, the same for all tables."""
        return str(self.env.cr.now().replace(microsecond=0))

    def _is_late(self):
        """Condition: the complaint ``c`` missed a deadline, or has one that is over."""
        return SQL(
            "EXISTS (SELECT FROM aftersales_complaint_deadline d "
            "WHERE d.complaint_id = c.id AND (d.met_late OR d.date_alarm < %s))",
            self._now(),
        )

    def _domain_late(self):
        """The same as a leaf of a domain."""
        missed = ["|", ("met_late", "=", True), ("date_alarm", "<", self._now())]
        return ("deadline_ids", "any", missed)

    def _cause_relation(self):
        """SQL of complaint × cause: table and its two columns."""
        field = self.env[COMPLAINT]._fields["cause_ids"]
        return tuple(
            SQL.identifier(name)
            for name in (field.relation, field.column1, field.column2)
        )

    def _reason_buckets(self, company_ids, period):
        """Reasons by month, week and main cause: a complaint counts once for each."""
        relation, complaint, cause = self._cause_relation()
        return self._select(
            SQL(
                """
                SELECT month, week, root, COUNT(*) AS n FROM (
                    SELECT DISTINCT c.id, c.week_of_month AS week,
                        date_trunc('month', c.day_received)::date AS month,
                        split_part(k.parent_path, '/', 1)::int AS root
                    FROM aftersales_complaint c
                    LEFT JOIN %(relation)s r ON r.%(complaint)s = c.id
                    LEFT JOIN aftersales_complaint_cause k ON k.id = r.%(cause)s
                    WHERE %(where)s) reason
                GROUP BY 1, 2, 3
                """,
                relation=relation,
                complaint=complaint,
                cause=cause,
                where=self._where_complaints(
                    company_ids, period.history_from(), period.date_to
                ),
            )
        )

    # Key figures ------------------------------------------------------------------

    def _sum_reasons(self, reasons, months, root=ANY_CAUSE, week=None):
        """Number of reasons; complaints without a cause are no reason."""
        months = set(months)
        return sum(
            row["n"]
            for row in reasons
            if row["month"] in months
            and (row["root"] == root if root is not ANY_CAUSE else row["root"])
            and (week is None or row["week"] == week)
        )

    def _table_complaint_indicators(self, company_ids, period, reasons):
        """Counts and rates with the period before and last year's."""
        buckets = self._complaint_buckets(company_ids, period)
        return self._compared_table(
            "complaint_indicators",
            period,
            lambda one: self._complaint_indicators(company_ids, one, buckets, reasons),
            lambda code: 1 if code.startswith("closed") else -1,
        )

    def _complaint_indicators(self, company_ids, period, buckets, reasons):
        months = set(period.months())
        sums = {
            name: sum(row[name] or 0 for row in buckets if row["month"] in months)
            for name in ("complaints", "closed", "reopened", "late", "days")
        }
        domain = self._domain_complaints(company_ids, period)
        closed = [*domain, ("is_closed", "=", True)]
        reopened = [*domain, ("reopen_count", ">", 0)]
        late = [*domain, self._domain_late()]
        received, orders = sums["complaints"], self._orders(company_ids, period)
        return {
            "complaints": count_cell(received, COMPLAINT, domain),
            "complaint_rate": rate_cell(received, orders, COMPLAINT, domain),
            "reasons": self._reasons_cell(company_ids, period, reasons),
            "closed": count_cell(sums["closed"], COMPLAINT, closed),
            "closed_rate": rate_cell(sums["closed"], received, COMPLAINT, closed),
            "reopened": count_cell(sums["reopened"], COMPLAINT, reopened),
            "reopened_rate": rate_cell(sums["reopened"], received, COMPLAINT, reopened),
            "late": count_cell(sums["late"], COMPLAINT, late),
            "late_rate": rate_cell(sums["late"], received, COMPLAINT, late),
            "days_to_close": Cell(
                mean(sums["days"], sums["closed"]),
                "number",
                numerator=sums["closed"],
                model=COMPLAINT,
                domain=closed,
            ),
        }

    def _orders(self, company_ids, period):
        """Orders settled in local days of the period."""
        settled = self._from_settled(company_ids, period)
        return self._select(SQL("SELECT COUNT(*) AS n %s", settled))[0]["n"]

    # Reasons ----------------------------------------------------------------------

    def _table_causes(self, company_ids, period, reasons):
        """Main causes by week of the month, with share and the period before."""
        months, before = set(period.months()), set(period.previous().months())
        roots = {row["root"] for row in reasons if row["month"] in months | before}
        causes = self.env["aftersales.complaint.cause"].sudo()  # a catalogue
        causes = causes.with_context(active_test=False)
        rows = []
        lines = [
            (f"cause_{cause.code or cause.id}", cause.name, cause.id)
            for cause in causes.browse([one for one in roots if one]).sorted()
        ]
        lines.append(("total", self._label("total"), ANY_CAUSE))
        if None in roots:
            lines.append(("no_cause", self._label("no_cause"), None))
        for code, label, root in lines:
            cells = self._cause_cells(company_ids, period, reasons, root)
            rows.append(Row(code, label, cells, "" if root else "total"))
        return Table(
            "causes",
            self._label("causes"),
            self._columns(
                *((f"week_{week}", "count") for week in WEEKS),
                ("total", "count"),
                ("share", "percent"),
                ("previous", "count"),
                ("change_previous", "change"),
            ),
            rows,
            row_header=self._label("cause"),
            charts=[{"kind": "columns", "columns": [f"week_{one}" for one in WEEKS]}],
        )

    def _cause_cells(self, company_ids, period, reasons, root):
        """Reasons of a main cause by week, with their share and the period before."""
        cells = {
            f"week_{week}": self._reasons_cell(company_ids, period, reasons, root, week)
            for week in WEEKS
        }
        now, before = (
            self._reasons_cell(company_ids, one, reasons, root)
            for one in (period, period.previous())
        )
        cells |= {
            "total": now,
            "previous": before,
            "change_previous": change_cell(now, before, -1),
        }
        if root is not None:
            total = self._sum_reasons(reasons, period.months())
            cells["share"] = rate_cell(now.value, total, COMPLAINT, now.domain)
        return cells

    def _reasons_cell(self, company_ids, period, reasons, root=ANY_CAUSE, week=None):
        """Number of reasons; opens the complaints that have them. A complaint with two
        main causes is two of all reasons, and one record."""
        domain = self._domain_complaints(company_ids, period)
        if root:
            domain.append(("cause_ids", "child_of", root))
        else:
            domain.append(("cause_ids", "=" if root is None else "!=", False))
        if week:
            domain.append(("week_of_month", "=", week))
        count = self._sum_reasons(reasons, period.months(), root, week)
        return count_cell(count, COMPLAINT, domain)
