"""The commands: from their arguments to the modules that do the work."""

import os

from . import database, lint, machine, odoo, paths, postgres, server
from .say import Refusal

#: A class is not torn apart: what it sets up, it sets up once. In the order of the
#: folders, so that what takes longest (``tests``) does not come last.
PARALLEL = ("-p", "setup.lib.workers", "--dist=loadscope", "--no-loadscope-reorder")

HEADLESS = paths.SETUP / "headless.py"


def run(options):
    """Serve the demo dealer, or do the main job without a server."""
    if options.headless and not HEADLESS.exists():
        raise Refusal("setup/headless.py is missing: this checkout is not whole")
    ready = machine.prepare()
    name = database.ensure_demo(ready, fresh=options.fresh)
    if options.headless:
        paths.OUT.mkdir(exist_ok=True)
        return odoo.script(
            ready, name, HEADLESS.read_text(), AFTERSALES_OUT=str(paths.OUT)
        )
    process = server.start(ready, name, options.port)
    print(f"\nhttp://localhost:{options.port}  (Ctrl-C or setup/stop ends it)\n")
    for who, login, password in database.logins(ready, name):
        print(f"  {who:<16} {login} / {password}")
    print(f"\nOdoo's log: {server.LOG}", flush=True)
    return server.wait(process, options.port)


def shell(options):
    """Become ``odoo shell``."""
    ready = machine.prepare()
    name = options.database or database.ensure_demo(ready)
    line = odoo.shell(ready, name, "warn")
    os.chdir(paths.ROOT)
    os.execv(line[0], line)


def test(options):
    """Run the checks and become pytest."""
    ready = machine.prepare()
    complaints = [] if options.rest else lint.run()
    name = database.ensure_test(ready)
    parallel = []
    if not options.rest:
        database.build_assets(ready, name)
        parallel = _workers(ready, name)
    line = [
        str(ready.python),
        "-m",
        "pytest",
        f"--config-file={paths.SETUP / 'pytest.ini'}",
        f"--rootdir={paths.ROOT}",
        "-p",
        "setup.lib.strict",
        f"--odoo-config={ready.conf}",
        f"--odoo-database={name}",
        "--odoo-http",
        *parallel,
        *(options.rest or _tests()),
    ]
    # strict.py reads it: a complaint fails the run, whatever the tests say.
    os.environ["AFTERSALES_LINT_FAILED"] = ", ".join(complaints)
    os.chdir(paths.ROOT)
    os.execv(line[0], line)


def _workers(ready, name):
    """Return pytest's arguments for several processes, whose databases are made."""
    # Only here: it loads Odoo.
    from . import workers

    if workers.count() < 2:
        return []
    for worker in workers.names():
        database.copy(ready, name, workers.database(name, worker))
    return [f"--numprocesses={workers.count()}", *PARALLEL]


def _tests():
    # First those that take longest.
    folders = [paths.ROOT / "tests"] + [addon / "tests" for addon in paths.addons()]
    return [str(folder) for folder in folders if folder.is_dir()]


def check(options):
    """Run the checks that need no database."""
    return 1 if lint.run(options.fix) else 0


def bench(options):
    """Measure against the floors."""
    # Only here: what it needs is of no use to the other commands.
    from .bench import run as measure

    holds = measure(machine.prepare(), only=options.only, json_file=options.json)
    return 0 if holds else 1


def stop(options):
    """Stop Odoo and PostgreSQL."""
    if server.stop_all():
        print("Odoo stopped")
    if postgres.stop():
        print("PostgreSQL stopped")
    return 0


COMMANDS = {
    "run": run,
    "shell": shell,
    "test": test,
    "lint": check,
    "bench": bench,
    "stop": stop,
}
