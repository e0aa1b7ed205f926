"""What the commands understand, and which Debian packages each needs.

Read before anything is fetched, so that ``--help`` and a wrong argument cost nothing;
hence only Python's own library is used here.
"""

import argparse

PRINTING = ("wkhtmltopdf", "fonts-noto-cjk")

#: Command -> Debian packages (the keys of ``debian.TOOLS``).
NEEDS = {
    "run": PRINTING,
    "shell": PRINTING,
    "lint": ("gettext", "npm"),
    "test": (*PRINTING, "chromium", "poppler-utils", "gettext", "npm"),
    "bench": PRINTING,
    "stop": (),
}

_DESCRIPTIONS = {
    "run": "Serve the demo dealer at http://localhost:8069;"
    " what is missing is made first.",
    "shell": "odoo shell on the demo database; a script is read from standard input.",
    "lint": "Run the checks that need no database.",
    "test": "Run the checks and all tests. Exit code 0 says: no complaint, no\n"
    "failure, nothing skipped. Runs with different databases can go on side by side.",
    "bench": "Measure against the floors and print the table.",
    "stop": "Stop the servers that the commands here have started.",
}
_ENVIRONMENT = """\
Environment:
  ODOO_HOME           a source of Odoo 19 to use instead of Debian's
  PGHOST, PGPORT, PGUSER, PGPASSWORD
                      a PostgreSQL to use instead of the embedded one
  AFTERSALES_DB       name of the demo database (aftersales_demo)
  AFTERSALES_TEST_DB  name of the test database (aftersales_test)
  AFTERSALES_ADDONS   install only these addons, names with commas (all)
  AFTERSALES_CACHE    folder for downloads (aftersales-followup in the user's cache)
"""


def parse(command, arguments):
    """Return the arguments of ``command``; print help or errors and exit."""
    if command == "test" and arguments[:1] not in (["-h"], ["--help"]):
        # All are pytest's, its options too.
        return argparse.Namespace(rest=arguments)
    parser = argparse.ArgumentParser(
        prog=f"setup/{command}",
        description=_DESCRIPTIONS[command],
        epilog=_ENVIRONMENT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _ADD[command](parser)
    return parser.parse_args(arguments)


def _run(parser):
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


def _shell(parser):
    parser.add_argument(
        "--database", help="another database, as it is; or set AFTERSALES_DB"
    )


def _lint(parser):
    parser.add_argument(
        "--fix", action="store_true", help="let the formatters rewrite files first"
    )


def _test(parser):
    parser.add_argument(
        "rest", nargs="*", help="arguments of pytest; with any, only pytest runs"
    )


def _bench(parser):
    parser.add_argument("--json", metavar="FILE", help="write the table as JSON too")
    parser.add_argument(
        "--only", action="append", default=[], metavar="NAME", help="one benchmark"
    )


def _stop(parser):
    """Nothing to add."""


_ADD = {
    "run": _run,
    "shell": _shell,
    "lint": _lint,
    "test": _test,
    "bench": _bench,
    "stop": _stop,
}
