from odoo import models
from odoo.tools import SQL

from ..tools.matrix import Cell, Row, Table, count_cell, rate_cell
from ..tools.periods import Period, month_number
from .aftersales_figures_lost import KINDS, LOST_MONTHS
from .aftersales_figures_survey import FOLLOWUP


class AftersalesFiguresLostHalf(models.AbstractModel):
    """The lost-customer report (F6, M9): cohorts by month, reasons, who came back.

    Definitions: docs/figures.md, lost-customer report.
    """

    _inherit = "aftersales.figures"

    def _report_chapters(self):
        return super()._report_chapters() | {"lost": ["l1", "l2"]}

    def _chapter_builders(self):
        return super()._chapter_builders() | {
            "l1": self._chapter_lost_cohorts,
            "l2": self._chapter_lost_why,
        }

    def _labels(self):
        return super()._labels() | {
            "chapter_l1": self.env._("Who stays away"),
            "chapter_l2": self.env._("Follow-ups, reasons and return"),
            "lost_cohorts": self.env._("Cohorts, month by month"),
            "cohort_month": self.env._("Month of the visit"),
            "lost_private": self.env._("Lost, private"),
            "lost_business": self.env._("Lost, business"),
            "lost_return": self.env._("Lost vehicles that came back"),
            "returned": self.env._("Came back"),
            "return_rate": self.env._("Came back ÷ lost"),
            "lost_reasons_kind": self.env._("Reasons of loss by kind of customer"),
            "reason": self.env._("Reason"),
            "call_return": self.env._("Came back after the follow-up"),
            "followups": self.env._("Follow-ups"),
            "after_call_rate": self.env._("Came back ÷ follow-ups"),
            "reached_only": self.env._("Reached, not answered"),
            "not_called": self.env._("Not called"),
        }

    # Cohorts ------------------------------------------------------------------------

    def _chapter_lost_cohorts(self, company_ids, period):
        """Who stays away: by month, by kind of customer, and who came back."""
        buckets = self._visit_buckets(company_ids, period)
        return self._chapter(
            "l1",
            1,
            [
                self._table_lost_cohorts(company_ids, period, buckets),
                self._table_cohort(company_ids, period, buckets),
                self._table_lost_return(period, buckets),
                self._table_lost_trend(company_ids, period, buckets),
                self._table_archive(company_ids, period, buckets),
            ],
        )

    def _table_lost_cohorts(self, company_ids, period, buckets):
        """A line a cohort month; the sum below counts cases, not vehicles."""
        rows = []
        months = self._cohort(period).months()
        for month in months:
            code = Period("month", month).code
            cells = self._cohort_line(company_ids, period, [month], buckets)
            rows.append(Row(f"cohort_{code}", code, cells))
        cells = self._cohort_line(company_ids, period, months, buckets)
        rows.append(Row("total", self._label("total"), cells, "total"))
        return Table(
            "lost_cohorts",
            self._label("lost_cohorts"),
            self._columns(
                ("came", "count"),
                ("lost", "count"),
                ("loss_rate", "percent"),
                ("lost_private", "count"),
                ("lost_business", "count"),
                ("once", "count"),
            ),
            rows,
            row_header=self._label("cohort_month"),
            charts=[{"kind": "columns", "columns": ["came", "lost"]}],
        )

    def _cohort_line(self, company_ids, period, months, buckets):
        cells = self._cohort_cells(company_ids, months, buckets)
        self._open_once(cells, company_ids, period, months)
        for kind in ("private", "business"):
            part = self._cohort_cells(company_ids, months, buckets, kind)
            cells[f"lost_{kind}"] = part["lost"]
        return cells

    def _returned(self, buckets, month):
        """Lost vehicles of a cohort month, and those back by the period's end."""
        gaps = [
            (row["gap"], row["vehicles"])
            for row in buckets
            if row["month"] == month_number(month)
        ]
        gone = sum(n for gap, n in gaps if not gap)
        back = sum(n for gap, n in gaps if gap and gap > LOST_MONTHS)
        return gone + back, back

    def _table_lost_return(self, period, buckets):
        """The cohorts of this period and of the one before: who is back by its end."""
        months = [*self._cohort(period).previous().months()]
        months += self._cohort(period).months()
        rows, sums = [], [0, 0]
        for month in months:
            lost, back = self._returned(buckets, month)
            sums = [sums[0] + lost, sums[1] + back]
            code = Period("month", month).code
            cells = self._return_cells(lost, back)
            rows.append(Row(f"return_{code}", code, cells))
        cells = self._return_cells(*sums)
        rows.append(Row("total", self._label("total"), cells, "total"))
        return Table(
            "lost_return",
            self._label("lost_return"),
            self._columns(
                ("lost", "count"), ("returned", "count"), ("return_rate", "percent")
            ),
            rows,
            row_header=self._label("cohort_month"),
        )

    def _return_cells(self, lost, returned):
        return {
            "lost": Cell(lost, "count"),
            "returned": Cell(returned, "count"),
            "return_rate": rate_cell(returned, lost),
        }

    # Reasons ------------------------------------------------------------------------

    def _chapter_lost_why(self, company_ids, period):
        """Whom we reached, why they stay away, who came back after it."""
        return self._chapter(
            "l2",
            2,
            [
                self._table_lost_contacts(company_ids, period),
                self._table_lost_unreached(company_ids, period),
                self._table_lost_reasons(company_ids, period),
                self._table_lost_reasons_kind(company_ids, period),
                self._table_call_return(company_ids, period),
                self._of_purpose("lost_vehicle")._table_suggestions(
                    company_ids, period
                ),
            ],
        )

    def _table_lost_reasons_kind(self, company_ids, period):
        """Reasons by the kind of customer of the day: private, business, unknown."""
        rows = self._select(
            SQL(
                """
                SELECT r.id, COALESCE(r.name->>%(lang)s, r.name->>'en_US') AS name,
                       (SELECT COALESCE(k.is_private, FALSE)
                        FROM aftersales_customer_category k
                        WHERE k.id = f.customer_category_id) AS private,
                       COUNT(*) AS n %(reasons)s
                GROUP BY 1, 2, 3
                """,
                lang=self.env.lang or "en_US",
                reasons=self._from_lost_reasons(company_ids, period),
            )
        )
        reasons = {}
        for row in rows:
            name, counts = reasons.setdefault(row["id"], (row["name"], {}))
            kind = next(one for one in KINDS if KINDS[one] is row["private"])
            counts[kind] = row["n"]
        lines = []
        for key, (name, counts) in reasons.items():
            cells = {kind: Cell(counts.get(kind, 0), "count") for kind in KINDS}
            cells["total"] = Cell(sum(counts.values()), "count")
            lines.append(Row(f"reason_{key}", name, cells))
        lines.sort(key=lambda row: -row.cells["total"].value)
        return Table(
            "lost_reasons_kind",
            self._label("lost_reasons_kind"),
            self._columns(*((one, "count") for one in (*KINDS, "total"))),
            lines,
            row_header=self._label("reason"),
            charts=[{"kind": "columns", "columns": ["private", "business"]}],
        )

    def _table_call_return(self, company_ids, period):
        """Follow-ups of lost vehicles, and the ones whose vehicle came after the call.

        Came: an order settled on a later local day than the first attempt's (without
        one: than the planned day), up to the end of the period.
        """
        purpose = self._of_purpose("lost_vehicle")
        back = SQL(
            """
            EXISTS (SELECT FROM repair_order r
                JOIN %(zones)s AS there(company_id, name)
                  ON there.company_id = r.company_id
                WHERE r.vehicle_id = f.vehicle_id AND r.state = 'done'
                  AND r.company_id IN %(companies)s AND %(closed)s <= %(date_to)s
                  AND %(closed)s > COALESCE(%(called)s, f.date_planned))
            """,
            companies=tuple(company_ids),
            zones=self._timezones(company_ids),
            closed=self._local_date(SQL("r.date_closed"), "there"),
            called=self._local_date(SQL("f.date_first_attempt")),
            date_to=period.date_to,
        )
        rows = self._select(
            SQL(
                """
                SELECT CASE WHEN f.is_effective THEN 'effective'
                            WHEN f.is_called AND f.is_contact THEN 'reached_only'
                            WHEN f.is_called THEN 'unreachable'
                            ELSE 'not_called' END AS code,
                       COUNT(*) AS n, COUNT(*) FILTER (WHERE %s) AS back %s
                GROUP BY 1
                """,
                back,
                purpose._from_due(company_ids, period.date_from, period.date_to),
            )
        )
        found = {row["code"]: (row["n"], row["back"]) for row in rows}
        due = purpose._domain_due(company_ids, period)
        called = [*due, ("is_called", "=", True)]
        parts = {
            "effective": [*due, ("is_effective", "=", True)],
            "reached_only": [
                *called,
                ("is_contact", "=", True),
                ("is_effective", "=", False),
            ],
            "unreachable": [
                *called,
                ("is_contact", "=", False),
                ("is_effective", "=", False),
            ],
            "not_called": [
                *due,
                ("is_called", "=", False),
                ("is_effective", "=", False),
            ],
        }
        lines = []
        for code, domain in parts.items():
            n, came = found.get(code, (0, 0))
            cells = self._call_return_cells(n, came, domain)
            lines.append(Row(code, self._label(code), cells))
        totals = (sum(one[index] for one in found.values()) for index in (0, 1))
        cells = self._call_return_cells(*totals, due)
        lines.append(Row("total", self._label("total"), cells, "total"))
        return Table(
            "call_return",
            self._label("call_return"),
            self._columns(
                ("followups", "count"),
                ("returned", "count"),
                ("after_call_rate", "percent"),
            ),
            lines,
        )

    def _call_return_cells(self, n, came, domain):
        return {
            "followups": count_cell(n, FOLLOWUP, domain),
            "returned": Cell(came, "count"),
            "after_call_rate": rate_cell(came, n),
        }
