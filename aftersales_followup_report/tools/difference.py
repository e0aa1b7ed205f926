"""What today's data would give otherwise than a frozen chapter (M8)."""

from dataclasses import dataclass

from .formats import NOTHING, format_value
from .matrix import Cell

# What follows from other figures of the line differs with them.
DERIVED_UNITS = ("points", "score_change", "change")
DERIVED_COLUMNS = ("basis",)


@dataclass
class Difference:
    """One figure or line; ``frozen`` or ``now`` is None where there is no such line."""

    table: str
    row: str
    column: str
    frozen: str | None
    now: str | None


def differences(frozen, live, living=()):
    """Figures and lines of a frozen chapter that today's data would give otherwise.

    Figures are compared as they are written: what nobody sees is no difference. Labels
    are those of the frozen chapter, in the reader's language.

    :param living: models whose records go on living: their state is no figure

    >>> from .matrix import Chapter, Column, Row, Table, count_cell
    >>> def chapter(*rows, kind="figures"):
    ...     return Chapter("c", 1, "C", [Table("t", "T", [Column("v", "V")], [
    ...         Row(code, code, {"v": count_cell(n)}) for code, n in rows], kind=kind)])
    >>> differences(chapter(("a", 1), ("b", 2)), chapter(("a", 1), ("b", 3)))
    [Difference(table='T', row='b', column='V', frozen='2', now='3')]
    >>> differences(chapter(), chapter(("new", 3)))
    [Difference(table='T', row='new', column='V', frozen='–', now='3')]
    >>> differences(chapter(("x", 1), kind="list"), chapter(kind="list"))
    [Difference(table='T', row='x', column='', frozen='x', now=None)]
    """
    found = []
    tables = {table.code: table for table in live.tables}
    codes = {table.code for table in frozen.tables}
    added = [table for table in live.tables if table.code not in codes]
    for table in [*frozen.tables, *added]:
        old = table if table.code in codes else None
        found += _table_differences(old, tables.get(table.code), living)
    return found


def _table_differences(old, new, living):
    shape = old or new
    before, today = (
        {row.code: row for row in table.rows if row.model not in living}
        if table
        else {}
        for table in (old, new)
    )
    columns = _columns(old, new)
    found = []
    for code in dict.fromkeys([*before, *today]):
        was, now = before.get(code), today.get(code)
        label = (was or now).label
        if shape.kind == "list" and (was is None or now is None):
            texts = (label if was else None, label if now else None)
            found.append(Difference(shape.label, label, "", *texts))
            continue
        for column, title in columns.items():
            if column in DERIVED_COLUMNS or _is_derived(was, now, column):
                continue
            texts = [_text(row, column) for row in (was, now)]
            if texts[0] != texts[1]:
                found.append(Difference(shape.label, label, title, *texts))
    return found


def _columns(old, new):
    """Column code → label of either table, the frozen one's first."""
    titles = {}
    for table in filter(None, (old, new)):
        for column in table.columns:
            titles.setdefault(column.code, column.label)
    return titles


def _is_derived(was, now, column):
    cells = [row.cells.get(column) for row in (was, now) if row]
    return any(cell and cell.unit in DERIVED_UNITS for cell in cells)


def _text(row, column):
    cell = (row.cells.get(column) if row else None) or Cell()
    return format_value(cell.value, cell.unit) or NOTHING
