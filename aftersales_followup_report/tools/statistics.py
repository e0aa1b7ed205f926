"""Arithmetic of the figures: no ORM, no rounding before the end (docs/figures.md)."""

from decimal import ROUND_HALF_UP, Decimal
from math import sqrt

# Two-sided 95 % of the normal distribution, for the Wilson interval of M10.
Z_95 = 1.959963984540054
# Under this many answers a rate is shown with its interval (M10).
SMALL_SAMPLE = 30


def rate(numerator, denominator):
    """Percentage of two counts, None where there is nothing to divide by (M10).

    >>> round(rate(700, 850), 1), round(rate(150, 850), 1), round(rate(300, 850), 1)
    (82.4, 17.6, 35.3)
    >>> rate(381, 508)
    75.0
    >>> rate(0, 0) is None, rate(None, 5) is None, rate(0, 4)
    (True, True, 0.0)
    """
    if not denominator or numerator is None:
        return None
    return 100.0 * numerator / denominator


def mean(total, count):
    """Mean of a sum over a count, None where nothing was counted.

    >>> mean(180.0, 2), mean(0, 0) is None
    (90.0, True)
    """
    if not count or total is None:
        return None
    return float(total) / count


def difference(value, reference):
    """Change between two periods, None as long as one of them has no figure.

    >>> difference(82.5, 80.0), difference(None, 1) is None
    (2.5, True)
    """
    if value is None or reference is None:
        return None
    return value - reference


def weighted_mean(pairs):
    """Weighted mean of (value, weight), over what was answered only (Q3).

    Unanswered items (value None) take their weight with them: they are not zero.

    >>> means = [99.4, 100.6, 100.2, 103.2, 103.2, 98.1, 100.6, 100.2, 99.8, 89.9]
    >>> weights = [10, 5, 15, 10, 5, 15, 5, 5, 20, 10]
    >>> round_half_up(weighted_mean(zip(means, weights)), 1)
    99.2
    >>> weighted_mean([(90.0, 10), (None, 80), (80.0, 10)])
    85.0

    A score of zero is an answer:

    >>> weighted_mean([(0.0, 10), (80.0, 10)])
    40.0
    >>> weighted_mean([(None, 10)]) is None, weighted_mean([(50.0, 0)]) is None
    (True, True)
    """
    total = weights = 0.0
    for value, weight in pairs:
        if value is None or not weight:
            continue
        total += value * weight
        weights += weight
    return total / weights if weights else None


def wilson(successes, trials, z=Z_95):
    """95 % Wilson interval of a rate as two percentages, None without trials (M10).

    It stays inside 0 … 100 and says something about 0 of 5 and 5 of 5, too.

    >>> tuple(round(bound, 1) for bound in wilson(5, 6))
    (43.6, 97.0)
    >>> tuple(round(bound, 1) for bound in wilson(0, 5))
    (0.0, 43.4)
    >>> tuple(round(bound, 1) for bound in wilson(15, 30))
    (33.2, 66.8)
    >>> wilson(0, 0) is None
    True
    """
    if not trials:
        return None
    share = successes / trials
    spread = z * sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    centre = share + z * z / (2 * trials)
    scale = 1 + z * z / trials
    low = max(0.0, (centre - spread) / scale)
    high = min(1.0, (centre + spread) / scale)
    return 100.0 * low, 100.0 * high


def round_half_up(value, digits):
    """Round as people do on paper: 2.5 is 3, never the even neighbour.

    >>> round_half_up(2.5, 0), round_half_up(0.25, 1), round_half_up(-0.25, 1)
    (3.0, 0.3, -0.3)
    >>> round_half_up(None, 1) is None
    True
    """
    if value is None:
        return None
    step = Decimal(1).scaleb(-digits)
    # repr() keeps what was meant: 0.285 stays 0.285, not 0.28499999999999998
    return float(Decimal(repr(float(value))).quantize(step, ROUND_HALF_UP))
