"""The commands: from their arguments to the modules that do the work."""

import argparse
import os
import subprocess

from . import database, debian, lint, machine, odoo, paths, postgres, server
from .say import Refusal

PRINTING = ("wkhtmltopdf", debian.CJK_FONT)
TESTING = (*PRINTING, "chromium", "poppler-utils", "gettext", "npm")
HEADLESS = paths.SETUP / "headless.py"


def main(command, arguments):
    """Run ``command``; return its exit code."""
    return COMMANDS[command](arguments)


def _parser(function):
    return argparse.ArgumentParser(
        prog=f"setup/{function.__name__}",
        description=function.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def run(arguments):
    """Serve the demo dealer at http://localhost:8069; what is missing is made first.

    Environment:
      ODOO_HOME         a source of Odoo 19 to use instead of Debian's
      PGHOST, PGPORT, PGUSER, PGPASSWORD
                        a PostgreSQL to use instead of the embedded one
      AFTERSALES_DB     name of the demo database (aftersales_demo)
      AFTERSALES_CACHE  folder for downloads (aftersales-followup in the user's cache)
    """
    parser = _parser(run)
    parser.add_argument("--port", type=int, default=8069, help="default: 8069")
    parser.add_argument(
        "--fresh", action="store_true", help="make the demo database anew"
    )
    parser.add_argument(
        "--headless",
        action="store_true",
        help="do the main job and exit: run the daily crons, confirm last month's"
        " report, write it to out/",
    )
    options = parser.parse_args(arguments)
    if options.headless and not HEADLESS.exists():
        raise Refusal("setup/headless.py is missing: this checkout is not whole")
    ready = machine.prepare(*PRINTING)
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


def shell(arguments):
    """``odoo shell`` on the demo database; a script is read from standard input."""
    parser = _parser(shell)
    parser.add_argument(
        "--database", help="another database, as it is; or set AFTERSALES_DB"
    )
    options, rest = parser.parse_known_args(arguments)
    ready = machine.prepare(*PRINTING)
    name = options.database or database.ensure_demo(ready)
    line = odoo.command(
        ready, "shell", "-d", name, "--no-http", "--log-level", "warn", *rest
    )
    os.chdir(paths.ROOT)
    os.execv(line[0], line)


def test(arguments):
    """Run the checks and all tests; arguments are pytest's, with any only pytest runs.

    The test database (AFTERSALES_TEST_DB, default aftersales_test) is made anew when a
    file of the addons has changed. Exit code 0 says: no complaint, no failure, nothing
    skipped. Runs with different databases can go on side by side.
    """
    if arguments in (["-h"], ["--help"]):
        _parser(test).print_help()
        return 0
    ready = machine.prepare(*TESTING)
    complaints = [] if arguments else lint.run(ready)
    name = database.ensure_test(ready)
    if not arguments:
        database.build_assets(ready, name)
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
        *(arguments or _tests()),
    ]
    environment = {**os.environ, "AFTERSALES_LINT_FAILED": ", ".join(complaints)}
    return subprocess.run(line, cwd=paths.ROOT, env=environment).returncode


def _tests():
    folders = [addon / "tests" for addon in paths.addons()] + [paths.ROOT / "tests"]
    return [str(folder) for folder in folders if folder.is_dir()]


def check(arguments):
    """Run the checks that need no database; --fix rewrites the files first."""
    parser = argparse.ArgumentParser(prog="setup/lint", description=check.__doc__)
    parser.add_argument("--fix", action="store_true")
    options = parser.parse_args(arguments)
    return 1 if lint.run(machine.prepare("gettext", "npm"), options.fix) else 0


def stop(arguments):
    """Stop the servers that the commands here have started."""
    _parser(stop).parse_args(arguments)
    if server.stop_all():
        print("Odoo stopped")
    if postgres.stop():
        print("PostgreSQL stopped")
    return 0


COMMANDS = {"run": run, "shell": shell, "test": test, "lint": check, "stop": stop}
