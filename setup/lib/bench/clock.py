"""Rounds: both sides in turn, so that a busy minute of the machine hits both."""

import gc
import statistics
import time

from .. import say

ROUNDS = 5


def medians(sides, clean=None, rounds=ROUNDS):
    """Return {name: median of its seconds} after a warm-up and ``rounds`` rounds.

    :param dict sides: name -> function without arguments, the work to be timed
    :param clean: called after each piece of work, not timed: the state before it
    :param rounds: short pieces of work need more than the usual five
    """
    seconds = {name: [] for name in sides}
    for number in range(rounds + 1):
        for name, work in sides.items():
            gc.collect()
            start = time.perf_counter()
            work()
            taken = time.perf_counter() - start
            if clean:
                clean()
            if number:
                seconds[name].append(taken)
            if rounds <= ROUNDS:
                stage = f"round {number}" if number else "warm-up"
                say.line(f"  {stage}, {name}: {taken:.2f} s")
    return {name: statistics.median(taken) for name, taken in seconds.items()}
