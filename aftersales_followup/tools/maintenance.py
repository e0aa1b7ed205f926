"""When a car is due (R1, R2, R5): by months and by kilometres, whichever is earlier."""

import datetime

from . import localtime

# Readings closer together than this say little about how much a car is driven.
SHORTEST_SPAN = 30
# As many readings as describe today's use of the car; older ones had other drivers.
READINGS = 4


def daily_mileage(readings):
    """Return the kilometres a car is driven a day, None when it cannot be told.

    >>> day = datetime.date
    >>> daily_mileage([(day(2026, 1, 1), 10000), (day(2026, 3, 2), 13000)])
    50.0
    >>> daily_mileage([(day(2026, 1, 1), 10000)]) is None
    True

    Readings that go back (a typing error, a new instrument) are left out, and so
    are those of the same weeks:

    >>> daily_mileage([(day(2026, 1, 1), 10000), (day(2026, 2, 1), 900),
    ...                (day(2026, 3, 2), 13000)])
    50.0
    >>> daily_mileage([(day(2026, 1, 1), 10000), (day(2026, 1, 5), 10400)]) is None
    True

    :param readings: (day, kilometres) in any order
    :rtype: float | None
    """
    plausible = _rising(sorted(r for r in readings if r[1] > 0))[-READINGS:]
    if len(plausible) < 2:
        return None
    (first_day, first), (last_day, last) = plausible[0], plausible[-1]
    days = (last_day - first_day).days
    return (last - first) / days if days >= SHORTEST_SPAN else None


def _rising(readings):
    """Return the longest rising row of readings that ends with the latest.

    >>> _rising([(1, 10000), (2, 900), (3, 13000)])
    [(1, 10000), (3, 13000)]
    >>> _rising([])
    []
    """
    rows = []
    for reading in readings:
        before = [row for row in rows if row[-1][1] < reading[1]]
        # Of rows of one length, the one that reaches back furthest says most.
        best = max(before, key=lambda row: (len(row), -rows.index(row)), default=[])
        rows.append([*best, reading])
    return rows[-1] if rows else []


def due_date(last_day, months=0, kilometres=0, per_day=None):
    """Return when the next service is due after a service on ``last_day``.

    >>> last = datetime.date(2026, 1, 31)
    >>> due_date(last, months=6)
    datetime.date(2026, 7, 31)
    >>> due_date(last, months=6, kilometres=5000, per_day=50)
    datetime.date(2026, 5, 11)
    >>> due_date(last, months=1, kilometres=5000, per_day=50)
    datetime.date(2026, 2, 28)
    >>> due_date(last, kilometres=5000, per_day=None) is None
    True

    :param int months: interval, 0 for none
    :param int kilometres: interval, 0 for none
    :param float per_day: kilometres a day, None or 0 when unknown
    :rtype: datetime.date | None
    """
    dates = []
    if months:
        dates.append(localtime.shift(last_day, months, "month"))
    if kilometres and per_day:
        dates.append(last_day + datetime.timedelta(days=round(kilometres / per_day)))
    return min(dates, default=None)


def due_by_mileage(readings, start, kilometres):
    """Return when a car will have driven so far since a reading, None when unknown.

    Counted from the latest reading, so that years of much driving are not spread
    over today's use:

    >>> day = datetime.date
    >>> start = (day(2024, 1, 1), 40000)
    >>> slow_now = [(day(2025, 12, 2), 75000), (day(2026, 1, 1), 75600)]
    >>> due_by_mileage(slow_now, start, 40000)
    datetime.date(2026, 8, 9)

    Driven already, it is due on the day of the reading that says so; one reading
    since the start is enough to know how much the car is driven:

    >>> due_by_mileage([(day(2026, 1, 1), 85000)], start, 40000)
    datetime.date(2026, 1, 1)
    >>> due_by_mileage([(day(2024, 3, 1), 43000)], start, 40000)
    datetime.date(2026, 3, 11)
    >>> due_by_mileage([], start, 40000) is None
    True

    :param readings: (day, kilometres) in any order
    :param start: (day, kilometres) from which on is counted
    :param int kilometres: how far, above zero
    :rtype: datetime.date | None
    """
    later = [r for r in readings if r[0] >= start[0] and r[1] >= start[1]]
    last_day, last = max(later, default=start)
    left = start[1] + kilometres - last
    if left <= 0:
        return last_day
    per_day = daily_mileage(readings) or daily_mileage([start, (last_day, last)])
    return (
        last_day + datetime.timedelta(days=round(left / per_day)) if per_day else None
    )
