"""Rankings: most frequent causes, weakest items."""

from .statistics import rate


def pareto(counts, total=None):
    """Rank (key, count) by count with share and cumulative share in percent.

    :param counts: pairs; equal counts keep the order they came in
    :param total: what 100 % is, the sum of the counts unless given
    :return: list of (rank, key, count, share, cumulative share)

    The reference month of M4: quality 67 37 56 50 of 621 reasons is 33.8 %.

    >>> rows = pareto([("time", 411), ("quality", 67 + 37 + 56 + 50)])
    >>> [(rank, key, round(share, 1), cum) for rank, key, _n, share, cum in rows]
    [(1, 'time', 66.2, 66.18357487922705), (2, 'quality', 33.8, 100.0)]
    >>> pareto([])
    []
    """
    counts = list(counts)
    if total is None:
        total = sum(count for _key, count in counts)
    rows, running = [], 0
    ordered = sorted(counts, key=lambda pair: -pair[1])
    for rank, (key, count) in enumerate(ordered, start=1):
        running += count
        rows.append((rank, key, count, rate(count, total), rate(running, total)))
    return rows


def lowest(values, limit=3):
    """Keys of the ``limit`` lowest values; None (no answer) is never low.

    >>> lowest([("a", 90.0), ("b", None), ("c", 70.0), ("d", 80.0), ("e", 95.0)])
    ['c', 'd', 'a']
    """
    known = [(value, key) for key, value in values if value is not None]
    return [key for _value, key in sorted(known, key=lambda pair: pair[0])[:limit]]


def week_of_month(day):
    """Week 1–4 as the complaint table counts them: 1–7, 8–14, 15–21, 22–end (C10).

    >>> [week_of_month(day) for day in (1, 7, 8, 14, 15, 21, 22, 31)]
    [1, 1, 2, 2, 3, 3, 4, 4]
    """
    return min((day - 1) // 7 + 1, 4)
