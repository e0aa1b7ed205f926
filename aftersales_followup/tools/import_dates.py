"""Days and times in the cells of another system's file (F21)."""

import datetime
import re

from .import_values import ImportValueError, text

EPOCH = datetime.datetime(1899, 12, 30)
"""Day zero of a spreadsheet's serial numbers."""
SERIALS = range(32874, 73051)
"""Serial numbers of 1990 to 2099: smaller numbers are no dates of a workshop."""
FIRST_YEAR, LAST_YEAR = 1990, 2099
MOMENT = re.compile(
    r"(?P<a>\d{1,4})\s*[-/.年]\s*(?P<b>\d{1,2})\s*[-/.月]\s*(?P<c>\d{1,4})\s*日?"
    r"(?:[T\s,]*(?P<time>.*))?"
)
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\s*(\d{2}):?(\d{2})(?::?(\d{2}))?)?")
CLOCK = re.compile(
    r"(?P<early>上午|下午|晚上)?\s*(?P<hour>\d{1,2})\s*[:时点]\s*(?:(?P<minute>\d{1,2})\s*分?"
    r"(?::?(?P<second>\d{1,2})(?:\.\d+)?\s*秒?)?)?\s*(?P<late>[AaPp]\.?[Mm]\.?)?"
    r"\s*(?P<zone>Z|[+-]\d\d:?\d\d)?"
)


def moment(value, order="auto"):
    """Return the local moment of a cell and whether it has a time of day.

    >>> moment("2026年3月1日 下午2时05分")
    (datetime.datetime(2026, 3, 1, 14, 5), True)
    >>> moment(46082.5)
    (datetime.datetime(2026, 3, 1, 12, 0), True)
    >>> for cell in ("2026/3/1", "20260301", "25.12.2025"):
    ...     print(moment(cell)[0].date(), moment(cell)[1])
    2026-03-01 False
    2026-03-01 False
    2025-12-25 False
    >>> moment("1/3/2026", order="dmy")
    (datetime.datetime(2026, 3, 1, 0, 0), False)
    >>> moment("1/3/2026")  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    ImportValueError: date_ambiguous: 1/3/2026

    A moment with an offset stays one: ``tzinfo`` is set.

    >>> moment("2026-03-01T04:00:00Z")[0].isoformat()
    '2026-03-01T04:00:00+00:00'

    :param str order: of numbers that stand for a day: ``ymd``, ``dmy``, ``mdy`` or
        ``auto``; a year in front is always understood
    :raises ImportValueError: when no day can be read, or more than one
    """
    if isinstance(value, datetime.datetime):
        result = value, value.time() != datetime.time()
    elif isinstance(value, datetime.date):
        result = datetime.datetime.combine(value, datetime.time()), False
    else:
        cell = text(value)
        if not cell:
            raise ImportValueError("date_missing")
        result = _from_serial(cell) or _from_compact(cell) or _from_words(cell, order)
        if not result:
            raise ImportValueError("date_bad", value)
    if not FIRST_YEAR <= result[0].year <= LAST_YEAR:
        raise ImportValueError("date_range", value)
    return result


def clock(value):
    """Return the time of day that stands in a column of its own, None when empty.

    >>> clock("14:30"), clock(0.5), clock("")
    (datetime.time(14, 30), datetime.time(12, 0), None)
    >>> clock("下午 2:30")
    datetime.time(14, 30)
    """
    if isinstance(value, datetime.datetime):
        return value.time()
    if isinstance(value, datetime.time):
        return value
    cell = text(value)
    if not cell:
        return None
    if re.fullmatch(r"0?\.\d+|0", cell):
        return (EPOCH + datetime.timedelta(seconds=round(float(cell) * 86400))).time()
    return _read_clock(cell)[0]


def _from_serial(cell):
    if not re.fullmatch(r"\d{5}(\.\d+)?", cell) or int(float(cell)) not in SERIALS:
        return None
    seconds = round(float(cell) * 86400)
    return EPOCH + datetime.timedelta(seconds=seconds), "." in cell


def _from_compact(cell):
    match = COMPACT.fullmatch(cell)
    if not match:
        return None
    numbers = [int(part or 0) for part in match.groups()]
    return _moment(numbers, cell), bool(match[4])


def _from_words(cell, order):
    match = MOMENT.fullmatch(cell)
    if not match:
        return None
    day = _day(match["a"], match["b"], match["c"], order, cell)
    if not match["time"]:
        return _moment((*day, 0, 0, 0), cell), False
    time, zone = _read_clock(match["time"].strip(), cell)
    found = _moment((*day, time.hour, time.minute, time.second), cell)
    return found.replace(tzinfo=zone), True


def _day(a, b, c, order, cell):
    """Return (year, month, day); the year is the one of four digits."""
    if len(a) == 4:
        return int(a), int(b), int(c)
    if len(c) != 4:
        if order == "ymd":
            return 2000 + int(a), int(b), int(c)
        c = f"20{c}" if order != "auto" and len(c) == 2 else c
    first, second, year = int(a), int(b), int(c)
    if order not in ("dmy", "mdy"):
        if year < 1000 or (first <= 12 and second <= 12 and first != second):
            raise ImportValueError("date_ambiguous", cell)
        order = "mdy" if second > 12 else "dmy"
    return (year, second, first) if order == "dmy" else (year, first, second)


def _moment(numbers, cell):
    try:
        return datetime.datetime(*numbers)
    except ValueError as error:
        raise ImportValueError("date_bad", cell) from error


def _read_clock(words, cell=None):
    """Return (time of day, offset) of words."""
    match = CLOCK.fullmatch(words)
    if not match:
        raise ImportValueError("date_bad", cell or words)
    hour = int(match["hour"])
    afternoon = match["early"] in ("下午", "晚上") or (match["late"] or " ")[0] in "pP"
    if afternoon and hour < 12:
        hour += 12
    elif hour == 12 and not afternoon and (match["early"] or match["late"]):
        hour = 0
    zone = None
    if match["zone"]:
        zone = datetime.datetime.strptime(match["zone"], "%z").tzinfo
    try:
        return (
            datetime.time(hour, int(match["minute"] or 0), int(match["second"] or 0)),
            zone,
        )
    except ValueError as error:
        raise ImportValueError("date_bad", cell or words) from error
