"""Odoo on a benchmark's own database, inside this process."""

import os
from contextlib import contextmanager

from psycopg2 import sql

from odoo import api
from odoo.modules.registry import Registry
from odoo.service.server import load_server_wide_modules
from odoo.sql_db import close_db
from odoo.tools import config

from .. import database, say

#: To be raised when a seed changes.
FORMAT = "2"


def name(suffix):
    """Return the name of a benchmark's database."""
    return f"{os.environ.get('AFTERSALES_BENCH_DB') or 'aftersales_bench'}_{suffix}"


def ensure(machine, suffix, seed):
    """Return the database of a benchmark, made anew when our addons changed.

    :param seed: fills it: ``seed(env)``
    """
    wanted = f"{FORMAT} {database.template(machine)} {database.addons_digest()}"

    def install(building):
        database.copy(machine, database.template(machine), building)
        database.install(machine, building)

    return _ensure(machine, suffix, wanted, install, seed)


def ensure_peer(machine, suffix, apps, seed):
    """Return a database with other people's addons and none of ours.

    :param apps: names of the addons
    :param seed: fills it: ``seed(env)``
    """
    base = database.template(machine, apps)
    return _ensure(
        machine,
        suffix,
        f"{FORMAT} {base}",
        lambda building: database.copy(machine, base, building),
        seed,
    )


def _ensure(machine, suffix, wanted, install, seed):
    own = name(suffix)
    if machine.server.databases().get(own) != wanted:
        with say.stage(f"Making the database {own}"):
            building = f"{own}_building"
            install(building)
            with opened(machine, building) as office, office.env() as env:
                seed(env)
            office.vacuum()
            machine.server.drop(own)
            machine.server.rename(building, own)
            machine.server.label(own, wanted)
    return own


@contextmanager
def opened(machine, own):
    """Give the Office of a database and let go of it at the end."""
    config.parse_config(
        ["-c", str(machine.conf), "-d", own, "--log-level", "error"], setup_logging=True
    )
    load_server_wide_modules()
    try:
        yield Office(machine, own, Registry(own))
    finally:
        Registry.delete(own)
        close_db(own)


class Office:
    """A database with its registry."""

    def __init__(self, machine, own, registry):
        self.machine = machine
        self.name = own
        self.registry = registry

    @contextmanager
    def env(self):
        """Give an environment as crons have it, nothing cached; commit at the end."""
        with self.registry.cursor() as cursor:
            yield api.Environment(cursor, api.SUPERUSER_ID, {})

    def execute(self, statement, *values, **names):
        """Run one statement, committed at once."""
        return self.machine.server.execute(
            statement, *values, database=self.name, **names
        )

    def vacuum(self, *tables):
        """Bring tables, or all of them, into the state of a database at rest."""
        connection = self.machine.server.connect(self.name)
        try:
            with connection.cursor() as cursor:
                names = sql.SQL(", ").join(map(sql.Identifier, tables))
                cursor.execute(sql.SQL("VACUUM ANALYZE {}").format(names))
        finally:
            connection.close()

    def ends(self, tables):
        """Return {table: its highest id}."""
        return {
            table: self.execute(
                "SELECT coalesce(max(id), 0) FROM {table}", table=table
            )[0][0]
            for table in tables
        }

    def cut(self, ends):
        """Delete what came after ``ends`` and remove the traces."""
        for table, end in ends.items():
            self.execute("DELETE FROM {table} WHERE id > %s", end, table=table)
        self.vacuum(*ends)
