from odoo import models
from odoo.tools import SQL

from ..tools.matrix import (
    Cell,
    Row,
    Table,
    change_cell,
    text_cell,
)
from .aftersales_figures_complaint import COMPLAINT
from .aftersales_figures_measure import MEASURE
from .aftersales_figures_survey_words import LIST_LIMIT


class AftersalesFiguresComplaintEffect(models.AbstractModel):
    """Chapter 4: by car model, effect of the measures, what was late or came back
    (C10, C15)."""

    _inherit = "aftersales.figures"

    def _labels(self):
        return super()._labels() | {
            "complaint_models": self.env._("Complaints by car model"),
            "model": self.env._("Model"),
            "cause_measures": self.env._("Effect of the measures on the reasons"),
            "reasons_before": self.env._("Reasons, period before"),
            "reasons_now": self.env._("Reasons, this period"),
            "reasons_change": self.env._("Change of the reasons"),
            "late_complaints": self.env._("Late or reopened: cause and remedy"),
            "reopen_times": self.env._("Times reopened"),
            "late_cause": self.env._("Why it was late or came back"),
            "late_remedy": self.env._("What prevents it"),
        }

    def _table_complaint_models(self, company_ids, period):
        """Complaints by the model of the car."""
        rows = self._select(
            SQL(
                """
                SELECT v.model_id AS id, COUNT(*) AS n
                FROM aftersales_complaint c
                LEFT JOIN fleet_vehicle v ON v.id = c.vehicle_id
                WHERE %s GROUP BY 1 ORDER BY 2 DESC, 1
                """,
                self._where_complaints(company_ids, period.date_from, period.date_to),
            )
        )
        names = self._names("fleet.vehicle.model", [row["id"] for row in rows])
        total = sum(row["n"] for row in rows)
        domain = self._domain_complaints(company_ids, period)
        lines = [
            self._share_row(
                f"model_{row['id'] or 0}",
                names.get(row["id"], self._label("none")),
                row["n"],
                total,
                [
                    *domain,
                    ("vehicle_id.model_id", "=", row["id"])
                    if row["id"]
                    else ("vehicle_id", "=", False),
                ],
                COMPLAINT,
            )
            for row in rows
        ]
        return lines and Table(
            "complaint_models",
            self._label("complaint_models"),
            self._columns(("count", "count"), ("share", "percent")),
            lines,
            row_header=self._label("model"),
        )

    # Effect of measures -------------------------------------------------------------

    def _table_cause_measures(self, company_ids, period, reasons):
        """Main causes with a measure: what was done, and the reasons before and now."""
        rows = self._cause_measure_rows(company_ids, period)
        names = self._names(
            "aftersales.complaint.cause", dict.fromkeys(row["root"] for row in rows)
        )
        domain = self._domain_measures(company_ids, period)
        lines = []
        for root, name in names.items():
            mine = [row for row in rows if row["root"] == root]
            here = [*domain, ("cause_ids", "child_of", root)]
            now, before = (
                self._reasons_cell(company_ids, one, reasons, root)
                for one in (period, period.previous())
            )
            cells = {
                **self._measure_cells(mine, here),
                "reasons_before": before,
                "reasons_now": now,
                "reasons_change": change_cell(now, before, -1),
            }
            lines.append(Row(f"cause_measures_{root}", name, cells))
        return lines and Table(
            "cause_measures",
            self._label("cause_measures"),
            self._columns(
                ("action", "text"),
                ("measures", "count"),
                ("done_measures", "count"),
                ("completion", "percent"),
                ("reasons_before", "count"),
                ("reasons_now", "count"),
                ("reasons_change", "change"),
            ),
            lines,
            row_header=self._label("cause"),
        )

    def _cause_measure_rows(self, company_ids, period):
        """A line a measure and main cause, in the causes' order."""
        field = self.env[MEASURE]._fields["cause_ids"]
        return self._select(
            SQL(
                """
                SELECT root.id AS root, m.id, m.measure, m.status
                FROM aftersales_measure m
                JOIN (SELECT DISTINCT r.%(measure)s AS measure_id,
                             split_part(k.parent_path, '/', 1)::int AS root_id
                      FROM %(relation)s r
                      JOIN aftersales_complaint_cause k ON k.id = r.%(cause)s) main
                  ON main.measure_id = m.id
                JOIN aftersales_complaint_cause root ON root.id = main.root_id
                WHERE %(where)s
                ORDER BY root.sequence, root.id, m.priority DESC, m.date_due, m.id
                """,
                relation=SQL.identifier(field.relation),
                measure=SQL.identifier(field.column1),
                cause=SQL.identifier(field.column2),
                where=self._where_measures(company_ids, period),
            )
        )

    # Late and reopened --------------------------------------------------------------

    def _table_late_complaints(self, company_ids, period):
        """Complaints of the period that were late or came back, with the director's
        cause and remedy (C15)."""
        rows = self._select(
            SQL(
                """
                SELECT c.id, c.name, c.day_received, c.reopen_count, c.late_cause,
                       c.late_remedy, p.name AS customer, COUNT(*) OVER () AS total
                FROM aftersales_complaint c
                LEFT JOIN res_partner p ON p.id = c.partner_id
                WHERE %s AND (c.reopen_count > 0 OR %s)
                ORDER BY c.day_received, c.id LIMIT %s
                """,
                self._where_complaints(company_ids, period.date_from, period.date_to),
                self._is_late(),
                LIST_LIMIT,
            )
        )
        lines = [
            Row(
                str(row["id"]),
                row["name"],
                {
                    "date": text_cell(str(row["day_received"])),
                    "customer": text_cell(row["customer"]),
                    "reopen_times": Cell(row["reopen_count"] or 0, "count"),
                    "late_cause": text_cell(row["late_cause"]),
                    "late_remedy": text_cell(row["late_remedy"]),
                },
                model=COMPLAINT,
                res_id=row["id"],
            )
            for row in rows
        ]
        table = self._list_table(
            "late_complaints",
            lines,
            rows,
            ("date", "text"),
            ("customer", "text"),
            ("reopen_times", "count"),
            ("late_cause", "text"),
            ("late_remedy", "text"),
        )
        table.row_header = self._label("complaint")
        return table
