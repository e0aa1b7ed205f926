"""The demo dealer's year in the workshop: who came when, and what was done."""

import datetime
import heapq
from collections import defaultdict
from dataclasses import dataclass

from odoo.fields import Command

from ..tools import localtime
from . import reception, words
from . import stores as stores_module
from .plan import month_start, spread, visits_per_month

BATCH = 100
REST_DAYS = {"private": 28, "vip": 28, "business": 20, "fleet": 14}
REWORK_SHARE = 0.022
# More orders than calls: not everybody is drawn, not everybody is called. Small
# numbers scatter, so a small dealer needs a wider margin.
VISITS_PER_CALL = 1.14
VISITS_MARGIN = 2.2
BOOKED = (("walk_in", 52), ("booked_customer", 30), ("booked_dealer", 18))


@dataclass
class Visit:
    """One car in the workshop."""

    car: object
    day: datetime.date  # settled on this day
    work: tuple
    rework_of: "Visit" = None
    rework_reason: str = ""
    repair_id: int = 0


def draw_visits(rng, all_cars, size, today):
    """Return the visits of each store, in the order of their days.

    Visits of a month are those that are followed up in it: settled from the day
    before its first to the day before its last.

    :param datetime.date today: nothing happens on it or later
    :return: list of lists of :class:`Visit`, one per store
    """
    reference = round(size.called * VISITS_PER_CALL + VISITS_MARGIN * size.called**0.5)
    monthly = visits_per_month(size, reference, size.months)
    first_share = stores_module.STORES[0].share
    drawn = []
    for index, plan in enumerate(stores_module.STORES):
        own = [car for car in all_cars if car.store == index]
        counts = {}
        for month, total in enumerate(monthly):
            days = _days_of_month(today, size.months - month)
            total = round(total * plan.share / first_share)
            if month == size.months:
                total = round(total * len(days) / 30)
            counts.update(zip(days, spread(rng, total, days), strict=True))
        drawn.append(_draw_days(rng, own, counts))
    return drawn


def _days_of_month(today, months_back):
    """Return the days on which orders are settled that a month follows up."""
    start = month_start(today, months_back)
    stop = min(month_start(today, months_back - 1), today + datetime.timedelta(days=1))
    return [
        start + datetime.timedelta(days=number - 1)
        for number in range((stop - start).days)
    ]


def _draw_days(rng, own, counts):
    visits, last_visit, back = [], {}, defaultdict(list)
    for day, count in sorted(counts.items()):
        coming = back.pop(day, [])
        candidates = [
            car
            for car in own
            if car.first_day <= day <= car.last_day
            and (day - last_visit.get(car.plate, datetime.date.min)).days
            >= REST_DAYS.get(car.category, 28)
        ]
        # Weighted, without putting back: the largest of random ** (1 / weight).
        chosen = heapq.nlargest(
            max(count - len(coming), 0),
            candidates,
            key=lambda car: rng.random() ** (1 / car.weight),
        )
        for visit in coming + [Visit(car, day, _draw_work(rng, car)) for car in chosen]:
            visits.append(visit)
            last_visit[visit.car.plate] = day
            if not visit.rework_of and rng.random() < REWORK_SHARE:
                again = day + datetime.timedelta(days=rng.randint(2, 9))
                done, reason = rng.choice(words.REWORKS)
                back[again].append(
                    Visit(visit.car, again, (done, "上次修的问题还在"), visit, reason)
                )
    return visits


def _draw_work(rng, car):
    works = words.ELECTRIC_WORKS if car.is_electric else words.WORKS
    return rng.choices(works, [work[2] for work in works])[0]


def make_repairs(env, rng, store, visits):
    """Make the repair orders of a store's visits, settled as they were."""
    repairs = env["repair.order"].with_company(store.company)
    for start in range(0, len(visits), BATCH):
        batch = visits[start : start + BATCH]
        made = repairs.create(_prepare_repairs(env, rng, store, batch))
        for visit, repair in zip(batch, made, strict=True):
            visit.repair_id = repair.id
        env.flush_all()
    # Linked afterwards: an order and the one it redoes may lie in one batch.
    for visit in visits:
        if visit.rework_of:
            repairs.browse(visit.repair_id).write(
                {
                    "rework_of_id": visit.rework_of.repair_id,
                    "rework_reason_id": env.ref(
                        f"aftersales_followup.rework_reason_{visit.rework_reason}"
                    ).id,
                }
            )


def _prepare_repairs(env, rng, store, batch):
    """Return the values of a batch, numbered: one by one, that takes half the time."""
    sequence = store.repair_type.sequence_id
    names = [sequence.next_by_id() for _visit in batch]
    references = env["stock.reference"].create([{"name": name} for name in names])
    return [
        {
            **_prepare_repair(rng, store, visit),
            "name": reference.name,
            "reference_ids": [Command.link(reference.id)],
        }
        for visit, reference in zip(batch, references, strict=True)
    ]


def _prepare_repair(rng, store, visit):
    car = visit.car
    tz = store.company._aftersales_tz()
    closed = localtime.utc_moment(visit.day, rng.uniform(10.2, 18.4), tz)
    intakes, weights = zip(*BOOKED, strict=True)
    team = rng.sample(store.technicians.ids, 2 if rng.random() < 0.15 else 1)
    values = {
        "company_id": store.company.id,
        "picking_type_id": store.repair_type.id,
        "partner_id": car.partner_id,
        "vehicle_id": car.vehicle_id,
        "sender_id": car.sender_id or False,
        "mileage": car.mileage(visit.day),
        "advisor_id": rng.choice(store.advisors.ids),
        "user_id": store.service_manager.id,
        "technician_ids": [Command.set(team)],
        "intake": "walk_in" if visit.rework_of else rng.choices(intakes, weights)[0],
        "reception_note": visit.work[1],
        "work_summary": visit.work[0],
        "under_warranty": bool(visit.rework_of),
        "schedule_date": closed - datetime.timedelta(hours=rng.uniform(1.2, 5)),
        "date_closed": closed,
        "date_inspected": closed - datetime.timedelta(minutes=25),
        "inspector_id": store.service_manager.id,
        "state": "done",
    }
    return {**values, **reception.prepare(visit, closed, values["advisor_id"])}
