from odoo import models

from ..tools.matrix import (
    Cell,
    Row,
    Table,
    change_cell,
    count_cell,
    score_cell,
    text_cell,
)
from .aftersales_figures_complaint import COMPLAINT
from .aftersales_figures_survey import FOLLOWUP, SCORE

# Low answers in words that still fit on a person's page.
WORDS = 8


class AftersalesFiguresPeople(models.AbstractModel):
    """A page for each service advisor (M3): to hand over and to talk about.

    The figures are those of chapter 3, of one advisor, beside the store's.
    Definitions: docs/figures.md, advisors and technicians.
    """

    _inherit = "aftersales.figures"

    def _report_chapters(self):
        return super()._report_chapters() | {"people": ["p1", "p2"]}

    def _chapter_builders(self):
        return super()._chapter_builders() | {"p1": self._chapter_advisors}

    def _labels(self):
        return super()._labels() | {
            "chapter_p1": self.env._("Service advisors, one by one"),
            "everybody": self.env._("Everybody"),
            "difference": self.env._("Difference"),
            "person_items": self.env._("Satisfaction items"),
            "person_words": self.env._("Low answers in the customers' words"),
        }

    def _chapter_advisors(self, company_ids, period):
        """All advisors in one table, then a page each."""
        overview, _items = self._tables_advisors(company_ids, period)
        tables = [overview]
        periods = (period, period.previous(), period.last_year())
        people = [self._people(company_ids, one) for one in periods]
        store = self._sum_items(
            self._item_buckets(company_ids, period), period.months()
        )
        words = self._words_of_advisors(company_ids, period)
        for key, person in people[0].items():
            if key:  # what belongs to nobody has no page
                tables += [
                    self._table_person(company_ids, periods, people, key),
                    self._table_person_items(company_ids, period, person, store),
                    self._table_person_words(person, words.get(key, [])),
                ]
        return self._chapter("p1", 1, tables)

    def _people(self, company_ids, period):
        """Advisor id → counts, orders, item sums and complaints of a period."""
        scores = self._advisor_scores(company_ids, period)
        complaints = self._complaint_counts(company_ids, period, "advisor_id")
        return {
            one["id"]: {
                **one,
                "items": scores.get(one["id"], {}),
                "complaints": complaints.get(one["id"], 0),
            }
            for one in self._advisor_counts(company_ids, period)
        }

    def _person_cells(self, company_ids, period, person):
        """Code → cell of an advisor in a period; no person, nothing counted."""
        if not person:
            return {}
        mine = ("advisor_id", "=", person["id"])
        domain = [*self._domain_due(company_ids, period), mine]
        settled = [mine, *self._domain_settled(company_ids, period)]
        complaints = [*self._domain_complaints(company_ids, period), mine]
        mot, answers = self._mot_score(person["items"])
        rated = [*self._domain_mot(company_ids, period), mine]
        return {
            "orders": count_cell(person["orders"], "repair.order", settled),
            **self._count_cells(person, domain),
            "mot": score_cell(mot, answers, SCORE, rated),
            "complaints": count_cell(person["complaints"], COMPLAINT, complaints),
        }

    def _table_person(self, company_ids, periods, people, key):
        """Key figures of an advisor with the period before, last year, everybody."""
        now, before, year = (
            self._person_cells(company_ids, period, group.get(key))
            for period, group in zip(periods, people, strict=True)
        )
        everybody = self._everybody_cells(company_ids, periods[0], people[0])
        rows = []
        for code, cell in now.items():
            nothing = Cell(None, cell.unit)
            old, last = before.get(code, nothing), year.get(code, nothing)
            good = self._good(code)
            cells = {
                "value": cell,
                "previous": old,
                "change_previous": change_cell(cell, old, good),
                "last_year": last,
                "change_last_year": change_cell(cell, last, good),
            }
            if cell.unit in ("percent", "score"):
                cells["everybody"] = everybody[code]
            kind = "sub" if cell.unit == "percent" else ""
            rows.append(Row(code, self._label(code), cells, kind))
        return Table(
            f"person_{key}",
            people[0][key]["name"],
            self._columns(
                ("value", "count"),
                ("previous", "count"),
                ("change_previous", "change"),
                ("last_year", "count"),
                ("change_last_year", "change"),
                ("everybody", "percent"),
            ),
            rows,
            new_page=True,
        )

    def _everybody_cells(self, company_ids, period, people):
        """Rates and MOT score over all advisors of the period."""
        sums = {
            name: sum(person[name] for person in people.values())
            for name in ("due", "called", "effective", "top", "low")
        }
        cells = self._count_cells(sums, self._domain_due(company_ids, period))
        items = self._sum_items(
            self._item_buckets(company_ids, period), period.months()
        )
        return cells | {"mot": score_cell(*self._mot_score(items))}

    def _table_person_items(self, company_ids, period, person, store):
        """The ten items of an advisor beside everybody's."""
        rows = []
        for item in self._items().filtered("is_mot"):
            sums = person["items"].get(item.code)
            if not sums:
                continue
            mine = [
                *self._domain_scores(company_ids, period),
                ("advisor_id", "=", person["id"]),
                ("item_code", "=", item.code),
            ]
            low = [*mine, ("is_low", "=", True)]
            all_of = store.get(item.code, {})
            value = score_cell(
                sums["mean"], sums["answers"], SCORE, mine, item.target or None
            )
            everybody = score_cell(all_of.get("mean"), all_of.get("answers", 0))
            cells = {
                "sample": count_cell(sums["answers"], SCORE, mine),
                "mean": value,
                "everybody": everybody,
                "difference": change_cell(value, everybody),
                "low_answers": count_cell(sums["low"], SCORE, low),
            }
            rows.append(Row(item.code, item.name, cells))
        return Table(
            f"person_items_{person['id']}",
            f"{person['name']} · {self._label('person_items')}",
            self._columns(
                ("sample", "count"),
                ("mean", "score"),
                ("everybody", "score"),
                ("difference", "score_change"),
                ("low_answers", "count"),
            ),
            rows,
            row_header=self._label("item"),
            charts=[{"kind": "radar", "columns": ["mean", "everybody"]}],
        )

    def _words_of_advisors(self, company_ids, period):
        """Advisor id → low scores with words, the lowest first."""
        # the report is of companies the user has: names and words only
        scores = self.env[SCORE].sudo()
        domain = [
            *self._domain_scores(company_ids, period),
            ("is_low", "=", True),
            ("comment", "!=", False),
            ("advisor_id", "!=", False),
        ]
        found = scores.search(domain, order="value, id")
        return {
            advisor.id: rows[:WORDS]
            for advisor, rows in found.grouped("advisor_id").items()
        }

    def _table_person_words(self, person, scores):
        lines = [
            Row(
                str(score.id),
                score.followup_id.partner_id.name or "",
                {
                    "item": text_cell(score.item_id.name),
                    "mean": Cell(score.value, "score"),
                    "comment": text_cell(score.comment),
                    "date": text_cell(str(score.date)),
                },
                model=FOLLOWUP,
                res_id=score.followup_id.id,
            )
            for score in scores
        ]
        return lines and Table(
            f"person_words_{person['id']}",
            f"{person['name']} · {self._label('person_words')}",
            self._columns(
                ("item", "text"),
                ("mean", "score"),
                ("comment", "text"),
                ("date", "text"),
            ),
            lines,
            row_header=self._label("customer"),
            kind="list",
        )
