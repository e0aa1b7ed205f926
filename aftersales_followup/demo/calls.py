"""How the agents reached the demo dealer's customers: the attempts of each follow-up.

Plain Python on a seeded generator; moments are naive UTC.
"""

import datetime
from dataclasses import dataclass

from ..tools import localtime, retry
from . import words
from .plan import UNREACHABLE

MORNING, AFTERNOON = ((10.0, 11.5), (15.0, 17.5))
# Most calls are made on the day they are due, some late.
FIRST_CALL_DELAY = ((0, 82), (1, 11), (2, 4), (4, 2), (6, 1))


@dataclass
class Attempt:
    """One try."""

    date: datetime.datetime
    outcome: str
    note: str = ""
    callback_date: datetime.datetime = None


def attempts(rng, ending, first_day, last_day, tz, keep_trying=False):
    """Return the attempts of one follow-up, in order.

    >>> import random, pytz
    >>> tz = pytz.timezone("Asia/Shanghai")
    >>> days = datetime.date(2026, 3, 2), datetime.date(2026, 3, 20)
    >>> attempts(random.Random(4), "satisfied", *days, tz)[-1].outcome
    'completed'
    >>> attempts(random.Random(4), "refused", *days, tz)[-1].outcome
    'refused'
    >>> tries = attempts(random.Random(4), "unreachable", *days, tz)
    >>> tries[-1].outcome in dict(UNREACHABLE)
    True

    :param str ending: ``"unreachable"``, ``"refused"`` or the level of the score
    :param datetime.date first_day: the day it is due
    :param datetime.date last_day: no attempt after this day
    :param tz: pytz timezone of the store
    :param bool keep_trying: who cannot be reached is still tried on the last day
    """
    delays, weights = zip(*FIRST_CALL_DELAY, strict=True)
    delay = rng.choices(delays, weights)[0]
    day = min(first_day + datetime.timedelta(days=delay), last_day)
    if ending == "unreachable":
        return _in_vain(rng, day, last_day, tz, keep_trying)
    tries = []
    morning = rng.random() < 0.55
    for _earlier in range(rng.choices((0, 1, 2), (74, 19, 7))[0]):
        if not morning and day >= last_day:
            break
        moment = _moment(rng, day, morning, tz)
        day, morning = (
            (day, False) if morning else (day + datetime.timedelta(days=1), True)
        )
        tries.append(_without_answer(rng, moment, _moment(rng, day, morning, tz)))
    callback = tries[-1].callback_date if tries else None
    moment = callback or _moment(rng, day, morning, tz)
    if ending == "refused":
        tries.append(Attempt(moment, "refused", rng.choice(words.REFUSALS)))
    else:
        tries.append(Attempt(moment, "completed"))
    return tries


def _without_answer(rng, moment, following):
    if rng.random() < 0.25:
        return _called_back(rng, moment, following)
    outcome = rng.choice(
        ("no_answer", "no_answer", "busy", "switched_off", "unreachable")
    )
    return Attempt(moment, outcome, rng.choice(words.NO_CONTACT[outcome]))


def _in_vain(rng, day, last_day, tz, keep_trying):
    codes, weights = zip(*UNREACHABLE, strict=True)
    last = rng.choices(codes, weights)[0]
    wanted = (
        1 if last == "wrong_number" else rng.choices((1, 2, 3, 4), (10, 15, 60, 15))[0]
    )
    days = [
        day + datetime.timedelta(days=number)
        for number in range(wanted)
        if day + datetime.timedelta(days=number) <= last_day
    ]
    if keep_trying and last != "wrong_number" and days[-1] < last_day:
        days.append(last_day)
    tries = []
    for try_day in days:
        outcome = last if rng.random() < 0.7 or try_day == days[-1] else "no_answer"
        moment = _moment(rng, try_day, rng.random() < 0.5, tz)
        tries.append(Attempt(moment, outcome, rng.choice(words.NO_CONTACT[outcome])))
    return tries


def asked_to_call_back(rng, day, following_day, tz):
    """Return the attempts of a customer who named a time on the following day."""
    callback = _moment(rng, following_day, rng.random() < 0.5, tz)
    return [_called_back(rng, _moment(rng, day, rng.random() < 0.5, tz), callback)]


def _called_back(rng, moment, callback):
    note = rng.choice(words.CALLBACKS)
    return Attempt(moment, "callback", note, callback.replace(second=0))


def unreachable_on_days(tries, tz, needed):
    """Tell whether the tries reached nobody on enough different days (F12)."""
    return retry.unreachable_days(
        [localtime.local_date(t.date, tz) for t in tries], needed
    )


def _moment(rng, day, morning, tz):
    start, stop = MORNING if morning else AFTERNOON
    moment = localtime.utc_moment(day, rng.uniform(start, stop), tz)
    return moment.replace(second=rng.randrange(60))
