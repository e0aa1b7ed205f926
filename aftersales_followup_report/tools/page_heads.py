"""Table heads on every page, with every build of wkhtmltopdf.

Unpatched Qt prints the head of a table once and leaves the following pages without;
patched Qt leaves the title of a table behind at the end of a page. So a long table is
printed twice: first with an invisible mark in each row, which tells where the rows lie;
then cut at the page's ends into tables with a head of their own.
"""

import io
import re
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import pairwise

from lxml import etree, html
from pypdf import PdfReader

# Shorter ones are kept on one page by their style.
LONG_ROWS = 12
# Qt begins to move lines to the next page some points before it ends.
SLACK = 20.0
# Points from the upper edge of a row to the line its text stands on.
LINE = 10.0
_MARK = re.compile(r"\[\[([thr]):(\d+):(\d+)\]\]")
# In the line of the text, so that it goes to the next page with it.
_STYLE = "color: #ffffff; font-size: 1px;"
# Qt does not see a box without a height.
_NEW_PAGE = "page-break-before: always; height: 1px;"
# A table inside is not torn apart anyway.
_KEPT_TOGETHER = "as-block"


@dataclass
class Place:
    """Where a row begins: page from 0, points from the top of the page."""

    page: int
    top: float

    def order(self):
        """Sorts places as one reads."""
        return self.page, self.top


@dataclass
class Layout:
    """One long table as it was printed."""

    title: Place | None = None
    head: Place | None = None
    rows: dict = field(default_factory=dict)


def long_tables(root):
    """Tables with a head that may run over a page's end, in their order."""
    return [
        table
        for table in root.iter("table")
        if table.find("thead") is not None
        and len(table.findall("tbody/tr")) > LONG_ROWS
        and not any(
            _KEPT_TOGETHER in (parent.get("class") or "").split()
            for parent in table.iterancestors()
        )
    ]


def mark_rows(body):
    """The page with a mark in each row of its long tables, None without any.

    >>> mark_rows("<div><table><thead/><tbody><tr><td/></tr></tbody></table></div>")
    """
    root = html.document_fromstring(str(body))
    tables = long_tables(root)
    for number, table in enumerate(tables):
        if (title := _title(table)) is not table:
            _mark(title, f"[[t:{number}:0]]")
        for cell in table.findall("thead/tr/th"):
            _mark(cell, f"[[h:{number}:0]]")
        for index, row in enumerate(table.findall("tbody/tr")):
            _mark(row[0], f"[[r:{number}:{index}]]")
    return _text(root) if tables else None


def _mark(cell, text):
    mark = etree.Element("span", style=_STYLE)
    mark.text, mark.tail, cell.text = text, cell.text, None
    cell.insert(0, mark)


def _text(root):
    return html.tostring(root, encoding="unicode", doctype="<!DOCTYPE html>")


def read_layouts(content):
    """Table number → its layout, from the marks of a printed PDF."""
    layouts = {}
    # closed at once: what it has read goes in circles and would stay a while
    with PdfReader(io.BytesIO(content)) as reader:
        for number, page in enumerate(reader.pages):
            for text, line in _pieces(page):
                _place_marks(layouts, text, Place(number, line))
    return layouts


def _pieces(page):
    """The pieces of text of a page, each with its points from the top."""
    height = float(page.mediabox.height)
    pieces = []

    def visit(text, cm, tm, _font, _size):
        pieces.append((text, height - (tm[5] * cm[3] + cm[5])))

    page.extract_text(visitor_text=visit)
    return pieces


def _place_marks(layouts, text, place):
    for kind, table, row in _MARK.findall(text):
        layout = layouts.setdefault(int(table), Layout())
        if kind == "t":
            layout.title = place
        elif kind == "r":
            layout.rows[int(row)] = place
        elif not layout.rows:
            # titles of one and of two lines: the head begins with the highest
            layout.head = min(layout.head or place, place, key=Place.order)


def first_rows(layout, top, bottom):
    """Rows before which a table is cut; 0 where title and head go to a new page.

    :param Layout layout: the table as printed uncut
    :param top, bottom: the part of a page that is printed, in points from its top

    >>> rows = {row: Place(0, 30.0 + 20 * row) for row in range(4)}
    >>> rows |= {4: Place(1, 20.0), 5: Place(1, 40.0), 6: Place(1, 60.0)}
    >>> first_rows(Layout(None, Place(0, 10.0), rows), 10.0, 135.0)
    [4]
    >>> first_rows(Layout(None, Place(0, 10.0), rows), 10.0, 110.0)
    [3, 5]
    >>> first_rows(Layout(None, Place(0, 90.0), {0: Place(1, 10.0)}), 10.0, 100.0)
    [0]
    >>> first_rows(Layout(None, Place(0, 40.0), {0: Place(0, 60.0)}), 10.0, 100.0)
    []

    A title left behind takes its room along to the new page:

    >>> rows = {row: Place(1, 40.0 + 20 * row) for row in range(4)}
    >>> first_rows(Layout(Place(0, 110.0), Place(1, 20.0), rows), 10.0, 150.0)
    [0, 2]
    """
    rows, count = layout.rows, len(layout.rows)
    title, first = layout.title or layout.head, layout.head
    if not count or first is None:
        return []
    # how far a title left behind reaches is not known: at most to the page's end
    lead = (first.top if title.page == first.page else bottom) - title.top
    bottom -= SLACK
    # the last row of a page does not show its height
    heights = [
        rows[row + 1].top - rows[row].top
        if row + 1 < count and rows[row].page == rows[row + 1].page
        else None
        for row in range(count)
    ]
    tallest = max((height for height in heights if height), default=0.0)
    whole = first.page == rows[0].page
    head = rows[0].top - first.top if whole else tallest
    whole = whole and title.page == first.page
    cuts, y = [], rows[0].top if whole else bottom + 1
    for row, height in enumerate(heights):
        height = height or tallest
        if y + height > bottom:
            cuts.append(row)
            # a mark stands on the line of its text, not at the upper edge
            y = top + LINE + head + (0 if row else lead)
        y += height
    return cuts


def cut_tables(body, cuts):
    """The page with its long tables cut into tables with a head of their own.

    :param cuts: table number → rows before which a new page begins

    >>> rows = "".join(f"<tr><td>{number}</td></tr>" for number in range(14))
    >>> head = "<thead><tr><th>H</th></tr></thead>"
    >>> table = f"<table>{head}<tbody>{rows}</tbody></table>"
    >>> body = cut_tables(f"<div>{table}<p>between</p>{table}</div>", {1: [5, 9]})
    >>> parts = re.findall("<th>|page-break|between|<td>(?:0|4|5|8|9|13)</td>", body)
    >>> [re.sub("</?td>", "", part) for part in parts[:8]]
    ['<th>', '0', '4', '5', '8', '9', '13', 'between']
    >>> [re.sub("</?td>", "", part) for part in parts[8:]]
    ['<th>', '0', '4', 'page-break', '<th>', '5', '8', 'page-break', '<th>', '9', '13']
    >>> cut_tables(f"<div>{table}</div>", {0: [0]}).count("page-break-before")
    1
    """
    root = html.document_fromstring(str(body))
    for number, table in enumerate(long_tables(root)):
        starts = cuts.get(number, [])
        if starts and starts[0] == 0:
            # not on the title: where it lies on the page's end, patched Qt breaks twice
            _title(table).addprevious(etree.Element("div", style=_NEW_PAGE))
            starts = starts[1:]
        rows = table.findall("tbody/tr")
        behind = table
        for start, end in pairwise([*starts, len(rows)]):
            part = etree.Element("table", attrib=dict(table.attrib))
            part.append(deepcopy(table.find("thead")))
            part.append(etree.Element("tbody"))
            part[1].extend(rows[start:end])
            page = etree.Element("div", style="page-break-before: always;")
            page.append(part)
            page.tail, behind.tail = behind.tail, None
            behind.addnext(page)
            behind = page
    return _text(root)


def _title(table):
    """The heading above a table, which goes to the new page with it."""
    above = table.getprevious()
    while above is not None and above.tag == "p":
        above = above.getprevious()
    return table if above is None or above.tag != "h3" else above
