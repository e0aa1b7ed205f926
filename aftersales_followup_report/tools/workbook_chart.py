"""Native charts of a workbook, drawn from the cells of a table."""

from .drawing import PALETTE, STROKES
from .formats import chart_title
from .presentation import chart_rows

KINDS = {
    "line": {"type": "line"},
    "columns": {"type": "column"},
    "bars": {"type": "bar"},
    "pareto": {"type": "column"},
    "radar": {"type": "radar", "subtype": "with_markers"},
}
DASHES = ["solid", "dash", "round_dot", "long_dash_dot", "dash_dot", "square_dot"]
MARKS = ["circle", "square", "triangle", "diamond"]
# More figures than these in one picture cover each other.
LABELLED = 24
SIZE = {"width": 720, "height": 300}


def add_chart(workbook, sheet, table, spec, first):
    """The chart of a table whose first line stands in row ``first`` of the sheet."""
    chart = workbook.add_chart(KINDS[spec["kind"]])
    head, known = first - 1, _drawn_rows(table, spec)
    start, end = first + known[0], first + known[-1]
    codes = [column.code for column in table.columns]
    units = {column.code: column.unit for column in table.columns}
    base_unit = units[spec["columns"][0]]
    count = (end - start + 1) * len(spec["columns"])
    for number, code in enumerate(spec["columns"]):
        column = codes.index(code) + 1
        series = {
            "name": [sheet.name, head, column],
            "categories": [sheet.name, start, 0, end, 0],
            "values": [sheet.name, start, column, end, column],
            **_style(spec["kind"], number, count),
        }
        if spec["kind"] == "pareto" and units[code] == "percent":
            _combine_share(workbook, chart, {**series, **_line_style(number)})
            continue
        if units[code] != base_unit:
            # a score of 0–100 beside fractions needs its own axis
            series["y2_axis"] = True
        chart.add_series(series)
    _lay_out(chart, table, spec)
    return chart


def _drawn_rows(table, spec):
    """Places in the table of the rows that the picture goes from and to.

    A program draws "–" as 0: lines before the first and after the last figure, like
    the months still to come, stay out of the picture.
    """
    places = {id(row): place for place, row in enumerate(table.rows)}
    return [
        places[id(row)]
        for row in chart_rows(table)
        if any(_is_drawn(row.cells.get(code)) for code in spec["columns"])
    ]


def _is_drawn(cell):
    return cell is not None and isinstance(cell.value, int | float)


def _style(kind, number, count):
    """Colours that stay apart in black and white, too; figures where there is room."""
    if kind in ("line", "radar"):
        return _line_style(number)
    style = {"fill": {"color": PALETTE[number % len(PALETTE)]}, "gap": 60}
    if count <= LABELLED:
        style["data_labels"] = {"value": True, "font": {"size": 8}}
    return style


def _line_style(number):
    color = STROKES[number % len(STROKES)]
    return {
        "line": {
            "color": color,
            "width": 1.75,
            "dash_type": DASHES[number % len(DASHES)],
        },
        "marker": {
            "type": MARKS[number % len(MARKS)],
            "size": 5,
            "fill": {"color": color},
            "border": {"color": color},
        },
    }


def _combine_share(workbook, chart, series):
    line = workbook.add_chart({"type": "line"})
    labels = {"value": True, "position": "above", "font": {"size": 8}}
    line.add_series({**series, "y2_axis": True, "data_labels": labels})
    line.set_y2_axis({"min": 0, "max": 1, "num_format": "0%"})
    chart.combine(line)


def _lay_out(chart, table, spec):
    chart.set_title({"name": chart_title(table.label), "name_font": {"size": 11}})
    chart.set_legend({"position": "bottom"})
    grid = {"visible": True, "line": {"color": "#D9DEE3", "width": 0.75}}
    if spec["kind"] == "bars":
        # the first line on top, the figures below all the same
        chart.set_y_axis({"reverse": True})
        chart.set_x_axis({"major_gridlines": grid, "label_position": "high", "min": 0})
    else:
        chart.set_y_axis({"major_gridlines": grid, "min": 0})
    chart.set_size(SIZE)
