"""How the demo dealer's months went: how many calls, how they ended, which marks.

Plain Python on a seeded generator: the same seed gives the same year.
"""

import datetime
from dataclasses import dataclass, replace

from ..tools import scoring

# Where this dealer hurts: the marks of a dissatisfied customer lie lower there.
WEAK_ITEMS = {"time_spent": 1.6, "car_clean": 1.2, "work_quality": 0.4, "lounge": -0.6}
# Not every point occurs at every visit: such a question stays unanswered.
SKIPPED_SHARE = {"lounge": 0.12, "pickup_help": 0.06}

UNREACHABLE = (
    ("no_answer", 42),
    ("switched_off", 21),
    ("unreachable", 13),
    ("suspended", 10),
    ("wrong_number", 8),
    ("busy", 6),
)


@dataclass(frozen=True)
class Size:
    """How big the dealer is. The reference month is exact, the rest follows it."""

    customers: int = 2500
    months: int = 13
    called: int = 850
    effective: int = 700
    unreachable: int = 100
    refused: int = 50
    top: int = 150
    low: int = 300

    def scaled(self, share):
        """Return a dealer of another size with the same rates.

        >>> Size().scaled(0.1)
        Size(customers=250, months=13, called=85, effective=70, unreachable=10, \
refused=5, top=15, low=30)
        """
        counts = {
            name: round(getattr(self, name) * share)
            for name in ("customers", "called", "unreachable", "refused", "top", "low")
        }
        effective = counts["called"] - counts["unreachable"] - counts["refused"]
        return replace(self, **counts, effective=effective)


def month_start(day, months_back=0):
    """Return the first day of the month, some months back.

    >>> month_start(datetime.date(2026, 3, 9), 3)
    datetime.date(2025, 12, 1)
    """
    index = day.year * 12 + day.month - 1 - months_back
    return datetime.date(index // 12, index % 12 + 1, 1)


def spread(rng, total, days):
    """Return how many of ``total`` visits fall on each day; weekends are busier.

    >>> import random
    >>> days = [datetime.date(2026, 3, day) for day in range(1, 32)]
    >>> sum(spread(random.Random(1), 900, days))
    900
    """
    weights = [
        (1.35 if day.weekday() >= 5 else 1.0) * rng.uniform(0.85, 1.15) for day in days
    ]
    counts = [0] * len(days)
    for index in rng.choices(range(len(days)), weights, k=total):
        counts[index] += 1
    return counts


def visits_per_month(size, reference_visits, months):
    """Return the visits of the first store in each month, oldest first.

    The store grows; the last full month, the last but one in the list, is the
    reference month. The current month goes on at its pace.

    >>> visits_per_month(Size(), 980, 13)
    [412, 446, 481, 516, 550, 585, 620, 654, 689, 724, 758, 793, 980, 951]
    """
    first, last = 0.42 * reference_visits, 0.88 * reference_visits
    grown = [
        round(first + (last - first) * month / months) for month in range(months - 1)
    ]
    return [*grown, reference_visits, round(0.97 * reference_visits)]


def marks(rng, level, weights, floors):
    """Return {item code: mark from 1 to 10} whose weighted score has the level.

    :param str level: a level of the scale, see ``MEANS``
    :param dict weights: weight of each item, by its code
    :param floors: (lowest score, level) of each band of the scale
    """
    while True:
        drawn = {
            code: _mark(rng, level, code)
            for code in weights
            if rng.random() >= SKIPPED_SHARE.get(code, 0.01)
        }
        if drawn and level_of(drawn, weights, floors) == level:
            return drawn


# The usual mark of a customer of each level.
MEANS = {
    "very_satisfied": 9.9,
    "satisfied": 9.0,
    "basically": 7.4,
    "dissatisfied": 6.0,
    "very_dissatisfied": 4.2,
}


def _mark(rng, level, code):
    if level == "very_satisfied":
        return min(10, round(rng.gauss(MEANS[level], 0.3)))
    lowered = WEAK_ITEMS.get(code, -0.3) * (0.3 if level == "satisfied" else 1)
    return min(10, max(1, round(rng.gauss(MEANS[level] - lowered, 1.1))))


def level_of(drawn, weights, floors):
    """Return the level that marks from 1 to 10 come to.

    >>> weights = {"car_clean": 20, "lounge": 10}
    >>> floors = [(95, "very_satisfied"), (65, "basically"), (0, "dissatisfied")]
    >>> level_of({"car_clean": 10, "lounge": 10}, weights, floors)
    'very_satisfied'
    >>> level_of({"car_clean": 5, "lounge": 8}, weights, floors)
    'dissatisfied'
    """
    score = scoring.weighted_mean(
        (scoring.normalise(mark, 10), weights[code]) for code, mark in drawn.items()
    )
    return scoring.band(score, floors)


@dataclass
class Quota:
    """How the follow-ups of one month end."""

    called: int
    unreachable: int
    refused: int
    top: int
    low: int

    def levels(self, rng):
        """Return the level of each answered follow-up's score, in random order.

        >>> import random
        >>> from collections import Counter
        >>> levels = Counter(Quota(850, 100, 50, 150, 300).levels(random.Random(1)))
        >>> levels["very_satisfied"], sum(levels.values())
        (150, 700)
        >>> levels["dissatisfied"] + levels["very_dissatisfied"]
        300
        """
        effective = self.called - self.unreachable - self.refused
        very_low = round(self.low * 0.12)
        between = effective - self.top - self.low
        basically = round(between * 0.3)
        levels = (
            ["very_satisfied"] * self.top
            + ["satisfied"] * (between - basically)
            + ["basically"] * basically
            + ["dissatisfied"] * (self.low - very_low)
            + ["very_dissatisfied"] * very_low
        )
        rng.shuffle(levels)
        return levels


def quota(rng, due, share, called_share=None):
    """Return how the follow-ups of an ordinary month end.

    :param int due: how many are due
    :param float share: 0 for the oldest month, 1 for the newest: the dealer grows
        faster than its workshop, and satisfaction falls
    :param float called_share: how many of them are called; drawn when not given
    """
    called = round(due * (called_share or rng.uniform(0.93, 0.97)))
    unreachable = round(called * rng.uniform(0.10, 0.13))
    refused = round(called * rng.uniform(0.025, 0.04))
    effective = called - unreachable - refused
    top = round(effective * (0.34 - 0.1 * share + rng.uniform(-0.02, 0.02)))
    low = round(effective * (0.16 + 0.2 * share + rng.uniform(-0.02, 0.02)))
    return Quota(called, unreachable, refused, top, low)
