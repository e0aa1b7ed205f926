from odoo import models
from odoo.tools import SQL

from ..tools.formats import format_value
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

# How many service advisors a weak item names.
ADVISORS = 5
NO_BREAK = "\N{NO-BREAK SPACE}"


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
            "weakest": self.env._("The three lowest items, and all below target"),
            "to_target": self.env._("To the target"),
            "lowest_advisors": self.env._(
                "Service advisors below target, lowest first"
            ),
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
        periods = (period, period.previous(), period.last_year())
        now, before, year = (self._sum_items(buckets, one.months()) for one in periods)
        rated = [self._domain_scores(company_ids, one) for one in periods]
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
                    [[*domain, ("item_code", "=", item.code)] for domain in rated],
                )
            )
        rows.append(self._mot_row(company_ids, periods, now, before, year))
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

    def _item_row(self, item, now, before, year, domains):
        mean = self._sums_cell(now, domains[0], item.target or None)
        low = [*domains[0], ("is_low", "=", True)]
        return Row(
            item.code,
            item.name,
            {
                "mean": mean,
                "low_answers": count_cell(now.get("low", 0), SCORE, low),
                "target": Cell(value=item.target or None, unit="score"),
                **self._item_cells(now, before, year, mean, domains),
            },
            model=item._name,
            res_id=item.id,
        )

    def _sums_cell(self, sums, domain, target=None):
        """Score of an item or a question from its sums; opens the answers."""
        return score_cell(
            sums.get("mean"), sums.get("answers", 0), SCORE, domain, target
        )

    def _item_cells(self, now, before, year, mean, domains):
        previous = self._sums_cell(before, domains[1])
        last_year = self._sums_cell(year, domains[2])
        return {
            "sample": count_cell(now.get("answers", 0), SCORE, domains[0]),
            "weight": Cell(value=now.get("weight"), unit="weight"),
            "previous": previous,
            "change_previous": change_cell(mean, previous),
            "last_year": last_year,
            "change_last_year": change_cell(mean, last_year),
        }

    def _mot_row(self, company_ids, periods, now, before, year):
        (score, answers), (old, old_n), (past, past_n) = (
            self._mot_score(items) for items in (now, before, year)
        )
        domains = [self._domain_mot(company_ids, one) for one in periods]
        mean = score_cell(score, answers, SCORE, domains[0])
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
                    domains,
                ),
            },
            kind="total",
        )

    def _weak_items(self, buckets, period):
        """Items to talk about, the lowest first: the three lowest of the MOT items, and
        all that miss their target."""
        sums = self._sum_items(buckets, period.months())
        items = [item for item in self._items() if item.code in sums]
        three = lowest(
            (item.code, sums[item.code]["mean"]) for item in items if item.is_mot
        )
        weak = [
            item
            for item in items
            if item.code in three
            or (item.target and sums[item.code]["mean"] < item.target)
        ]
        return sorted(weak, key=lambda item: sums[item.code]["mean"]), sums

    def _table_weakest(self, company_ids, period, buckets):
        """The weak items with who answers for them, and the advisors below target."""
        items, sums = self._weak_items(buckets, period)
        functions = dict(
            self.env["aftersales.satisfaction.item"]
            ._fields["function"]
            ._description_selection(self.env)
        )
        people = self._advisor_counts(company_ids, period) if items else []
        scores = self._advisor_scores(company_ids, period) if items else {}
        rows = []
        for rank, item in enumerate(items, start=1):
            code, one = item.code, sums[item.code]
            domain = [
                *self._domain_scores(company_ids, period),
                ("item_code", "=", code),
            ]
            target = Cell(value=item.target or None, unit="score")
            mean = score_cell(
                one["mean"], one["answers"], SCORE, domain, item.target or None
            )
            cells = {
                "rank": Cell(value=rank, unit="rank"),
                "mean": mean,
                "sample": count_cell(one["answers"], SCORE, domain),
                "target": target,
                "to_target": change_cell(mean, target),
                "function": text_cell(functions.get(item.function)),
                "lowest_advisors": text_cell(
                    self._advisors_below(item, people, scores)
                ),
            }
            rows.append(Row(code, item.name, cells))
        return Table(
            "weakest",
            self._label("weakest"),
            self._columns(
                ("rank", "rank"),
                ("mean", "score"),
                ("sample", "count"),
                ("target", "score"),
                ("to_target", "score_change"),
                ("function", "text"),
                ("lowest_advisors", "text"),
            ),
            rows,
            row_header=self._label("item"),
        )

    def _advisors_below(self, item, people, scores):
        """Advisors whose score of the item misses its target, with their answers."""
        below = []
        for person in people:
            one = scores.get(person["id"], {}).get(item.code)
            # an answer without an advisor is nobody's to talk about
            if person["id"] and one and one["mean"] < item.target:
                words = f"{format_value(one['mean'], 'score')} (n = {one['answers']})"
                # each stays in one line
                words = f"{person['name']} {words}".replace(" ", NO_BREAK)
                below.append((one["mean"], words))
        return "; ".join(words for _mean, words in sorted(below)[:ADVISORS])
