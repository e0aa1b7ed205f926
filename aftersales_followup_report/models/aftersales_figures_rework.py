from odoo import models
from odoo.tools import SQL

from ..tools.matrix import Row, Table, count_cell, rate_cell
from .aftersales_figures_workshop import NOT_REDONE, ORDER


class AftersalesFiguresRework(models.AbstractModel):
    """Chapter 5: whose jobs were redone, and why (M5, A3)."""

    _inherit = "aftersales.figures"

    def _labels(self):
        return super()._labels() | {
            "technicians": self.env._("Technicians"),
            "technician": self.env._("Technician"),
            "jobs": self.env._("Jobs"),
            "redone_rate_short": self.env._("Not fixed"),
            "rework_reasons": self.env._("Why it had to be done again"),
        }

    def _table_technicians(self, company_ids, period):
        """Jobs and redone ones of each technician; shared jobs count for each."""
        field = self.env[ORDER]._fields["technician_ids"]
        rows = self._select(
            SQL(
                """
                SELECT job.%(technician)s AS id, COUNT(*) AS jobs,
                       COUNT(*) FILTER (WHERE order_redone) AS redone
                FROM (SELECT r.id, %(redone)s AS order_redone %(source)s) settled
                JOIN %(relation)s job ON job.%(repair)s = settled.id
                GROUP BY 1 ORDER BY 2 DESC, 1
                """,
                technician=SQL.identifier(field.column2),
                repair=SQL.identifier(field.column1),
                relation=SQL.identifier(field.relation),
                redone=self._is_redone(),
                source=self._from_settled(company_ids, period),
            )
        )
        names = self._names("hr.employee", [row["id"] for row in rows])
        lines = []
        for row in rows:
            mine = ("technician_ids", "in", [row["id"]])
            settled = [mine, *self._domain_settled(company_ids, period)]
            redone = [mine, *self._domain_redone(company_ids, period)]
            jobs, again = row["jobs"], row["redone"]
            cells = {
                "jobs": count_cell(jobs, ORDER, settled),
                "redone": count_cell(again, ORDER, redone),
                "fix_rate_short": rate_cell(
                    jobs - again, jobs, ORDER, [*settled, NOT_REDONE]
                ),
                "redone_rate_short": rate_cell(again, jobs, ORDER, redone),
            }
            label = names.get(row["id"], self._label("none"))
            lines.append(Row(f"technician_{row['id']}", label, cells))
        return Table(
            "technicians",
            self._label("technicians"),
            self._columns(
                ("jobs", "count"),
                ("redone", "count"),
                ("fix_rate_short", "percent"),
                ("redone_rate_short", "percent"),
            ),
            lines,
            row_header=self._label("technician"),
        )

    def _table_rework_reasons(self, company_ids, period):
        """Orders of the period that were redone, by the reason of what redid them."""
        rows = self._select(
            SQL(
                """
                SELECT w.rework_reason_id AS id, COUNT(DISTINCT settled.id) AS n
                FROM (SELECT r.id %s) settled
                JOIN repair_order w ON w.rework_of_id = settled.id
                 AND w.state <> 'cancel'
                GROUP BY 1 ORDER BY 2 DESC, 1
                """,
                self._from_settled(company_ids, period),
            )
        )
        names = self._names("aftersales.rework.reason", [row["id"] for row in rows])
        total = sum(row["n"] for row in rows)
        settled = self._domain_settled(company_ids, period)
        lines = []
        for row in rows:
            again = [
                ("state", "!=", "cancel"),
                ("rework_reason_id", "=", row["id"] or False),
            ]
            lines.append(
                self._share_row(
                    f"rework_reason_{row['id'] or 0}",
                    names.get(row["id"], self._label("none")),
                    row["n"],
                    total,
                    [*settled, ("rework_ids", "any", again)],
                    ORDER,
                )
            )
        columns = self._columns(("count", "count"), ("share", "percent"))
        return Table("rework_reasons", self._label("rework_reasons"), columns, lines)
