"""The reproducible sampling draw (F10).

Each candidate gets a number in [0, 1) that depends on nothing but its own
identity and the seed of the program, so that anyone can compute it again. Of a
lot, the candidates with the lowest numbers are drawn until the stratum (one
category in one month) holds at least the rate.
"""

import hashlib
import math


def draw_value(seed, *identity):
    """Return the candidate's number in [0, 1).

    >>> draw_value("2026", "repair.order", 7, "visit") == draw_value(
    ...     "2026", "repair.order", 7, "visit")
    True
    >>> draw_value("2026", "repair.order", 7) == draw_value("2026", "repair.order", 8)
    False
    >>> 0 <= draw_value("", 1) < 1
    True

    :param str seed: the program's seed; another seed is another draw
    :param identity: what names the candidate (model, id, occasion)
    :rtype: float
    """
    text = "|".join([str(seed), *map(str, identity)])
    digest = hashlib.sha256(text.encode()).digest()
    # 52 bits fit a double exactly: the stored value compares equal later.
    return (int.from_bytes(digest[:8], "big") >> 12) / (1 << 52)


def drawn(values, rate, seen=0, taken=0):
    """Return which candidates of a lot are drawn.

    The stratum never falls below the rate, whatever the size of the lots:

    >>> drawn([0.9, 0.1, 0.5], 100)
    [True, True, True]
    >>> drawn([0.9, 0.1, 0.5], 30)
    [False, True, False]
    >>> drawn([0.9, 0.1, 0.5], 30, seen=7, taken=3)
    [False, False, False]
    >>> drawn([0.9, 0.1, 0.5], 0)
    [False, False, False]
    >>> drawn([], 30)
    []

    :param values: the candidates' numbers, as :func:`draw_value` gives them
    :param rate: percent to draw, 0 to 100
    :param int seen: candidates of the stratum in earlier lots
    :param int taken: how many of those were drawn
    :return: list of booleans in the order of ``values``
    """
    rate = min(max(rate, 0), 100)
    # Rounded first: 30 % of 10 must be 3, not 4 for a bit lost in a float.
    wanted = math.ceil(round(rate * (seen + len(values)) / 100, 9)) - taken
    order = sorted(range(len(values)), key=lambda index: (values[index], index))
    chosen = set(order[: max(wanted, 0)])
    return [index in chosen for index in range(len(values))]
