"""The benchmark table: our work against a peer's, both in one run on the same server.

One module for each benchmark; each offers ``NAME`` (for ``--only``) and
``rows(machine)``, which measures and returns rows of the table. Absolute times vary
from machine to machine and with what else runs there; the ratios are what counts.

- ``table``: a row with its floor, the table, the JSON file
- ``clock``: rounds, warm-up, medians
- ``office``: Odoo on a benchmark's database, in this process
- ``seed``: many records in no time
"""

from .. import say
from ..say import Refusal
from . import (
    agent_queue,
    finish_call,
    generation,
    idle_night,
    month_figures,
    register_xlsx,
    table,
)

BENCHMARKS = (
    generation,
    agent_queue,
    finish_call,
    idle_night,
    month_figures,
    register_xlsx,
)


def run(machine, only=(), json_file=None):
    """Measure, print the table, write the JSON file; return whether all floors hold."""
    unknown = set(only) - {module.NAME for module in BENCHMARKS}
    if unknown:
        raise Refusal(
            f"no benchmark {', '.join(sorted(unknown))}: there are "
            + ", ".join(module.NAME for module in BENCHMARKS)
        )
    settings = table.settings(machine)
    if settings["fsync"] != "on":
        raise Refusal(
            "PostgreSQL runs with fsync off: no such figure counts, set it on"
        )
    rows = []
    for module in BENCHMARKS:
        if not only or module.NAME in only:
            say.line(f"{module.NAME}: {module.__doc__.splitlines()[0]}")
            rows += module.rows(machine)
    table.show(rows, settings)
    if json_file:
        table.write(json_file, rows, settings)
    return all(row.holds for row in rows)
