"""The clock of deadlines (C4): elapsed hours, working hours, days, working days.

Moments are naive UTC, as Odoo stores them; days and hours of work are local.
A hold is a stretch in which the clock stands (waiting for the customer).
"""

import datetime
from datetime import datetime as moment

import pytz

from . import localtime

ELAPSED, WORKING, DAY, WORKDAY = "elapsed", "working", "day", "workday"
CLOCKS = (ELAPSED, WORKING, DAY, WORKDAY)
# A calendar may be closed for months, but not for ever: after this many days
# without enough work the limit counts as elapsed time, so that it is not lost.
HORIZON_DAYS = 550
_ONE_DAY = datetime.timedelta(days=1)
_NONE = datetime.timedelta()


class WorkTime:
    """The hours of work of a company: weekly pattern, exceptions, leaves.

    >>> work = office_hours()
    >>> work.day_intervals(datetime.date(2026, 9, 28))   # a Monday, 09:00 is 01:00 UTC
    [(datetime.datetime(2026, 9, 28, 1, 0), datetime.datetime(2026, 9, 28, 4, 0)), \
(datetime.datetime(2026, 9, 28, 5, 0), datetime.datetime(2026, 9, 28, 10, 0))]

    An exception replaces the day: no hours on a holiday, hours on a make-up Saturday:

    >>> day_off, make_up = datetime.date(2026, 10, 1), datetime.date(2026, 10, 10)
    >>> work = office_hours(exceptions={day_off: (), make_up: ((9, 12),)})
    >>> work.day_intervals(day_off)
    []
    >>> len(work.day_intervals(make_up))
    1

    Without any pattern every hour counts: strict, but nothing gets late unseen.

    >>> WorkTime(work.tz).day_intervals(datetime.date(2026, 9, 28))
    [(datetime.datetime(2026, 9, 27, 16, 0), datetime.datetime(2026, 9, 28, 16, 0))]
    """

    def __init__(self, tz, weeks=(), exceptions=None, leaves=()):
        """Describe when work is done.

        :param tz: pytz timezone of the hours
        :param weeks: one mapping, or two that alternate, of weekday (0 is Monday) to
            (from hour, to hour) pairs; none, or only empty ones: round the clock
        :param exceptions: mapping of local date to the hours of that day
        :param leaves: (start, end) moments in which nobody works
        """
        self.tz = tz
        self.weeks = [week for week in weeks] if any(weeks) else []
        self.exceptions = exceptions or {}
        self.leaves = merged(leaves)

    def hours_of(self, day):
        """Return the (from hour, to hour) pairs of a local day, leaves apart.

        Two weeks alternate as Odoo's two-week calendars do.
        """
        if day in self.exceptions:
            return self.exceptions[day]
        if not self.weeks:
            return ((0, 24),)
        parity = (day.toordinal() - 1) // 7 % 2
        return self.weeks[parity % len(self.weeks)].get(day.weekday(), ())

    def day_intervals(self, day):
        """Return the stretches of work of a local day as pairs of moments."""
        stretches = merged(
            (
                localtime.utc_moment(day, start, self.tz),
                localtime.utc_moment(day, stop, self.tz),
            )
            for start, stop in self.hours_of(day)
        )
        return without(stretches, self.leaves)

    def intervals(self, start):
        """Yield the stretches of work from a moment on, up to the horizon."""
        first = localtime.local_date(start, self.tz)
        for number in range(HORIZON_DAYS):
            for begin, end in self.day_intervals(first + number * _ONE_DAY):
                if end > start:
                    yield max(begin, start), end

    def close_of(self, day):
        """Return the moment work ends on a local day, None on a day off."""
        stretches = self.day_intervals(day)
        return stretches[-1][1] if stretches else None


def office_hours(timezone="Asia/Shanghai", exceptions=None, leaves=()):
    """Return the week of the examples: Monday to Friday, 09:00-12:00, 13:00-18:00.

    >>> office_hours().hours_of(datetime.date(2026, 9, 28))
    ((9, 12), (13, 18))
    """
    week = {day: ((9, 12), (13, 18)) for day in range(5)}
    return WorkTime(pytz.timezone(timezone), [week], exceptions, leaves)


def merged(stretches):
    """Return stretches sorted, joined where they touch, without empty ones.

    >>> merged([(5, 7), (1, 3), (3, 4), (6, 9), (2, 2)])
    [(1, 4), (5, 9)]
    """
    result = []
    for start, end in sorted(stretches):
        if start >= end:
            continue
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(result[-1][1], end))
        else:
            result.append((start, end))
    return result


def without(stretches, gaps):
    """Return what is left of merged stretches outside merged gaps.

    >>> without([(1, 4), (5, 9)], [(2, 3), (8, 12)])
    [(1, 2), (3, 4), (5, 8)]
    """
    result = []
    for start, end in stretches:
        for gap_start, gap_end in gaps:
            if gap_end <= start or gap_start >= end:
                continue
            if gap_start > start:
                result.append((start, gap_start))
            start = gap_end
            if start >= end:
                break
        if start < end:
            result.append((start, end))
    return result


def split_holds(holds):
    """Return the closed holds, merged, and the start of the open one or None.

    >>> split_holds([(2, None), (1, 3)])
    ([(1, 3)], 2)
    """
    running = [start for start, end in holds if end is None]
    closed = merged((start, end) for start, end in holds if end is not None)
    return closed, min(running) if running else None


def deadline(clock, start, limit, work, holds=()):
    """Return the moment by which a limit is over, None while it stands on hold.

    Two hours after the call, night or not; four hours of work reach over lunch:

    >>> work = office_hours()
    >>> deadline("elapsed", moment(2026, 9, 28, 2), 2, work)
    datetime.datetime(2026, 9, 28, 4, 0)
    >>> deadline("working", moment(2026, 9, 28, 2), 4, work)   # 10:00 to 15:00 there
    datetime.datetime(2026, 9, 28, 7, 0)

    The same working day ends when work ends; what comes in after that counts for the
    next one. Working days are counted from the day after:

    >>> deadline("workday", moment(2026, 9, 28, 2), 0, work)
    datetime.datetime(2026, 9, 28, 10, 0)
    >>> deadline("workday", moment(2026, 9, 25, 12), 0, work)   # Friday, 20:00
    datetime.datetime(2026, 9, 28, 10, 0)
    >>> deadline("workday", moment(2026, 9, 25, 2), 2, work)
    datetime.datetime(2026, 9, 29, 10, 0)

    A day lasts to the last second before midnight there:

    >>> deadline("day", moment(2026, 9, 28, 2), 1, work)
    datetime.datetime(2026, 9, 29, 15, 59, 59)

    While on hold the clock stands; a day counts when it does not close on hold:

    >>> start, at = moment(2026, 9, 28, 2), lambda hour: moment(2026, 9, 28, hour)
    >>> deadline("elapsed", start, 2, work, [(at(3), at(7))])
    datetime.datetime(2026, 9, 28, 8, 0)
    >>> deadline("elapsed", start, 2, work, [(at(3), None)])
    >>> deadline("elapsed", start, 2, work, [(at(5), None)])
    datetime.datetime(2026, 9, 28, 4, 0)

    :param str clock: one of CLOCKS
    :param start: naive UTC datetime at which the clock starts
    :param limit: hours for ``elapsed`` and ``working``, else days
    :param WorkTime work: hours of work; its timezone makes the days
    :param holds: (start, end) moments; end None while the hold lasts
    :raises ValueError: on an unknown clock or a negative limit
    """
    if clock not in CLOCKS or limit < 0:
        raise ValueError(f"No deadline for clock {clock!r} and limit {limit!r}")
    closed, standing_from = split_holds(holds)
    if clock in (DAY, WORKDAY):
        result = _end_of_day(clock, start, limit, work, closed)
    else:
        stretches = [(start, moment.max)]
        if clock == WORKING:
            stretches = work.intervals(start)
        result = _walk(stretches, limit, closed)
    if result is None:
        hours = limit if clock == WORKING else 24 * (limit + 1)
        result = _walk([(start, moment.max)], hours, closed)
    if standing_from is not None and result > standing_from:
        return None
    return result


def counted(clock, start, end, work, holds=()):
    """Return the time from start to end that a clock counts, as a timedelta.

    The day clocks count as the hour clock they belong to.

    >>> work = office_hours()
    >>> counted("working", moment(2026, 9, 28, 2), moment(2026, 9, 28, 7), work)
    datetime.timedelta(seconds=14400)
    >>> counted("elapsed", moment(2026, 9, 28, 2), moment(2026, 9, 28, 7), work)
    datetime.timedelta(seconds=18000)
    """
    closed, standing_from = split_holds(holds)
    if standing_from is not None:
        end = min(end, standing_from)
    if end <= start:
        return _NONE
    stretches = [(start, end)]
    if clock in (WORKING, WORKDAY):
        stretches = []
        for begin, stop in work.intervals(start):
            if begin >= end:
                break
            stretches.append((begin, min(stop, end)))
    return sum(
        (stop - begin for begin, stop in without(merged(stretches), closed)), _NONE
    )


def warn_at(start, due):
    """Return when to warn of a deadline (C5): the day before, or at half time.

    >>> warn_at(moment(2026, 3, 2, 8), moment(2026, 3, 2, 10))
    datetime.datetime(2026, 3, 2, 9, 0)
    >>> warn_at(moment(2026, 3, 2, 8), moment(2026, 3, 5, 10))
    datetime.datetime(2026, 3, 4, 10, 0)

    Never before the clock has run for half of its time:

    >>> warn_at(moment(2026, 3, 2, 8), moment(2026, 3, 3, 10))
    datetime.datetime(2026, 3, 2, 21, 0)
    """
    return max(start + (due - start) / 2, due - _ONE_DAY)


def _walk(stretches, hours, holds):
    """Return the moment at which that many hours have passed, None if never."""
    left = datetime.timedelta(hours=hours)
    for begin, stop in stretches:
        for start, end in without([(begin, stop)], holds):
            if end - start >= left:
                return start + left
            left -= end - start
    return None


def _end_of_day(clock, start, days, work, holds):
    """Return the close of the last day of a limit, None if it never comes."""
    first = localtime.local_date(start, work.tz)
    left = days
    for number in range(HORIZON_DAYS + int(days)):
        day = first + number * _ONE_DAY
        if clock == WORKDAY:
            close = work.close_of(day)
        else:
            close = localtime.utc_moment(
                day + _ONE_DAY, 0, work.tz
            ) - datetime.timedelta(seconds=1)
        if close is None or close < start:
            continue
        if any(begin <= close < end for begin, end in holds):
            continue
        if day > first:
            left -= 1
        if left <= 0:
            return close
    return None
