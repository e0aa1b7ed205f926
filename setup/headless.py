"""The main job without a screen, for ``odoo shell`` on the demo database.

Runs the scheduled jobs of the addons as Odoo's scheduler would, confirms the first
store's report of the last month, writes its PDF and XLSX to the folder AFTERSALES_OUT
and prints what was done. Run again, it finds the report confirmed, its files the same.
"""

import os
import pathlib
import time

MANAGER = "manager"
ADDONS = ("aftersales_followup", "aftersales_followup_report")
INDICATORS = ("m3", "indicators", "value")
FIGURES = (
    ("due", "due"),
    ("called", "called"),
    ("effective", "answered"),
    ("unreachable", "not reached"),
    ("refused", "refused"),
    ("top", "delighted"),
    ("low", "disappointed"),
    ("effective_called", "answered / called"),
    ("top_called", "delighted / called"),
    ("low_called", "disappointed / called"),
)


def scheduled_jobs(env):
    """Return the addons' active jobs in the order of the scheduler."""
    found = env["ir.model.data"].search(
        [("model", "=", "ir.cron"), ("module", "in", ADDONS)]
    )
    crons = env["ir.cron"].browse(found.mapped("res_id")).exists().filtered("active")
    return crons.sorted(lambda cron: (cron.priority, cron.id))


def counts(env):
    """Return how many rows the main models hold."""
    followups = env["aftersales.followup"]
    return {
        "customers' cars": env["fleet.vehicle"].search_count(
            [("owner_id", "!=", False)]
        ),
        "settled orders": env["repair.order"].search_count(
            [("date_closed", "!=", False)]
        ),
        "follow-ups": followups.search_count([]),
        "to be called": followups.search_count([("state", "=", "open")]),
        "complaints": env["aftersales.complaint"].search_count([]),
    }


def run_jobs(env):
    """Run the scheduled jobs, each committed by the scheduler's own means."""
    before = counts(env)
    for cron in scheduled_jobs(env):
        start = time.monotonic()
        failure = cron.method_direct_trigger()
        if failure is not True:
            details = failure["params"]["data"]
            raise SystemExit(f"{cron.cron_name}: {details['message']}")
        # A job has a transaction of its own: what it did is seen from the next one on.
        env.cr.commit()
        print(f"  {cron.cron_name}: {time.monotonic() - start:.1f} s", flush=True)
    after = counts(env)
    for what, number in after.items():
        print(f"  {what}: {number} ({number - before[what]:+d})")


def confirm_month(env):
    """Confirm last month's report of the manager's store; return (report, files)."""
    manager = env["res.users"].search([("login", "=", MANAGER)])
    company = manager.company_id
    Report = env(
        user=manager,
        su=False,
        context={
            "lang": manager.lang,
            "tz": manager.tz,
            "allowed_company_ids": manager.company_ids.ids,
        },
    )["aftersales.report"].with_company(company)
    report, files = Report._headless_month(company.ids, Report._default_date_from())
    env.cr.commit()
    return report, files


def print_figures(report):
    """Print the figures that the report has frozen."""
    rows = report.row_ids.filtered(
        lambda row: (row.chapter_code, row.table_code, row.column_code) == INDICATORS
    )
    texts = {row.row_code: row.text for row in rows}
    print(
        ", ".join(f"{texts[code]} {label}" for code, label in FIGURES if code in texts)
    )


def write_files(files, folder):
    """Write the archived files; the same name is the same report."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in files:
        path = folder / file.name
        path.write_bytes(file.raw)
        print(path)


def main(env):
    """Do the main job and print it."""
    print("Scheduled jobs:", flush=True)
    run_jobs(env)
    report, files = confirm_month(env)
    print(f"Report: {report.name}, confirmed {report.date_confirmed} UTC")
    print_figures(report)
    write_files(files, pathlib.Path(os.environ.get("AFTERSALES_OUT", "out")))


main(env)  # noqa: F821, the shell's own
