"""Rows out of a spreadsheet or a CSV file of unknown making (F21).

The content decides what a file is, never its name. Nothing in it is evaluated:
of formulas the stored result is read.
"""

import csv
import io
import re
import zipfile

import chardet
import openpyxl
from openpyxl.utils import range_boundaries

from .import_values import text

MAX_ROWS = 100_000
MAX_COLUMNS = 200
MAX_UNPACKED = 400 * 1024 * 1024
"""A workbook that unpacks to more than this is a bomb, not a day's jobs."""
MAX_CELL = 32_767
DELIMITERS = (",", ";", "\t", "|")


class ImportFileError(ValueError):
    """A file that cannot be read at all; ``code`` says why."""

    def __init__(self, code, detail=""):
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = str(detail)[:200]


def read(content, encoding="auto", delimiter="auto"):
    """Return the rows of a file and how it was read.

    Blank rows are kept, so that row numbers are those that the user sees.

    >>> rows, how = read("车牌;金额\\n沪A1;\\"1,5\\"\\n".encode("gbk"))
    >>> rows
    [['车牌', '金额'], ['沪A1', '1,5']]
    >>> how == {"kind": "csv", "encoding": "gb18030", "delimiter": ";"}
    True

    :param bytes content: the file
    :param str encoding: a codec's name, or ``auto``
    :param str delimiter: one character, or ``auto``
    :raises ImportFileError: when it is empty, damaged, too large or of another kind
    """
    if not content.strip():
        raise ImportFileError("empty")
    head = content[:512].lstrip().lower()
    if content.startswith(b"PK"):
        rows, how = _read_xlsx(content), {"kind": "xlsx"}
    elif content.startswith(b"\xd0\xcf\x11\xe0"):
        rows, how = _read_xls(content), {"kind": "xls"}
    elif head.startswith(
        (b"<!doctype", b"<html", b"<table", b"<?xml", b"\xef\xbb\xbf<")
    ):
        raise ImportFileError("web_page")
    elif head.startswith(
        (b"%pdf", b"\x89png", b"\xff\xd8\xff", b"{\\rtf", b"\x1f\x8b")
    ):
        raise ImportFileError("kind")
    else:
        rows, how = _read_csv(content, encoding, delimiter)
    while rows and not any(map(text, rows[-1])):
        rows.pop()
    if not rows:
        raise ImportFileError("empty")
    return rows, how


def _limited(rows):
    """Return the rows as lists, or raise when they are more than a file may have."""
    kept = []
    for row in rows:
        if len(kept) >= MAX_ROWS:
            raise ImportFileError("too_long", MAX_ROWS)
        row = list(row)
        while row and (row[-1] is None or row[-1] == ""):
            row.pop()
        if len(row) > MAX_COLUMNS:
            raise ImportFileError("too_wide", MAX_COLUMNS)
        kept.append(row)
    return kept


# ----------------------------------------------------------------------
# Spreadsheets
# ----------------------------------------------------------------------


def _read_xlsx(content):
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_archive(archive)
            book = openpyxl.load_workbook(
                io.BytesIO(content), read_only=True, data_only=True, keep_links=False
            )
            sheet = _first_filled(book)
            # Some systems write a wrong size into the sheet; believe the rows.
            sheet.reset_dimensions()
            rows = _limited(sheet.iter_rows(values_only=True))
            merged = _merged_ranges(archive, sheet)
    except ImportFileError:
        raise
    except Exception as error:
        # openpyxl raises whatever a damaged part makes it stumble over.
        raise ImportFileError("damaged", type(error).__name__) from error
    _fill_merged(rows, merged)
    return rows


def _check_archive(archive):
    if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED:
        raise ImportFileError("bomb")
    for part in archive.infolist():
        if part.filename.endswith((".xml", ".rels")):
            with archive.open(part) as stream:
                if b"<!DOCTYPE" in stream.read(2048).upper():
                    raise ImportFileError("damaged", "DOCTYPE")


def _first_filled(book):
    """Return the first sheet that has rows."""
    if not book.worksheets:
        raise ImportFileError("empty")
    visible = [s for s in book.worksheets if s.sheet_state == "visible"]
    for sheet in visible or book.worksheets:
        sheet.reset_dimensions()
        if any(any(cell not in (None, "") for cell in row)
               for row in sheet.iter_rows(max_row=50, values_only=True)):  # fmt: skip
            return sheet
    raise ImportFileError("empty")


def _merged_ranges(archive, sheet):
    """Return (left, top, right, bottom) of merged cells, which stand after the rows."""
    with archive.open(sheet._worksheet_path.lstrip("/")) as stream:
        tail = stream.read().rpartition(b"sheetData>")[2]
    found = re.findall(rb"mergeCell [^>]*ref=\"([A-Z]+\d+:[A-Z]+\d+)\"", tail)
    return [range_boundaries(reference.decode()) for reference in found]


def _fill_merged(rows, ranges):
    """Write the value of merged cells into each of them: it holds for all of them."""
    for left, top, right, bottom in ranges:
        right = min(right, MAX_COLUMNS)
        if top > len(rows) or left > len(rows[top - 1]):
            continue
        value = rows[top - 1][left - 1]
        for row in rows[top - 1 : bottom]:
            row.extend([None] * (right - len(row)))
            row[left - 1 : right] = [value] * (right - left + 1)


def _read_xls(content):
    try:
        import xlrd
    except ImportError as error:
        raise ImportFileError("xls") from error
    try:
        book = xlrd.open_workbook(file_contents=content)
        sheet = next((s for s in book.sheets() if s.nrows), None)
        if sheet is None:
            raise ImportFileError("empty")
        return _limited(
            [_xls_value(cell, book.datemode, xlrd) for cell in row]
            for row in sheet.get_rows()
        )
    except ImportFileError:
        raise
    except Exception as error:
        raise ImportFileError("damaged", type(error).__name__) from error


def _xls_value(cell, datemode, xlrd):
    if cell.ctype == xlrd.XL_CELL_DATE:
        return xlrd.xldate_as_datetime(cell.value, datemode)
    if cell.ctype in (xlrd.XL_CELL_ERROR, xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
        return None
    return cell.value


# ----------------------------------------------------------------------
# CSV
# ----------------------------------------------------------------------


def _read_csv(content, encoding, delimiter):
    decoded, encoding = _decode(content, encoding)
    if "\x00" in decoded:
        raise ImportFileError("kind")
    if delimiter == "auto":
        delimiter = _guess_delimiter(decoded)
    reader = csv.reader(io.StringIO(decoded, newline=""), delimiter=delimiter)
    try:
        rows = _limited(_checked(reader))
    except csv.Error as error:
        raise ImportFileError("csv", reader.line_num) from error
    return rows, {"kind": "csv", "encoding": encoding, "delimiter": delimiter}


def _checked(reader):
    """Yield the rows; a quotation mark that nobody closed swallows all that follow."""
    for row in reader:
        if any(len(cell) > MAX_CELL and "\n" in cell for cell in row):
            raise csv.Error
        yield row


def _decode(content, encoding):
    """Return the text and the codec: UTF by its marks, Chinese where it reads so."""
    if encoding != "auto":
        try:
            return content.decode(encoding).lstrip("\ufeff"), encoding
        except (UnicodeDecodeError, LookupError) as error:
            raise ImportFileError("encoding", encoding) from error
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        candidates = ["utf-16"]
    else:
        guessed = chardet.detect(content[:100_000])["encoding"]
        candidates = ["utf-8-sig", "gb18030", guessed, "cp1252"]
    for candidate in filter(None, candidates):
        try:
            decoded = content.decode(candidate)
        except (UnicodeDecodeError, LookupError):
            continue
        if candidate != "gb18030" or _reads_chinese(decoded):
            return decoded, candidate
    raise ImportFileError("encoding", "auto")


def _reads_chinese(decoded):
    """Tell common Chinese from another language that was decoded as if it were.

    >>> _reads_chinese("车牌,电话")
    True
    >>> _reads_chinese("Müller, Köln".encode("cp1252").decode("gb18030"))
    False
    """
    foreign = [char for char in decoded[:100_000] if ord(char) > 127]
    common = "".join(foreign).encode("gb2312", "ignore").decode("gb2312")
    return len(common) >= 0.9 * len(foreign)


def _guess_delimiter(decoded):
    """Return the sign that cuts the first lines into most and equal parts."""
    lines = decoded.splitlines()[:20]

    def score(sign):
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=sign) if row]
        except csv.Error:
            return (0, 0)
        common = max(set(widths), key=widths.count, default=0)
        return (widths.count(common) if common > 1 else 0, common)

    return max(DELIMITERS, key=score)
