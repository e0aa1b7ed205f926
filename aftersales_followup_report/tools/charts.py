"""Charts as plain SVG that QtWebKit (wkhtmltopdf) and browsers draw alike."""

from math import cos, pi, sin

from .drawing import (
    GRID,
    MUTED,
    PALETTE,
    STROKES,
    category,
    draw_svg,
    draw_text,
    fit,
    frame,
    legend,
    mark,
    nice_ceiling,
    numbers,
    stroke,
)
from .formats import format_value

LEFT, RIGHT = 46, 14


def line_chart(labels, series, unit="percent", title="", width=900, height=226):
    """Lines over time. ``series`` are (name, values); None leaves a gap.

    >>> svg = line_chart(["1", "2"], [("<b>", [1.0, None])])
    >>> "<b>" in svg, svg.count("<circle"), "&lt;b&gt;" in svg
    (False, 2, True)
    """
    top = nice_ceiling(max(numbers(series), default=0))
    parts, scale = frame(width, height, top, unit)
    step = (width - LEFT - RIGHT) / max(len(labels), 1)
    for index, label in enumerate(labels):
        parts += category(LEFT + step * (index + 0.5), height, label, step)
    for number, (_name, values) in enumerate(series):
        points = [
            None if value is None else (LEFT + step * (index + 0.5), scale(value))
            for index, value in enumerate(values)
        ]
        parts += _line(number, points)
    parts += legend([name for name, _v in series], LEFT, 14, range(len(series)))
    return draw_svg(width, height, parts, title)


def _line(number, points):
    """One line with its marks; a point that is not there parts it."""
    parts, run = [], []
    for point in [*points, None]:
        if point is not None:
            run.append(point)
            continue
        if len(run) > 1:
            path = " ".join(f"{x:.1f},{y:.1f}" for x, y in run)
            parts.append(f'<polyline points="{path}" fill="none" {stroke(number)}/>')
        parts += [mark(number, x, y) for x, y in run]
        run = []
    return parts


def column_chart(labels, series, unit="count", title="", width=900, height=226):
    """Grouped columns with their value on top.

    >>> column_chart(["a", "b"], [("x", [1, 2]), ("y", [3, None])]).count("<rect")
    5
    """
    top = nice_ceiling(max(numbers(series), default=0))
    parts, scale = frame(width, height, top, unit)
    step = (width - LEFT - RIGHT) / max(len(labels), 1)
    bar = min(step * 0.72 / max(len(series), 1), 46)
    for index, label in enumerate(labels):
        middle = LEFT + step * (index + 0.5)
        parts += category(middle, height, label, step)
        start = middle - bar * len(series) / 2
        for number, (_name, values) in enumerate(series):
            value = values[index]
            if value is None:
                continue
            color = PALETTE[number % len(PALETTE)]
            x, y = start + bar * number, scale(value)
            parts.append(
                f'<rect x="{x:.1f}" y="{y:.1f}" width="{bar * 0.9:.1f}" '
                f'height="{max(scale(0) - y, 0):.1f}" fill="{color}"/>'
            )
            if bar >= 16:
                shown = format_value(value, unit)
                parts.append(draw_text(x + bar * 0.45, y - 3, shown, size=8))
    parts += legend([name for name, _v in series], LEFT, 14)
    return draw_svg(width, height, parts, title)


def bar_chart(labels, values, unit="score", targets=(), names=(), title="", width=900):
    """Horizontal bars with the name before and the value behind.

    :param targets: what each bar should reach, None for those without
    :param names: what the bars and what the target marks are, for the legend

    >>> svg = bar_chart(["a", "b"], [90.0, None], targets=[85.0, None])
    >>> svg.count("<rect"), svg.count("<line")
    (1, 1)
    """
    row, left, right, upper = 22, 210, 60, 24 if names else 4
    height = row * len(labels) + upper + 6
    targets = list(targets) or [None] * len(labels)
    top = nice_ceiling(max([v for v in [*values, *targets] if v is not None] + [0]))
    inner = width - left - right
    parts = []
    for index, (label, value) in enumerate(zip(labels, values, strict=True)):
        y = upper + row * index
        target = targets[index]
        parts.append(draw_text(left - 8, y + 14, fit(label, left - 12, 10), "end", 10))
        size = 0.0
        if value is not None:
            size = inner * max(value, 0) / top
            parts.append(
                f'<rect x="{left}" y="{y + 3}" width="{size:.1f}" height="14" '
                f'fill="{PALETTE[0]}"/>'
            )
        behind = size
        if target is not None:
            x = inner * target / top
            parts.append(_target(left + x, y))
            # the figure stands clear of the mark
            behind = x if size <= x < size + 44 else size
        low = None not in (value, target) and value < target
        look = {"color": STROKES[3], "weight": "bold"} if low else {}
        shown = format_value(value, unit)
        parts.append(draw_text(left + behind + 6, y + 14, shown, "start", 10, **look))
    if names:
        parts += legend(names[:1], left, 14)
        if len(names) > 1 and any(one is not None for one in targets):
            x = left + 40 + len(str(names[0])) * 11
            parts += [_target(x, 0), draw_text(x + 8, 15, names[1], "start", 10, MUTED)]
    return draw_svg(width, height, parts, title)


def _target(x, y):
    return (
        f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{y + 1}" y2="{y + 19}" '
        f'stroke="{STROKES[1]}" stroke-width="2.5"/>'
    )


def radar_chart(labels, series, title="", width=640, height=330):
    """The ten items as a star; scale 0–100 (or up to the highest value above that).

    Each series is an outline with its own dashes and marks; what nobody answered has
    no point: it is not zero.

    >>> svg = radar_chart(["a", "b", "c"], [("x", [1, None, 3])])
    >>> svg.count("<polygon"), svg.count("<circle")
    (5, 3)
    """
    top = max(100.0, max(numbers(series), default=0))
    cx, cy, radius = width / 2, height / 2 + 10, min(width, height) / 2 - 50
    count = max(len(labels), 3)

    def point(index, share):
        angle = 2 * pi * index / count - pi / 2
        return cx + radius * share * cos(angle), cy + radius * share * sin(angle)

    def polygon(points, style):
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        return f'<polygon points="{path}" {style}/>'

    parts = []
    for ring in range(1, 5):
        corners = [point(index, ring / 4) for index in range(count)]
        parts.append(polygon(corners, f'fill="none" stroke="{GRID}"'))
        shown = format_value(top * ring / 4, "score").replace(".0", "")
        parts.append(draw_text(cx + 4, corners[0][1] + 9, shown, "start", 8, MUTED))
    for index, label in enumerate(labels):
        x, y = point(index, 1.13)
        anchor = "middle" if abs(x - cx) < 20 else ("start" if x > cx else "end")
        room = {"middle": 2 * radius, "start": width - x, "end": x}[anchor]
        parts.append(draw_text(x, y + 3, fit(label, room), anchor, 9))
    for number, (_name, values) in enumerate(series):
        points = [
            point(index, value / top)
            for index, value in enumerate(values)
            if value is not None
        ]
        fill = f'fill="{STROKES[number % len(STROKES)]}" fill-opacity="0.08"'
        parts.append(polygon(points, f"{fill} {stroke(number)}"))
        parts += [mark(number, x, y, 2.6) for x, y in points]
    parts += legend([name for name, _v in series], 8, 14, range(len(series)))
    return draw_svg(width, height, parts, title)


def pareto_chart(rows, names=(), title="", width=900, height=246):
    """Columns of a ranking and the line of its cumulative share.

    :param rows: (label, count, cumulative share in percent)
    :param names: what the columns and what the line are, for the legend

    >>> svg = pareto_chart([("a", 3, 75.0), ("b", 1, 100.0)])
    >>> svg.count("<rect"), svg.count("<circle") + svg.count("<polyline")
    (4, 1)
    """
    top = nice_ceiling(max((count for _label, count, _share in rows), default=0))
    right = 50
    parts, scale = frame(width, height, top, "count", right=right)
    step = (width - LEFT - right) / max(len(rows), 1)
    bar = min(step * 0.7, 60)
    for percent in range(0, 101, 20):
        y = scale(top * percent / 100) + 3.5
        parts.append(draw_text(width - right + 6, y, f"{percent} %", "start", 9, MUTED))
    points = []
    for index, (label, count, share) in enumerate(rows):
        middle = LEFT + step * (index + 0.5)
        y = scale(count)
        parts.append(
            f'<rect x="{middle - bar / 2:.1f}" y="{y:.1f}" width="{bar:.1f}" '
            f'height="{max(scale(0) - y, 0):.1f}" fill="{PALETTE[0]}"/>'
        )
        parts.append(draw_text(middle, y - 3, format_value(count, "count"), size=8))
        parts += category(middle, height, label, step)
        points.append((middle, scale(top * (share or 0) / 100)))
    parts += _line(1, points)
    for (x, y), (_label, _count, share) in zip(points, rows, strict=True):
        shown = format_value(share, "percent")
        parts.append(draw_text(x + 5, y - 6, shown, "start", 8, STROKES[1]))
    parts += legend(names, LEFT, 14, lines=(1,))
    return draw_svg(width, height, parts, title)
