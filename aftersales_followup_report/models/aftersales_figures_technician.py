from odoo import models
from odoo.tools import SQL

from ..tools.matrix import Row, Table, count_cell, rate_cell, text_cell
from ..tools.periods import Period
from .aftersales_figures_workshop import NOT_REDONE, ORDER


class AftersalesFiguresTechnician(models.AbstractModel):
    """A page for each technician (M5, A3): twelve months, and what was redone.

    Definitions: docs/figures.md, advisors and technicians.
    """

    _inherit = "aftersales.figures"

    def _chapter_builders(self):
        return super()._chapter_builders() | {"p2": self._chapter_technicians}

    def _labels(self):
        return super()._labels() | {
            "chapter_p2": self.env._("Technicians, one by one"),
            "technician_reasons": self.env._("Why done again, by technician"),
            "redone_orders": self.env._("Redone orders"),
            "order": self.env._("Repair order"),
            "work": self.env._("Work"),
            "redone_by": self.env._("Redone with"),
        }

    def _chapter_technicians(self, company_ids, period):
        """All technicians in one table, then a page each."""
        overview = self._table_technicians(company_ids, period)
        rows = self._technician_buckets(company_ids, period)
        months = {(row["id"], row["month"]): row for row in rows}
        redone = self._technician_redone(company_ids, period)
        tables = [
            overview,
            self._table_rework_reasons(company_ids, period),
            self._table_technician_reasons(company_ids, period),
        ]
        for row in overview.rows:
            key = int(row.code.removeprefix("technician_"))
            tables.append(
                self._table_technician(company_ids, period, key, row.label, months)
            )
            orders = [one for one in redone if one["technician_id"] == key]
            if orders:
                tables.append(self._table_redone(key, row.label, orders))
        return self._chapter("p2", 2, tables)

    def _technician_relation(self):
        """SQL of order × technician: table, order column, technician column."""
        field = self.env[ORDER]._fields["technician_ids"]
        return tuple(
            SQL.identifier(name)
            for name in (field.relation, field.column1, field.column2)
        )

    def _technician_buckets(self, company_ids, period):
        """Jobs and redone ones by technician and month, twelve months."""
        relation, order, technician = self._technician_relation()
        return self._select(
            SQL(
                """
                SELECT job.%(technician)s AS id, month, COUNT(*) AS jobs,
                       COUNT(*) FILTER (WHERE order_redone) AS redone
                FROM (SELECT r.id, date_trunc('month', %(day)s)::date AS month,
                             %(redone)s AS order_redone %(source)s) settled
                JOIN %(relation)s job ON job.%(order)s = settled.id
                GROUP BY 1, 2
                """,
                technician=technician,
                order=order,
                relation=relation,
                day=self._local_date(SQL("r.date_closed")),
                redone=self._is_redone(),
                source=self._from_settled_between(
                    company_ids, period.trend_months()[0], period.date_to
                ),
            )
        )

    def _technician_redone(self, company_ids, period):
        """Redone orders of the period with the reason, a line a technician."""
        relation, order, technician = self._technician_relation()
        return self._select(
            SQL(
                """
                SELECT job.%(technician)s AS technician_id, settled.id, settled.name,
                       settled.day, settled.work_summary, v.license_plate,
                       w.name AS redone_by, w.rework_reason_id
                FROM (SELECT r.id, r.name, r.vehicle_id, r.work_summary,
                             %(day)s AS day %(source)s) settled
                JOIN repair_order w ON w.rework_of_id = settled.id
                 AND w.state <> 'cancel'
                JOIN %(relation)s job ON job.%(order)s = settled.id
                LEFT JOIN fleet_vehicle v ON v.id = settled.vehicle_id
                ORDER BY settled.day, settled.id, w.id
                """,
                technician=technician,
                order=order,
                relation=relation,
                day=self._local_date(SQL("r.date_closed")),
                source=self._from_settled(company_ids, period),
            )
        )

    def _table_technician_reasons(self, company_ids, period):
        """Redone orders of each technician by the reason of what redid them.

        An order that was redone twice for two reasons has both.
        """
        lines = self._technician_redone(company_ids, period)
        reasons = self._names(
            "aftersales.rework.reason",
            dict.fromkeys(line["rework_reason_id"] for line in lines),
        )
        if any(not line["rework_reason_id"] for line in lines):
            reasons[None] = self._label("none")
        people = self._names(
            "hr.employee", dict.fromkeys(line["technician_id"] for line in lines)
        )
        settled = self._domain_settled(company_ids, period)
        rows = []
        for key, name in people.items():
            mine = [*settled, ("technician_ids", "in", [key])]
            cells = {}
            for reason in reasons:
                orders = {
                    line["id"]
                    for line in lines
                    if line["technician_id"] == key
                    and line["rework_reason_id"] == reason
                }
                again = [
                    ("state", "!=", "cancel"),
                    ("rework_reason_id", "=", reason or False),
                ]
                cells[f"rework_reason_{reason or 0}"] = count_cell(
                    len(orders), ORDER, [*mine, ("rework_ids", "any", again)]
                )
            rows.append(Row(f"technician_{key}", name, cells))
        return rows and Table(
            "technician_reasons",
            self._label("technician_reasons"),
            self._columns(
                *(
                    (f"rework_reason_{reason or 0}", "count", name)
                    for reason, name in reasons.items()
                )
            ),
            rows,
            row_header=self._label("technician"),
        )

    def _table_technician(self, company_ids, period, key, name, months):
        """Twelve months of one technician, and their sum."""
        mine = ("technician_ids", "in", [key])
        rows, sums = [], [0, 0]
        for month in period.trend_months():
            one = Period("month", month)
            found = months.get((key, month), {"jobs": 0, "redone": 0})
            jobs, again = found["jobs"], found["redone"]
            sums = [sums[0] + jobs, sums[1] + again]
            settled = [mine, *self._domain_settled(company_ids, one)]
            redone = [mine, *self._domain_redone(company_ids, one)]
            cells = {
                "jobs": count_cell(jobs, ORDER, settled),
                "redone": count_cell(again, ORDER, redone),
                "fix_rate_short": rate_cell(
                    jobs - again, jobs, ORDER, [*settled, NOT_REDONE]
                ),
            }
            rows.append(Row(one.code, one.code, cells))
        cells = {
            "jobs": count_cell(sums[0]),
            "redone": count_cell(sums[1]),
            "fix_rate_short": rate_cell(sums[0] - sums[1], sums[0]),
        }
        rows.append(Row("total", self._label("total"), cells, "total"))
        return Table(
            f"technician_{key}",
            name,
            self._columns(
                ("jobs", "count"), ("redone", "count"), ("fix_rate_short", "percent")
            ),
            rows,
            row_header=self._label("month"),
            charts=[
                {"kind": "columns", "columns": ["jobs", "redone"]},
                {"kind": "line", "columns": ["fix_rate_short"]},
            ],
            new_page=True,
        )

    def _table_redone(self, key, name, orders):
        """What was redone in the period, by which order and why."""
        reasons = self._names(
            "aftersales.rework.reason", [one["rework_reason_id"] for one in orders]
        )
        lines = [
            Row(
                f"{one['id']}_{number}",
                one["name"] or "",
                {
                    "date": text_cell(str(one["day"])),
                    "vehicle": text_cell(one["license_plate"]),
                    "work": text_cell(one["work_summary"]),
                    "reason": text_cell(reasons.get(one["rework_reason_id"])),
                    "redone_by": text_cell(one["redone_by"]),
                },
                model=ORDER,
                res_id=one["id"],
            )
            for number, one in enumerate(orders)
        ]
        return Table(
            f"technician_redone_{key}",
            f"{name} · {self._label('redone_orders')}",
            self._columns(
                ("date", "text"),
                ("vehicle", "text"),
                ("work", "text"),
                ("reason", "text"),
                ("redone_by", "text"),
            ),
            lines,
            row_header=self._label("order"),
            kind="list",
        )
