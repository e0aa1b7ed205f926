"""Many records in no time: one is made by Odoo, the others are copies by SQL."""

import datetime
from contextlib import contextmanager

from odoo.tools import SQL


@contextmanager
def bare(env, *tables):
    """Fill tables without their foreign keys and indexes, which come back at the end.

    Checked row by row they take nine tenths of the time; made at the end they are
    those that were there before. The primary key stays.
    """
    env.flush_all()
    constraints, indexes = [], []
    for table in tables:
        constraints += env.execute_query(
            SQL(
                "SELECT %s, conname, pg_get_constraintdef(oid) FROM pg_constraint"
                " WHERE conrelid = %s::regclass AND contype = 'f'",
                table,
                table,
            )
        )
        indexes += env.execute_query(
            SQL(
                "SELECT c.relname, pg_get_indexdef(c.oid) FROM pg_index i"
                " JOIN pg_class c ON c.oid = i.indexrelid"
                " WHERE i.indrelid = %s::regclass AND NOT EXISTS ("
                "SELECT FROM pg_constraint k WHERE k.conindid = c.oid)",
                table,
            )
        )
    for table, name, _definition in constraints:
        drop = SQL(
            "ALTER TABLE %s DROP CONSTRAINT %s", *map(SQL.identifier, (table, name))
        )
        env.cr.execute(drop)
    for name, _definition in indexes:
        env.cr.execute(SQL("DROP INDEX %s", SQL.identifier(name)))
    yield
    env.flush_all()
    for _name, definition in indexes:
        env.cr.execute(definition)
    for table, name, definition in constraints:
        add = SQL(
            "ALTER TABLE %s ADD CONSTRAINT %s", *map(SQL.identifier, (table, name))
        )
        env.cr.execute(SQL("%s %s", add, SQL(definition.replace("%", "%%"))))


def multiply(env, record, count, **overrides):
    """Make ``count`` copies of a record's row; return the id of the first.

    The copies follow each other: number ``n`` (from 0) has the id ``first + n``.

    :param overrides: column -> SQL expression, in which ``n`` is the copy's number
    """
    env.flush_all()
    table = record._table
    columns = [
        column
        for (column,) in env.execute_query(
            SQL(
                "SELECT column_name FROM information_schema.columns"
                " WHERE table_schema = current_schema AND table_name = %s"
                " AND column_name <> 'id' ORDER BY ordinal_position",
                table,
            )
        )
    ]
    [(first,)] = env.execute_query(
        SQL(
            "SELECT setval(seq, nextval(seq) + %s) - %s"
            " FROM (SELECT pg_get_serial_sequence(%s, 'id') AS seq) AS s",
            count - 1,
            count - 1,
            table,
        )
    )
    env.cr.execute(
        SQL(
            "INSERT INTO %s (id, %s) SELECT %s + n, %s"
            " FROM %s AS proto, generate_series(0, %s) AS n WHERE proto.id = %s",
            SQL.identifier(table),
            SQL(", ").join(map(SQL.identifier, columns)),
            first,
            SQL(", ").join(
                overrides.get(column) or SQL.identifier("proto", column)
                for column in columns
            ),
            SQL.identifier(table),
            count - 1,
            record.id,
        )
    )
    env.invalidate_all()
    return first


def store(env, name="Benchmark store", prefix="", agents=8, technicians=6, advisors=4):
    """Make a store in Shanghai with a team of agents, advisers and technicians.

    :param prefix: of the logins ``agent0``, ``advisor0`` and so on
    """
    company = env["res.company"].create({"name": name})
    company.resource_calendar_id.tz = "Asia/Shanghai"
    # Repair orders are numbered by their warehouse.
    env["stock.warehouse"].create({"company_id": company.id, "code": name[:5]})

    def user(login, group):
        return (
            env["res.users"]
            .with_context(no_reset_password=True)
            .create(
                {
                    "login": login,
                    "password": login,
                    "name": login.title(),
                    "email": f"{login}@example.com",
                    "tz": "Asia/Shanghai",
                    "company_id": company.id,
                    "company_ids": [(6, 0, company.ids)],
                    "group_ids": [(6, 0, env.ref(f"aftersales_followup.{group}").ids)],
                }
            )
        )

    members = [
        user(f"{prefix}agent{number}", "group_agent") for number in range(agents)
    ]
    env["aftersales.team"].create(
        {
            "name": name,
            "company_id": company.id,
            "member_ids": [(6, 0, [member.id for member in members])],
        }
    )
    env["hr.employee"].create(
        [
            {"name": f"Technician {number}", "company_id": company.id}
            for number in range(technicians)
        ]
    )
    for number in range(advisors):
        user(f"{prefix}advisor{number}", "group_advisor")
    program = env.ref("aftersales_followup.program_after_repair")
    program.start_date = "2000-01-01"
    return company


def settled_repairs(env, company, count, closed=None, category_code="private"):
    """Make ``count`` settled repairs, each of another customer's car.

    Closed yesterday at noon unless ``closed`` (SQL, ``n`` is the number) says when.
    """
    group = env.ref("aftersales_followup.group_advisor")
    advisors = group.user_ids.filtered(lambda user: user.company_id == company)
    technicians = env["hr.employee"].search(
        [("company_id", "=", company.id)], order="id"
    )
    category = env["aftersales.customer.category"].search(
        [("code", "=", category_code)]
    )
    partner = env["res.partner"].create(
        {
            "name": "Customer",
            "phone": "13800000000",
            "customer_category_id": category.id,
        }
    )
    brand = env["fleet.vehicle.model.brand"].create({"name": "Benchmark"})
    model = env["fleet.vehicle.model"].create({"name": "B1", "brand_id": brand.id})
    vehicle = env["fleet.vehicle"].create(
        {"model_id": model.id, "owner_id": partner.id, "license_plate": "A"}
    )
    # Not settled: the copies are, this one is only their pattern.
    repair = (
        env["repair.order"]
        .with_company(company)
        .create(
            {
                "company_id": company.id,
                "partner_id": partner.id,
                "vehicle_id": vehicle.id,
                "advisor_id": advisors[0].id,
                "work_summary": "Oil and filter changed, brakes checked",
            }
        )
    )
    first_partner = multiply(
        env,
        partner,
        count,
        name=SQL("'Customer ' || n"),
        complete_name=SQL("'Customer ' || n"),
    )
    first_vehicle = multiply(
        env,
        vehicle,
        count,
        owner_id=SQL("%s + n", first_partner),
        license_plate=SQL("'A' || lpad(n::text, 7, '0')"),
    )
    noon = datetime.datetime.combine(
        company._aftersales_today() - datetime.timedelta(days=1), datetime.time(4)
    )
    first = multiply(
        env,
        repair,
        count,
        name=SQL("'BENCH/' || n"),
        state=SQL("'done'"),
        partner_id=SQL("%s + n", first_partner),
        vehicle_id=SQL("%s + n", first_vehicle),
        advisor_id=SQL("(%s::int[])[1 + n %% %s]", advisors.ids, len(advisors)),
        date_closed=closed or SQL("%s", noon),
    )
    field = env["repair.order"]._fields["technician_ids"]
    for shift in (0, 1):
        env.cr.execute(
            SQL(
                "INSERT INTO %s (%s, %s) SELECT %s + n, (%s::int[])[1 + (n + %s) %% %s]"
                " FROM generate_series(0, %s) AS n WHERE n %% 3 >= %s"
                " ON CONFLICT DO NOTHING",
                SQL.identifier(field.relation),
                SQL.identifier(field.column1),
                SQL.identifier(field.column2),
                first,
                technicians.ids,
                shift,
                len(technicians),
                count - 1,
                shift,
            )
        )
    return env["repair.order"].browse(range(first, first + count))
