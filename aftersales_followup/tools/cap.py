"""At most one proactive contact in some days over all programs (F14)."""

import datetime
from typing import NamedTuple


class Contact(NamedTuple):
    """A proactive contact with a customer, made or planned."""

    key: object  # what the caller knows it by
    occasion: object  # steps of one program for one occasion do not hinder each other
    day: datetime.date
    priority: int
    movable: bool  # nobody has tried it yet


def place(contact, latest, others, days):
    """Return (day or None, contacts that give way) for a new contact.

    Alone it stays; beside one that was made it moves past it, or is not made when
    that is too late (None):

    >>> day = datetime.date
    >>> new = Contact("new", "a", day(2026, 3, 10), 0, True)
    >>> place(new, day(2026, 3, 12), [], 7)
    (datetime.date(2026, 3, 10), [])
    >>> made = Contact(1, "b", day(2026, 3, 8), 0, False)
    >>> place(new, day(2026, 3, 20), [made], 7)
    (datetime.date(2026, 3, 15), [])
    >>> place(new, day(2026, 3, 12), [made], 7)
    (None, [])

    The higher priority wins, the other gives way; among equals who was first:

    >>> planned = Contact(2, "b", day(2026, 3, 14), 0, True)
    >>> urgent = new._replace(priority=2)
    >>> place(urgent, day(2026, 3, 12), [planned], 7) == (urgent.day, [planned])
    True
    >>> place(new, day(2026, 3, 12), [planned], 7)
    (None, [])

    Exactly so many days before or after is far enough:

    >>> place(new, day(2026, 3, 20), [made._replace(day=day(2026, 3, 17))], 7)
    (datetime.date(2026, 3, 10), [])
    >>> place(urgent, day(2026, 3, 12), [planned._replace(day=day(2026, 3, 17))], 7)
    (datetime.date(2026, 3, 10), [])

    Steps of one program for one occasion are as close as the manager wants them,
    and without a limit everything stays:

    >>> place(new, new.day, [planned._replace(occasion="a")], 7)
    (datetime.date(2026, 3, 10), [])
    >>> place(new, new.day, [made], 0)
    (datetime.date(2026, 3, 10), [])

    :param Contact contact: the new one
    :param datetime.date latest: the last day on which it makes sense
    :param others: the customer's other contacts around that time
    :param int days: the least distance between two of them, 0 for no limit
    """
    limit = datetime.timedelta(days=days)
    others = [other for other in others if other.occasion != contact.occasion]
    weaker = [o for o in others if o.movable and o.priority < contact.priority]
    stronger = sorted(
        (o for o in others if o not in weaker), key=lambda other: other.day
    )
    day = contact.day
    for other in stronger:
        if abs(other.day - day) < limit:
            day = other.day + limit
    if day > max(latest, contact.day):
        return None, []
    return day, [other for other in weaker if abs(other.day - day) < limit]
