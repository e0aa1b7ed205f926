"""Making follow-ups, against Odoo's activities and against plain SQL."""

import datetime
import functools

from odoo.tools import SQL

from ..say import Refusal
from . import clock, office
from .seed import settled_repairs, store
from .table import Row

NAME = "generation"
COUNT = 10_000
#: One by one they are slow, and each takes as long as the other.
ONE_BY_ONE = 500
#: What the sides write, the referring tables first.
TABLES = (
    "bus_bus",
    "mail_mail",
    "mail_message",
    "mail_followers",
    "mail_activity",
    "aftersales_followup",
)
#: What hangs on a row of those: table, column, the table it refers to.
LINKS = (
    (
        "aftersales_followup_hr_employee_rel",
        "aftersales_followup_id",
        "aftersales_followup",
    ),
    ("mail_followers_mail_message_subtype_rel", "mail_followers_id", "mail_followers"),
)
#: The rows that plain SQL has to write, the referred tables first.
COPIED = ("aftersales_followup", "mail_activity", "mail_followers")


def seed(env):
    """A store with 10 000 repairs settled yesterday."""
    settled_repairs(env, store(env), COUNT)


def rows(machine):
    """Measure; return the rows of the table."""
    own = office.ensure(machine, "generation", seed)
    with office.opened(machine, own) as bench:
        _settle_yesterday(bench)
        ends = bench.ends(TABLES)
        clean = functools.partial(bench.cut, ends)
        clean()
        try:
            _keep_rows(bench, ends)
            taken = clock.medians(
                {
                    "ours": lambda: _generate(bench),
                    "activity_schedule": lambda: _schedule_one_by_one(bench),
                    "mail.activity.create": lambda: _create_activities(bench),
                    "plain SQL": lambda: _copy_rows(bench),
                },
                clean,
            )
        finally:
            clean()
    rates = {name: COUNT / seconds for name, seconds in taken.items()}
    rates["activity_schedule"] = ONE_BY_ONE / taken["activity_schedule"]
    work = f"make {COUNT} follow-ups, due today"
    return [
        Row(
            work,
            against,
            f"{rates['ours']:.0f}/s",
            f"{rates[name]:.0f}/s",
            rates["ours"] / rates[name],
            floor,
            aim=aim,
        )
        for name, against, floor, aim in (
            ("activity_schedule", "activity_schedule, one by one", 15, 30),
            ("mail.activity.create", "mail.activity.create, one batch", 1, None),
        )
    ] + [
        Row(
            work,
            "INSERT ... SELECT of the same rows",
            f"{taken['ours']:.2f} s",
            f"{taken['plain SQL']:.2f} s",
            taken["ours"] / taken["plain SQL"],
            30,
            at_most=True,
            aim=10,
        )
    ]


def _settle_yesterday(bench):
    """Move the repairs to yesterday: the database may be older than a day."""
    with bench.env() as env:
        company = _company(env)
        noon = datetime.datetime.combine(
            company._aftersales_today() - datetime.timedelta(days=1), datetime.time(4)
        )
        env.cr.execute(
            "UPDATE repair_order SET date_closed = %s"
            " WHERE company_id = %s AND state = 'done' AND date_closed <> %s",
            [noon, company.id, noon],
        )
    bench.vacuum("repair_order")


def _company(env):
    return env["res.company"].search([("name", "=", "Benchmark store")])


def _generate(bench):
    """Ours, whole: providers, draw, policy, insert, activities, committed."""
    with bench.env() as env:
        step = env.ref("aftersales_followup.program_after_repair").step_ids
        company = _company(env)
        mark = env["aftersales.program.mark"]
        made = step._generate_new(company, mark, env.cr.now())
    if made != COUNT:
        raise Refusal(f"made {made} follow-ups instead of {COUNT}: not measured")


def _peers(env, count):
    """Return what the peers need: repairs, the to-do type, the day, another user."""
    repairs = env["repair.order"].search(
        [("company_id", "=", _company(env).id), ("state", "=", "done")],
        order="id",
        limit=count,
    )
    user = env["res.users"].search([("login", "=", "agent0")])
    return repairs, env.ref("mail.mail_activity_data_todo"), datetime.date.today(), user


def _schedule_one_by_one(bench):
    """Odoo's usual way; the mails to the assignee are queued, not sent."""
    with bench.env() as env:
        repairs, kind, day, user = _peers(env, ONE_BY_ONE)
        repairs = repairs.with_context(mail_notify_force_send=False)
        for repair in repairs:
            repair.activity_schedule(
                "mail.mail_activity_data_todo",
                day,
                summary=kind.name,
                user_id=user.id,
            )


def _create_activities(bench):
    """Odoo's fastest way: one batch without notifications."""
    with bench.env() as env:
        repairs, kind, day, user = _peers(env, COUNT)
        model_id = env["ir.model"]._get_id("repair.order")
        env["mail.activity"].with_context(
            mail_activity_quick_update=True,
            mail_create_nosubscribe=True,
            tracking_disable=True,
        ).create(
            [
                {
                    "res_model_id": model_id,
                    "res_id": repair_id,
                    "activity_type_id": kind.id,
                    "summary": kind.name,
                    "user_id": user.id,
                    "date_deadline": day,
                    "automated": True,
                }
                for repair_id in repairs.ids
            ]
        )


def _keep_rows(bench, ends):
    """Keep a copy of all rows that ours writes, for plain SQL to write them again."""
    _generate(bench)
    for table in COPIED:
        bench.execute("DROP TABLE IF EXISTS {copy}", copy=f"bench_{table}")
        bench.execute(
            "CREATE TABLE {copy} AS SELECT * FROM {table} WHERE id > %s",
            ends[table],
            copy=f"bench_{table}",
            table=table,
        )
    for table, column, referred in LINKS:
        bench.execute("DROP TABLE IF EXISTS {copy}", copy=f"bench_{table}")
        bench.execute(
            "CREATE TABLE {copy} AS SELECT * FROM {table} WHERE {column} > %s",
            ends[referred],
            copy=f"bench_{table}",
            table=table,
            column=column,
        )
    counts = {
        table: bench.execute("SELECT count(*) FROM {t}", t=f"bench_{table}")[0][0]
        for table in COPIED
    }
    if set(counts.values()) != {COUNT}:
        raise Refusal(f"not one activity and one follower for each follow-up: {counts}")
    bench.cut(ends)


def _copy_rows(bench):
    """The same rows by plain SQL, committed."""
    with bench.env() as env:
        for table in (*COPIED, *(link[0] for link in LINKS)):
            env.cr.execute(
                SQL(
                    "INSERT INTO %s SELECT * FROM %s",
                    SQL.identifier(table),
                    SQL.identifier(f"bench_{table}"),
                )
            )
