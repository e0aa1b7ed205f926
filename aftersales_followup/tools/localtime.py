"""Local days and moments: a day shifts in UTC+8 when UTC is taken for it.

Moments are naive UTC, as Odoo stores them; days are local.
"""

import datetime
import functools

import pytz
from dateutil.relativedelta import relativedelta


def local_date(moment, tz):
    """Return the local day of a naive UTC moment.

    >>> local_date(datetime.datetime(2026, 3, 1, 17, 0), pytz.timezone("Asia/Shanghai"))
    datetime.date(2026, 3, 2)

    :param moment: naive UTC datetime
    :param tz: pytz timezone
    """
    return pytz.utc.localize(moment).astimezone(tz).date()


# A night asks for the same few mornings and windows thousands of times.
@functools.lru_cache(maxsize=1024)
def utc_moment(day, hour, tz):
    """Return the naive UTC moment of a local day and an hour (a float).

    >>> utc_moment(datetime.date(2026, 3, 2), 8.5, pytz.timezone("Asia/Shanghai"))
    datetime.datetime(2026, 3, 2, 0, 30)

    In the hour that summer time skips, the first moment after it is meant:

    >>> utc_moment(datetime.date(2026, 3, 29), 2.5, pytz.timezone("Europe/Berlin"))
    datetime.datetime(2026, 3, 29, 1, 30)

    :param datetime.date day: local day
    :param float hour: 0 to 24, in hours
    :param tz: pytz timezone
    """
    naive = datetime.datetime.combine(day, datetime.time()) + datetime.timedelta(
        minutes=round(hour * 60)
    )
    local = tz.normalize(tz.localize(naive, is_dst=False))
    return local.astimezone(pytz.utc).replace(tzinfo=None)


def shift(day, amount, unit):
    """Return the day that lies ``amount`` days, weeks or months after a day.

    Month ends stay month ends:

    >>> shift(datetime.date(2026, 1, 31), 1, "month")
    datetime.date(2026, 2, 28)
    >>> shift(datetime.date(2026, 3, 10), -1, "week")
    datetime.date(2026, 3, 3)
    """
    return day + relativedelta(**{f"{unit}s": amount})


def unshift_latest(day, amount, unit):
    """Return the latest anchor day whose shifted day is not after ``day``.

    The inverse of :func:`shift`, safe at month ends:

    >>> unshift_latest(datetime.date(2026, 2, 28), 1, "month")
    datetime.date(2026, 1, 31)
    >>> unshift_latest(datetime.date(2026, 3, 2), 1, "day")
    datetime.date(2026, 3, 1)
    """
    candidate = shift(day, -amount, unit)
    while shift(candidate + datetime.timedelta(days=1), amount, unit) <= day:
        candidate += datetime.timedelta(days=1)
    return candidate


def quarter_starts(date_from, date_to):
    """Return the first days of quarters within a range of days.

    >>> quarter_starts(datetime.date(2026, 1, 2), datetime.date(2026, 7, 1))
    [datetime.date(2026, 4, 1), datetime.date(2026, 7, 1)]
    >>> quarter_starts(datetime.date(2026, 1, 2), datetime.date(2026, 1, 3))
    []
    """
    day = datetime.date(date_from.year, 3 * ((date_from.month - 1) // 3) + 1, 1)
    days = []
    while day <= date_to:
        if day >= date_from:
            days.append(day)
        day = shift(day, 3, "month")
    return days
