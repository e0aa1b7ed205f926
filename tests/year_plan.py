"""The plan of a small dealer's year: what happens on which day, from a seed alone.

Plain data and plain Python, so that a year that went wrong can be lived again.
"""

import datetime
import random
from typing import NamedTuple

FIRST = datetime.date(2026, 1, 1)
DAYS = 365
CUSTOMERS = 40
CARS = 50
# How a call ends, and how often.
OUTCOMES = {
    "completed": 55,
    "no_answer": 20,
    "busy": 8,
    "callback": 6,
    "switched_off": 4,
    "wrong_number": 3,
    "refused": 2,
    "already_visited": 2,
}


class Event(NamedTuple):
    """Something that happens to a car or a customer on a day."""

    kind: str
    who: int  # index of the car or the customer
    value: object = None


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

    def happens(day, kind, who, value=None):
        plan.setdefault(day, []).append(Event(kind, who, value))

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
    for customer in chance.sample(range(CUSTOMERS), 4):
        happens(day_after(chance.randint(40, 300)), "block", customer)
    for customer in chance.sample(range(CUSTOMERS), 3):
        happens(day_after(chance.randint(40, 300)), "sale", customer)
    for number, start in enumerate((60, 150, 240)):
        days = (day_after(start), day_after(start + chance.randint(5, 12)))
        happens(days[0], "absence", number % 2, days)
    for kind in ("resell", "resell", "scrap"):
        happens(day_after(chance.randint(60, 300)), kind, chance.randrange(CARS))
    return plan


def _plan_visits(chance, car, happens):
    """Some cars are delivered in the year; some stay away for long."""
    mileage = chance.randint(3000, 60000)
    per_day = chance.randint(20, 60)
    day = day_after(chance.randint(-200, -5))
    if car % 5 == 4:
        day = day_after(chance.randint(5, 330))
        happens(day, "delivery", car)
        mileage = 10
        day += datetime.timedelta(days=chance.randint(20, 120))
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


def said(seed, *what):
    """Return how a call ends and the marks given, by what the call is about.

    Not by turn: another order of the queue changes nobody's answer.

    >>> said(1, "Chen", "F1", 0)[:2] == said(1, "Chen", "F1", 0)[:2]
    True

    :return: (outcome code, marks of ten, a random generator for the rest)
    """
    chance = random.Random("|".join(map(str, (seed, *what))))
    code = chance.choices(list(OUTCOMES), OUTCOMES.values())[0]
    marks = chance.choices((10, 9, 8, 7, 5, 3), (25, 30, 20, 12, 7, 6))[0]
    return code, marks, chance
