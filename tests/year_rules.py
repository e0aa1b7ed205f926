"""What must hold after a year, recomputed from plain rows without the engine's code."""

import datetime
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

USUAL = ((10.0, 11.5), (15.0, 17.5))
UTC = ZoneInfo("UTC")


def local(moment, zone):
    """Return a naive UTC moment in a time zone.

    >>> str(local(datetime.datetime(2026, 3, 1, 17), "Asia/Shanghai"))
    '2026-03-02 01:00:00+08:00'
    """
    return moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone))


def in_window(moment, zone, windows):
    """Tell whether a customer may be contacted at a naive UTC moment (F14).

    >>> in_window(datetime.datetime(2026, 3, 2, 2, 30), "Asia/Shanghai", [])
    True
    >>> in_window(datetime.datetime(2026, 3, 2, 4, 30), "Asia/Shanghai", [])
    False
    >>> in_window(datetime.datetime(2026, 3, 2, 4, 30), "Asia/Shanghai", [(12, 13, 1)])
    False
    >>> in_window(datetime.datetime(2026, 3, 3, 4, 30), "Asia/Shanghai", [(12, 13, 1)])
    True

    :param windows: the customer's own: (from, to, day of the week or None)
    """
    there = local(moment, zone)
    hour = there.hour + there.minute / 60
    return any(
        start <= hour < stop and (not day or day[0] in (None, there.weekday()))
        for start, stop, *day in windows or USUAL
    )


def too_close(contacts, days):
    """Return the pairs of contacts of one customer that are too close (F14).

    >>> day = datetime.date
    >>> too_close([(day(2026, 3, 1), "a"), (day(2026, 3, 7), "b")], 7)
    [((datetime.date(2026, 3, 1), 'a'), (datetime.date(2026, 3, 7), 'b'))]
    >>> too_close([(day(2026, 3, 1), "a"), (day(2026, 3, 2), "a")], 7)
    []
    >>> too_close([(day(2026, 3, 1), "a"), (day(2026, 3, 8), "b")], 7)
    []

    :param contacts: (local day, occasion), of one customer
    """
    contacts = sorted(contacts)
    return [
        (first, second)
        for index, first in enumerate(contacts)
        for second in contacts[index + 1 :]
        if (second[0] - first[0]).days < days and first[1] != second[1]
    ]


def due_day(day, offset, unit):
    """Return when a step is due.

    >>> due_day(datetime.date(2026, 1, 31), 1, "month")
    datetime.date(2026, 2, 28)
    """
    return day if unit == "hour" else day + relativedelta(**{f"{unit}s": offset})


class Expected:
    """The occasions that had to be followed up, gathered night by night."""

    def __init__(self):
        self.occasions = {}

    def see(self, today, steps, dates):
        """Note what is due on a night and no longer ago than the program looks back.

        :param steps: dicts of ``id``, ``anchor``, ``offset``, ``unit``, ``start``,
            ``back``
        :param dates: {anchor: [(model, id, key, day)]} as they stand that night
        """
        for step in steps:
            for model, res_id, key, day in dates.get(step["anchor"], ()):
                due = due_day(day, step["offset"], step["unit"])
                oldest = max(
                    step["start"], today - datetime.timedelta(days=step["back"])
                )
                if oldest <= due <= today:
                    self.occasions.setdefault(
                        (step["id"], model, res_id, key), (today, due)
                    )
