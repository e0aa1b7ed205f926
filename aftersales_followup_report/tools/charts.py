"""Charts as plain SVG that QtWebKit (wkhtmltopdf) and browsers draw alike.

Shapes and text only, no CSS classes and no scripts; every text is escaped here because
it comes from data.
"""

from html import escape
from math import cos, pi, sin

from .formats import format_value

# One hue per meaning, readable in black and white by lightness, too.
PALETTE = ["#1f5f8b", "#e08e2c", "#3a9d6e", "#b5403f", "#7a6aa8", "#6b7785"]
GRID = "#d9dee3"
INK = "#2b3640"
MUTED = "#6b7785"
FONT = "font-family=\"'Noto Sans CJK SC','Noto Sans',Arial,sans-serif\""


def nice_ceiling(value):
    """The next round number an axis may end with.

    >>> [nice_ceiling(value) for value in (0, 0.8, 7, 43, 100, 101, 850)]
    [1.0, 1.0, 10.0, 50.0, 100.0, 200.0, 1000.0]
    """
    if value <= 0:
        return 1.0
    power = 1.0
    while power < value:
        power *= 10
    for step in (0.2, 0.5, 1.0):
        if value <= power * step + 1e-9:
            return power * step
    return power


def _text(x, y, text, anchor="middle", size=10, color=INK, weight="normal"):
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" '
        f'font-weight="{weight}" fill="{color}" {FONT}>{escape(str(text))}</text>'
    )


def _fit(text, room, size=9):
    """Cut a label that is longer than its room in pixels.

    >>> _fit("Jonathan Livingstone", 50), _fit("王小明", 40)
    ('Jonathan…', '王小明')
    """
    text, used = str(text), 0.0
    for index, char in enumerate(text):
        # CJK characters are about twice as wide as Latin ones
        used += size if ord(char) > 0x2E7F else size * 0.58
        if used > room:
            return text[: max(index - 1, 1)] + "…"
    return text


def _svg(width, height, parts, title):
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" role="img" aria-label="{escape(title)}">'
        f"{''.join(parts)}</svg>"
    )


def _numbers(series):
    return [v for _n, values in series for v in values if v is not None]


def _legend(series, x, y):
    parts = []
    for index, (name, _values) in enumerate(series):
        color = PALETTE[index % len(PALETTE)]
        parts.append(
            f'<rect x="{x:.1f}" y="{y - 8}" width="10" height="10" fill="{color}"/>'
        )
        parts.append(_text(x + 14, y + 1, name, anchor="start", size=10, color=MUTED))
        # CJK characters are about twice as wide as Latin ones
        x += 34 + sum(11 if ord(char) > 0x2E7F else 6 for char in str(name))
    return parts


def _grid_lines(top, unit):
    """How many grid lines divide an axis so that its labels are round.

    >>> [_grid_lines(top, "count") for top in (1.0, 2.0, 5.0, 20.0, 100.0)]
    [1, 2, 5, 4, 5]
    """
    if unit == "count" and top < 5:
        return max(int(top), 1)
    return 4 if f"{top:g}".lstrip("0.").startswith("2") else 5


def _frame(width, height, top, unit, left=46, right=14, upper=30, lower=30):
    """Grid lines and axis labels; returns parts and the function value → y."""
    inner = height - upper - lower

    def scale(value):
        return upper + inner * (1 - value / top)

    parts = []
    lines = _grid_lines(top, unit)
    for step in range(lines + 1):
        value = top * step / lines
        y = scale(value)
        parts.append(
            f'<line x1="{left}" x2="{width - right}" y1="{y:.1f}" y2="{y:.1f}" '
            f'stroke="{GRID}" stroke-width="1"/>'
        )
        label = format_value(value, unit).replace(".0", "")
        parts.append(_text(left - 6, y + 3.5, label, "end", 9, MUTED))
    return parts, scale


def line_chart(labels, series, unit="percent", title="", width=900, height=220):
    """Lines over time. ``series`` are (name, values); None leaves a gap.

    >>> svg = line_chart(["1", "2"], [("<b>", [1.0, None])])
    >>> "<b>" in svg, svg.count("<circle"), "&lt;b&gt;" in svg
    (False, 1, True)
    """
    numbers = _numbers(series)
    top = nice_ceiling(max(numbers, default=0))
    parts, scale = _frame(width, height, top, unit)
    left, right = 46, 14
    step = (width - left - right) / max(len(labels), 1)
    for index, label in enumerate(labels):
        shown = _fit(label, step)
        parts.append(_text(left + step * (index + 0.5), height - 12, shown, size=9))
    for number, (_name, values) in enumerate(series):
        color = PALETTE[number % len(PALETTE)]
        points = []
        for index, value in enumerate([*values, None]):
            if value is None:
                if len(points) > 1:
                    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
                    parts.append(
                        f'<polyline points="{path}" fill="none" stroke="{color}" '
                        'stroke-width="2"/>'
                    )
                points = []
                continue
            x, y = left + step * (index + 0.5), scale(value)
            points.append((x, y))
            parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.6" fill="{color}"/>')
    parts += _legend(series, left, 14)
    return _svg(width, height, parts, title)


def column_chart(labels, series, unit="count", title="", width=900, height=220):
    """Grouped columns with their value on top.

    >>> column_chart(["a", "b"], [("x", [1, 2]), ("y", [3, None])]).count("<rect")
    5
    """
    top = nice_ceiling(max(_numbers(series), default=0))
    parts, scale = _frame(width, height, top, unit)
    left, right = 46, 14
    step = (width - left - right) / max(len(labels), 1)
    bar = min(step * 0.72 / max(len(series), 1), 46)
    for index, label in enumerate(labels):
        middle = left + step * (index + 0.5)
        parts.append(_text(middle, height - 12, _fit(label, step), size=9))
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
                parts.append(_text(x + bar * 0.45, y - 3, shown, size=8, color=MUTED))
    parts += _legend(series, left, 14)
    return _svg(width, height, parts, title)


def bar_chart(labels, values, unit="score", target=None, title="", width=900):
    """Horizontal bars with the name before and the value behind; the target is a line.

    >>> bar_chart(["a", "b"], [90.0, None], target=85.0).count("<rect")
    1
    """
    row, left, right = 22, 210, 60
    height = row * len(labels) + 14
    top = nice_ceiling(max([v for v in values if v is not None] + [target or 0]))
    inner = width - left - right
    parts = []
    for index, (label, value) in enumerate(zip(labels, values, strict=True)):
        y = 6 + row * index
        parts.append(_text(left - 8, y + 13, _fit(label, left - 12, 10), "end", 10))
        shown = format_value(value, unit)
        size = 0.0
        if value is not None:
            size = inner * max(value, 0) / top
            low = target is not None and value < target
            color = PALETTE[3] if low else PALETTE[0]
            parts.append(
                f'<rect x="{left}" y="{y + 3}" width="{size:.1f}" height="14" '
                f'fill="{color}"/>'
            )
        parts.append(_text(left + size + 6, y + 14, shown, "start", 10, MUTED))
    if target is not None:
        x = left + inner * target / top
        parts.append(
            f'<line x1="{x:.1f}" x2="{x:.1f}" y1="2" y2="{height - 6}" '
            f'stroke="{PALETTE[1]}" stroke-width="1.5" stroke-dasharray="4,3"/>'
        )
    return _svg(width, height, parts, title)


def radar_chart(labels, series, title="", width=640, height=320):
    """The ten items as a star; scale 0–100 (or up to the highest value above that).

    >>> radar_chart(["a", "b", "c"], [("x", [1, 2, 3])]).count("<polygon")
    5
    """
    top = max(100.0, max(_numbers(series), default=0))
    cx, cy, radius = width / 2, height / 2 + 8, min(width, height) / 2 - 46
    count = max(len(labels), 3)

    def point(index, share):
        angle = 2 * pi * index / count - pi / 2
        return cx + radius * share * cos(angle), cy + radius * share * sin(angle)

    def polygon(shares, style):
        path = " ".join(
            f"{x:.1f},{y:.1f}" for x, y in (point(i, s) for i, s in enumerate(shares))
        )
        return f'<polygon points="{path}" {style}/>'

    parts = [
        polygon([ring / 4] * count, f'fill="none" stroke="{GRID}"')
        for ring in range(1, 5)
    ]
    for index, label in enumerate(labels):
        x, y = point(index, 1.13)
        anchor = "middle" if abs(x - cx) < 20 else ("start" if x > cx else "end")
        room = {"middle": 2 * radius, "start": width - x, "end": x}[anchor]
        parts.append(_text(x, y + 3, _fit(label, room), anchor, 9))
    for number, (_name, values) in enumerate(series):
        color = PALETTE[number % len(PALETTE)]
        style = f'fill="{color}" fill-opacity="0.12" stroke="{color}" stroke-width="2"'
        parts.append(polygon([(value or 0) / top for value in values], style))
    parts += _legend(series, 8, 14)
    return _svg(width, height, parts, title)


def pareto_chart(rows, title="", width=900, height=240):
    """Columns of a ranking and the line of its cumulative share.

    :param rows: (label, count, cumulative share in percent)

    >>> svg = pareto_chart([("a", 3, 75.0), ("b", 1, 100.0)])
    >>> svg.count("<rect"), svg.count("<circle")
    (2, 2)
    """
    top = nice_ceiling(max((count for _label, count, _share in rows), default=0))
    parts, scale = _frame(width, height, top, "count", right=50)
    left, right = 46, 50
    step = (width - left - right) / max(len(rows), 1)
    bar = min(step * 0.7, 60)
    points = []
    for index, (label, count, share) in enumerate(rows):
        middle = left + step * (index + 0.5)
        y = scale(count)
        parts.append(
            f'<rect x="{middle - bar / 2:.1f}" y="{y:.1f}" width="{bar:.1f}" '
            f'height="{max(scale(0) - y, 0):.1f}" fill="{PALETTE[0]}"/>'
        )
        parts.append(_text(middle, y - 3, count, size=8, color=MUTED))
        parts.append(_text(middle, height - 12, _fit(label, step), size=9))
        points.append((middle, scale(top * (share or 0) / 100)))
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    parts.append(
        f'<polyline points="{path}" fill="none" stroke="{PALETTE[1]}" '
        'stroke-width="2"/>'
    )
    for (x, y), (_label, _count, share) in zip(points, rows, strict=True):
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.6" fill="{PALETTE[1]}"/>')
        shown = format_value(share, "percent")
        parts.append(_text(x + 4, y - 5, shown, "start", 8, PALETTE[1]))
    return _svg(width, height, parts, title)
