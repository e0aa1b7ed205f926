from odoo import models

from ..tools.matrix import Row, Table
from ..tools.periods import Alone

# Main figures of which less is better; of the others more is.
LESS = (
    "low",
    "refused",
    "unreachable",
    "complaint_rate",
    "complaints",
    "reopened",
    "late",
    "days_to_close",
    "redone",
    "warranty",
    "lost",
    "loss",
)


class AftersalesFiguresMain(models.AbstractModel):
    """The main figures of all chapters in one line, for stores side by side.

    Each is the figure of its own chapter (docs/figures.md); nothing is defined here.
    """

    _inherit = "aftersales.figures"

    def _chapter_builders(self):
        return super()._chapter_builders() | {"g1": self._chapter_stores}

    def _chapter_codes(self, kind, company_ids=()):
        """A group's report ends with its stores side by side."""
        codes = super()._chapter_codes(kind, company_ids)
        is_group = len(set(company_ids)) > 1 and kind in ("aftersales", "year")
        return [*codes, "g1"] if is_group else codes

    def _labels(self):
        return super()._labels() | {
            "chapter_g1": self.env._("Stores side by side"),
            "main_figures": self.env._("Main figures of the stores"),
            "group": self.env._("Group"),
            "on_time_short": self.env._("On time"),
            "overall_short": self.env._("Overall rate"),
            "new_vehicle_short": self.env._("New vehicles"),
            "top_short": self.env._("Delighted rate"),
            "low_short": self.env._("Disappointed rate"),
            "unreachable_short": self.env._("Unreachable rate"),
            "complaint_rate_short": self.env._("Complaints ÷ orders"),
            "closed_rate_short": self.env._("Closed rate"),
            "late_short": self.env._("Deadline missed"),
            "days_short": self.env._("Days to close"),
            "warranty_short": self.env._("Redone in warranty"),
        }

    def _good(self, code):
        """1 where more is better, -1 where less is."""
        return -1 if code.startswith(LESS) else 1

    # Figures by chapter ------------------------------------------------------------

    def _main_survey(self, company_ids, period, counts, items):
        """Chapter 3's main figures of one period, by the short codes."""
        cells = self._indicators(company_ids, period, counts, items)
        return {
            "due": cells["due"],
            "called": cells["called"],
            "called_rate_short": cells["called_rate"],
            "effective": cells["effective"],
            "effective_rate_short": cells["effective_rate"],
            "on_time_short": cells["on_time_rate"],
            "overall_short": cells["overall_rate"],
            "new_vehicle_short": cells["new_vehicle_rate"],
            "top": cells["top"],
            "top_short": cells["top_called"],
            "low": cells["low"],
            "low_short": cells["low_called"],
            "unreachable_short": cells["unreachable_rate"],
            "refused": cells["refused"],
            "mot": cells["mot"],
        }

    def _main_complaints(self, company_ids, period, buckets, reasons):
        """Chapter 4's main figures of one period."""
        cells = self._complaint_indicators(company_ids, period, buckets, reasons)
        return {
            "complaints": cells["complaints"],
            "complaint_rate_short": cells["complaint_rate"],
            "reasons": cells["reasons"],
            "closed": cells["closed"],
            "closed_rate_short": cells["closed_rate"],
            "reopened": cells["reopened"],
            "late_short": cells["late"],
            "days_short": cells["days_to_close"],
        }

    def _main_workshop(self, company_ids, period, buckets):
        """Chapter 5's main figures of one period."""
        cells = self._fix_indicators(company_ids, period, buckets)
        return {
            "orders": cells["orders"],
            "redone": cells["redone"],
            "fix_rate_short": cells["fix_rate"],
            "warranty_short": cells["warranty_rate"],
            "booked": cells["booked"],
            "booked_rate": cells["booked_rate"],
            "booked_by_us_rate": cells["booked_by_us_rate"],
        }

    def _main_lost(self, company_ids, period, buckets):
        """Chapter 6's main figures of one period."""
        months = self._cohort(period).months()
        return self._cohort_cells(company_ids, months, buckets)

    def _main_figures(self, company_ids, period):
        """Code → cell of all main figures of one period, compared with nothing.

        :param period: a Period; only its own months are read, but for lost vehicles
        """
        is_alone = isinstance(period, Alone)
        alone = period if is_alone else Alone(period.period_type, period.date_from)
        items = self._item_buckets(company_ids, alone)
        counts = self._count_buckets(company_ids, alone)
        complaints = self._complaint_buckets(company_ids, alone)
        reasons = self._reason_buckets(company_ids, alone)
        workshop = self._workshop_buckets(company_ids, alone)
        return {
            **self._main_survey(company_ids, alone, counts, items),
            **self._main_complaints(company_ids, alone, complaints, reasons),
            **self._main_workshop(company_ids, alone, workshop),
        }

    # Stores -------------------------------------------------------------------------

    def _chapter_stores(self, company_ids, period):
        """Chapter of a group's report: each store's main figures and the group's."""
        counts = self._count_buckets(company_ids, period)
        items = self._item_buckets(company_ids, period)
        return self._chapter(
            "g1",
            8,
            [
                self._table_main_figures(company_ids, period),
                self._table_stores(company_ids, period, counts, items),
                self._table_store_items(company_ids, period, items),
            ],
        )

    def _table_main_figures(self, company_ids, period):
        """A line a figure, a column a store."""
        columns = {
            f"store_{company_id}": self._store_figures([company_id], period)
            for company_id in company_ids
        }
        columns["group"] = self._store_figures(company_ids, period)
        names = self._names("res.company", company_ids)
        rows = [
            Row(
                f"main_{code}",
                self._label(code),
                {column: cells[code] for column, cells in columns.items()},
                "sub" if cell.unit == "percent" else "",
            )
            for code, cell in columns["group"].items()
        ]
        specs = [(f"store_{one}", "count", names[one]) for one in company_ids]
        return Table(
            "main_figures",
            self._label("main_figures"),
            self._columns(*specs, ("group", "count")),
            rows,
        )

    def _store_figures(self, company_ids, period):
        cohorts = self._visit_buckets(company_ids, period)
        return {
            **self._main_figures(company_ids, period),
            **self._main_lost(company_ids, period, cohorts),
        }

    def _table_store_items(self, company_ids, period, buckets):
        """Each store's ten items beside the others'."""
        names = self._names("res.company", company_ids)
        rows = []
        for item in self._items().filtered("is_mot"):
            cells = {}
            for company_id in company_ids:
                cells[f"store_{company_id}"] = self._store_item(
                    company_id, period, buckets, item
                )
            if any(cell.sample for cell in cells.values()):
                rows.append(Row(item.code, item.name, cells))
        specs = [(f"store_{one}", "score", names[one]) for one in company_ids]
        return Table(
            "items",
            self._label("items"),
            self._columns(*specs),
            rows,
            row_header=self._label("item"),
            charts=[{"kind": "radar", "columns": [spec[0] for spec in specs]}],
        )

    def _store_item(self, company_id, period, buckets, item):
        from_scores = self._sum_items(buckets, period.months(), company_id=company_id)
        return self._item_score([company_id], period, from_scores, item)
