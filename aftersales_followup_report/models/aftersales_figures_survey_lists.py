from odoo import models
from odoo.tools import SQL

from ..tools.matrix import (
    Cell,
    Row,
    Table,
    change_cell,
    count_cell,
    rate_cell,
    score_cell,
    text_cell,
)
from ..tools.ranking import lowest
from .aftersales_figures import LOW_LEVELS
from .aftersales_figures_survey import FOLLOWUP, SCORE


class AftersalesFiguresSurveyLists(models.AbstractModel):
    """Chapter 3: levels, reasons, items."""

    _inherit = "aftersales.figures"

    def _labels(self):
        return super()._labels() | {
            "levels": self.env._("Satisfaction levels"),
            "unreachable_reasons": self.env._("Not reached, by reason"),
            "items": self.env._("Satisfaction items"),
            "item": self.env._("Item"),
            "mean": self.env._("Score"),
            "weight": self.env._("Weight"),
            "low_answers": self.env._("Low answers"),
            "weakest": self.env._("The three lowest items"),
            "rank": self.env._("Rank"),
            "function": self.env._("Department"),
            "very_satisfied": self.env._("Very satisfied (delighted)"),
            "satisfied": self.env._("Satisfied"),
            "basically": self.env._("Basically satisfied"),
            "dissatisfied": self.env._("Dissatisfied"),
            "very_dissatisfied": self.env._("Very dissatisfied"),
            "no_level": self.env._("Answered without a level"),
        }

    # Levels and reasons -----------------------------------------------------------

    def _table_levels(self, company_ids, period):
        """Effective follow-ups by level, share of all effective ones."""
        rows = self._select(
            SQL(
                """
                SELECT f.band_level AS level, COUNT(*) AS n %s AND f.is_effective
                GROUP BY 1
                """,
                self._from_due(company_ids, period.date_from, period.date_to),
            )
        )
        counts = {row["level"]: row["n"] for row in rows}
        total = sum(counts.values())
        effective = [
            *self._domain_due(company_ids, period),
            ("is_effective", "=", True),
        ]
        levels = ["very_satisfied", "satisfied", "basically", *LOW_LEVELS]
        if counts.get(None):
            levels.append(None)
        return Table(
            "levels",
            self._label("levels"),
            self._columns(("count", "count"), ("share", "percent")),
            [
                self._share_row(
                    level or "no_level",
                    self._label(level or "no_level"),
                    counts.get(level, 0),
                    total,
                    [*effective, ("band_level", "=", level or False)],
                )
                for level in levels
            ],
            charts=[{"kind": "columns", "columns": ["count"]}],
        )

    def _share_row(self, code, label, count, total, domain, model=FOLLOWUP):
        return Row(
            str(code),
            label,
            {
                "count": count_cell(count, model, domain),
                "share": rate_cell(count, total, model, domain),
            },
        )

    def _table_unreachable(self, company_ids, period, purpose=None):
        """Unreachable follow-ups by their last outcome, of one purpose when given."""
        of_purpose = (
            SQL("AND f.purpose_id = %s", purpose.id or 0)
            if purpose is not None
            else SQL()
        )
        rows = self._select(
            SQL(
                """
                SELECT f.outcome_id AS id, COUNT(*) AS n %s
                  AND f.is_called AND f.is_contact IS NOT TRUE %s
                GROUP BY 1 ORDER BY 2 DESC, 1
                """,
                self._from_due(company_ids, period.date_from, period.date_to),
                of_purpose,
            )
        )
        names = self._names("aftersales.followup.outcome", [row["id"] for row in rows])
        total = sum(row["n"] for row in rows)
        domain = [
            *self._domain_due(company_ids, period),
            ("is_called", "=", True),
            ("is_contact", "=", False),
        ]
        if purpose is not None:
            domain.append(("purpose_id", "=", purpose.id))
        lines = [
            self._share_row(
                f"outcome_{row['id'] or 0}",
                names.get(row["id"], self._label("none")),
                row["n"],
                total,
                [*domain, ("outcome_id", "=", row["id"] or False)],
            )
            for row in rows
        ]
        lines.append(
            self._share_row("total", self._label("total"), total, total, domain)
        )
        lines[-1].kind = "total"
        return Table(
            "unreachable_reasons",
            self._label("unreachable_reasons"),
            self._columns(("count", "count"), ("share", "percent")),
            lines,
        )

    # Items ------------------------------------------------------------------------

    def _table_items(self, company_ids, period, buckets):
        """Every item with its answers, mean and weight, and the MOT score below."""
        now, before, year = (
            self._sum_items(buckets, one.months())
            for one in (period, period.previous(), period.last_year())
        )
        domain = self._domain_scores(company_ids, period)
        rows = []
        for item in self._items():
            sums = now.get(item.code)
            if not sums and not (item.is_mot and item.active):
                continue
            rows.append(
                self._item_row(
                    item,
                    sums or {},
                    before.get(item.code, {}),
                    year.get(item.code, {}),
                    [*domain, ("item_code", "=", item.code)],
                )
            )
        rows.append(self._mot_row(company_ids, period, now, before, year))
        return Table(
            "items",
            self._label("items"),
            self._columns(
                ("sample", "count"),
                ("mean", "score"),
                ("weight", "weight"),
                ("target", "score"),
                ("previous", "score"),
                ("change_previous", "score_change"),
                ("last_year", "score"),
                ("change_last_year", "score_change"),
                ("low_answers", "count"),
            ),
            rows,
            row_header=self._label("item"),
            charts=[{"kind": "bars", "columns": ["mean"]}],
        )

    def _item_row(self, item, now, before, year, domain):
        mean = score_cell(
            now.get("mean"), now.get("answers", 0), SCORE, domain, item.target or None
        )
        low = [*domain, ("is_low", "=", True)]
        return Row(
            item.code,
            item.name,
            {
                "mean": mean,
                "low_answers": count_cell(now.get("low", 0), SCORE, low),
                "target": Cell(value=item.target or None, unit="score"),
                **self._item_cells(now, before, year, mean, domain),
            },
            model=item._name,
            res_id=item.id,
        )

    def _item_cells(self, now, before, year, mean, domain):
        previous = score_cell(before.get("mean"), before.get("answers", 0))
        last_year = score_cell(year.get("mean"), year.get("answers", 0))
        return {
            "sample": count_cell(now.get("answers", 0), SCORE, domain),
            "weight": Cell(value=now.get("weight"), unit="weight"),
            "previous": previous,
            "change_previous": change_cell(mean, previous),
            "last_year": last_year,
            "change_last_year": change_cell(mean, last_year),
        }

    def _mot_row(self, company_ids, period, now, before, year):
        (score, answers), (old, old_n), (past, past_n) = (
            self._mot_score(items) for items in (now, before, year)
        )
        domain = self._domain_mot(company_ids, period)
        mean = score_cell(score, answers, SCORE, domain)
        return Row(
            "mot",
            self._label("mot"),
            {
                "mean": mean,
                **self._item_cells(
                    {"answers": answers},
                    {"mean": old, "answers": old_n},
                    {"mean": past, "answers": past_n},
                    mean,
                    domain,
                ),
            },
            kind="total",
        )

    def _table_weakest(self, company_ids, period, buckets):
        """The three items with the lowest mean, lowest first."""
        sums = self._sum_items(buckets, period.months())
        items = {item.code: item for item in self._items() if item.is_mot}
        codes = lowest(
            (code, sums[code]["mean"] if code in sums else None) for code in items
        )
        functions = dict(
            self.env["aftersales.satisfaction.item"]
            ._fields["function"]
            ._description_selection(self.env)
        )
        rows = []
        for rank, code in enumerate(codes, start=1):
            item = items[code]
            domain = [
                *self._domain_scores(company_ids, period),
                ("item_code", "=", code),
            ]
            rows.append(
                Row(
                    code,
                    item.name,
                    {
                        "rank": Cell(value=rank, unit="rank"),
                        "mean": score_cell(
                            sums[code]["mean"],
                            sums[code]["answers"],
                            SCORE,
                            domain,
                            item.target or None,
                        ),
                        "sample": count_cell(sums[code]["answers"], SCORE, domain),
                        "target": Cell(value=item.target or None, unit="score"),
                        "function": text_cell(functions.get(item.function)),
                    },
                )
            )
        return Table(
            "weakest",
            self._label("weakest"),
            self._columns(
                ("rank", "rank"),
                ("mean", "score"),
                ("sample", "count"),
                ("target", "score"),
                ("function", "text"),
            ),
            rows,
            row_header=self._label("item"),
        )
