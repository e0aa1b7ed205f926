from odoo import models

from ..tools.matrix import Row, Table, change_cell, rate_cell, score_cell
from ..tools.periods import Period
from .aftersales_figures_complaint import ANY_CAUSE
from .aftersales_figures_survey import SCORE


class AftersalesFiguresYear(models.AbstractModel):
    """The yearly summary (M9): twelve months of every main figure.

    A line a month, then the whole year, the year before, and the change. Each figure is
    that of its chapter. Definitions: docs/figures.md, yearly summary.
    """

    _inherit = "aftersales.figures"

    def _report_chapters(self):
        return super()._report_chapters() | {"year": ["y1", "y2"]}

    def _chapter_builders(self):
        return super()._chapter_builders() | {
            "y1": self._chapter_year,
            "y2": self._chapter_year_behind,
        }

    def _labels(self):
        return super()._labels() | {
            "chapter_y1": self.env._("The year, month by month"),
            "chapter_y2": self.env._("What stands behind the year"),
            "year_contacts": self.env._("Follow-ups by month"),
            "year_satisfaction": self.env._("Satisfaction by month"),
            "year_items": self.env._("Satisfaction items by month"),
            "year_complaints": self.env._("Complaints by month"),
            "year_causes": self.env._("Reasons of complaints by month"),
            "year_workshop": self.env._("First-time fix and appointments by month"),
            "year_lost": self.env._("Lost vehicles by month"),
        }

    def _chapter_year(self, company_ids, period):
        """Twelve months of every main figure; see :meth:`compute_chapter`."""
        counts = self._count_buckets(company_ids, period)
        items = self._item_buckets(company_ids, period)
        reasons = self._reason_buckets(company_ids, period)
        survey = self._months_survey(company_ids, period, counts, items)
        return self._chapter(
            "y1",
            1,
            [
                self._table_year_contacts(survey),
                self._table_year_satisfaction(survey),
                self._table_year_items(company_ids, period, items),
                self._table_year_complaints(company_ids, period, reasons),
                self._table_year_causes(company_ids, period, reasons),
                self._table_year_workshop(company_ids, period),
                self._table_year_lost(company_ids, period),
                self._table_archive(
                    company_ids, period, self._visit_buckets(company_ids, period)
                ),
            ],
        )

    # Lines --------------------------------------------------------------------------

    def _month_rows(self, period, cells_of):
        """A line a month, the whole period, the one a year before, and the change.

        :param cells_of: function of a Period that gives column code → cell
        """
        rows = []
        for month in period.months():
            one = Period("month", month)
            rows.append(Row(f"month_{one.code}", one.code, cells_of(one)))
        whole, before = cells_of(period), cells_of(period.last_year())
        change = {
            code: change_cell(cell, before[code], self._good(code))
            for code, cell in whole.items()
        }
        for code, cells in (
            ("total", whole),
            ("last_year", before),
            ("change_last_year", change),
        ):
            rows.append(Row(code, self._label(code), cells, "total"))
        return rows

    def _months_survey(self, company_ids, period, counts, items):
        def cells_of(one):
            return self._main_survey(company_ids, one, counts, items)

        return self._month_rows(period, cells_of)

    def _month_table(self, code, rows, specs, **values):
        return Table(
            code,
            self._label(code),
            self._columns(*specs),
            rows,
            row_header=self._label("month"),
            **values,
        )

    # Tables -------------------------------------------------------------------------

    def _table_year_contacts(self, rows):
        rates = ("called_rate_short", "effective_rate_short", "on_time_short")
        return self._month_table(
            "year_contacts",
            rows,
            [
                ("due", "count"),
                ("called", "count"),
                ("called_rate_short", "percent"),
                ("effective", "count"),
                ("effective_rate_short", "percent"),
                ("on_time_short", "percent"),
                ("unreachable_short", "percent"),
                ("refused", "count"),
            ],
            charts=[
                {"kind": "columns", "columns": ["due", "called", "effective"]},
                {"kind": "line", "columns": list(rates)},
            ],
        )

    def _table_year_satisfaction(self, rows):
        return self._month_table(
            "year_satisfaction",
            rows,
            [
                ("overall_short", "percent"),
                ("new_vehicle_short", "percent"),
                ("mot", "score"),
                ("top", "count"),
                ("top_short", "percent"),
                ("low", "count"),
                ("low_short", "percent"),
            ],
            charts=[{"kind": "line", "columns": ["top_short", "low_short", "mot"]}],
        )

    def _table_year_items(self, company_ids, period, buckets):
        """The ten items and the MOT score of each month."""
        items = [one for one in self._items() if one.is_mot and one.active]

        def cells_of(one):
            sums = self._sum_items(buckets, one.months())
            cells = {
                item.code: self._item_score(company_ids, one, sums, item)
                for item in items
            }
            score, answers = self._mot_score(sums)
            domain = self._domain_mot(company_ids, one)
            return cells | {"mot": score_cell(score, answers, SCORE, domain)}

        specs = [(item.code, "score", item.name) for item in items]
        return self._month_table(
            "year_items",
            self._month_rows(period, cells_of),
            [*specs, ("mot", "score")],
            kind="wide",
        )

    def _item_score(self, company_ids, period, sums, item):
        """Score of an item from the sums of a period, with its target."""
        one = sums.get(item.code, {})
        domain = self._domain_scores(company_ids, period)
        return score_cell(
            one.get("mean"),
            one.get("answers", 0),
            SCORE,
            [*domain, ("item_code", "=", item.code)],
            item.target or None,
        )

    def _table_year_complaints(self, company_ids, period, reasons):
        buckets = self._complaint_buckets(company_ids, period)

        def cells_of(one):
            return self._main_complaints(company_ids, one, buckets, reasons)

        return self._month_table(
            "year_complaints",
            self._month_rows(period, cells_of),
            [
                ("complaints", "count"),
                ("complaint_rate_short", "percent"),
                ("reasons", "count"),
                ("closed", "count"),
                ("closed_rate_short", "percent"),
                ("reopened", "count"),
                ("late_short", "count"),
                ("days_short", "number"),
            ],
            charts=[{"kind": "columns", "columns": ["complaints", "closed"]}],
        )

    def _table_year_causes(self, company_ids, period, reasons):
        """Main causes by month, with share and the year before."""
        months, before = period.months(), period.last_year().months()
        roots = {row["root"] for row in reasons if row["month"] in {*months, *before}}
        causes = self.env["aftersales.complaint.cause"].sudo()  # a catalogue
        causes = causes.with_context(active_test=False)
        total = self._sum_reasons(reasons, months)
        rows = []
        for cause in causes.browse([one for one in roots if one]).sorted():
            cells = self._cause_months(company_ids, period, reasons, cause.id)
            cells["share"] = rate_cell(cells["total"].value, total)
            code = f"cause_{cause.code or cause.id}"
            rows.append(Row(code, cause.name, cells))
        rows.sort(key=lambda row: -row.cells["total"].value)
        cells = self._cause_months(company_ids, period, reasons, ANY_CAUSE)
        cells["share"] = rate_cell(total, total)
        rows.append(Row("total", self._label("total"), cells, "total"))
        specs = [(f"in_{one:%Y_%m}", "count", f"{one.month}") for one in months]
        return Table(
            "year_causes",
            self._label("year_causes"),
            self._columns(
                *specs,
                ("total", "count"),
                ("share", "percent"),
                ("last_year", "count"),
                ("change_last_year", "change"),
            ),
            rows,
            row_header=self._label("cause"),
            charts=[{"kind": "columns", "columns": ["total", "last_year"]}],
            kind="wide",
        )

    def _cause_months(self, company_ids, period, reasons, root):
        """Reasons of a main cause by month, in the year and in the one before."""
        months = {
            f"in_{month:%Y_%m}": Period("month", month) for month in period.months()
        }
        spans = months | {"total": period, "last_year": period.last_year()}
        cells = {
            code: self._reasons_cell(company_ids, one, reasons, root)
            for code, one in spans.items()
        }
        change = change_cell(cells["total"], cells["last_year"], -1)
        return cells | {"change_last_year": change}
