from odoo import models
from odoo.tools import SQL

from ..tools.matrix import Row, Table, count_cell
from ..tools.periods import Period, add_months, month_number
from .aftersales_figures_lost import BASE_MONTHS, VEHICLE

# Before any visit.
SO_FAR = "1900-01-01 00:00:00"


class AftersalesFiguresLostContacts(models.AbstractModel):
    """Chapter 6: follow-ups of lost vehicles, reasons of loss, archive and base."""

    _inherit = "aftersales.figures"

    def _labels(self):
        return super()._labels() | {
            "lost_contacts": self.env._("Follow-ups of lost vehicles"),
            "lost_unreached": self.env._("Lost vehicles not reached, by reason"),
            "lost_reasons": self.env._("Reasons of loss"),
            "reached": self.env._("Reached"),
            "archive": self.env._("Archive and base customers"),
            "archive_count": self.env._("Archive (came so far)"),
            "base_count": self.env._("Base (came in the last 12 months)"),
        }

    # Follow-ups -------------------------------------------------------------------

    def _lost_purpose(self):
        purposes = self.env["aftersales.purpose"].sudo()  # a catalogue
        return purposes.with_context(active_test=False).search(
            [("code", "=", "lost_vehicle")], limit=1
        )

    def _table_lost_contacts(self, company_ids, period):
        """Follow-ups of lost vehicles: due, called, reached, answered."""
        purpose = self._lost_purpose()
        row = self._select(
            SQL(
                "SELECT %s %s AND f.purpose_id = %s",
                self._count_columns(),
                self._from_due(company_ids, period.date_from, period.date_to),
                purpose.id or 0,
            )
        )[0]
        due = [
            *self._domain_due(company_ids, period),
            ("purpose_id", "=", purpose.id),
        ]
        called = [*due, ("is_called", "=", True)]
        specs = [
            ("due", row["due"], due),
            ("called", row["called"], called),
            ("reached", row["contact"], [*called, ("is_contact", "=", True)]),
            ("effective", row["effective"], [*due, ("is_effective", "=", True)]),
            ("refused", row["refused"], [*called, ("refused", "=", True)]),
        ]
        lines = [
            self._share_row(f"lost_{code}", self._label(code), n, row["due"], domain)
            for code, n, domain in specs
        ]
        columns = self._columns(("count", "count"), ("share", "percent"))
        return Table("lost_contacts", self._label("lost_contacts"), columns, lines)

    def _table_lost_unreached(self, company_ids, period):
        """Not reached by the last outcome; came only once is a count of its own."""
        purpose = self._lost_purpose()
        table = self._table_unreachable(company_ids, period, purpose)
        table.code = "lost_unreached"
        table.label = self._label("lost_unreached")
        return table

    def _table_lost_reasons(self, company_ids, period):
        """Why they stay away, as answered or noted, most frequent first."""
        lang = self.env.lang or "en_US"
        rows = self._select(
            SQL(
                """
                SELECT r.id, COALESCE(r.name->>%(lang)s, r.name->>'en_US') AS name,
                       COUNT(*) AS n %(due)s
                GROUP BY 1, 2 ORDER BY 3 DESC, 1
                """,
                lang=lang,
                due=self._from_lost_reasons(company_ids, period),
            )
        )
        total = sum(row["n"] for row in rows)
        domain = [
            *self._domain_due(company_ids, period),
            ("purpose_id", "=", self._lost_purpose().id),
        ]
        lines = [
            self._share_row(
                f"reason_{row['id']}",
                row["name"],
                row["n"],
                total,
                [*domain, ("loss_reason_id", "=", row["id"])],
            )
            for row in rows
        ]
        return Table(
            "lost_reasons",
            self._label("lost_reasons"),
            self._columns(("count", "count"), ("share", "percent")),
            lines,
            charts=[{"kind": "columns", "columns": ["count"]}],
        )

    def _from_lost_reasons(self, company_ids, period):
        return SQL(
            """
            FROM aftersales_followup f
            JOIN aftersales_loss_reason r ON r.id = f.loss_reason_id
            WHERE f.company_id IN %s AND f.date_planned BETWEEN %s AND %s
              AND f.state NOT IN ('skipped', 'cancelled') AND f.purpose_id = %s
            """,
            tuple(company_ids),
            period.date_from,
            period.date_to,
            self._lost_purpose().id or 0,
        )

    # Archive and base -------------------------------------------------------------

    def _table_archive(self, company_ids, period, buckets):
        """Vehicles on file and with a visit in the last 12 months, by month."""
        lines = []
        for month in period.trend_months():
            archive, base = self._archive_and_base(buckets, month_number(month))
            year = Period("year", add_months(month, 1 - BASE_MONTHS))
            cells = {
                "archive_count": count_cell(
                    archive, VEHICLE, self._domain_came(company_ids, year, SO_FAR)
                ),
                "base_count": count_cell(
                    base, VEHICLE, self._domain_came(company_ids, year)
                ),
            }
            lines.append(Row(f"archive_{month:%Y-%m}", f"{month:%Y-%m}", cells))
        return Table(
            "archive",
            self._label("archive"),
            self._columns(("archive_count", "count"), ("base_count", "count")),
            lines,
            row_header=self._label("month"),
            charts=[{"kind": "line", "columns": ["archive_count", "base_count"]}],
        )

    def _domain_came(self, company_ids, period, since=None):
        """Vehicles with an order settled in the period, or from a day to its end."""
        settled = self._domain_settled(company_ids, period)
        if since:
            settled = [
                (leaf[0], leaf[1], since)
                if isinstance(leaf, tuple | list) and leaf[1] == ">="
                else leaf
                for leaf in settled
            ]
        return [("repair_ids", "any", settled)]

    def _archive_and_base(self, buckets, month):
        """A vehicle is on file from its first visit; it counts for the base with the
        last visit so far, the one whose next one is still to come."""
        archive = base = 0
        for row in buckets:
            age = month - row["month"]
            if age < 0:
                continue
            if row["first"]:
                archive += row["vehicles"]
            if age < BASE_MONTHS and (not row["gap"] or row["gap"] > age):
                base += row["vehicles"]
        return archive, base
