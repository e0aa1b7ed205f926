"""A night with nothing to do, at a million follow-ups and at ten thousand."""

import contextlib
import statistics

from odoo import sql_db
from odoo.tools import SQL

from .. import say
from . import office, seed
from .table import Row

NAME = "idle_night"
SMALL, LARGE = 10_000, 1_000_000
ROUNDS = 5
#: Each car came so often, and is asked after so often besides.
VISITS = 5
#: The history reaches back so many days.
DAYS = 1095
#: Where the dates stand that programs hang on: provider -> table, column.
DATES = {
    "aftersales.anchor.repair.settled": ("repair_order", "date_closed"),
    "aftersales.anchor.vehicle.delivered": ("fleet_vehicle", "delivery_date"),
    "aftersales.anchor.vehicle.first.maintenance": (
        "fleet_vehicle",
        "first_maintenance_date",
    ),
    "aftersales.anchor.vehicle.inspection": ("fleet_vehicle", "inspection_date"),
    "aftersales.anchor.vehicle.insurance": ("fleet_vehicle", "insurance_date"),
    "aftersales.anchor.vehicle.last.visit": ("fleet_vehicle", "last_visit_date"),
    "aftersales.anchor.vehicle.maintenance": ("fleet_vehicle", "maintenance_date"),
}
CRONS = (
    ("aftersales.program", "_cron_generate"),
    ("aftersales.program", "_cron_generate_hours"),
    ("aftersales.followup", "_cron_open_and_expire"),
)


def fill(env, count):
    """Three years of a store: ``count`` follow-ups, and what they hang on.

    Half of them after a repair, half for the dates of the cars.
    """
    company = seed.store(env)
    cars = count // 2 // VISITS
    day = SQL("now()::date - 1 - (n %% %s)::int", DAYS)
    repairs = seed.settled_repairs(
        env, company, cars, SQL("now() - (1 + n %% %s) * interval '1 day'", DAYS)
    )
    first = repairs[0]
    step = env.ref("aftersales_followup.program_after_repair").step_ids
    pattern = step._make_followups(
        company, [a for a in step._pending_anchors(company) if a.res_id == first.id]
    )
    pattern.activity_ids.unlink()
    first_car = first.vehicle_id.id
    env.cr.execute(
        SQL(
            """
            UPDATE fleet_vehicle
               SET home_company_id = %s,
                   delivery_date = now()::date - (id * 7 %% 1095)::int,
                   last_visit_date = now()::date - 1 - (id * 11 %% 1095)::int,
                   first_maintenance_date = now()::date - 500 + (id * 13 %% 1095)::int,
                   maintenance_date = now()::date - 500 + (id * 17 %% 1095)::int,
                   insurance_date = now()::date - 500 + (id * 19 %% 1095)::int,
                   inspection_date = now()::date - 500 + (id * 23 %% 1095)::int
             WHERE id >= %s
            """,
            company.id,
            first_car,
        )
    )
    others = seed.multiply(
        env,
        first,
        cars * (VISITS - 1),
        name=SQL("'MORE/' || n"),
        vehicle_id=SQL("%s + n %% %s", first_car, cars),
        partner_id=SQL("%s + n %% %s", first.partner_id.id, cars),
        date_closed=SQL("now() - (1 + n * 7 %% %s) * interval '1 day'", DAYS),
    )
    done = {"state": SQL("'done'"), "user_id": SQL("NULL")}
    for start, number in ((first.id, cars), (others, cars * (VISITS - 1))):
        seed.multiply(
            env,
            pattern,
            number - (start == first.id),
            **done,
            res_id=SQL("%s + n", start + (start == first.id)),
            repair_id=SQL("%s + n", start + (start == first.id)),
            partner_id=SQL("%s + n %% %s", first.partner_id.id, cars),
            vehicle_id=SQL("%s + n %% %s", first_car, cars),
            date_planned=day,
            date_due=day,
        )
    steps = (
        env["aftersales.program.step"]
        .with_context(active_test=False)
        .search(
            [("program_id.anchor", "like", "aftersales.anchor.vehicle.%")], limit=VISITS
        )
    )
    for step in steps:
        seed.multiply(
            env,
            pattern,
            cars,
            **done,
            step_id=SQL("%s", step.id),
            program_id=SQL("%s", step.program_id.id),
            res_model=SQL("'fleet.vehicle'"),
            res_id=SQL("%s + n", first_car),
            occurrence_key=SQL("'past'"),
            repair_id=SQL("NULL"),
            partner_id=SQL("%s + n", first.partner_id.id),
            vehicle_id=SQL("%s + n", first_car),
            date_planned=day,
            date_due=day,
        )
    programs = env["aftersales.program"].with_context(active_test=False).search([])
    programs.write({"active": True, "start_date": "2000-01-01"})


def rows(machine):
    """Measure; return the rows of the table."""
    taken = {}
    for count in (SMALL, LARGE):
        own = office.ensure(
            machine, f"idle_{count}", lambda env, count=count: fill(env, count)
        )
        with office.opened(machine, own) as bench:
            _come_to_rest(bench)
            rounds = [_night(bench) for _number in range(ROUNDS + 1)][1:]
            taken[count] = [
                statistics.median(column) for column in zip(*rounds, strict=True)
            ]
            queries, buffers = taken[count]
            say.line(f"  {count}: {queries} queries, {buffers} buffers")
    return [
        Row(
            f"a night with nothing to do, {LARGE} follow-ups: {unit}",
            f"the same at {SMALL}",
            f"{large:.0f}",
            f"{small:.0f}",
            large / small,
            1.5,
            at_most=True,
        )
        for unit, small, large in zip(
            ("queries", "buffers"), taken[SMALL], taken[LARGE], strict=True
        )
    ]


def _come_to_rest(bench):
    """Have everything made that is due, and nothing left for the night."""
    # Known once Odoo has its addons_path.
    from odoo.addons.aftersales_followup.tools import occasion

    with bench.env() as env:
        company = env["res.company"].search([("name", "=", "Benchmark store")])
        today = company._aftersales_today()
        for step in env["aftersales.program"].search([]).step_ids:
            table, column = DATES.get(step.program_id.anchor, (None, None))
            for repetition in step._repetitions() if table else ():
                # What would fall due today: on that day nothing happened.
                env.cr.execute(
                    SQL(
                        "UPDATE %s SET %s = NULL"
                        " WHERE (%s + interval '8 hours')::date BETWEEN %s AND %s",
                        SQL.identifier(table),
                        SQL.identifier(column),
                        SQL.identifier(column),
                        *occasion.anchor_days(
                            today, today, step._amount(repetition), step.offset_unit
                        ),
                    )
                )
    for _number in range(2):
        with bench.env() as env:
            for model, method in CRONS:
                getattr(env[model], method)()
    bench.vacuum()


def _night(bench):
    """Run the crons on a new day; return (queries, buffers) that they took."""
    # The days that were handled end with yesterday: today is still to be looked at.
    bench.execute("UPDATE aftersales_program_mark SET date_to = date_to - 1")
    bench.vacuum("aftersales_program_mark")
    with _measured(bench) as figures:
        for model, method in CRONS:
            with bench.env() as env:
                getattr(env[model], method)()
                env.cr.execute("SELECT pg_stat_force_next_flush()")
    return figures


@contextlib.contextmanager
def _measured(bench):
    """Give a list that holds queries and buffers at the end."""
    figures = []
    before = _counters(bench)
    yield figures
    after = _counters(bench)
    figures += [b - a for a, b in zip(before, after, strict=True)]


def _counters(bench):
    """Return the queries of this process, and the buffers of its database."""
    [(buffers,)] = bench.machine.server.execute(
        "SELECT blks_hit + blks_read FROM pg_stat_database WHERE datname = %s",
        bench.name,
    )
    return sql_db.sql_counter, int(buffers)
