"""An agent's queue in a million follow-ups, against plain lists and a peer's list."""

from odoo.api import SUPERUSER_ID
from odoo.tools import SQL

from . import clock, office, seed
from .table import Row

NAME = "queue"
CUSTOMERS = 10_000
COUNT = 1_000_000
#: One in so many is open: some days' work for each agent.
OPEN = 250
PAGE = 80
#: The agents of the store, who share the follow-ups.
AGENTS = 8
#: A list of phone calls for Odoo's sellers, by OCA.
PEER = "crm_phonecall"
#: One page is a short piece of work: more rounds than usual.
ROUNDS = 61


def fill(env):
    """Three years of a busy store: a million follow-ups, of which 4 000 are open."""
    company = seed.store(env, agents=AGENTS)
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


def fill_peer(env):
    """As many phone calls of as many sellers and contacts, as many of them open."""
    users = env["res.users"].with_context(no_reset_password=True)
    sellers = users.create(
        [
            {
                "login": f"seller{number}",
                "name": f"Seller {number}",
                "tz": "Asia/Shanghai",
                "group_ids": [(6, 0, env.ref("sales_team.group_sale_salesman").ids)],
            }
            for number in range(AGENTS)
        ]
    )
    partner = env["res.partner"].create({"name": "Customer", "phone": "13800000000"})
    first_partner = seed.multiply(
        env,
        partner,
        CUSTOMERS,
        name=SQL("'Customer ' || n"),
        complete_name=SQL("'Customer ' || n"),
    )
    call = env["crm.phonecall"].create(
        {"name": "After repair", "partner_phone": partner.phone, "state": "open"}
    )
    seed.multiply(
        env,
        call,
        COUNT,
        partner_id=SQL("%s + n %% %s", first_partner, CUSTOMERS),
        user_id=SQL("(%s::int[])[1 + (n / %s) %% %s]", sellers.ids, OPEN, AGENTS),
        state=SQL("CASE WHEN n %% %s = 0 THEN 'open' ELSE 'done' END", OPEN),
        date=SQL("proto.date - (n %% 1000) * interval '1 day'"),
    )


def rows(machine):
    """Measure; return the rows of the table."""
    own = office.ensure(machine, "queue", fill)
    peer = office.ensure_peer(machine, "queue_peer", (PEER,), fill_peer)
    with office.opened(machine, own) as ours, office.opened(machine, peer) as theirs:
        agent, columns = _agent(
            ours, "agent0", "aftersales_followup.aftersales_followup_queue_view_list"
        )
        seller, peer_columns = _agent(
            theirs, "seller0", "crm_phonecall.crm_case_phone_tree_view"
        )
        open_ = [("state", "=", "open"), ("user_id", "=", agent)]
        calls = [("state", "in", ("open", "pending")), ("user_id", "=", seller)]
        followup, phonecall = "aftersales.followup", "crm.phonecall"
        taken = clock.medians(
            {
                "ours": lambda: _read(ours, followup, agent, agent, columns, open_),
                "plain": lambda: _read(
                    ours, followup, SUPERUSER_ID, agent, columns, open_, order="id"
                ),
                "peer": lambda: _read(
                    theirs, phonecall, seller, seller, peer_columns, calls
                ),
            },
            rounds=ROUNDS,
        )
    work = f"an agent's queue, {PAGE} rows of {COUNT}"
    return [
        _row(work, "the same list without order and rules", taken, "plain", 1.3),
        _row(work, f"OCA {PEER}'s list of a seller's open calls", taken, "peer", 1.0),
    ]


def _row(work, against, taken, other, floor):
    return Row(
        work,
        against,
        f"{taken['ours'] * 1000:.1f} ms",
        f"{taken[other] * 1000:.1f} ms",
        taken["ours"] / taken[other],
        floor,
        at_most=True,
    )


def _agent(bench, login, view):
    """Return the id of a user and the columns of his list, as the client asks them."""
    with bench.env() as env:
        user = env["res.users"].search([("login", "=", login)])
        view = env.ref(view)
        model = env[view.model].with_user(user)
        names = model.get_view(view.id, "list")["models"][model._name]
        return user.id, {
            name: {"fields": {"display_name": {}}}
            if model._fields[name].relational
            else {}
            for name in names
        }


def _read(bench, model, user_id, agent_id, columns, domain, order=None):
    """Read the first page as a user, in a new transaction, with nothing cached.

    :param agent_id: whose companies are chosen in the web client
    """
    with bench.env() as env:
        company_ids = env["res.users"].browse(agent_id).company_id.ids
        env[model].with_user(user_id).with_context(
            allowed_company_ids=company_ids
        ).web_search_read(domain, columns, limit=PAGE, order=order)
