"""Where the pages of a printed sheet end: plain arithmetic in points.

A program that fits a sheet to the width of a page ignores breaks set by hand, and cuts
a chart in two. So the scale is computed here, heights are written, and the breaks are
set where a reader wants them.
"""

from math import ceil

from .drawing import text_width

A4_SHORT, A4_LONG = 595.3, 841.9
SIDE, UPPER = 36.0, 43.2  # margins: half an inch, 0.6 inch
LINE = 13.5  # one line of 10 points
PADDING = 3.0
# Programs measure a little differently; a page is not filled to its last line.
SAFETY = 0.95
# Some make a column a fifteenth wider than others.
NARROW = 0.9
# Wider sheets than this many columns lie on their side.
PORTRAIT_COLUMNS = 6


def width_points(characters):
    """Width of a column as a program shows it.

    >>> width_points(15)
    82.5
    """
    return (characters * 7 + 5) * 0.75


def row_height(texts, widths):
    """Height of a line whose texts wrap in columns of these widths in characters.

    >>> row_height(["short", ""], [44, 15])
    16.5
    >>> row_height(["抱怨原因与部门责任的分析说明", "a\\nb"], [15, 15])
    30.0
    """
    lines = 1
    for text, width in zip(texts, widths, strict=True):
        room = width_points(width) - 4
        parts = str(text or "").split("\n")
        lines = max(
            lines, sum(max(ceil(text_width(part, 10) / room), 1) for part in parts)
        )
    return lines * LINE + PADDING


def spread(needs, columns):
    """How many columns of a sheet each column of a list takes.

    What other tables leave free goes to the longest words, as long as they wrap.

    :param needs: width of the longest text of each column, in its own columns
    :param columns: columns that the sheet has

    >>> spread([0.5, 3.2, 1.8], 5)
    [1, 2, 2]
    >>> spread([0.5, 0.5], 9), spread([2, 2, 2], 2)
    ([1, 1], [1, 1, 1])
    """
    spans = [1] * len(needs)
    for _free in range(columns - len(needs)):
        ratios = [need / span for need, span in zip(needs, spans, strict=True)]
        longest = max(ratios)
        if longest <= 1:
            break
        spans[ratios.index(longest)] += 1
    return spans


class SheetPages:
    """The pages of one sheet while it is written from top to bottom.

    >>> pages = SheetPages([44] + [15] * 4)
    >>> pages.landscape, pages.scale
    (False, 83)
    >>> [pages.starts_page(300) for _number in range(3)]
    [False, False, True]
    >>> SheetPages([44] + [15] * 12).scale
    56
    """

    def __init__(self, widths, repeated=20.0):
        self.widths = widths
        self.landscape = len(widths) - 1 > PORTRAIT_COLUMNS
        across, down = (A4_LONG, A4_SHORT) if self.landscape else (A4_SHORT, A4_LONG)
        total = sum(map(width_points, widths))
        width = (across - 2 * SIDE) * NARROW
        self.scale = max(min(100, int(100 * width / total)), 10)
        inner = (down - 2 * UPPER) * 100 / self.scale
        self.room = inner * SAFETY - repeated
        self.used = 0.0

    def starts_page(self, height, follows=0.0):
        """Place something; whether a page has to begin before it.

        :param height: of what is placed, in points
        :param follows: what must not be parted from it, placed after it
        """
        breaks = self.used > 0 and self.used + height + follows > self.room
        self.used = height if breaks else self.used + height
        return breaks
