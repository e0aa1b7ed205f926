"""A register of 50 000 rows as a workbook, against Odoo's list export."""

import types

from odoo import http
from odoo.tools import SQL

from ..say import Refusal
from . import clock, memory, office, seed
from .table import Row

NAME = "register"
COUNT = 50_000
REPORT = "aftersales_followup_report.action_report_register_xlsx"
LOGIN = "advisor0"
#: The columns of the register, as a user picks them in the list's export dialog.
EXPORTED = (
    "date_first_attempt",
    "partner_id/name",
    "partner_id/phone",
    "vehicle_id/model_id/name",
    "vehicle_id/license_plate",
    "work_summary",
    "advisor_name",
    "technician_names",
    "user_id/name",
    "outcome_id/name",
    "score",
    "attempt_ids/note",
)


def fill(env):
    """A month of one store: 50 000 follow-ups, each called once, with a note."""
    company = seed.store(env)
    first = seed.settled_repairs(env, company, COUNT)[0]
    step = env.ref("aftersales_followup.program_after_repair").step_ids
    step._make_followups(
        company, [a for a in step._pending_anchors(company) if a.res_id == first.id]
    )
    pattern = first.followup_ids
    outcome = env.ref("aftersales_followup.followup_outcome_completed")
    day = SQL("proto.date_planned - (n %% 28)::int")
    called = SQL("%s + interval '6 hours'", day)
    start = seed.multiply(
        env,
        pattern,
        COUNT - 1,
        res_id=SQL("1000000 + n"),
        repair_id=SQL("%s + n", first.id),
        partner_id=SQL("%s + n", first.partner_id.id),
        vehicle_id=SQL("%s + n", first.vehicle_id.id),
        technician_names=SQL("'Technician ' || n %% 6"),
        outcome_id=SQL("%s", outcome.id),
        state=SQL("'done'"),
        date_planned=day,
        date_first_attempt=called,
        score=SQL("50 + n %% 51"),
        has_score=SQL("TRUE"),
    )
    attempt = env["aftersales.followup.attempt"].create(
        {
            "followup_id": pattern.id,
            "date": pattern.create_date,
            "channel": "phone",
            "outcome_id": outcome.id,
            "note": "Content with the work, waited long for the bill",
            "user_id": env.uid,
        }
    )
    seed.multiply(
        env,
        attempt,
        COUNT - 1,
        followup_id=SQL("%s + n", start),
        note=SQL("proto.note || ' ' || n"),
    )
    manager = env["res.users"].search([("login", "=", LOGIN)])
    manager.group_ids += env.ref("aftersales_followup.group_care_manager")
    manager.group_ids += env.ref("base.group_allow_export")


def rows(machine):
    """Measure; return the rows of the table."""
    own = office.ensure(machine, "register", fill)
    with office.opened(machine, own) as bench:
        taken = clock.medians(
            {
                "ours": lambda: _register(bench),
                "list export": lambda: _export(bench),
            }
        )
    grown, size = memory.in_new_process(own, _register, _one_day)
    return [
        Row(
            f"register of {COUNT} rows, 12 columns, as XLSX",
            "Odoo's list export of the same columns",
            f"{COUNT / taken['ours']:.0f}/s",
            f"{COUNT / taken['list export']:.0f}/s",
            taken["list export"] / taken["ours"],
            2.5,
        ),
        memory.row(f"memory: register of {COUNT} rows as XLSX", grown, size),
    ]


def _manager(env):
    """Return the environment of a manager of the store, who may export lists."""
    user = env["res.users"].search([("login", "=", LOGIN)])
    context = {"allowed_company_ids": user.company_ids.ids, "lang": "en_US"}
    return env(user=user, su=False, context=context)


def _register(bench, days=40):
    """Ours, whole, behind the route: rights, lines, workbook; return its size."""
    with bench.env() as env:
        manager = _manager(env)
        followups = manager["aftersales.followup"]
        last = followups.search([], order="date_planned desc", limit=1).date_planned
        register = manager["aftersales.register"].create(
            {
                "kind": "all",
                "date_from": last.replace(year=last.year - 1) if days > 1 else last,
                "date_to": last,
            }
        )
        lines = register._line_count()
        if days > 1 and lines != COUNT:
            raise Refusal(f"{lines} lines instead of {COUNT}: not measured")
        reports = manager["ir.actions.report"]
        return len(reports._render_xlsx(REPORT, register.ids, data={})[0])


def _one_day(bench):
    """The register of one day: what an Odoo that works has in memory anyway."""
    return _register(bench, days=1)


def _export(bench):
    """Odoo's, whole, behind its route /web/export/xlsx; return its size."""
    # found only once Odoo knows where the addons are
    from odoo.addons.web.controllers.export import ExcelExport

    with bench.env() as env:
        manager = _manager(env)
        followups = manager["aftersales.followup"].with_context(import_compat=False)
        records = followups.search([("state", "!=", "skipped")])
        # the writer asks the request for its environment, for nothing else
        http._request_stack.push(types.SimpleNamespace(env=manager))
        try:
            lines = records.export_data(list(EXPORTED)).get("datas", [])
            fields = [{"name": name, "type": "char"} for name in EXPORTED]
            return len(ExcelExport().from_data(fields, list(EXPORTED), lines))
        finally:
            http._request_stack.pop()
