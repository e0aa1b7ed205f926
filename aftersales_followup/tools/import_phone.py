"""Telephone numbers as people write them, and what two shapes have in common (F21)."""

import re

import phonenumbers

from .import_values import SCIENTIFIC, ImportValueError, text

SHORTEST, LONGEST = 5, 15


def phone_key(value, region="CN"):
    """Return the number that two shapes share; '' where there is none.

    >>> shapes = ["138-0000-0001", "+86 138 0000 0001", "0086 13800000001"]
    >>> {phone_key(shape) for shape in [*shapes, "１３８００００００01"]}
    {'+8613800000001'}
    >>> phone_key("(021) 6123-4567"), phone_key("021-61234567转801")
    ('+862161234567', '+862161234567')
    >>> phone_key("61234567")
    '61234567'
    >>> phone_key("无"), phone_key(13800000001.0), phone_key("030 901820", "DE")
    ('', '+8613800000001', '+4930901820')

    Of several numbers in one cell the first counts:

    >>> phone_key("13800000001/13900000002"), phone_key("王先生 13800000001")
    ('+8613800000001', '+8613800000001')

    :param str region: the country's code, for numbers without one
    """
    return next((key for _number, key in _candidates(value, region)), "")


def phone(value, region="CN"):
    """Return the first number in a cell, as it is to be kept on the customer.

    >>> phone("138 0000 0001"), phone("61234567"), phone(" ")
    ('+86 138 0000 0001', '61234567', '')
    >>> phone("1.38E+10")  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    ImportValueError: phone_scientific: 1.38E+10

    :raises ImportValueError: when something stands there that is no number
    """
    cell = text(value)
    if SCIENTIFIC.fullmatch(cell):
        raise ImportValueError("phone_scientific", value)
    number = next((number for number, _key in _candidates(value, region)), "")
    if cell and not number and not re.fullmatch(r"0+", cell):
        raise ImportValueError("phone_bad", value)
    return number


def _candidates(value, region):
    """Yield (number to show, key) of the usable numbers in a cell."""
    for part in re.split(r"[/,;、\n|]|转|ext\.?", text(value), flags=re.IGNORECASE):
        digits = re.sub(r"[^\d+]", "", part)
        digits = re.sub(r"(?<!^)\+", "", digits)
        digits = re.sub(r"^00(?=[1-9])", "+", digits)
        if not digits.strip("+0") or not SHORTEST <= len(digits.lstrip("+")) <= LONGEST:
            continue
        yield _shape(digits, region)


def _shape(digits, region):
    """Return (number to show, key); as they stand where no plan knows them."""
    # 86138…, as some systems write it without the plus.
    for attempt in (digits, f"+{digits}"):
        try:
            parsed = phonenumbers.parse(attempt, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(parsed):
            return (
                phonenumbers.format_number(
                    parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL
                ),
                phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164),
            )
    return digits, digits
