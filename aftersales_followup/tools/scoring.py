"""Scores of answers (Q3, Q4): everything is brought to 0–100 first.

An unanswered question is not zero: it is left out, and so is its weight.
"""


def normalise(raw, maximum):
    """Return an answer as a share of the best answer of its scale, 0–100.

    >>> normalise(9, 10), normalise(24, 30), normalise(1, 1)
    (90.0, 80.0, 100.0)
    >>> normalise(None, 10) is None
    True

    :param raw: the answer's value, None when unanswered
    :param maximum: the value of the best answer, above zero
    """
    if raw is None:
        return None
    return round(100.0 * raw / maximum, 6)


def weighted_mean(pairs):
    """Return the mean of (value, weight), over the values that are there.

    This is the score of one follow-up from its answers, and the MOT score of a
    period from the means of its items (Q3):

    >>> means = [99.4, 100.6, 100.2, 103.2, 103.2, 98.1, 100.6, 100.2, 99.8, 89.9]
    >>> weights = [10, 5, 15, 10, 5, 15, 5, 5, 20, 10]
    >>> round(weighted_mean(zip(means, weights)), 1)
    99.2
    >>> weighted_mean([(80, 10), (None, 90)])
    80.0
    >>> weighted_mean([(None, 10)]) is None
    True
    >>> weighted_mean([(70, 0), (90, 0)])
    80.0

    Items without any weight (all zero) count alike.

    :param pairs: iterable of (value or None, weight)
    :rtype: float | None
    """
    answered = [(value, weight) for value, weight in pairs if value is not None]
    if not answered:
        return None
    total = sum(weight for _value, weight in answered)
    if not total:
        return sum(value for value, _weight in answered) / len(answered)
    return sum(value * weight for value, weight in answered) / total


def band(value, bands):
    """Return the band that a value falls into: the one with the highest floor below.

    >>> bands = [(100, "delighted"), (80, "satisfied"), (0, "dissatisfied")]
    >>> band(100, bands), band(99.9, bands), band(0, bands)
    ('delighted', 'satisfied', 'dissatisfied')
    >>> band(None, bands) is None, band(5, []) is None
    (True, True)

    :param value: 0–100 or None
    :param bands: iterable of (floor, anything)
    """
    if value is None:
        return None
    # A value that was divided and rounded must still reach its own floor.
    reached = [(floor, item) for floor, item in bands if value >= floor - 1e-6]
    return max(reached, key=lambda pair: pair[0])[1] if reached else None
