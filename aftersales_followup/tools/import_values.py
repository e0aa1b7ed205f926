"""What the cells of another system's file mean (F21).

People type these values, or a spreadsheet guessed them: full-width characters,
units, cut numbers. What cannot be read raises
:class:`ImportValueError` with a code that the importer puts into words.
"""

import datetime
import math
import re
import unicodedata

HIGHEST_MILEAGE = 3_000_000
HIGHEST_AMOUNT = 100_000_000
NOTHING = {
    *("", "-", "--", "—", "/", "\\", "无", "暂无", "未知", "空"),
    *("n/a", "na", "none", "null", "nil", "#n/a", "#ref!", "#value!", "#name?"),
}
VIN = re.compile(r"[A-HJ-NPR-Z0-9]{17}")
SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?E\+?\d+", re.IGNORECASE)


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
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    return not one.isascii() and len(short) == 1 and long.startswith(short)


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
    >>> vin("LSV123")  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    ImportValueError: vin_bad: LSV123
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

    >>> number("¥1,234.50"), number("1.234,50"), number("1 234 km")
    (1234.5, 1234.5, 1234.0)
    >>> number("1.2万公里")
    12000.0
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


def names(value):
    """Return the names in a cell that lists several people.

    >>> names("张三、李四/王五"), names("Wang Wei, Li Na"), names("")
    (['张三', '李四', '王五'], ['Wang Wei', 'Li Na'], [])
    """
    found = (line(part) for part in re.split(r"[、,,;；/&+\n|]", text(value)))
    return list(dict.fromkeys(name for name in found if name))
