"""The matrix of a chapter: what screen, PDF and XLSX lay out.

A chapter has tables; a table has columns and rows; a cell carries its value, what it
was divided from and the domain that opens its records. It is plain data:
``as_dict`` and ``from_dict`` take it into the snapshot of a confirmed report and back.
"""

from dataclasses import dataclass, field, fields

from .formats import RATES
from .statistics import SMALL_SAMPLE, difference, rate, wilson


@dataclass
class Cell:
    """One figure.

    ``value`` is not rounded; ``unit`` is one of formats.UNITS. ``numerator`` and
    ``denominator`` stand behind a rate, ``sample`` is the number of answers behind a
    mean. ``model`` and ``domain`` open the records; no model, nothing to open. ``good``
    says which way is better: 1 more, -1 less, 0 neither.
    """

    value: object = None
    unit: str = "text"
    numerator: float | None = None
    denominator: float | None = None
    sample: int | None = None
    model: str = ""
    domain: list = field(default_factory=list)
    target: float | None = None
    good: int = 1

    @property
    def interval(self):
        """Wilson bounds of a rate over fewer than 30 answers, else None (M10).

        >>> rate_cell(5, 40).interval is None, rate_cell(0, 0).interval is None
        (True, True)
        >>> [round(bound) for bound in rate_cell(5, 6).interval]
        [44, 97]
        """
        if self.unit not in RATES or not self.denominator:
            return None
        if self.denominator >= SMALL_SAMPLE or self.numerator is None:
            return None
        if not 0 <= self.numerator <= self.denominator:
            return None
        return wilson(self.numerator, self.denominator)

    @property
    def is_below_target(self):
        """Whether there is a target and the value misses it; where less is better, the
        value is to stay under it.

        >>> [rate_cell(n, 100, target=5.0, good=-1).is_below_target for n in (4, 5)]
        [False, True]
        >>> [rate_cell(n, 100, target=30.0).is_below_target for n in (29, 30)]
        [True, False]
        """
        if self.target is None or not isinstance(self.value, int | float):
            return False
        return self.value >= self.target if self.good < 0 else self.value < self.target


@dataclass
class Column:
    """``code`` finds the label again in another language."""

    code: str
    label: str
    unit: str = "text"
    width: int = 0


@dataclass
class Row:
    """``cells`` by column code; what is missing prints empty."""

    code: str
    label: str
    cells: dict = field(default_factory=dict)
    kind: str = ""
    model: str = ""
    res_id: int = 0


@dataclass
class Table:
    """One table; ``charts`` name columns to draw, ``kind`` its layout.

    ``new_page`` lets it begin a page: a person's own one, to hand over.
    """

    code: str
    label: str
    columns: list = field(default_factory=list)
    rows: list = field(default_factory=list)
    row_header: str = ""
    charts: list = field(default_factory=list)
    note: str = ""
    kind: str = "figures"
    new_page: bool = False

    def cell(self, row_code, column_code):
        """The cell at that place, None when the table has none there."""
        for row in self.rows:
            if row.code == row_code:
                return row.cells.get(column_code)
        return None


@dataclass
class Chapter:
    """One chapter of the report, for a list of companies and a period.

    ``lang`` is the language of the words in its cells.
    """

    code: str
    number: int
    label: str
    tables: list = field(default_factory=list)
    version: str = ""
    lang: str = ""

    def table(self, code):
        """The table with that code, None when there is none."""
        return next((table for table in self.tables if table.code == code), None)

    def cell(self, table, row, column):
        """The cell at ``table / row / column``, None when there is none."""
        found = self.table(table)
        return found.cell(row, column) if found else None

    def cells(self):
        """Every cell with its place: (table, row, column, cell)."""
        for table in self.tables:
            for row in table.rows:
                for column in table.columns:
                    cell = row.cells.get(column.code)
                    if cell is not None:
                        yield table, row, column, cell


def count_cell(value, model="", domain=()):
    """A count that opens its records.

    >>> count_cell(None).value
    0
    """
    return Cell(value=value or 0, unit="count", model=model, domain=list(domain))


def rate_cell(
    numerator, denominator, model="", domain=(), target=None, unit="percent", good=1
):
    """A rate with both its counts; None where there is nothing to divide by.

    >>> rate_cell(700, 850).denominator, rate_cell(1, 0).value is None
    (850, True)
    """
    return Cell(
        value=rate(numerator, denominator),
        unit=unit,
        numerator=numerator,
        denominator=denominator,
        sample=denominator,
        model=model,
        domain=list(domain),
        target=target,
        good=good,
    )


def score_cell(value, sample=None, model="", domain=(), target=None):
    """A score of 0–100 with the number of answers behind it."""
    return Cell(
        value=value,
        unit="score",
        sample=sample,
        model=model,
        domain=list(domain),
        target=target,
    )


def text_cell(value, model="", domain=()):
    """Words."""
    return Cell(value=value or "", unit="text", model=model, domain=list(domain))


def change_cell(cell, reference, good=1):
    """How far ``cell`` is from ``reference``; points where both are rates or scores.

    >>> change_cell(rate_cell(3, 4), rate_cell(1, 2)).value
    25.0
    >>> change_cell(count_cell(3), count_cell(5)).unit
    'change'
    >>> change_cell(Cell(2.0, "number"), Cell(2.5, "number")).unit
    'score_change'
    """
    unit = "points" if cell.unit in RATES else "change"
    unit = "score_change" if cell.unit in ("score", "number") else unit
    return Cell(value=difference(cell.value, reference.value), unit=unit, good=good)


def as_dict(item):
    """Plain lists and dicts for JSON; defaults are left out to keep snapshots small.

    >>> chapter = Chapter("m3", 3, "Own survey", [Table("t", "T", [Column("v", "V")],
    ...     [Row("r", "R", {"v": rate_cell(1, 2, "x.y", [("a", "=", 1)])})])])
    >>> from_dict(as_dict(chapter)).cell("t", "r", "v").domain
    [['a', '=', 1]]
    """
    if isinstance(item, list | tuple):
        return [as_dict(one) for one in item]
    if isinstance(item, dict):
        return {key: as_dict(one) for key, one in item.items()}
    if isinstance(item, Cell | Column | Row | Table | Chapter):
        values = {one.name: getattr(item, one.name) for one in fields(item)}
        return {
            name: as_dict(value)
            for name, value in values.items()
            if (value not in (None, "", [], {}) and value is not False)
            or name == "value"
        }
    if hasattr(item, "isoformat"):
        return item.isoformat()
    return item


def from_dict(values):
    """A chapter from what ``as_dict`` made of it; unknown keys of later versions are
    dropped, so that an old snapshot always opens."""
    tables = []
    for table in values.get("tables", []):
        rows = []
        for row in table.get("rows", []):
            cells = {
                code: Cell(**_known(Cell, cell))
                for code, cell in row.get("cells", {}).items()
            }
            rows.append(Row(**{**_required(row), **_known(Row, row), "cells": cells}))
        columns = [
            Column(**{**_required(column), **_known(Column, column)})
            for column in table.get("columns", [])
        ]
        tables.append(
            Table(
                **{
                    **_required(table),
                    **_known(Table, table),
                    "columns": columns,
                    "rows": rows,
                }
            )
        )
    head = {**_required(values), "number": 0, **_known(Chapter, values)}
    return Chapter(**{**head, "tables": tables})


def _known(kind, values):
    names = {one.name for one in fields(kind)}
    return {name: value for name, value in values.items() if name in names}


def _required(values):
    # as_dict() leaves out empty texts, the dataclasses want them
    return {"code": values.get("code", ""), "label": values.get("label", "")}
