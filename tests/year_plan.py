"""The plan of a small dealer's year: what happens on which day, from a seed alone.

Plain data and plain Python, so that a year that went wrong can be lived again.
"""

import datetime
import random
from typing import NamedTuple

FIRST = datetime.date(2026, 1, 1)
DAYS = 365
# Not a multiple of four: the two cars of some customers have different home stores.
CUSTOMERS = 58
CARS = 64
# How a call ends, and how often.
OUTCOMES = {
    "completed": 55,
    "no_answer": 17,
    "busy": 7,
    "callback": 6,
    "switched_off": 3,
    "suspended": 1,
    "unreachable": 2,
    "wrong_number": 2,
    "wrong_person": 1,
    "call_landline": 1,
    "refused": 2,
    "already_visited": 2,
}
# Customers with something of their own, by index; the others are like anybody.
NO_PHONE = 42
BERLIN, DUBAI = 43, 44  # live by another clock than either store
NO_SURVEYS, NOTHING_AT_ALL, NO_SMS = 45, 46, 47  # do not want to be contacted
# No calls about their new cars (F5): else the one three days after (F4) comes too soon.
NO_FIRST_CALLS = (14, 34, 39)
SUSPENDED, OUT_OF_REACH, WRONG_NUMBER = 48, 49, 50
BUSY = 51  # asks to be called back, again and again
UNHAPPY = 52  # complains, and is unhappy with what was done about it
DOUBLE, ORIGINAL = 54, 2  # the same person twice, merged in the year
WAVERS = 55  # the insurance ends later after all, then not
COMES_BACK = 56  # was lost, and comes back
MOODS = {
    NO_PHONE: {"unreachable": 1},
    SUSPENDED: {"suspended": 1},
    OUT_OF_REACH: {"unreachable": 2, "no_answer": 1},
    WRONG_NUMBER: {"wrong_number": 1},
    BUSY: {"callback": 3, "busy": 2, "completed": 1},
    UNHAPPY: {"completed": 1},
}
MERGED_ON = 140
# Who hears that somebody is to come: has somebody sent at once, writes it down on the
# request an hour later, or leaves it to the queue (F28).
ASKED = ("at once", "later", "")


class Event(NamedTuple):
    """Something that happens to a car or a customer on a day."""

    kind: str
    who: int  # index of the car or the customer
    value: object = None
    hour: float = 20.0  # local; before the evening: while the store is open


def day_after(days):
    """Return the day so many days after the first.

    >>> day_after(31)
    datetime.date(2026, 2, 1)
    """
    return FIRST + datetime.timedelta(days=days)


def make_plan(seed):
    """Return {day: [Event]}, days before the year included.

    >>> make_plan(1) == make_plan(1), make_plan(1) == make_plan(2)
    (True, False)
    """
    chance = random.Random(seed)
    plan = {}

    def happens(day, kind, who, value=None, hour=20.0):
        plan.setdefault(day, []).append(Event(kind, who, value, hour))

    for car in range(CARS):
        _plan_visits(chance, car, happens)
        for kind, share in (("insurance", 0.7), ("inspection", 0.6)):
            if chance.random() < share:
                _plan_renewals(chance, kind, car, happens)
    for car in range(0, CARS, 3):
        replaced = day_after(chance.randint(-345, -30))
        happens(day_after(-1), "wear", car, replaced)
        if chance.random() < 0.5:
            again = replaced + datetime.timedelta(days=chance.randint(350, 380))
            happens(again, "replace", car, again)
    for customer in chance.sample(range(40), 4):
        happens(day_after(chance.randint(40, 300)), "block", customer)
    for customer in chance.sample(range(40), 3):
        happens(day_after(chance.randint(40, 300)), "sale", customer)
    for number, start in enumerate((60, 150, 240)):
        days = (day_after(start), day_after(start + chance.randint(5, 12)))
        happens(days[0], "absence", number % 2, days)
    for kind in ("resell", "resell", "scrap", "scrap"):
        happens(day_after(chance.randint(60, 300)), kind, chance.randrange(40))
    _plan_appointments(chance, happens)
    _plan_singular(happens)
    # Questions and quotes without a repair, some of them with one after all (F2).
    for number in range(12):
        for kind in ("quote", "consult"):
            happens(
                day_after(chance.randint(5, 345)), kind, chance.randrange(40), number
            )
    return plan


def hour_days(plan):
    """Return the days on which something is counted by the hour: that of the event,
    and the next one where a half day or twelve hours may end on it.

    >>> days = hour_days({day_after(0): [Event("ask", 1, None, 9.5)]})
    >>> sorted(days) == [day_after(0), day_after(1)]
    True
    """
    days = set()
    for day, events in plan.items():
        for event in events:
            if event.kind in ("book", "rebook"):
                days.add(event.value[1])
            elif event.hour < 20:
                days.add(day)
            if event.kind in ("ask", "delivery"):
                days.add(day + datetime.timedelta(days=1))
    return days


def _plan_appointments(chance, happens):
    """Visits that are booked, and kept, moved, called off or forgotten; and visits
    to customers who ask for one (R1, F28)."""
    for number in range(12):
        # Every fourth is at home in the other store, whose customers nobody reminds.
        car = chance.randrange(40)
        day = day_after(chance.randint(10, 350))
        hour = chance.choice((9.25, 10.5, 13.75, 16.0))
        booked = day - datetime.timedelta(days=chance.randint(1, 6))
        happens(booked, "book", car, (number, day, hour))
        fate = chance.choice(("arrive", "arrive", "arrive", "rebook", "call_off", ""))
        if fate == "rebook":
            later = (day + datetime.timedelta(days=2), 15.5)
            happens(day - datetime.timedelta(days=1), "rebook", car, (number, *later))
            day, hour = later
            fate = "arrive"
        if fate:
            happens(day, fate, car, number, hour + 0.1)
    for number in range(6):
        hour = chance.choice((9.5, 14.3, 18.1))
        day = day_after(chance.randint(10, 350))
        happens(day, "ask", chance.randrange(40), ASKED[number % 3], hour)


def _plan_singular(happens):
    """What happens once: to the customers that have something of their own, and
    campaigns."""
    happens(day_after(-1), "block", NOTHING_AT_ALL)
    happens(day_after(-1), "block", NO_SMS, ("channel", "sms"))
    for customer in NO_FIRST_CALLS:
        happens(day_after(-1), "block", customer, ("purpose", "new_vehicle"))
    happens(day_after(45), "block", NO_SURVEYS, ("purpose", "after_repair"))
    for number, ends in enumerate((90, 120, 90)):
        happens(day_after(20 + 12 * number), "insurance", WAVERS, day_after(ends))
    happens(day_after(-170), "visit", COMES_BACK, 41000)
    happens(day_after(16), "visit", COMES_BACK, 46000)
    happens(day_after(MERGED_ON), "merge", DOUBLE, ORIGINAL)
    for number, start in enumerate((118, 250)):
        happens(day_after(start), "campaign", number, day_after(start + 24))
        happens(day_after(start + 25), "campaign_end", number)


def _plan_visits(chance, car, happens):
    """Some cars are delivered in the year; some stay away for long."""
    mileage = chance.randint(3000, 60000)
    per_day = chance.randint(20, 60)
    day = day_after(chance.randint(-200, -5))
    if car == COMES_BACK:
        return
    if car % 5 == 4:
        day = day_after(chance.randint(5, 330))
        happens(day, "delivery", car, None, chance.choice((10.4, 15.6)))
        mileage = 10
        day += datetime.timedelta(days=chance.randint(20, 120))
    elif car % 5 == 3:
        happens(day_after(-1), "sold", car, day_after(chance.randint(-330, -20)))
    while day < day_after(DAYS):
        happens(day, "visit", car, mileage)
        longest = 330 if chance.random() < 0.25 else 170
        pause = chance.randint(4 if chance.random() < 0.1 else 40, longest)
        day += datetime.timedelta(days=pause)
        mileage += pause * per_day


def _plan_renewals(chance, kind, car, happens):
    """A date of the car, renewed about when it is over, or forgotten."""
    day = day_after(chance.randint(-20, 364))
    happens(day_after(-1), kind, car, day)
    while chance.random() < 0.8 and day < day_after(DAYS):
        renewed = max(
            day + datetime.timedelta(days=chance.randint(-25, 15)), day_after(0)
        )
        day = datetime.date(day.year + 1, day.month, min(day.day, 28))
        happens(renewed, kind, car, day)


def said(seed, customer, *what):
    """Return how a call ends and the marks given, by what the call is about.

    Not by turn: another order of the queue changes nobody's answer.

    >>> said(1, 7, "F1", 0)[:2] == said(1, 7, "F1", 0)[:2]
    True
    >>> said(1, SUSPENDED, "F1", 0)[0]
    'suspended'

    :param customer: the customer's index
    :return: (outcome code, marks of ten, a random generator for the rest)
    """
    chance = random.Random("|".join(map(str, (seed, customer, *what))))
    outcomes = MOODS.get(customer, OUTCOMES)
    code = chance.choices(list(outcomes), outcomes.values())[0]
    marks = chance.choices((10, 9, 8, 7, 5, 3), (25, 30, 20, 12, 7, 6))[0]
    if customer == UNHAPPY:
        marks = chance.choice((1, 3, 10))
    return code, marks, chance
