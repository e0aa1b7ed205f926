from odoo import models
from odoo.tools import SQL

from ..tools.matrix import Row, Table, count_cell, rate_cell, score_cell
from ..tools.periods import Period
from .aftersales_figures_complaint import COMPLAINT
from .aftersales_figures_survey import FOLLOWUP

# Rows of chapter 4 that are counted against repair orders: sales has none.
NOT_FOR_SALES = ("complaint_rate",)


class AftersalesFiguresSales(models.AbstractModel):
    """The sales report (M13): new-vehicle follow-ups and complaints about sales.

    Definitions: docs/figures.md, sales report.
    """

    _inherit = "aftersales.figures"

    def _report_chapters(self):
        return super()._report_chapters() | {"sales": ["s1", "s2"]}

    def _chapter_builders(self):
        return super()._chapter_builders() | {
            "s1": self._chapter_new_vehicles,
            "s2": self._chapter_sales_complaints,
        }

    def _labels(self):
        return super()._labels() | {
            "chapter_s1": self.env._("New-vehicle follow-ups"),
            "chapter_s2": self.env._("Complaints about sales"),
            "new_indicators": self.env._("Key figures"),
            "delivered": self.env._("New vehicles delivered"),
            "success_rate": self.env._("Success rate (effective ÷ due)"),
            "sales_advisers": self.env._("Sales advisers"),
            "sales_adviser": self.env._("Sales adviser"),
            "success_short": self.env._("Success rate"),
            "new_steps": self.env._("By step of the program"),
            "step": self.env._("Step"),
            "new_trend": self.env._("Twelve months"),
            "sales_complaint_advisers": self.env._("Complaints by sales adviser"),
            "mean_score": self.env._("Mean score"),
        }

    # New vehicles -------------------------------------------------------------------

    def _chapter_new_vehicles(self, company_ids, period):
        """Follow-ups of the purpose ``new_vehicle`` with chapter 3's definitions."""
        part = self._of_purpose("new_vehicle")
        counts = part._count_buckets(company_ids, period)

        def cells_of(one):
            return part._new_cells(company_ids, one, counts)

        return self._chapter(
            "s1",
            1,
            [
                part._compared_table("new_indicators", period, cells_of),
                part._table_sales_advisers(company_ids, period),
                part._table_new_steps(company_ids, period),
                part._table_levels(company_ids, period),
                part._table_unreachable(company_ids, period),
                part._table_new_trend(company_ids, period, counts),
                part._table_suggestions(company_ids, period),
            ],
        )

    def _new_cells(self, company_ids, period, counts):
        cells = self._part_cells(company_ids, period, counts)
        n = self._sum_counts(counts, period.months())
        called = [*self._domain_due(company_ids, period), ("is_called", "=", True)]
        return {
            "delivered": self._delivered_cell(company_ids, period),
            "due": cells["due"],
            "called": cells["called"],
            "called_rate_short": cells["called_rate_short"],
            "effective": cells["effective"],
            "success_rate": cells["effective_rate_short"],
            "on_time_short": cells["on_time_short"],
            "top_effective": cells["top_effective"],
            "low_effective": cells["low_effective"],
            "unreachable": count_cell(
                n["unreachable"], FOLLOWUP, [*called, ("is_contact", "=", False)]
            ),
            "refused": count_cell(
                n["refused"], FOLLOWUP, [*called, ("refused", "=", True)]
            ),
        }

    def _delivered_cell(self, company_ids, period):
        """Cars whose first owner took them in the period: at home in the companies."""
        row = self._select(
            SQL(
                """
                SELECT COUNT(*) AS n FROM fleet_vehicle v
                WHERE v.active AND v.owner_id IS NOT NULL
                  AND v.home_company_id IN %s AND v.delivery_date BETWEEN %s AND %s
                """,
                tuple(company_ids),
                period.date_from,
                period.date_to,
            )
        )[0]
        domain = [
            ("active", "=", True),
            ("owner_id", "!=", False),
            ("home_company_id", "in", company_ids),
            ("delivery_date", ">=", str(period.date_from)),
            ("delivery_date", "<=", str(period.date_to)),
        ]
        return count_cell(row["n"], "fleet.vehicle", domain)

    def _group_rows(self, company_ids, period, key):
        """Counts of chapter 3 and the mean score, by sales adviser or step."""
        return self._select(
            SQL(
                """
                SELECT %s AS id, COUNT(*) FILTER (WHERE f.has_score) AS scored,
                       SUM(f.score) FILTER (WHERE f.has_score) AS total, %s %s
                GROUP BY 1 ORDER BY due DESC, 1
                """,
                key,
                self._count_columns(),
                self._from_due(company_ids, period.date_from, period.date_to),
            )
        )

    def _group_table(self, company_ids, period, rows, code, header, model, leaf):
        names = self._names(model, [row["id"] for row in rows])
        due = self._domain_due(company_ids, period)
        lines = []
        for row in rows:
            domain = [*due, (leaf, "=", row["id"] or False)]
            cells = self._count_cells(row, domain)
            cells["success_short"] = cells.pop("effective_rate_short")
            mean = row["total"] / row["scored"] if row["scored"] else None
            cells["mean_score"] = score_cell(mean, row["scored"])
            label = names.get(row["id"], self._label("none"))
            lines.append(Row(f"{code}_{row['id'] or 0}", label, cells))
        return Table(
            code,
            self._label(code),
            self._columns(
                ("due", "count"),
                ("called", "count"),
                ("effective", "count"),
                ("success_short", "percent"),
                ("top_effective", "percent"),
                ("low_effective", "percent"),
                ("mean_score", "score"),
            ),
            lines,
            row_header=self._label(header),
            charts=[{"kind": "bars", "columns": ["success_short"]}],
        )

    def _table_sales_advisers(self, company_ids, period):
        """By the sales adviser of the day the follow-up was made (Q6)."""
        rows = self._group_rows(company_ids, period, SQL("f.sales_adviser_id"))
        return self._group_table(
            company_ids,
            period,
            rows,
            "sales_advisers",
            "sales_adviser",
            "res.users",
            "sales_adviser_id",
        )

    def _table_new_steps(self, company_ids, period):
        """By step: the day of delivery, day 3, 7, 25 … (F5)."""
        rows = self._group_rows(company_ids, period, SQL("f.step_id"))
        return self._group_table(
            company_ids,
            period,
            rows,
            "new_steps",
            "step",
            "aftersales.program.step",
            "step_id",
        )

    def _table_new_trend(self, company_ids, period, counts):
        rows = []
        for month in period.trend_months():
            one = Period("month", month)
            cells = self._part_cells(company_ids, one, counts)
            cells["success_short"] = cells["effective_rate_short"]
            rows.append(Row(one.code, one.code, cells))
        names = ("success_short", "top_effective", "low_effective")
        return Table(
            "new_trend",
            self._label("new_trend"),
            self._columns(
                ("due", "count"),
                ("called", "count"),
                ("effective", "count"),
                *((name, "percent") for name in names),
            ),
            rows,
            row_header=self._label("month"),
            charts=[{"kind": "line", "columns": list(names)}],
        )

    # Complaints about sales ---------------------------------------------------------

    def _chapter_sales_complaints(self, company_ids, period):
        """Chapter 4's tables for the complaints of the department sales."""
        part = self._of_function("sales")
        reasons = part._reason_buckets(company_ids, period)
        indicators = part._table_complaint_indicators(company_ids, period, reasons)
        indicators.rows = [
            row for row in indicators.rows if row.code not in NOT_FOR_SALES
        ]
        groups = part._tables_complaint_groups(company_ids, period)
        return self._chapter(
            "s2",
            2,
            [
                indicators,
                part._table_causes(company_ids, period, reasons),
                part._table_problems(company_ids, period),
                part._table_sales_complaints(company_ids, period),
                *(one for one in groups if one and one.code != "functions"),
                part._table_complaint_trend(company_ids, period, reasons),
                part._table_open_complaints(company_ids, period),
            ],
        )

    def _table_sales_complaints(self, company_ids, period):
        """Complaints by the sales adviser of the day, and how they stand."""
        rows = self._select(
            SQL(
                """
                SELECT c.sales_adviser_id AS id, COUNT(*) AS n,
                       COUNT(*) FILTER (WHERE c.is_closed) AS closed,
                       COUNT(*) FILTER (WHERE c.reopen_count > 0) AS reopened
                FROM aftersales_complaint c WHERE %s GROUP BY 1 ORDER BY 2 DESC, 1
                """,
                self._where_complaints(company_ids, period.date_from, period.date_to),
            )
        )
        names = self._names("res.users", [row["id"] for row in rows])
        domain = self._domain_complaints(company_ids, period)
        lines = []
        for row in rows:
            mine = [*domain, ("sales_adviser_id", "=", row["id"] or False)]
            closed = [*mine, ("is_closed", "=", True)]
            cells = {
                "complaints": count_cell(row["n"], COMPLAINT, mine),
                "closed": count_cell(row["closed"], COMPLAINT, closed),
                "closed_rate_short": rate_cell(row["closed"], row["n"]),
                "reopened": count_cell(
                    row["reopened"], COMPLAINT, [*mine, ("reopen_count", ">", 0)]
                ),
            }
            label = names.get(row["id"], self._label("none"))
            lines.append(Row(f"adviser_{row['id'] or 0}", label, cells))
        return Table(
            "sales_complaint_advisers",
            self._label("sales_complaint_advisers"),
            self._columns(
                ("complaints", "count"),
                ("closed", "count"),
                ("closed_rate_short", "percent"),
                ("reopened", "count"),
            ),
            lines,
            row_header=self._label("sales_adviser"),
        )
