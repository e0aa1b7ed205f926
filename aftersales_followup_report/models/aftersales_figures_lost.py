from odoo import models
from odoo.tools import SQL

from ..tools.matrix import Cell, Row, Table, change_cell, count_cell, rate_cell
from ..tools.periods import Period, add_months, month_number

VEHICLE = "fleet.vehicle"
# A vehicle is lost when it does not come back within these months.
LOST_MONTHS = 6
# Manufacturers compare it to the second decimal.
LOSS_UNIT = "fine_percent"
# A base customer came within these months.
BASE_MONTHS = 12
# Kind of customer: the category's is_private, unknown without a category.
KINDS = {"private": True, "business": False, "unknown": None}


class AftersalesFiguresLost(models.AbstractModel):
    """Chapter 6 (M6): lost vehicles. Definitions: docs/figures.md, chapter 6."""

    _inherit = "aftersales.figures"

    def _chapter_builders(self):
        return super()._chapter_builders() | {"m6": self._chapter_lost}

    def _labels(self):
        return super()._labels() | {
            "chapter_m6": self.env._("Lost vehicles"),
            "cohort": self.env._("Came six months before, did not come back"),
            "came": self.env._("Vehicles that came"),
            "lost": self.env._("Lost"),
            "loss_rate": self.env._("Lost ÷ came"),
            "private": self.env._("Private"),
            "business": self.env._("Business"),
            "unknown": self.env._("Without a category"),
            "lost_trend": self.env._("Lost vehicles, twelve months"),
            "once": self.env._("of them came only once"),
        }

    def _chapter_lost(self, company_ids, period):
        """Chapter 6 of a report; see :meth:`compute_chapter`."""
        buckets = self._visit_buckets(company_ids, period)
        return self._chapter(
            "m6",
            6,
            [
                self._table_cohort(company_ids, period, buckets),
                self._table_lost_trend(company_ids, period, buckets),
                self._table_lost_contacts(company_ids, period),
                self._table_lost_unreached(company_ids, period),
                self._table_lost_reasons(company_ids, period),
                self._table_archive(company_ids, period, buckets),
            ],
        )

    # Cohorts ----------------------------------------------------------------------

    def _visit_buckets(self, company_ids, period):
        """Vehicle × month of a visit, counted by what the chapter asks about it.

        One pass over all visits so far serves cohorts, archive and base: a line is a
        number of vehicles that came in ``month``, for the ``first`` time or not, and
        again ``gap`` months later (None: not until the end of the period).

        :return: list of dicts: month (a number, see :func:`month_number`), private,
            first, gap, vehicles, once (of them with a single order so far)
        """
        return self._select(
            SQL(
                """
                SELECT visit.month, visit.first, visit.gap,
                    CASE WHEN k.id IS NOT NULL THEN COALESCE(k.is_private, FALSE) END
                        AS private,
                    COUNT(*) AS vehicles, COUNT(*) FILTER (WHERE so_far = 1) AS once
                FROM (
                    SELECT vehicle_id, month, ROW_NUMBER() OVER vehicle = 1 AS first,
                           CASE WHEN LEAD(month) OVER vehicle IS NOT NULL THEN
                               LEAST(LEAD(month) OVER vehicle - month, %(far)s)
                           END AS gap,
                           SUM(orders) OVER vehicle AS so_far
                    FROM (%(visits)s) order_month
                    WINDOW vehicle AS (PARTITION BY vehicle_id ORDER BY month)
                ) visit
                JOIN fleet_vehicle v ON v.id = visit.vehicle_id
                LEFT JOIN res_partner p ON p.id = v.owner_id
                LEFT JOIN aftersales_customer_category k
                    ON k.id = p.customer_category_id
                GROUP BY 1, 2, 3, 4
                """,
                # beyond that nobody asks: fewer lines
                far=max(LOST_MONTHS, BASE_MONTHS) + 1,
                visits=self._visits(company_ids, period.date_to),
            )
        )

    def _visits(self, company_ids, date_to):
        """Query of (vehicle, month, orders): one row a vehicle and month."""
        return SQL(
            """
            SELECT r.vehicle_id, COUNT(*) AS orders,
                   (date_part('year', local.day) * 12
                    + date_part('month', local.day) - 1)::int AS month
            FROM repair_order r
            JOIN %(zones)s AS tz(company_id, name) ON tz.company_id = r.company_id
            CROSS JOIN LATERAL (SELECT %(day)s AS day) local
            WHERE r.company_id IN %(companies)s AND r.state = 'done'
              AND r.vehicle_id IS NOT NULL
              AND r.date_closed < %(date_to)s::date + 2 AND local.day <= %(date_to)s
            GROUP BY 1, 3
            """,
            day=self._local_date(SQL("r.date_closed")),
            zones=self._timezones(company_ids),
            companies=tuple(company_ids),
            date_to=date_to,
        )

    def _cohort(self, period):
        """The months whose vehicles had until the end of the period to come back."""
        return period.shift(-LOST_MONTHS)

    def _cohort_cells(self, company_ids, months, buckets, kind=None):
        """Came, lost and rate of some cohort months; ``kind`` of KINDS or all."""
        numbers = {month_number(month) for month in months}
        chosen = [
            row
            for row in buckets
            if row["month"] in numbers and (not kind or row["private"] is KINDS[kind])
        ]
        gone = [row for row in chosen if not row["gap"] or row["gap"] > LOST_MONTHS]
        came = sum(row["vehicles"] for row in chosen)
        lost = sum(row["vehicles"] for row in gone)
        once = Cell(sum(row["once"] for row in gone), "count")
        if len(months) > 1:
            # a vehicle of two cohorts is two cases and one record: not opened
            return {
                "came": Cell(came, "count"),
                "lost": Cell(lost, "count"),
                "loss_rate": rate_cell(lost, came, unit=LOSS_UNIT),
                "once": once,
            }
        came_domain, lost_domain = self._cohort_domains(company_ids, months[0], kind)
        return {
            "came": count_cell(came, VEHICLE, came_domain),
            "lost": count_cell(lost, VEHICLE, lost_domain),
            "loss_rate": rate_cell(lost, came, VEHICLE, lost_domain, unit=LOSS_UNIT),
            "once": once,
        }

    def _cohort_domains(self, company_ids, month, kind):
        """Domains of the vehicles that came in a month, and of the lost ones."""
        settled = self._domain_settled(company_ids, Period("month", month))
        came = [("repair_ids", "any", settled), *self._kind_domain(kind)]
        # the six months after the cohort
        after = Period("half", add_months(month, 1))
        back = self._domain_settled(company_ids, after)
        return came, [*came, ("repair_ids", "not any", back)]

    def _kind_domain(self, kind):
        """Domain of the vehicles of a kind of customer, of all without one."""
        category = "owner_id.customer_category_id"
        if not kind:
            return []
        if kind == "unknown":
            return [(category, "=", False)]
        return [(category, "!=", False), (f"{category}.is_private", "=", KINDS[kind])]

    def _open_once(self, cells, company_ids, period, months, kind=None):
        """Let ``once`` open the lost vehicles with a single order so far.

        By their ids: no domain counts orders.
        """
        numbers = {month_number(month) for month in months}
        rows = self._select(
            SQL(
                """
                SELECT vehicle_id, month FROM (
                    SELECT vehicle_id, month, orders, ROW_NUMBER() OVER vehicle AS n,
                           LEAD(month) OVER vehicle - month AS gap
                    FROM (%(visits)s) order_month
                    WINDOW vehicle AS (PARTITION BY vehicle_id ORDER BY month)
                ) visit
                WHERE n = 1 AND orders = 1 AND (gap IS NULL OR gap > %(lost)s)
                """,
                visits=self._visits(company_ids, period.date_to),
                lost=LOST_MONTHS,
            )
        )
        ids = [row["vehicle_id"] for row in rows if row["month"] in numbers]
        domain = [("id", "in", ids), *self._kind_domain(kind)]
        cells["once"] = count_cell(cells["once"].value, VEHICLE, domain)

    def _table_cohort(self, company_ids, period, buckets):
        """All, private and business vehicles of the cohort, with the one before."""
        cohort = self._cohort(period)
        rows = []
        for kind in (None, *KINDS):
            cells = self._cohort_cells(company_ids, cohort.months(), buckets, kind)
            self._open_once(cells, company_ids, period, cohort.months(), kind)
            if kind == "unknown" and not cells["came"].value:
                continue
            for name, other in (
                ("previous", cohort.previous()),
                ("last_year", cohort.last_year()),
            ):
                old = self._cohort_cells(company_ids, other.months(), buckets, kind)
                cells[name] = old["loss_rate"]
                cells[f"change_{name}"] = change_cell(
                    cells["loss_rate"], old["loss_rate"], -1
                )
            code = kind or "total"
            rows.append(Row(code, self._label(code), cells, "" if kind else "total"))
        return Table(
            "cohort",
            self._label("cohort"),
            self._columns(
                ("came", "count"),
                ("lost", "count"),
                ("loss_rate", "percent"),
                ("once", "count"),
                ("previous", "percent"),
                ("change_previous", "points"),
                ("last_year", "percent"),
                ("change_last_year", "points"),
            ),
            rows[1:] + rows[:1],
            note=cohort.code,
        )

    def _table_lost_trend(self, company_ids, period, buckets):
        rows = []
        for month in period.trend_months():
            cohort = add_months(month, -LOST_MONTHS)
            cells = self._cohort_cells(company_ids, [cohort], buckets)
            code = Period("month", cohort).code
            rows.append(Row(f"lost_{code}", code, cells))
        return Table(
            "lost_trend",
            self._label("lost_trend"),
            self._columns(
                ("came", "count"), ("lost", "count"), ("loss_rate", "percent")
            ),
            rows,
            row_header=self._label("month"),
            charts=[{"kind": "line", "columns": ["loss_rate"]}],
        )
