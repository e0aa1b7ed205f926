"""When a step is due: so long before or after a day or a moment, once or again."""

import datetime
import math

from . import localtime

#: Units that count from a time of day; the others count from a day.
PRECISE_UNITS = ("hour", "half_day")
#: F1: the list is ready at 08:00, local time; afternoons begin at noon.
MORNING, NOON = 8.0, 12.0


def due_moment(moment, amount, unit, tz):
    """Return the naive UTC moment so many hours or half days after another.

    Hours are hours, also in the night of summer time (01:30 and 2 hours in Berlin):

    >>> import pytz
    >>> at = datetime.datetime
    >>> berlin, shanghai = map(pytz.timezone, ("Europe/Berlin", "Asia/Shanghai"))
    >>> due_moment(at(2026, 3, 29, 0, 30), 2, "hour", berlin)
    datetime.datetime(2026, 3, 29, 2, 30)

    A half day after the morning is the afternoon, after the afternoon the next
    morning (F5):

    >>> due_moment(at(2026, 3, 2, 3, 59), 1, "half_day", shanghai)  # 11:59 there
    datetime.datetime(2026, 3, 2, 4, 0)
    >>> due_moment(at(2026, 3, 2, 4, 0), 1, "half_day", shanghai)  # noon
    datetime.datetime(2026, 3, 3, 0, 0)
    >>> due_moment(at(2026, 3, 2, 4, 0), -1, "half_day", shanghai)
    datetime.datetime(2026, 3, 2, 0, 0)

    :param moment: naive UTC datetime
    :param int amount: negative for before
    :param str unit: one of ``PRECISE_UNITS``
    :param tz: pytz timezone in which days begin
    """
    if unit == "hour":
        return moment + datetime.timedelta(hours=amount)
    day = localtime.local_date(moment, tz)
    is_afternoon = moment >= localtime.utc_moment(day, NOON, tz)
    days, half = divmod(is_afternoon + amount, 2)
    return localtime.utc_moment(
        day + datetime.timedelta(days=days), NOON if half else MORNING, tz
    )


def anchor_days(first, last, amount, unit):
    """Return the first and last anchor day with due days from ``first`` to ``last``.

    >>> day = datetime.date
    >>> anchor_days(day(2026, 3, 2), day(2026, 3, 3), 1, "day")
    (datetime.date(2026, 3, 1), datetime.date(2026, 3, 2))

    Days that a month does not have fall on its last one:

    >>> anchor_days(day(2026, 2, 28), day(2026, 2, 28), 1, "month")
    (datetime.date(2026, 1, 28), datetime.date(2026, 1, 31))

    For hours and half days some days more, to be looked through by the moment:

    >>> anchor_days(day(2026, 3, 2), day(2026, 3, 2), -1, "hour")
    (datetime.date(2026, 3, 1), datetime.date(2026, 3, 3))
    """
    if unit in PRECISE_UNITS:
        hours = amount * (12 if unit == "half_day" else 1)
        # Half a day for halves, an hour for summer time.
        return (
            first - datetime.timedelta(days=math.ceil((hours + 13) / 24)),
            last - datetime.timedelta(days=math.floor((hours - 13) / 24)),
        )
    day_before = localtime.unshift_latest(
        first - datetime.timedelta(days=1), amount, unit
    )
    return (
        day_before + datetime.timedelta(days=1),
        localtime.unshift_latest(last, amount, unit),
    )


def repeated_key(key, repetition):
    """Return the key of a repetition of an occasion; the first one keeps its key.

    >>> repeated_key("delivered:2026-03-02", 0)
    'delivered:2026-03-02'
    >>> repeated_key("delivered:2026-03-02", 2)
    'delivered:2026-03-02#2'
    """
    return f"{key}#{repetition}" if repetition else key


def split_key(key):
    """Return (occasion, repetition): the inverse of :func:`repeated_key`.

    >>> split_key("delivered:2026-03-02#2")
    ('delivered:2026-03-02', 2)
    >>> split_key("delivered:2026-03-02")
    ('delivered:2026-03-02', 0)
    """
    occasion, _mark, repetition = key.partition("#")
    return occasion, int(repetition or 0)
