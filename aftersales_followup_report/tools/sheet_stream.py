"""Long sheets: a worksheet that takes whole lines, ten times as fast as cells.

xlsxwriter looks at each cell; a register has 600 000 of them, all texts and numbers
whose kind is known. Everything else of the workbook stays xlsxwriter's.
"""

import re

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

# What XML cannot hold at all goes, what it means otherwise is escaped.
_SPECIAL = re.compile("[&<>\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
# A cell holds so many characters.
CELL_LIMIT = 32767


def escape_text(text):
    """Text for an XML element.

    >>> escape_text("<b>A & B</b>"), escape_text("a" + chr(7) + "b")
    ('&lt;b&gt;A &amp; B&lt;/b&gt;', 'ab')
    """
    if len(text) > CELL_LIMIT:
        text = text[:CELL_LIMIT]
    if _SPECIAL.search(text):
        return _SPECIAL.sub(lambda match: _ESCAPES.get(match[0], ""), text)
    return text


def line_xml(number, letters, values, style):
    """A row of the sheet: texts inline, numbers with a style, None left out.

    :param int number: row as Excel counts, from 1
    :param letters: names of the columns
    :param values: text, number or None for each
    :param int style: index of the number format

    >>> line_xml(4, "ABC", ["", None, 1.5], 2)
    '<row r="4"><c r="C4" s="2"><v>1.5</v></c></row>'
    """
    cells = []
    for letter, value in zip(letters, values, strict=True):
        if value is None or value == "":
            continue
        if isinstance(value, int | float):
            cells.append(f'<c r="{letter}{number}" s="{style}"><v>{value!r}</v></c>')
            continue
        cells.append(
            f'<c r="{letter}{number}" t="inlineStr"><is>'
            f'<t xml:space="preserve">{escape_text(value)}</t></is></c>'
        )
    return f'<row r="{number}">{"".join(cells)}</row>'


class StreamSheet(Worksheet):
    """A worksheet of a ``constant_memory`` workbook that takes whole lines."""

    def write_lines(self, row, lines, number_format):
        """Write lines below what was written so far.

        :param int row: first row, from 0, below all rows written before
        :param lines: sequences of text, number or None, all of one length
        :param number_format: format of the numbers
        :return: the next free row
        """
        self._write_single_row(row)  # the line before is still held back
        style = number_format._get_xf_index()
        letters, width = [], 0
        for values in lines:
            if not letters:
                width = len(values)
                letters = [xl_col_to_name(index) for index in range(width)]
            self.fh.write(line_xml(row + 1, letters, values, style))
            row += 1
        if width:
            self._check_dimensions(row - 1, width - 1)
        # nothing is held back
        self.previous_row = row
        return row
