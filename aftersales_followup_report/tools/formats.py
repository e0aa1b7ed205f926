"""How a figure is written: on screen and paper as text, in a workbook as a format."""

from .statistics import round_half_up

# What stands where there is nothing to divide by or nothing to compare with (M10).
NOTHING = "–"

# unit: (digits, suffix, signed, number format of a workbook)
UNITS = {
    "count": (0, "", False, "#,##0"),
    "percent": (1, " %", False, "0.0%"),
    "fine_percent": (2, " %", False, "0.00%"),
    "score": (1, "", False, "0.0"),
    "weight": (0, " %", False, '0.##" %"'),
    "money": (2, "", False, "#,##0.00"),
    "number": (1, "", False, "#,##0.0"),
    "points": (1, "", True, "+0.0;-0.0;0.0"),
    "score_change": (1, "", True, "+0.0;-0.0;0.0"),
    "change": (0, "", True, "+#,##0;-#,##0;0"),
    "rank": (0, "", False, "0"),
    "text": None,
    "date": None,
}
# Figures of 0–100 that a workbook holds as a fraction.
RATES = ("percent", "fine_percent")
NUMERIC = {unit for unit, layout in UNITS.items() if layout}


def format_value(value, unit):
    """A figure as people read it; nothing to show is "–", never 0 or an error.

    >>> format_value(82.3529, "percent"), format_value(1234.0, "count")
    ('82.4 %', '1,234')
    >>> format_value(100 * 276 / 1008, "fine_percent")
    '27.38 %'
    >>> format_value(None, "percent"), format_value(-2.25, "points")
    ('–', '−2.3')
    >>> format_value(0.04, "points"), format_value(3.0, "change")
    ('0.0', '+3')
    >>> format_value("Jane", "text"), format_value("", "text"), format_value(0, "count")
    ('Jane', '', '0')
    """
    layout = UNITS.get(unit)
    if not layout:
        return "" if value is None else str(value)
    if value is None or isinstance(value, str):
        return value or NOTHING
    digits, suffix, signed, _excel = layout
    rounded = round_half_up(value, digits)
    text = f"{abs(rounded):,.{digits}f}"
    if unit == "weight" and rounded != value:
        text = f"{abs(value):,.1f}"
    if rounded < 0:
        text = f"−{text}"
    elif signed and rounded > 0:
        text = f"+{text}"
    return text + suffix


def format_interval(interval):
    """A Wilson interval in one breath, "" where there is none.

    >>> format_interval((43.649, 96.992)), format_interval(None)
    ('43.6–97.0 %', '')
    """
    if not interval:
        return ""
    low, high = (f"{round_half_up(bound, 1):.1f}" for bound in interval)
    return f"{low}–{high} %"


def format_basis(cell):
    """The counts behind a rate or the answers behind a mean, with the interval of M10.

    >>> from .matrix import rate_cell, score_cell, count_cell
    >>> format_basis(rate_cell(700, 850)), format_basis(rate_cell(5, 6))
    ('700 / 850', '5 / 6 (43.6–97.0 %)')
    >>> format_basis(score_cell(90.0, 12)), format_basis(count_cell(3))
    ('n = 12', '')
    """
    if cell.unit in RATES and cell.denominator is not None:
        counts = " / ".join(
            format_value(count, "count") for count in (cell.numerator, cell.denominator)
        )
        interval = format_interval(cell.interval)
        return f"{counts} ({interval})" if interval else counts
    if cell.unit == "score" and cell.sample is not None:
        return f"n = {format_value(cell.sample, 'count')}"
    return ""


def format_note(cell):
    """The same as small print below the figure; where nobody was asked there is none.

    >>> from .matrix import score_cell
    >>> format_note(score_cell(90.0, 12)), format_note(score_cell(None, 0))
    ('n = 12', '')
    """
    return "" if cell.value is None else format_basis(cell)


def excel_value(value, unit):
    """The value a workbook cell holds: a percentage is a fraction there, so that 0.0%
    shows it and sums and charts go on with the unrounded figure.

    >>> excel_value(75.0, "percent"), excel_value(None, "percent")
    (0.75, '–')
    >>> excel_value(3, "count"), excel_value("a", "text")
    (3, 'a')
    """
    if unit not in NUMERIC:
        return "" if value is None else str(value)
    if value is None:
        return NOTHING
    if unit in RATES and not isinstance(value, str):
        return value / 100.0
    return value


def excel_format(unit):
    """Number format of a unit, General for words."""
    layout = UNITS.get(unit)
    return layout[3] if layout else "General"


def sheet_name(wanted, taken):
    r"""A sheet name Excel accepts: ≤ 31 characters, none of []:*?/\, no ' at the ends,
    and not taken yet whatever the case.

    >>> sheet_name("3 Own [survey]: a/b", set())
    '3 Own (survey)- a-b'
    >>> sheet_name("x" * 40, {"x" * 31})
    'xxxxxxxxxxxxxxxxxxxxxxxxxxx (2)'
    >>> sheet_name("", set()), sheet_name("History", set())
    ('Sheet', 'History_')
    """
    table = str.maketrans({"[": "(", "]": ")", **dict.fromkeys(":*?/\\", "-")})
    base = wanted.translate(table).strip().strip("'")[:31].strip() or "Sheet"
    if base.lower() == "history":  # reserved by Excel
        base += "_"
    lower = {name.lower() for name in taken}
    name, number = base, 2
    while name.lower() in lower:
        suffix = f" ({number})"
        name = base[: 31 - len(suffix)] + suffix
        number += 1
    return name


def chart_title(label):
    """A title that xlsxwriter takes for words, never for a reference like “a!A1”.

    >>> chart_title("=cmd|' /C calc'!A0"), chart_title("Twelve months")
    ("=cmd|' /C calc'！A0", 'Twelve months')
    """
    return label.replace("!", "\N{FULLWIDTH EXCLAMATION MARK}")
