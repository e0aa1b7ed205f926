"""What all charts are drawn with: colours, texts, legend, axes.

Shapes and text only, no CSS classes and no scripts; every text is escaped here because
it comes from data.
"""

from html import escape

from .formats import format_value

# One hue per meaning. Neighbours differ in lightness, too: printed in black and white
# they stay apart.
PALETTE = ["#1f5f8b", "#efb155", "#3a9d6e", "#8f2f2e", "#b3a8d6", "#6b7785"]
# Lines are too thin for light colours; their dashes and marks tell them apart.
STROKES = ["#1f5f8b", "#c9761a", "#2c7a54", "#b5403f", "#6a58a0", "#4b5563"]
DASHES = ["", "7,3", "2,3", "9,3,2,3", "4,2", "1,2"]
GRID = "#d9dee3"
INK = "#2b3640"
MUTED = "#6b7785"
FONT = "font-family=\"'Noto Sans CJK SC','Noto Sans',Arial,sans-serif\""


def nice_ceiling(value):
    """The next round number an axis may end with.

    >>> [nice_ceiling(value) for value in (0, 0.8, 7, 43, 100, 101, 264, 850)]
    [1.0, 0.8, 8.0, 50.0, 100.0, 200.0, 300.0, 1000.0]
    """
    if value <= 0:
        return 1.0
    power = 1.0
    while power < value:
        power *= 10
    for step in (0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0):
        if value <= power * step + 1e-9:
            return power * step
    return power


def draw_text(x, y, text, anchor="middle", size=10, color=INK, weight="normal"):
    """A text element; what stands in it is escaped."""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" '
        f'font-weight="{weight}" fill="{color}" {FONT}>{escape(str(text))}</text>'
    )


def fit(text, room, size=9):
    """Cut a label that is longer than its room in pixels.

    >>> fit("Jonathan Livingstone", 50), fit("王小明", 40)
    ('Jonathan…', '王小明')
    """
    text, used = str(text), 0.0
    for index, char in enumerate(text):
        used += text_width(char, size)
        if used > room:
            return text[: max(index - 1, 1)] + "…"
    return text


def wrap(text, room, size=9):
    """A label in at most two lines of a room in pixels; words stay whole.

    >>> wrap("Quick reception", 60), wrap("接待迅速热情周到细致", 50)
    (['Quick', 'reception'], ['接待迅速热', '情周到细致'])
    >>> wrap("short", 60), wrap("", 60)
    (['short'], [''])
    """
    text = str(text)
    if text_width(text, size) <= room:
        return [text]
    count = next(
        (n for n in range(len(text)) if text_width(text[: n + 1], size) > room), 1
    )
    space = text.rfind(" ", 0, count + 1)
    cut = space if space > 0 else max(count, 1)
    return [text[:cut], fit(text[cut:].strip(), room, size)]


def category(x, height, label, room):
    """The name of a column or a point below its axis."""
    first, *second = wrap(label, room - 4)
    parts = [draw_text(x, height - 20, first, size=9)]
    parts += [draw_text(x, height - 9, one, size=9) for one in second]
    return parts


def draw_svg(width, height, parts, title):
    """The picture around its parts."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" role="img" aria-label="{escape(title)}">'
        f"{''.join(parts)}</svg>"
    )


def numbers(series):
    """All values of all series that are there."""
    return [v for _n, values in series for v in values if v is not None]


def text_width(text, size=10):
    """About how many pixels a text takes; CJK characters are twice as wide.

    >>> text_width("ab", 10), text_width("回访", 10)
    (11.6, 20)
    """
    return sum(size if ord(char) > 0x2E7F else size * 0.58 for char in str(text))


def mark(number, x, y, size=3.0):
    """The mark of a line's points: each line has another shape.

    >>> [mark(number, 5, 5).split()[0] for number in range(4)]
    ['<circle', '<rect', '<polygon', '<polygon']
    """
    color = STROKES[number % len(STROKES)]
    kind = number % 4
    if kind == 0:
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size}" fill="{color}"/>'
    if kind == 1:
        return (
            f'<rect x="{x - size:.1f}" y="{y - size:.1f}" width="{2 * size}" '
            f'height="{2 * size}" fill="{color}"/>'
        )
    if kind == 2:
        corners = ((0, -1.2), (1.2, 0.9), (-1.2, 0.9))
    else:
        corners = ((0, -1.4), (1.4, 0), (0, 1.4), (-1.4, 0))
    path = " ".join(f"{x + size * a:.1f},{y + size * b:.1f}" for a, b in corners)
    return f'<polygon points="{path}" fill="{color}"/>'


def stroke(number, width=2):
    """Colour and dashes of a line."""
    color = STROKES[number % len(STROKES)]
    dash = DASHES[number % len(DASHES)]
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return f'stroke="{color}" stroke-width="{width}"{dashes}'


def legend(names, x, y, lines=()):
    """What the colours mean; ``lines`` are the numbers of names drawn as lines."""
    parts = []
    for number, name in enumerate(names):
        if number in lines:
            parts.append(
                f'<line x1="{x:.1f}" x2="{x + 24:.1f}" y1="{y - 3}" y2="{y - 3}" '
                f"{stroke(number)}/>"
            )
            parts.append(mark(number, x + 12, y - 3))
            x += 28
        else:
            color = PALETTE[number % len(PALETTE)]
            parts.append(
                f'<rect x="{x:.1f}" y="{y - 8}" width="10" height="10" fill="{color}"/>'
            )
            x += 14
        parts.append(draw_text(x, y + 1, name, anchor="start", size=10, color=MUTED))
        x += 18 + text_width(name, 10)
    return parts


def grid_lines(top, unit):
    """How many grid lines divide an axis so that its labels are round.

    >>> [grid_lines(top, "count") for top in (1.0, 2.0, 5.0, 20.0, 30.0, 80.0, 100.0)]
    [1, 2, 5, 4, 3, 4, 5]
    """
    if unit == "count" and top < 5:
        return max(int(top), 1)
    first = f"{top:g}".lstrip("0.")[:1]
    return {"2": 4, "3": 3, "4": 4, "6": 3, "8": 4}.get(first, 5)


def frame(width, height, top, unit, left=46, right=14, upper=30, lower=36):
    """Grid lines and axis labels; returns parts and the function value → y."""
    inner = height - upper - lower

    def scale(value):
        return upper + inner * (1 - value / top)

    parts = []
    lines = grid_lines(top, unit)
    for step in range(lines + 1):
        value = top * step / lines
        y = scale(value)
        parts.append(
            f'<line x1="{left}" x2="{width - right}" y1="{y:.1f}" y2="{y:.1f}" '
            f'stroke="{GRID}" stroke-width="1"/>'
        )
        label = format_value(value, unit).replace(".0", "")
        parts.append(draw_text(left - 6, y + 3.5, label, "end", 9, MUTED))
    return parts, scale
