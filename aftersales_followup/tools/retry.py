"""When to try again (F11, F14): after the outcome's delay, inside a window."""

import datetime

from dateutil.relativedelta import relativedelta

from . import localtime

# F14: never at meals, rest or night; where a dealer has deleted all hours of the store.
# In the customer's time zone.
DEFAULT_WINDOWS = ((10.0, 11.5), (15.0, 17.5))


def next_slot(moment, tz, windows=()):
    """Return the first moment not before ``moment`` that lies in a window.

    >>> import pytz
    >>> tz = pytz.timezone("Asia/Shanghai")
    >>> next_slot(datetime.datetime(2026, 3, 2, 1, 0), tz)   # 09:00 there
    datetime.datetime(2026, 3, 2, 2, 0)
    >>> next_slot(datetime.datetime(2026, 3, 2, 3, 15), tz)  # 11:15 there
    datetime.datetime(2026, 3, 2, 3, 15)
    >>> next_slot(datetime.datetime(2026, 3, 2, 4, 0), tz)   # noon
    datetime.datetime(2026, 3, 2, 7, 0)
    >>> next_slot(datetime.datetime(2026, 3, 2, 10, 0), tz)  # 18:00, so tomorrow
    datetime.datetime(2026, 3, 3, 2, 0)

    A window may be bound to a day of the week (0 is Monday); without any window
    in a week the moment itself is returned:

    >>> next_slot(datetime.datetime(2026, 3, 2, 1, 0), tz, [(9.0, 10.0, 5)])
    datetime.datetime(2026, 3, 7, 1, 0)

    :param moment: naive UTC datetime
    :param tz: pytz timezone of the customer
    :param windows: (from hour, to hour[, weekday]) in local hours; the default
        windows when empty
    """
    windows = sorted(windows, key=lambda window: window[0]) or DEFAULT_WINDOWS
    today = localtime.local_date(moment, tz)
    for days in range(8):
        day = today + datetime.timedelta(days=days)
        for start, stop, *weekday in windows:
            if weekday and weekday[0] is not None and weekday[0] != day.weekday():
                continue
            if moment < localtime.utc_moment(day, stop, tz):
                return max(moment, localtime.utc_moment(day, start, tz))
    return moment


def after_delay(moment, amount, unit):
    """Return the moment ``amount`` units later.

    >>> after_delay(datetime.datetime(2026, 3, 2, 1, 0), 3, "hour")
    datetime.datetime(2026, 3, 2, 4, 0)

    :param str unit: ``minute``, ``hour`` or ``day``
    """
    return moment + relativedelta(**{f"{unit}s": amount})


def unreachable_days(days, needed):
    """Tell whether enough calendar days, each with an attempt, have passed (F12).

    >>> first = datetime.date(2026, 3, 2)
    >>> days = [first, first, first + datetime.timedelta(days=1)]
    >>> unreachable_days(days, 3)
    False
    >>> unreachable_days(days + [first + datetime.timedelta(days=2)], 3)
    True

    :param days: the local day of each attempt that reached nobody
    :param int needed: how many different days
    """
    return len(set(days)) >= needed
