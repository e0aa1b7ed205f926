from odoo import models


class AftersalesFiguresYearTables(models.AbstractModel):
    """The yearly summary: workshop and lost vehicles by month, and who stands behind.

    The second chapter takes its tables from the month's chapters, of the whole year.
    """

    _inherit = "aftersales.figures"

    def _table_year_workshop(self, company_ids, period):
        buckets = self._workshop_buckets(company_ids, period)

        def cells_of(one):
            return self._main_workshop(company_ids, one, buckets)

        return self._month_table(
            "year_workshop",
            self._month_rows(period, cells_of),
            [
                ("orders", "count"),
                ("redone", "count"),
                ("fix_rate_short", "percent"),
                ("warranty_short", "percent"),
                ("booked", "count"),
                ("booked_rate", "percent"),
                ("booked_by_us_rate", "percent"),
            ],
            charts=[{"kind": "line", "columns": ["fix_rate_short", "booked_rate"]}],
        )

    def _table_year_lost(self, company_ids, period):
        """By the month that showed them lost: six months after the cohort's."""
        buckets = self._visit_buckets(company_ids, period)

        def cells_of(one):
            return self._main_lost(company_ids, one, buckets)

        return self._month_table(
            "year_lost",
            self._month_rows(period, cells_of),
            [
                ("came", "count"),
                ("lost", "count"),
                ("loss_rate", "percent"),
                ("once", "count"),
            ],
            charts=[{"kind": "line", "columns": ["loss_rate"]}],
            note=self.env._("Each month: the vehicles that came six months before."),
        )

    def _chapter_year_behind(self, company_ids, period):
        """Who and what stands behind the year's figures."""
        counts = self._count_buckets(company_ids, period)
        items = self._item_buckets(company_ids, period)
        measures = self._measure_rows(self._where_measures(company_ids, period))
        advisors, _items = self._tables_advisors(company_ids, period)
        return self._chapter(
            "y2",
            2,
            [
                self._table_stores(company_ids, period, counts, items),
                self._table_purposes(company_ids, period, counts),
                self._table_categories(company_ids, period),
                advisors,
                self._table_technicians(company_ids, period),
                self._table_rework_reasons(company_ids, period),
                self._table_problems(company_ids, period),
                self._table_complaint_group(
                    company_ids, period, "functions", "function"
                ),
                self._table_lost_reasons(company_ids, period),
                self._table_measure_status(company_ids, period, measures),
                self._table_item_measures(company_ids, period, measures, items),
            ],
        )
