"""Equal load within a team (F16)."""

import heapq


def share(members, loads, count):
    """Return who takes each of ``count`` new follow-ups.

    Whoever has the least to do comes next; among equals the earlier in the list:

    >>> share(["Li", "Wang"], {"Li": 2}, 4)
    ['Wang', 'Wang', 'Li', 'Wang']
    >>> share([], {}, 2)
    [None, None]

    :param members: who can take them, in a fixed order
    :param dict loads: {member: how many open ones}, absent is none
    :param int count: how many to share out
    """
    if not members:
        return [None] * count
    heap = [(loads.get(member, 0), index) for index, member in enumerate(members)]
    heapq.heapify(heap)
    chosen = []
    for _number in range(count):
        load, index = heap[0]
        heapq.heapreplace(heap, (load + 1, index))
        chosen.append(members[index])
    return chosen
