"""What must hold after a year, recomputed from plain rows without the engine's code."""

import datetime
import hashlib
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


def utc(day, hour, zone):
    """Return the naive UTC moment of an hour of a local day.

    >>> str(utc(datetime.date(2026, 3, 2), 8, "Asia/Shanghai"))
    '2026-03-02 00:00:00'
    """
    there = datetime.datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo(zone))
    return there.astimezone(UTC).replace(tzinfo=None)


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


def too_close(contacts, days, merged=None):
    """Return the pairs of contacts of one customer that are too close (F14).

    >>> day = datetime.date
    >>> too_close([(day(2026, 3, 1), "a", 1), (day(2026, 3, 7), "b", 1)], 7)
    [((datetime.date(2026, 3, 1), 'a', 1), (datetime.date(2026, 3, 7), 'b', 1))]
    >>> too_close([(day(2026, 3, 1), "a", 1), (day(2026, 3, 2), "a", 1)], 7)
    []
    >>> too_close([(day(2026, 3, 1), "a", 1), (day(2026, 3, 8), "b", 1)], 7)
    []

    Who stood twice in the files is one customer from the day of the merger on:

    >>> both = [(day(2026, 3, 1), "a", 1), (day(2026, 3, 4), "b", 2)]
    >>> too_close(both, 7, day(2026, 3, 4)), len(too_close(both, 7, day(2026, 3, 3)))
    ([], 1)

    :param contacts: (local day, occasion, number in the files), of one customer
    :param merged: the day on which two numbers became one
    """
    contacts = sorted(contacts)
    return [
        (first, second)
        for index, first in enumerate(contacts)
        for second in contacts[index + 1 :]
        if (second[0] - first[0]).days < days
        and first[1] != second[1]
        and (first[2] == second[2] or merged and merged < second[0])
    ]


def unwanted(attempt):
    """Tell whether somebody was contacted who had said not to be (F13).

    >>> call = {"outcome": "completed", "purpose": "reminder", "channel": "phone"}
    >>> [
    ...     unwanted({**call, "wishes": {wish}})
    ...     for wish in (
    ...         (None, None), ("reminder", None), (None, "phone"), ("reminder", "sms")
    ...     )
    ... ]
    [True, True, True, False]

    :param dict attempt: ``purpose``, ``channel``, ``outcome``, and ``wishes``: pairs of
        purpose and channel that are not wanted, None for all
    """
    return attempt["outcome"] != "not_sent" and any(
        purpose in (None, attempt["purpose"]) and channel in (None, attempt["channel"])
        for purpose, channel in attempt["wishes"]
    )


def days_in_vain(attempts):
    """Return on how many days people tried in vain before they reached anybody (F12).

    >>> at = datetime.datetime
    >>> tried = [
    ...     {"moment": at(2026, 3, day, 2), "store_zone": "Asia/Shanghai",
    ...      "channel": channel, "is_contact": reached}
    ...     for day, channel, reached in (
    ...         (1, "sms", False), (2, "phone", False), (2, "phone", False),
    ...         (4, "phone", False), (5, "phone", True), (6, "phone", False))
    ... ]
    >>> days_in_vain(tried)
    2

    :param attempts: of one follow-up, in their order
    """
    days = set()
    for attempt in attempts:
        if attempt["is_contact"]:
            break
        if attempt["channel"] in ("phone", "visit"):
            days.add(local(attempt["moment"], attempt["store_zone"]).date())
    return len(days)


def days_kept_away(contacts, days):
    """Return on how many days a customer is left alone after contacts (F14).

    >>> days_kept_away({datetime.date(2026, 3, 1), datetime.date(2026, 3, 5)}, 7)
    11

    :param contacts: local days on which the customer was reached about other things
    :param days: how many days lie between two contacts
    """
    return len(
        {day + datetime.timedelta(days=n) for day in contacts for n in range(days)}
    )


def last_day(due, grace, kept_away, before=None):
    """Return the last day on which a follow-up is open, unfinished (F15).

    >>> due = datetime.date(2026, 3, 1)
    >>> str(last_day(due, 15, 0)), str(last_day(due, 15, 7))
    ('2026-03-16', '2026-03-23')

    A reminder does not outlive its date because it had to wait:

    >>> str(last_day(due, 15, 7, before=datetime.date(2026, 3, 18)))
    '2026-03-18'

    :param grace: days after the due day
    :param kept_away: days that do not count, see ``days_kept_away``
    :param before: the date before which it is of use, if it is a reminder
    """
    last = due + datetime.timedelta(days=grace)
    later = last + datetime.timedelta(days=kept_away)
    return max(last, min(later, before)) if before else later


def draw_value(seed, *identity):
    """Return the number of a candidate, as the manual says: anyone can compute it.

    The first 52 bits of the SHA-256 of seed, step, model, record and occasion.

    >>> round(draw_value("aftersales", 1, "repair.order", 7, "settled"), 6)
    0.914025
    """
    text = "|".join(map(str, (seed, *identity)))
    number = int(hashlib.sha256(text.encode()).hexdigest()[:13], 16)
    return number / 2**52


def not_drawn(lots, rate):
    """Return who is not drawn of a stratum, lot after lot (F10).

    >>> not_drawn([{"a": 0.9, "b": 0.1}, {"c": 0.5}, {"d": 0.2}], 50)
    ['a', 'd']

    Never fewer than the rate, counted over all lots so far; the lowest numbers first.

    :param lots: dicts of number by candidate
    """
    seen = taken = 0
    left = []
    for lot in lots:
        seen += len(lot)
        wanted = max(-(-round(rate * seen, 6) // 100) - taken, 0)
        order = sorted(lot, key=lot.get)
        left += order[int(wanted) :]
        taken += min(int(wanted), len(lot))
    return left


def due_day(day, offset, unit):
    """Return when a step is due.

    >>> due_day(datetime.date(2026, 1, 31), 1, "month")
    datetime.date(2026, 2, 28)
    """
    if unit == "month":
        return day + relativedelta(months=offset)
    return day + datetime.timedelta(**{f"{unit}s": offset})


def due_moment(moment, zone, offset, unit):
    """Return when a step of hours or half days is due, as the store's clock says.

    >>> morning, noon = (datetime.datetime(2026, 3, 2, hour) for hour in (3, 4))
    >>> [
    ...     str(due_moment(moment, "Asia/Shanghai", 1, "half_day"))[:16]
    ...     for moment in (morning, noon)
    ... ]
    ['2026-03-02 12:00', '2026-03-03 08:00']
    >>> str(due_moment(noon, "Asia/Shanghai", -1, "hour"))[:16]
    '2026-03-02 11:00'
    """
    there = local(moment, zone)
    if unit == "hour":
        return there + datetime.timedelta(hours=offset)
    if there.hour < 12:
        return there.replace(hour=12, minute=0)
    return (there + datetime.timedelta(days=1)).replace(hour=8, minute=0)


class Expected:
    """The occasions that had to be followed up, gathered run by run."""

    def __init__(self):
        self.occasions = {}

    def see(self, now, zone, steps, dates):
        """Note what is due at a moment and no longer ago than the program looks back.

        :param now: naive UTC moment of the run
        :param zone: name of the store's time zone
        :param steps: dicts of ``id``, ``anchor``, ``offset``, ``unit``, ``start``,
            ``back``, ``repeat`` (how often, and every how many units)
        :param dates: {anchor: [(model, id, key, day, moment, last)]} as they stand:
            ``moment`` for steps of hours, ``last`` the day until which it repeats
        :return: ids of the steps for which something new was seen
        """
        today = local(now, zone).date()
        new = set()
        for step in steps:
            oldest = max(step["start"], today - datetime.timedelta(days=step["back"]))
            for model, res_id, key, day, moment, last in dates.get(step["anchor"], ()):
                for number, due in self._dues(step, zone, day, moment, now):
                    if due > today or last and due > last:
                        break
                    if due < oldest:
                        continue
                    repeated = f"{key}#{number}" if number else key
                    occasion = (step["id"], model, res_id, repeated)
                    if occasion not in self.occasions:
                        self.occasions[occasion] = (today, due)
                        new.add(step["id"])
        return new

    def _dues(self, step, zone, day, moment, now):
        """Return (repetition, day) of what is due of a step, the first ones first."""
        if step["unit"] not in ("hour", "half_day"):
            times, every = step["repeat"]
            return (
                (number, due_day(day, step["offset"] + number * every, step["unit"]))
                for number in range(times)
            )
        due = due_moment(moment, zone, step["offset"], step["unit"])
        # The next run is a quarter of an hour later. A reminder before a moment is
        # for before it.
        is_early = due > local(now, zone) + datetime.timedelta(minutes=15)
        is_past = step["offset"] < 0 and moment <= now
        return [] if is_early or is_past else [(0, due.date())]
