"""The commands: from their arguments to the modules that do the work."""

import argparse
import os

from . import database, debian, machine, odoo, paths, postgres

PRINTING = ("wkhtmltopdf", debian.CJK_FONT)


def main(command, arguments):
    """Run ``command``; return its exit code."""
    return COMMANDS[command](arguments)


def shell(arguments):
    """``odoo shell`` on the demo database; a script is read from standard input."""
    parser = argparse.ArgumentParser(prog="setup/shell", description=shell.__doc__)
    parser.add_argument("--database", help="another database; also AFTERSALES_DB")
    options, rest = parser.parse_known_args(arguments)
    ready = machine.prepare(*PRINTING)
    name = options.database or database.ensure_demo(ready)
    line = odoo.command(ready, "shell", "-d", name, "--no-http", "--log-level", "warn", *rest)
    os.chdir(paths.ROOT)
    os.execv(line[0], line)


def test(arguments):
    """Make the test database and run the tests with pytest."""
    ready = machine.prepare(*PRINTING, "chromium", "poppler-utils", "gettext")
    name = database.ensure_test(ready)
    os.chdir(paths.ROOT)
    line = [
        str(ready.python),
        "-m",
        "pytest",
        f"--odoo-config={ready.conf}",
        f"--odoo-database={name}",
        "--odoo-http",
        *arguments,
    ]
    os.execv(line[0], line)


def stop(arguments):
    """Stop the servers that the commands here have started."""
    argparse.ArgumentParser(prog="setup/stop", description=stop.__doc__).parse_args(arguments)
    if postgres.stop():
        print("PostgreSQL stopped")
    return 0


COMMANDS = {"shell": shell, "test": test, "stop": stop}
