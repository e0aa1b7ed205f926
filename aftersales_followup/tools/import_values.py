"""What the cells of another system's file mean (F21).

People type these values, or a spreadsheet guessed them: full-width characters,
units, serial numbers for dates. What cannot be read raises
:class:`ImportValueError` with a code that the importer puts into words.
"""

import datetime
import math
import re
import unicodedata

EPOCH = datetime.datetime(1899, 12, 30)
"""Day zero of a spreadsheet's serial numbers."""
SERIALS = range(32874, 73051)
"""Serial numbers of 1990 to 2099: smaller numbers are no dates of a workshop."""
FIRST_YEAR, LAST_YEAR = 1990, 2099
HIGHEST_MILEAGE = 3_000_000
HIGHEST_AMOUNT = 100_000_000
NOTHING = {"", "-", "--", "—", "/", "\\", "无", "暂无", "未知", "空", "n/a", "na", "none",
           "null", "nil", "#n/a", "#ref!", "#value!", "#name?"}  # fmt: skip
VIN = re.compile(r"[A-HJ-NPR-Z0-9]{17}")
SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?E\+?\d+", re.IGNORECASE)
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


class ImportValueError(ValueError):
    """A cell that cannot be read: ``code`` says why, ``value`` is what stood there."""

    def __init__(self, code, value=""):
        super().__init__(f"{code}: {value}")
        self.code = code
        self.value = str(value)[:80]


def text(value):
    """Return a cell as one clean text: half-width, no control characters.

    >>> text("  沪Ａ１２３４５　"), text(20260301001.0), text('="13800000000"')
    ('沪A12345', '20260301001', '13800000000')
    >>> text("n/a"), text(None), text("a\\x00b\\r\\nc")
    ('', '', 'ab\\nc')
    """
    if value is None:
        return ""
    if isinstance(value, float):
        value = str(int(value)) if value.is_integer() else repr(value)
    elif isinstance(value, datetime.datetime):
        value = value.isoformat(sep=" ", timespec="seconds")
    value = unicodedata.normalize("NFKC", str(value)).replace("\r\n", "\n")
    # Systems write ="0123" so that a spreadsheet does not make a number of it.
    value = re.sub(r'^="(.*)"$', r"\1", value.strip(), flags=re.DOTALL)
    value = "".join(
        char
        for char in value
        if char == "\n" or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co")
    ).strip()
    return "" if value.lower() in NOTHING else value


def line(value):
    """Return a cell as one line of text.

    >>> line("王\\n  伟 ")
    '王 伟'
    """
    return " ".join(text(value).split())


def name_key(value):
    """Return what two spellings of one name have in common.

    >>> name_key("Mr.  Wang Wei"), name_key("王伟 先生"), name_key("ＡＢＣ（上海）")
    ('wang wei', '王伟', 'abc上海')
    """
    key = line(value).casefold()
    key = re.sub(r"^(mr|mrs|ms|miss|dr|herr|frau)\b\.?", "", key)
    key = re.sub(r"\s*(先生|女士|小姐|师傅)$", "", key)
    key = re.sub(r"[^\w\s]", "", key)
    key = " ".join(key.split())
    # Chinese names are written with and without a blank.
    return key if key.isascii() else key.replace(" ", "")


def is_same_name(one, other):
    """Tell whether two names may be the same person's, who shares all the rest.

    >>> is_same_name("王先生", "王伟"), is_same_name("李伟", "王伟")
    (True, False)
    >>> is_same_name("Wang Wei", "wang  wei"), is_same_name("", "王伟")
    (True, False)
    """
    one, other = name_key(one), name_key(other)
    if not one or not other:
        return False
    # "王" is what is left of 王先生: the family name alone.
    return one == other or (not one.isascii() and min(one, other, key=len) in (one[:1], other[:1])
                            and one[:1] == other[:1])  # fmt: skip


def looks_like_company(name):
    """Tell whether a name is a firm's or an office's.

    >>> looks_like_company("上海某某物流有限公司"), looks_like_company("王伟")
    (True, False)
    """
    return bool(
        re.search(
            r"公司|集团|工厂|学校|医院|银行|中心|协会|(公安|税务|法院|检察|管理)局?$|局$"
            r"|\b(ltd|limited|inc|llc|corp|gmbh|co)\b\.?",
            line(name).casefold(),
        )
    )


def plate(value):
    """Return a plate as one writes it: upper case, no dots, blanks or dashes.

    >>> plate("粤b·12345"), plate("沪Ａ-123 45"), plate("")
    ('粤B12345', '沪A12345', '')
    """
    key = re.sub(r"[\W_]", "", text(value)).upper()
    if len(key) > 15:
        raise ImportValueError("plate_bad", value)
    return key


def vin(value):
    """Return a chassis number, or raise when it is not one.

    >>> vin("lsv am4187c2184841"), vin("")
    ('LSVAM4187C2184841', '')
    >>> vin("LSV123")
    Traceback (most recent call last):
    ...
    odoo.addons.aftersales_followup.tools.import_values.ImportValueError: vin_bad: LSV123
    """
    key = re.sub(r"[\W_]", "", text(value)).upper()
    if key and not VIN.fullmatch(key):
        raise ImportValueError("vin_bad", value)
    return key


def job_number(value):
    """Return the number of a job as the other system prints it.

    >>> job_number(" gd-2026 001 "), job_number(20260301001.0)
    ('GD-2026001', '20260301001')
    """
    number = "".join(text(value).split()).upper()
    if SCIENTIFIC.fullmatch(number):
        raise ImportValueError("job_scientific", value)
    if len(number) > 64:
        raise ImportValueError("too_long", value)
    return number


def number(value, decimal="auto"):
    """Return a number out of a cell with signs, units and separators of thousands.

    >>> number("¥1,234.50"), number("1.234,50"), number("1 234 km"), number("1.2万公里")
    (1234.5, 1234.5, 1234.0, 12000.0)
    >>> number("12,345"), number("12,5", decimal=","), number("12,345", decimal=",")
    (12345.0, 12.5, 12.345)

    :param str decimal: ``"."``, ``","`` or ``"auto"``
    :rtype: float | None
    """
    if isinstance(value, bool):
        raise ImportValueError("number_bad", value)
    if isinstance(value, (int, float)):
        if not math.isfinite(value):
            raise ImportValueError("number_bad", value)
        return float(value)
    cell = text(value)
    if not cell:
        return None
    match = re.fullmatch(
        r"\D{0,4}?(-?)\s*[¥$€]?\s*(\d[\d\s.,']*)\s*(万|千)?\s*"
        r"(元|rmb|cny|km|kms|公里|千米|里|yuan|eur)?",
        cell.casefold(),
    )
    if not match:
        raise ImportValueError("number_bad", value)
    digits = re.sub(r"[\s']", "", match[2]).rstrip(".,")
    if decimal == "auto":
        last = max(digits.rfind("."), digits.rfind(","))
        sign = digits[last] if last >= 0 else "."
        is_thousands = digits.count(sign) > 1 or (
            sign == "," and len(digits) - last == 4
        )
        decimal = {".": ",", ",": "."}[sign] if is_thousands else sign
    thousands = {".": ",", ",": "."}[decimal]
    digits = digits.replace(thousands, "").replace(decimal, ".")
    try:
        result = float(digits)
    except ValueError as error:
        raise ImportValueError("number_bad", value) from error
    result *= {"万": 10000, "千": 1000}.get(match[3], 1)
    return -result if match[1] else result


def mileage(value, decimal="auto"):
    """Return whole kilometres, 0 when nothing stands there.

    >>> mileage("12,345 km"), mileage("１２３４５公里"), mileage(None)
    (12345, 12345, 0)
    """
    kilometres = number(value, decimal) or 0
    if not 0 <= kilometres <= HIGHEST_MILEAGE:
        raise ImportValueError("mileage_bad", value)
    return int(kilometres)


def amount(value, decimal="auto"):
    """Return an amount of money, None when nothing stands there."""
    money = number(value, decimal)
    if money is not None and abs(money) > HIGHEST_AMOUNT:
        raise ImportValueError("number_bad", value)
    return money


def moment(value, order="auto"):
    """Return the local moment of a cell and whether it has a time of day.

    >>> moment("2026年3月1日 下午2时05分")
    (datetime.datetime(2026, 3, 1, 14, 5), True)
    >>> moment("2026/3/1"), moment(46082.5)
    ((datetime.datetime(2026, 3, 1, 0, 0), False), (datetime.datetime(2026, 3, 1, 12, 0), True))
    >>> moment("20260301"), moment("25.12.2025")
    ((datetime.datetime(2026, 3, 1, 0, 0), False), (datetime.datetime(2025, 12, 25, 0, 0), False))
    >>> moment("1/3/2026", order="dmy")
    (datetime.datetime(2026, 3, 1, 0, 0), False)
    >>> moment("1/3/2026")
    Traceback (most recent call last):
    ...
    odoo.addons.aftersales_followup.tools.import_values.ImportValueError: date_ambiguous: 1/3/2026

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

    >>> clock("14:30"), clock(0.5), clock("下午 2:30"), clock("")
    (datetime.time(14, 30), datetime.time(12, 0), datetime.time(14, 30), None)
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
    """Return (year, month, day) of three numbers; the year is the one of four digits."""
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


def names(value):
    """Return the names in a cell that lists several people.

    >>> names("张三、李四/王五"), names("Wang Wei, Li Na"), names("")
    (['张三', '李四', '王五'], ['Wang Wei', 'Li Na'], [])
    """
    found = (line(part) for part in re.split(r"[、,,;；/&+\n|]", text(value)))
    return list(dict.fromkeys(name for name in found if name))
