"""Ensure everything: what every command needs before it starts.

For a command of your own (a benchmark, say)::

    from lib import database, machine

    ready = machine.prepare()
    database.copy(ready, database.template(ready), "my_database")   # Odoo's apps only
    database.install(ready, "my_database")                          # and our addons
"""

from dataclasses import dataclass
from pathlib import Path

from . import odoo, postgres, python, source


@dataclass(frozen=True)
class Machine:
    """A prepared machine."""

    source: source.Source
    python: Path
    server: postgres.Server
    conf: Path


def prepare():
    """Return the machine; system packages are there already (``arguments.NEEDS``).

    :raise Refusal: when something is missing that cannot be had
    """
    origin = source.ensure()
    server = postgres.ensure()
    return Machine(
        origin, python.ensure(origin), server, odoo.configure(origin, server)
    )
