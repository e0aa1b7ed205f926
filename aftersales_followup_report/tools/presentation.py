"""From a matrix to what a page needs: texts, classes and drawn charts.

The QWeb templates of screen and paper only place what is prepared here.
"""

from . import charts
from .drawing import text_width
from .formats import NUMERIC, format_interval, format_note, format_value

BLOCK_ROWS = 30
CHART_BLOCK_ROWS = 16
# Names and dates of a list are not broken; a column of CJK text would stand upright.
SHORT_TEXT = 10
# Heads of up to four characters of CJK text stay in one line, too.
SHORT_HEAD = 44
# Neither is a month nor the number of a complaint.
SHORT_LABEL = 76


def cell_view(cell, path=""):
    """Text, small print and link of one cell.

    >>> from .matrix import rate_cell
    >>> view = cell_view(rate_cell(5, 6, "x.y", []), "m3/t/r/c")
    >>> view["text"], view["note"], view["path"], view["css"]
    ('83.3 %', '43.6–97.0 %', 'm3/t/r/c', 'as-number')
    >>> cell_view(None)["text"]
    ''
    """
    if cell is None:
        return {"text": "", "note": "", "path": "", "css": ""}
    css = ["as-number"] if cell.unit in NUMERIC else ["as-text"]
    if cell.is_below_target:
        css.append("as-below")
    if cell.unit in ("points", "score_change") and isinstance(cell.value, int | float):
        gain = cell.value * cell.good
        css.append("as-better" if gain > 0.05 else "")
        css.append("as-worse" if gain < -0.05 else "")
    return {
        "text": format_value(cell.value, cell.unit),
        "note": format_interval(cell.interval),
        "path": path if cell.model else "",
        "css": " ".join(filter(None, css)),
    }


def table_view(table, chapter_code=""):
    """Everything a template prints of one table.

    >>> from .matrix import Column, Row, Table, score_cell
    >>> table = Table("t", "T", [Column("v", "V", "score")],
    ...     [Row("r", "R", {"v": score_cell(90.0, 4)})], kind="wide")
    >>> view = table_view(table)
    >>> view["rows"][0]["cells"][0]["note"], view["columns"][0]["css"]
    ('n = 4', 'as-number as-nowrap')
    """
    rows = []
    for row in table.rows:
        cells = []
        for column in table.columns:
            cell = row.cells.get(column.code)
            path = "/".join((chapter_code, table.code, row.code, column.code))
            view = cell_view(cell, path)
            if table.kind == "wide" and cell is not None:
                view["note"] = format_note(cell)
            short = table.kind == "list" and len(view["text"]) <= SHORT_TEXT
            if column.code == "basis" or short:
                view["css"] += " as-nowrap"
            cells.append(view)
        path = "/".join((chapter_code, table.code, row.code, ""))
        rows.append(
            {
                "label": row.label,
                "css": "as-nowrap" if text_width(row.label) <= SHORT_LABEL else "",
                "kind": row.kind,
                "cells": cells,
                "path": path if row.res_id and table.kind == "list" else "",
            }
        )
    return {
        "code": table.code,
        "label": table.label,
        "row_header": table.row_header,
        "css": _table_css(table),
        "note": table.note,
        "columns": [
            {
                "label": column.label,
                "css": ("as-number" if column.unit in NUMERIC else "as-text")
                + (" as-nowrap" if text_width(column.label) <= SHORT_HEAD else ""),
            }
            for column in table.columns
        ],
        "rows": rows,
        "charts": [
            draw(table, spec) for spec in table.charts if has_chart(table, spec)
        ],
        # a table that fits on a page is not torn apart, a short one keeps its chart
        "block": " ".join(
            filter(
                None,
                (
                    "as-block" if len(rows) <= BLOCK_ROWS else "",
                    "as-new-page" if table.new_page else "",
                ),
            )
        ),
        "chart_inside": len(rows) <= CHART_BLOCK_ROWS,
    }


def _table_css(table):
    if table.kind == "wide" or (table.kind == "list" and len(table.columns) > 7):
        return "as-wide"
    # words need the whole width, two numbers would stand far from their label
    numbers = all(column.unit in NUMERIC for column in table.columns)
    return "as-narrow" if numbers and len(table.columns) <= 2 else ""


def chart_data(table, spec):
    """Labels and (column label, values) of a chart, without the total rows.

    >>> from .matrix import Column, Row, Table, count_cell
    >>> cells = {"v": count_cell(3)}
    >>> rows = [Row("r", "R", cells), Row("total", "All", cells, "total")]
    >>> table = Table("t", "T", [Column("v", "V")], rows)
    >>> chart_data(table, {"kind": "columns", "columns": ["v"]})
    (['R'], [('V', [3])])
    """
    rows = chart_rows(table)
    labels = {column.code: column.label for column in table.columns}
    series = [
        (labels[code], [_number(row.cells.get(code)) for row in rows])
        for code in spec["columns"]
        if code in labels
    ]
    return [row.label for row in rows], series


def has_chart(table, spec):
    """Whether there is anything to draw: an empty frame says nothing.

    >>> from .matrix import Column, Row, Table, count_cell
    >>> rows = [Row("r", "R", {"v": count_cell(0)})]
    >>> table = Table("t", "T", [Column("v", "V")], rows)
    >>> has_chart(table, {"kind": "columns", "columns": ["v"]})
    False
    """
    _labels, series = chart_data(table, spec)
    return any(value for _name, values in series for value in values)


def chart_rows(table):
    """Rows a chart shows: all but totals and what is told beside."""
    return [row for row in table.rows if row.kind not in ("total", "aside")]


def draw(table, spec):
    """The SVG of one chart of a table."""
    labels, series = chart_data(table, spec)
    unit = spec.get("unit") or next(
        (one.unit for one in table.columns if one.code == spec["columns"][0]), "count"
    )
    kind = spec["kind"]
    if kind == "line":
        return charts.line_chart(labels, series, unit, title=table.label)
    if kind == "bars":
        return _draw_bars(table, spec["columns"][0], series, unit)
    if kind == "pareto":
        names = [name for name, _values in series]
        rows = list(zip(labels, series[0][1], series[1][1], strict=True))
        return charts.pareto_chart(rows, names, title=table.label)
    if kind == "radar":
        return charts.radar_chart(labels, series, title=table.label)
    return charts.column_chart(labels, series, unit, title=table.label)


def _draw_bars(table, code, series, unit):
    """Bars with a mark where each should reach; named as the table's columns are."""
    [(name, values)] = series
    rows = chart_rows(table)
    targets = [row.cells[code].target if code in row.cells else None for row in rows]
    names = [name, *(one.label for one in table.columns if one.code == "target")]
    labels = [row.label for row in rows]
    return charts.bar_chart(labels, values, unit, targets, names, title=table.label)


def _number(cell):
    value = cell.value if cell is not None else None
    return value if isinstance(value, int | float) else None
