"""The clock of deadlines (C4), without a database."""

import datetime
import doctest

import pytz
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools import workclock
from ..tools.workclock import WorkTime, counted, deadline, office_hours

SHANGHAI = pytz.timezone("Asia/Shanghai")
BERLIN = pytz.timezone("Europe/Berlin")
OFFICE = {day: ((9, 12), (13, 18)) for day in range(5)}


def utc(local, tz=SHANGHAI):
    """Return the naive UTC moment of a local one, written "09-28 10:00"."""
    if local is None:
        return None
    form = "%Y-%m-%d %H:%M:%S" if local.count(":") == 2 else "%Y-%m-%d %H:%M"
    moment = datetime.datetime.strptime(f"2026-{local}", form)
    return tz.localize(moment).astimezone(pytz.utc).replace(tzinfo=None)


def day(text):
    return datetime.date.fromisoformat(f"2026-{text}")


# The National Day of 2026: a week off, two make-up workdays.
NATIONAL = {
    **{day(f"10-0{number}"): () for number in range(1, 8)},
    day("09-20"): OFFICE[0],
    day("10-10"): OFFICE[0],
}
WORK = {
    "office": office_hours(),
    "national": office_hours(exceptions=NATIONAL),
    "leave": office_hours(leaves=[(utc("09-30 00:00"), utc("10-01 00:00"))]),
    "half day": office_hours(leaves=[(utc("09-30 13:00"), utc("09-30 18:00"))]),
    "no calendar": WorkTime(SHANGHAI),
    "empty calendar": WorkTime(SHANGHAI, [{}]),
    "shut for ever": office_hours(
        leaves=[(utc("01-01 00:00"), datetime.datetime(2040, 1, 1))]
    ),
    "two weeks": WorkTime(SHANGHAI, [{1: ((9, 12),)}, {0: ((9, 12),)}]),
    "berlin": office_hours("Europe/Berlin"),
    "berlin night": WorkTime(BERLIN, [{6: ((0, 6),)}]),
}
# work, clock, start, limit, holds, expected; local times. 09-28 is a Monday.
CASES = [
    # Elapsed: night, week-end, holidays and leaves count.
    ("office", "elapsed", "09-28 10:00", 2, [], "09-28 12:00"),
    ("office", "elapsed", "09-28 23:30", 2, [], "09-29 01:30"),
    ("office", "elapsed", "09-26 15:00", 2, [], "09-26 17:00"),
    ("office", "elapsed", "09-28 11:45", 0.5, [], "09-28 12:15"),
    ("office", "elapsed", "09-28 10:00", 0, [], "09-28 10:00"),
    ("national", "elapsed", "10-01 10:00", 24, [], "10-02 10:00"),
    ("leave", "elapsed", "09-29 20:00", 24, [], "09-30 20:00"),
    ("no calendar", "elapsed", "09-28 10:00", 2, [], "09-28 12:00"),
    # Working hours: lunch, night, week-end.
    ("office", "working", "09-28 10:00", 1, [], "09-28 11:00"),
    ("office", "working", "09-28 11:00", 2, [], "09-28 14:00"),
    ("office", "working", "09-28 10:00", 2, [], "09-28 12:00"),
    ("office", "working", "09-28 12:30", 1, [], "09-28 14:00"),
    ("office", "working", "09-28 17:00", 2, [], "09-29 10:00"),
    ("office", "working", "09-28 22:00", 2, [], "09-29 11:00"),
    ("office", "working", "09-28 05:00", 2, [], "09-28 11:00"),
    ("office", "working", "09-25 17:30", 1, [], "09-28 09:30"),
    ("office", "working", "09-26 10:00", 2, [], "09-28 11:00"),
    ("office", "working", "09-28 09:00", 8, [], "09-28 18:00"),
    ("office", "working", "09-28 09:00", 40, [], "10-02 18:00"),
    ("office", "working", "09-28 22:00", 0, [], "09-29 09:00"),
    # National Day with its make-up Saturday and Sunday.
    ("national", "working", "09-30 17:00", 2, [], "10-08 10:00"),
    ("national", "working", "10-03 12:00", 4, [], "10-08 14:00"),
    ("national", "working", "10-09 17:00", 2, [], "10-10 10:00"),
    ("office", "working", "10-09 17:00", 2, [], "10-12 10:00"),
    ("national", "working", "09-19 12:00", 1, [], "09-20 10:00"),
    # Leaves, whole and half days.
    ("leave", "working", "09-29 17:00", 2, [], "10-01 10:00"),
    ("half day", "working", "09-30 11:00", 2, [], "10-01 10:00"),
    # Calendar missing, empty, never at work, alternating weeks.
    ("no calendar", "working", "09-26 10:00", 4, [], "09-26 14:00"),
    ("empty calendar", "working", "09-26 10:00", 4, [], "09-26 14:00"),
    ("shut for ever", "working", "09-28 10:00", 2, [], "09-28 12:00"),
    ("shut for ever", "workday", "09-28 10:00", 0, [], "09-29 10:00"),
    ("two weeks", "working", "09-28 08:00", 1, [], "09-29 10:00"),
    ("two weeks", "working", "09-29 12:00", 1, [], "10-05 10:00"),
    # Working days.
    ("office", "workday", "09-28 10:00", 0, [], "09-28 18:00"),
    ("office", "workday", "09-28 20:00", 0, [], "09-29 18:00"),
    ("office", "workday", "09-28 18:00", 0, [], "09-28 18:00"),
    ("office", "workday", "09-26 10:00", 0, [], "09-28 18:00"),
    ("office", "workday", "09-28 10:00", 1, [], "09-29 18:00"),
    ("office", "workday", "09-28 20:00", 1, [], "09-29 18:00"),
    ("office", "workday", "09-24 10:00", 2, [], "09-28 18:00"),
    ("office", "workday", "09-26 10:00", 2, [], "09-29 18:00"),
    ("national", "workday", "10-02 10:00", 0, [], "10-08 18:00"),
    ("national", "workday", "10-09 10:00", 1, [], "10-10 18:00"),
    ("national", "workday", "09-29 10:00", 2, [], "10-08 18:00"),
    ("no calendar", "workday", "09-28 10:00", 0, [], "09-29 00:00"),
    # Calendar days.
    ("office", "day", "09-28 10:00", 0, [], "09-28 23:59:59"),
    ("office", "day", "09-26 10:00", 1, [], "09-27 23:59:59"),
    ("office", "day", "09-28 23:59:59", 0, [], "09-28 23:59:59"),
    # Holds: the clock stands.
    (
        "office",
        "elapsed",
        "09-28 10:00",
        2,
        [("09-28 10:30", "09-28 12:30")],
        "09-28 14:00",
    ),
    (
        "office",
        "elapsed",
        "09-28 10:00",
        2,
        [("09-28 08:00", "09-28 09:00")],
        "09-28 12:00",
    ),
    (
        "office",
        "elapsed",
        "09-28 10:00",
        2,
        [("09-28 13:00", "09-28 15:00")],
        "09-28 12:00",
    ),
    (
        "office",
        "elapsed",
        "09-28 10:00",
        2,
        [("09-28 11:00", "09-28 12:30"), ("09-28 10:30", "09-28 11:30")],
        "09-28 14:00",
    ),
    (
        "office",
        "elapsed",
        "09-28 10:00",
        2,
        [("09-28 11:00", "09-28 11:00")],
        "09-28 12:00",
    ),
    (
        "office",
        "working",
        "09-28 10:00",
        3,
        [("09-28 11:00", "09-28 14:00")],
        "09-28 16:00",
    ),
    (
        "office",
        "workday",
        "09-28 10:00",
        0,
        [("09-28 17:00", "09-29 10:00")],
        "09-29 18:00",
    ),
    (
        "office",
        "workday",
        "09-28 10:00",
        0,
        [("09-28 11:00", "09-28 15:00")],
        "09-28 18:00",
    ),
    (
        "office",
        "day",
        "09-28 10:00",
        0,
        [("09-28 20:00", "09-30 08:00")],
        "09-30 23:59:59",
    ),
    ("office", "elapsed", "09-28 10:00", 2, [("09-28 11:00", None)], None),
    ("office", "elapsed", "09-28 10:00", 2, [("09-28 12:30", None)], "09-28 12:00"),
    ("office", "workday", "09-28 10:00", 0, [("09-28 11:00", None)], None),
    # Summer time: 24 hours are 24 hours, hours of work are on the wall.
    ("berlin", "elapsed", "03-28 12:00", 24, [], "03-29 13:00"),
    ("berlin", "elapsed", "10-24 12:00", 24, [], "10-25 11:00"),
    ("berlin", "working", "03-27 17:00", 2, [], "03-30 10:00"),
    ("berlin night", "working", "03-29 00:00", 4, [], "03-29 05:00"),
    ("berlin night", "working", "10-25 00:00", 4, [], "10-25 03:00"),
    ("berlin", "day", "03-28 12:00", 1, [], "03-29 23:59:59"),
]
MOMENTS = st.datetimes(
    min_value=datetime.datetime(2026, 1, 1), max_value=datetime.datetime(2026, 12, 1)
)
SPANS = st.lists(
    st.tuples(
        MOMENTS, st.timedeltas(datetime.timedelta(), datetime.timedelta(days=9))
    ).map(lambda pair: (pair[0], pair[0] + pair[1])),
    max_size=4,
)
LIMITS = st.integers(min_value=0, max_value=60)
CLOCKS = st.sampled_from(workclock.CLOCKS)
PLACES = st.sampled_from(sorted(WORK))


@tagged("post_install", "-at_install")
class TestComplaintWorkclock(BaseCase):
    """Table, doctests and properties of the pure clock."""

    def test_table(self):
        """Each case by hand, from a calendar on paper."""
        self.assertGreaterEqual(len(CASES), 40)
        for place, clock, start, limit, holds, expected in CASES:
            work = WORK[place]
            with self.subTest(
                work=place, clock=clock, start=start, limit=limit, holds=holds
            ):
                found = deadline(
                    clock,
                    utc(start, work.tz),
                    limit,
                    work,
                    [(utc(begin, work.tz), utc(end, work.tz)) for begin, end in holds],
                )
                self.assertEqual(found, utc(expected, work.tz))

    def test_doctests(self):
        result = doctest.testmod(workclock)
        self.assertGreater(result.attempted, 20)
        self.assertFalse(result.failed)

    def test_wrong_input(self):
        """An unknown clock or a negative limit is an error, not a deadline."""
        start = utc("09-28 10:00")
        for clock, limit in (("moon", 1), ("elapsed", -1)):
            with self.assertRaises(ValueError):
                deadline(clock, start, limit, WORK["office"])

    def test_counted_on_hold_and_backwards(self):
        work = WORK["office"]
        start, end = utc("09-28 10:00"), utc("09-28 16:00")
        hold = [(utc("09-28 11:00"), None)]
        self.assertEqual(
            counted("working", start, end, work), datetime.timedelta(hours=5)
        )
        self.assertEqual(
            counted("elapsed", start, end, work, hold), datetime.timedelta(hours=1)
        )
        self.assertEqual(counted("elapsed", end, start, work), datetime.timedelta())

    @settings(max_examples=60, deadline=None, database=None)
    @given(PLACES, CLOCKS, MOMENTS, LIMITS, SPANS)
    def test_never_before_start_nor_sooner_on_hold(
        self, place, clock, start, limit, holds
    ):
        work = WORK[place]
        due = deadline(clock, start, limit, work)
        self.assertGreaterEqual(due, start)
        if place == "shut for ever":
            return  # There a hold changes which rule of last resort applies.
        self.assertGreaterEqual(deadline(clock, start, limit, work, holds), due)

    @settings(max_examples=60, deadline=None, database=None)
    @given(CLOCKS, MOMENTS, MOMENTS, LIMITS, LIMITS)
    def test_more_time_or_later_start_is_never_sooner(
        self, clock, one, two, less, more
    ):
        work = WORK["national"]
        one, two = sorted((one, two))
        less, more = sorted((less, more))
        self.assertLessEqual(
            deadline(clock, one, less, work), deadline(clock, one, more, work)
        )
        self.assertLessEqual(
            deadline(clock, one, less, work), deadline(clock, two, less, work)
        )

    @settings(max_examples=60, deadline=None, database=None)
    @given(
        st.sampled_from(["elapsed", "working"]),
        st.sampled_from(["office", "national", "leave", "berlin", "berlin night"]),
        MOMENTS,
        LIMITS,
        SPANS,
    )
    def test_time_counted_up_to_the_deadline_is_the_limit(
        self, clock, place, start, limit, holds
    ):
        work = WORK[place]
        due = deadline(clock, start, limit, work, holds)
        if due - start > datetime.timedelta(days=500):
            return  # Beyond the horizon the limit counts as elapsed time.
        self.assertEqual(
            counted(clock, start, due, work, holds), datetime.timedelta(hours=limit)
        )

    @settings(max_examples=60, deadline=None, database=None)
    @given(SPANS, SPANS)
    def test_stretches_stay_apart_and_in_order(self, stretches, gaps):
        left = workclock.without(workclock.merged(stretches), workclock.merged(gaps))
        flat = [moment for stretch in left for moment in stretch]
        self.assertEqual(flat, sorted(flat))
        for begin, end in left:
            self.assertLess(begin, end)
            for gap_begin, gap_end in gaps:
                self.assertFalse(max(begin, gap_begin) < min(end, gap_end))
