"""A store with a million follow-ups in twenty months, for the figures of its last one.

In proportion: four of five follow-ups are of a repair, seven of ten are answered with
ten scores each, one customer in a hundred complains. Nothing is drawn at random: what
a record is follows from its number.
"""

from dateutil.relativedelta import relativedelta

from odoo.tools import SQL

from . import seed

MONTHS = 20
FOLLOWUPS = 50_000  # a month, as the three below
ORDERS = 40_000
FIRST_ORDERS = 10_000  # of them with a car that never came before
CARS = MONTHS * FIRST_ORDERS
REWORK_EVERY = 50

# From a record's number something that looks drawn.
DICE = SQL("(hashint8(n) & 2147483647)")


def fill(env):
    """Fill the database; the last of the months is the one before this month.

    :return: the store, the first day, and the ids of the first and last follow-up
    """
    company = seed.store(env, advisors=12)
    today = company._aftersales_today()
    first = today.replace(day=1) - relativedelta(months=MONTHS)
    cars, orders = _repairs(env, company, first)
    return company, first, _followups(env, company, first, cars, orders)


def day_of(first, a_month):
    """SQL of the day of number ``n``, with ``a_month`` numbers in each month."""
    return SQL(
        "((%s::date + (n / %s) * interval '1 month')::date + (n %% 28)::int)",
        first,
        a_month,
    )


def pick(ids, number=DICE):
    """SQL of one of some ids."""
    ids = list(ids)
    return SQL("(%s::int[])[1 + %s %% %s]", ids, number, len(ids))


def _repairs(env, company, first):
    """Orders: a part of them with new cars, the others with cars seen before or since.

    Return the first car and (first id, count a month) of the two lots.
    """

    def closed(a_month):
        return SQL("%s + (n %% 9 + 1) * interval '1 hour'", day_of(first, a_month))

    with seed.bare(env, "res_partner", "fleet_vehicle", "repair_order"):
        new = seed.settled_repairs(env, company, CARS, closed(FIRST_ORDERS))
        car = new[0].vehicle_id
        categories = env["aftersales.customer.category"].search([]).ids
        env.cr.execute(
            SQL(
                "UPDATE res_partner"
                " SET customer_category_id = (%s::int[])[1 + id %% %s]"
                " WHERE id >= %s AND name LIKE 'Customer %%'",
                categories,
                len(categories),
                car.owner_id.id,
            )
        )
        again = seed.multiply(
            env,
            new[0],
            MONTHS * (ORDERS - FIRST_ORDERS),
            name=SQL("'BENCH/A' || n"),
            vehicle_id=SQL("%s + %s %% %s", car.id, DICE, CARS),
            partner_id=SQL("%s + %s %% %s", car.owner_id.id, DICE, CARS),
            advisor_id=pick(advisors(env, company)),
            date_closed=closed(ORDERS - FIRST_ORDERS),
            intake=SQL(
                "(ARRAY['walk_in', 'booked_customer', 'booked_dealer'])[1 + %s %% 3]",
                DICE,
            ),
            warranty_until=SQL(
                "CASE WHEN n %% 2 = 0 THEN (%s + interval '3 months')::date END",
                closed(ORDERS - FIRST_ORDERS),
            ),
        )
    field = env["repair.order"]._fields["technician_ids"]
    technicians = env["hr.employee"].search([("company_id", "=", company.id)]).ids
    env.cr.execute(
        SQL(
            "INSERT INTO %s (%s, %s)"
            " SELECT %s + n, %s FROM generate_series(0, %s) AS n",
            SQL.identifier(field.relation),
            SQL.identifier(field.column1),
            SQL.identifier(field.column2),
            again,
            pick(technicians),
            MONTHS * (ORDERS - FIRST_ORDERS) - 1,
        )
    )
    env.cr.execute(
        SQL(
            "UPDATE repair_order SET rework_of_id = id - 1, rework_reason_id = %s"
            " WHERE id > %s AND id %% %s = 0",
            pick(env["aftersales.rework.reason"].search([]).ids, SQL("id")),
            again,
            REWORK_EVERY,
        )
    )
    return car, (new[0].id, again)


def advisors(env, company):
    group = env.ref("aftersales_followup.group_advisor")
    return group.user_ids.filtered(lambda user: user.company_id == company).ids


def _followups(env, company, first, car, orders):
    """A million of them; return the ids of the first and the last."""
    program = env.ref("aftersales_followup.program_after_repair")
    pattern = env["aftersales.followup"].create(
        {
            "program_id": program.id,
            "step_id": program.step_ids[0].id,
            "purpose_id": program.purpose_id.id,
            "res_model": "repair.order",
            "res_id": orders[0],
            "occurrence_key": "bench",
            "anchor_date": first,
            "date_planned": first - relativedelta(years=1),
            "date_due": first,
            "date_expiry": first,
            "company_id": company.id,
            "state": "cancelled",
        }
    )
    purposes = {
        purpose.code: purpose.id for purpose in env["aftersales.purpose"].search([])
    }
    outcome = {
        one.code: one.id for one in env["aftersales.followup.outcome"].search([])
    }
    of_month = SQL("n %% %s", FOLLOWUPS)
    month = SQL("n / %s", FOLLOWUPS)
    fate = SQL("%s %% 100", DICE)
    order = SQL(
        "CASE WHEN %(k)s < %(new)s THEN %(a)s + %(month)s * %(new)s + %(k)s"
        " WHEN %(k)s < %(orders)s"
        " THEN %(b)s + %(month)s * (%(orders)s - %(new)s) + %(k)s - %(new)s END",
        k=of_month,
        month=month,
        new=FIRST_ORDERS,
        orders=ORDERS,
        a=orders[0],
        b=orders[1],
    )
    day = day_of(first, FOLLOWUPS)
    called = SQL("%s < 85", fate)
    moment = SQL("CASE WHEN %s THEN %s + interval '6 hours' END", called, day)
    team = advisors(env, company)
    names = env["res.users"].browse(team).mapped("name")
    with seed.bare(env, "aftersales_followup"):
        start = seed.multiply(
            env,
            pattern,
            MONTHS * FOLLOWUPS,
            res_id=SQL("10000000 + n"),
            repair_id=order,
            partner_id=SQL("%s + %s %% %s", car.owner_id.id, DICE, CARS),
            vehicle_id=SQL("%s + %s %% %s", car.id, DICE, CARS),
            purpose_id=SQL(
                "CASE WHEN %(k)s < %(orders)s THEN %(repair)s"
                " WHEN %(k)s < 44000 THEN %(new)s WHEN %(k)s < 47000 THEN %(lost)s"
                " ELSE %(reminder)s END",
                k=of_month,
                orders=ORDERS,
                repair=purposes["after_repair"],
                new=purposes["new_vehicle"],
                lost=purposes["lost_vehicle"],
                reminder=purposes["reminder"],
            ),
            customer_category_id=pick(
                env["aftersales.customer.category"].search([]).ids
            ),
            advisor_id=pick(team),
            advisor_name=SQL("(%s::text[])[1 + %s %% %s]", names, DICE, len(team)),
            state=SQL(
                "CASE WHEN %(fate)s < 75 THEN 'done' WHEN %(fate)s < 95 THEN 'missed'"
                " ELSE 'skipped' END",
                fate=fate,
            ),
            outcome_id=SQL(
                "CASE WHEN %(fate)s < 70 THEN %(done)s WHEN %(fate)s < 75 THEN"
                " %(refused)s WHEN %(fate)s < 85 THEN %(unreached)s END",
                fate=fate,
                done=outcome["completed"],
                refused=outcome["refused"],
                unreached=pick(
                    outcome[code]
                    for code in ("no_answer", "switched_off", "suspended", "busy")
                ),
            ),
            is_called=called,
            is_contact=SQL("%s < 75", fate),
            is_effective=SQL("%s < 70", fate),
            refused=SQL("%s BETWEEN 70 AND 74", fate),
            band_level=SQL(
                "CASE WHEN %s < 70 THEN (ARRAY['very_satisfied', 'satisfied',"
                " 'basically', 'dissatisfied', 'very_dissatisfied'])[1 + n %% 5] END",
                fate,
            ),
            date_planned=day,
            date_due=day,
            date_deadline=SQL("%s + 3", day),
            date_next=SQL("NULL::timestamp"),
            date_first_attempt=moment,
            date_done=SQL("%s + (n %% 5) * interval '1 day'", moment),
        )
    return start, start + MONTHS * FOLLOWUPS - 1
