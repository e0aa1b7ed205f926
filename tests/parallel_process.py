"""Processes that run the engine side by side, for test_parallel_generation.py.

``parallel_process.py CONF DATABASE`` loads Odoo once and then obeys lines on standard
input: ``start NAME`` forks a process that runs the function NAME and answers with its
number; ``wait NUMBER`` answers with its exit code. Who wants to kill one knows the
number.
"""

import datetime
import os
import sys
import traceback
from pathlib import Path

import psycopg2

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from odoo import api
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.service.server import load_server_wide_modules
from odoo.sql_db import close_all
from odoo.tools import config

from setup.lib.bench import seed

REPAIRS = {"North": (1500, 900), "South": (400, 200)}  # private, business


def main(conf, database):
    """Obey the lines on standard input until it ends."""
    config.parse_config(
        ["-c", conf, "-d", database, "--log-level", "critical"], setup_logging=True
    )
    load_server_wide_modules()
    registry = Registry(database)
    for line in sys.stdin:
        order, argument = line.split()
        if order == "start":
            # A connection must not be shared with a fork.
            close_all()
            number = os.fork()
            if not number:
                os._exit(run(registry, FUNCTIONS[argument]))
            print(number, flush=True)
        else:
            _number, status = os.waitpid(int(argument), 0)
            print(os.waitstatus_to_exitcode(status), flush=True)


def run(registry, function):
    """Run a function as crons do; return the exit code."""
    try:
        with registry.cursor() as cursor:
            function(api.Environment(cursor, api.SUPERUSER_ID, {}))
    except BaseException:
        traceback.print_exc()
        return 1
    return 0


def fill(env):
    """Two stores with settled repairs, and a second program for the same customers."""
    program = env.ref("aftersales_followup.program_after_repair")
    env["aftersales.program"].search([("id", "!=", program.id)]).active = False
    for name, (private, business) in REPAIRS.items():
        company = seed.store(env, name, name.lower(), agents=3, technicians=3)
        seed.settled_repairs(env, company, private)
        seed.settled_repairs(env, company, business, category_code="business")
    program.copy({"name": "After repair, again", "priority": "1"})
    # Only our own crons, and one more that does the same.
    cron = env.ref("aftersales_followup.cron_generate")
    env["ir.cron"].search([("id", "!=", cron.id)]).active = False
    cron.copy({"active": True})


def generate(env):
    """What the cron does."""
    env["aftersales.program"]._cron_generate()


def open_due(env):
    """What the other cron does."""
    env["aftersales.followup"]._cron_open_and_expire()


def late_order(env):
    """Enter an order of days ago, and commit long after having begun."""
    pattern = env["repair.order"].search([("state", "=", "done")], limit=1)
    pattern.copy(
        {
            "state": "done",
            "date_closed": pattern.date_closed - datetime.timedelta(days=5),
        }
    )
    env.flush_all()
    # Shared, so that it waits as long as the test holds the lock.
    env.cr.execute("SELECT pg_advisory_xact_lock_shared(1)")


def cron_worker(env):
    """What one of Odoo's cron workers does with all crons that are ready."""
    env["ir.cron"]._process_jobs(env.cr.dbname)


def button_with_an_old_view(env):
    """The button, pressed in a transaction that began before the cron had run."""
    env["aftersales.followup"].search_count([])
    with env.registry.cursor() as other:
        generate(env(cr=other))
    try:
        env["aftersales.program"].search([]).action_generate()
    except psycopg2.errors.SerializationFailure:
        # For Odoo to try again; no record is to blame.
        env.cr.rollback()
    else:
        raise AssertionError("made follow-ups without seeing those that are there")


def button(env):
    """The button, while another process makes the follow-ups."""
    try:
        env["aftersales.program"].search([]).action_generate()
    except UserError:
        return
    raise AssertionError("two at once")


FUNCTIONS = {
    function.__name__: function
    for function in (
        fill,
        generate,
        open_due,
        late_order,
        cron_worker,
        button,
        button_with_an_old_view,
    )
}

if __name__ == "__main__":
    main(*sys.argv[1:])
