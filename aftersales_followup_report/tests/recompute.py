import datetime
import math

from ..tools.formats import RATES
from ..tools.periods import Period
from .random_records import RandomRecordsCase
from .recompute_complaint import Complaints
from .recompute_kinds import Key, People, Sales
from .recompute_lost import Lost
from .recompute_measures import External, Measures
from .recompute_rows import Span, Tables
from .recompute_survey import Survey
from .recompute_workshop import Workshop
from .recompute_year import Main

# Tables whose lines have a place, beside the lists.
RANKED = ("weakest", "problems", "levels")
# Of lists, the order of names is not defined here.
BY_NAME = ("key_list",)
# Rows that count reasons of all causes, beside those of that name.
ALL_CAUSES = (("causes", "total"), ("year_causes", "total"))


def aftersales(tables, ids, span):
    """Chapter → table → row → column → figure of the after-sales report."""
    measures, lost = Measures(tables, ids), Lost(tables, ids, span.date_to)
    chapters = {
        "m1": measures.chapter(span),
        "m2": External(tables, ids).chapter(span),
        "m3": Survey(tables, ids).chapter(span),
        "m4": Complaints(tables, ids).chapter(span),
        "m5": Workshop(tables, ids).chapter(span),
        "m6": lost.chapter(span),
        "m7": measures.next_chapter(span),
    }
    if len(ids) > 1:
        chapters["g1"] = Main(tables, ids, span.date_to).stores(span)
    return chapters


def year(tables, ids, span):
    """The yearly summary; a group's ends with its stores."""
    main = Main(tables, ids, span.date_to)
    chapters = main.year(span)
    return chapters | ({"g1": main.stores(span)} if len(ids) > 1 else {})


# Kind of report, kind of period, its first month, and the recomputation.
REPORTS = {
    "month": ("aftersales", "month", (2026, 3), aftersales),
    "quarter": ("aftersales", "quarter", (2026, 1), aftersales),
    "nothing": ("aftersales", "month", (2021, 7), aftersales),
    "sales": ("sales", "month", (2026, 3), lambda t, i, s: Sales(t, i).report(s)),
    "people": (
        "people",
        "month",
        (2026, 3),
        lambda t, i, s: {
            "p1": People(t, i).chapter(s),
            "p2": Workshop(t, i).pages(s),
        },
    ),
    "key": ("key_customer", "quarter", (2026, 1), lambda t, i, s: Key(t, i).report(s)),
    "lost": (
        "lost",
        "half",
        (2025, 7),
        lambda t, i, s: Lost(t, i, s.date_to).report(s),
    ),
    "year": ("year", "year", (2025, 1), year),
}
LENGTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}


class RecomputeCase(RandomRecordsCase):
    """Every cell of every chapter against the second computation."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tables = Tables(cls.env)
        # who reads reports of which stores
        cls.readers = {cls.manager: cls.east, cls.chief: cls.both}

    def _chapters(self, name, user):
        """The chapters of a report as its reader gets them."""
        kind, period_type, month, _recompute = REPORTS[name]
        period = Period(period_type, datetime.date(*month, 1))
        figures = self._figures_of(user)
        return figures.compute_chapters(self.readers[user].ids, period, kind)

    def _figures_of(self, user):
        companies = self.readers[user].ids
        return (
            self.env["aftersales.figures"]
            .with_user(user)
            .with_context(allowed_company_ids=companies)
            ._remembering()
        )

    def _expected(self, name, user):
        _kind, period_type, month, recompute = REPORTS[name]
        span = Span.of(*month, LENGTHS[period_type])
        return recompute(self.tables, self.readers[user].ids, span)

    # Comparing ----------------------------------------------------------------------

    def _assert_report(self, chapters, expected):
        """The chapters are these, each cell is the recomputed one."""
        self.assertEqual([one.code for one in chapters], list(expected))
        for chapter in chapters:
            self._assert_chapter(chapter, expected[chapter.code])

    def _assert_chapter(self, chapter, expected):
        """No table, row or cell without a recomputation, none without a figure."""
        codes = [table.code for table in chapter.tables]
        self.assertEqual(sorted(codes), sorted(expected), chapter.code)
        for table in chapter.tables:
            place = (chapter.code, table.code)
            rows = expected[table.code]
            found = [row.code for row in table.rows]
            is_list = table.kind == "list" and table.code not in BY_NAME
            if is_list or table.code in RANKED:
                self.assertEqual(found, list(rows), place)
            else:
                self.assertEqual(sorted(found), sorted(rows), place)
            for row in table.rows:
                self._assert_row(table, row, dict(rows[row.code]), (*place, row.code))

    def _assert_row(self, table, row, expected, place):
        label = expected.pop("", None)
        if label is not None:
            self.assertEqual(row.label, label.value, place)
        columns = [column.code for column in table.columns]
        cells = {code: row.cells[code] for code in columns if code in row.cells}
        self.assertEqual(sorted(cells), sorted(expected), place)
        for code, cell in cells.items():
            self._assert_cell(cell, expected[code], (*place, code))

    def _assert_cell(self, cell, fig, place):
        """Value, counts, answers, target and interval, to the last digit."""
        self._assert_number(cell.value, fig.value, place)
        self.assertEqual(
            cell.unit in RATES, fig.kind in ("rate", "percent"), (*place, "unit")
        )
        for name in ("numerator", "denominator", "sample", "target"):
            found, wanted = getattr(cell, name), getattr(fig, name)
            self.assertEqual(found, wanted, (*place, name))
        self.assertEqual(cell.is_below_target, fig.misses, (*place, "below target"))
        self.assertEqual(bool(cell.interval), bool(fig.interval), (*place, "interval"))
        for found, wanted in zip(cell.interval or (), fig.interval or (), strict=True):
            self.assertTrue(math.isclose(found, wanted, abs_tol=1e-6), place)

    def _assert_number(self, found, wanted, place):
        if isinstance(found, float) and isinstance(wanted, int | float):
            self.assertTrue(
                math.isclose(found, wanted, rel_tol=1e-11, abs_tol=1e-11),
                (*place, found, wanted),
            )
        else:
            self.assertEqual(found, wanted, place)

    # Links --------------------------------------------------------------------------

    def _assert_links(self, chapters, user):
        """Every figure opens as many records as it counts, and those of its reader."""
        known = {}
        for chapter in chapters:
            for table, row, column, cell in chapter.cells():
                place = (chapter.code, table.code, row.code, column.code)
                self._assert_opens(cell, user, place, known)
        return len(known)

    def _assert_opens(self, cell, user, place, known=None):
        """The records behind a figure are as many as it says, with the user's rights.

        :param known: counts of domains that were asked before
        """
        known = {} if known is None else known
        if not cell.model:
            return
        key = (cell.model, str(cell.domain))
        if key not in known:
            records = self.env[cell.model].with_user(user)
            known[key] = records.with_context(
                allowed_company_ids=self.readers[user].ids, active_test=False
            ).search_count(cell.domain)
        if {"reasons", "main_reasons"} & set(place) or place[1:3] in ALL_CAUSES:
            # a complaint with two of all the reasons is one record
            self.assertLessEqual(known[key], self._records_of(cell), place)
            self.assertEqual(bool(known[key]), bool(self._records_of(cell)), place)
        else:
            self.assertEqual(known[key], self._records_of(cell), place)

    def _records_of(self, cell):
        """How many records stand behind a figure."""
        if cell.model == "aftersales.external.score":
            return 1  # the record it was given with
        if cell.unit in RATES:
            return cell.numerator
        if cell.unit == "number":
            return cell.numerator  # what it is the mean of
        return cell.sample if cell.unit == "score" else cell.value
