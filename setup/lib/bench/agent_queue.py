"""An agent's queue in a million follow-ups, against a list without order or rules."""

from odoo.tools import SQL

from . import clock, office, seed
from .table import Row

NAME = "queue"
CUSTOMERS = 10_000
COUNT = 1_000_000
#: One in so many is open: some days' work for each agent.
OPEN = 250
PAGE = 80
#: One page is a short piece of work: more rounds than usual.
ROUNDS = 61


def fill(env):
    """Three years of a busy store: a million follow-ups, of which 4 000 are open."""
    company = seed.store(env)
    repairs = seed.settled_repairs(env, company, CUSTOMERS)
    first = repairs[0]
    step = env.ref("aftersales_followup.program_after_repair").step_ids
    step._make_followups(
        company, [a for a in step._pending_anchors(company) if a.res_id == first.id]
    )
    pattern = first.followup_ids
    team = env["aftersales.team"].search([("company_id", "=", company.id)])
    agents = team.member_ids.ids
    state = SQL("CASE WHEN n %% %s = 0 THEN 'open' ELSE 'done' END", OPEN)
    day = SQL("proto.date_planned - (n %% 1000)::int")
    seed.multiply(
        env,
        pattern,
        COUNT,
        res_id=SQL("1000000 + n"),
        repair_id=SQL("%s + n %% %s", first.id, CUSTOMERS),
        partner_id=SQL("%s + n %% %s", first.partner_id.id, CUSTOMERS),
        vehicle_id=SQL("%s + n %% %s", first.vehicle_id.id, CUSTOMERS),
        user_id=SQL("(%s::int[])[1 + (n / %s) %% %s]", agents, OPEN, len(agents)),
        state=state,
        date_planned=day,
        date_due=day,
        date_next=SQL("proto.date_next + (n %% 7919) * interval '1 minute'"),
        priority=SQL("(n / 1000 %% 3)::text"),
    )


def rows(machine):
    """Measure; return the rows of the table."""
    own = office.ensure(machine, "queue", fill)
    with office.opened(machine, own) as bench:
        with bench.env() as env:
            user_id = env["res.users"].search([("login", "=", "agent0")]).id
            names = _columns(env)
        taken = clock.medians(
            {
                "ours": lambda: _read(bench, user_id, user_id, names, None),
                "plain": lambda: _read(bench, 1, user_id, names, "id"),
            },
            rounds=ROUNDS,
        )
    return [
        Row(
            f"an agent's queue, {PAGE} rows of {COUNT}",
            "the same list without order and rules",
            f"{taken['ours'] * 1000:.1f} ms",
            f"{taken['plain'] * 1000:.1f} ms",
            taken["ours"] / taken["plain"],
            1.3,
            at_most=True,
        )
    ]


def _columns(env):
    """Return the columns of the queue's list, as the web client asks for them."""
    view = env.ref("aftersales_followup.aftersales_followup_queue_view_list")
    Followup = env["aftersales.followup"]
    names = Followup.get_view(view.id, "list")["models"][Followup._name]
    return {
        name: {"fields": {"display_name": {}}}
        if Followup._fields[name].type == "many2one"
        else {}
        for name in names
    }


def _read(bench, user_id, agent_id, columns, order):
    """Read the first page as a user, in a new transaction, with nothing cached."""
    with bench.env() as env:
        company_ids = env["res.users"].browse(agent_id).company_id.ids
        env["aftersales.followup"].with_user(user_id).with_context(
            allowed_company_ids=company_ids
        ).web_search_read(
            [("state", "=", "open"), ("user_id", "=", agent_id)],
            columns,
            limit=PAGE,
            order=order,
        )
