"""The engine in several processes at once and after a crash: real processes, real
commits, in a database of its own that is a copy of the test database.
"""

import math
import os
import signal
import subprocess
import sys
import time
import unittest
from pathlib import Path

import psycopg2
from psycopg2 import sql

from odoo import sql_db
from odoo.tests.common import get_db_name
from odoo.tools import config

from .parallel_process import REPAIRS

SCRIPT = Path(__file__).with_name("parallel_process.py")
PROGRAMS = 2


class TestParallelGeneration(unittest.TestCase):
    """Each occasion gets its follow-up exactly once, whatever happens meanwhile."""

    @classmethod
    def setUpClass(cls):
        cls.origin = get_db_name()
        cls.database = f"{cls.origin}_parallel_{os.getpid()}"
        cls.addClassCleanup(cls._drop)
        cls._copy()
        cls.launcher = subprocess.Popen(
            [sys.executable, str(SCRIPT), config["config"], cls.database],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        cls.addClassCleanup(cls._end_launcher)
        cls._run("fill")
        cls.connection = cls._connect(cls.database)
        cls.addClassCleanup(cls.connection.close)

    # ------------------------------------------------------------------
    # The database
    # ------------------------------------------------------------------

    @classmethod
    def _connect(cls, database):
        _name, options = sql_db.connection_info_for(database)
        connection = psycopg2.connect(**options)
        connection.autocommit = True
        return connection

    @classmethod
    def _administer(cls, statement, *values, **names):
        connection = cls._connect("postgres")
        try:
            with connection.cursor() as cursor:
                identifiers = {key: sql.Identifier(name) for key, name in names.items()}
                cursor.execute(sql.SQL(statement).format(**identifiers), values or None)
        finally:
            connection.close()

    @classmethod
    def _copy(cls):
        # A database that somebody is connected to cannot be copied.
        sql_db.close_db(cls.origin)
        cls._disconnect(cls.origin)
        cls._administer(
            "CREATE DATABASE {new} TEMPLATE {old}", new=cls.database, old=cls.origin
        )

    @classmethod
    def _disconnect(cls, database):
        # PostgreSQL itself ends its own workers (autovacuum) when a database is copied
        # or dropped; we may not, neither so nor by WITH (FORCE).
        cls._administer(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = %s AND backend_type = 'client backend'",
            database,
        )

    @classmethod
    def _drop(cls):
        cls._disconnect(cls.database)
        cls._administer("DROP DATABASE IF EXISTS {name}", name=cls.database)

    def _fetch(self, query, *values):
        with self.connection.cursor() as cursor:
            cursor.execute(query, values)
            return cursor.fetchall()

    def setUp(self):
        super().setUp()
        with self.connection.cursor() as cursor:
            cursor.execute("DELETE FROM mail_activity")
            cursor.execute(
                "DELETE FROM mail_followers WHERE res_model LIKE 'aftersales%'"
            )
            # And, with the latest of them, what the engine knows to be handled.
            cursor.execute("DELETE FROM aftersales_followup")
            # Orders that a test has entered besides.
            cursor.execute(
                "UPDATE repair_order SET state = 'cancel' WHERE state = 'done'"
                " AND date_closed < now() - interval '4 days'"
            )
            cursor.execute("UPDATE ir_cron SET nextcall = now() - interval '1 hour'")

    # ------------------------------------------------------------------
    # The processes
    # ------------------------------------------------------------------

    @classmethod
    def _order(cls, line):
        cls.launcher.stdin.write(f"{line}\n")
        cls.launcher.stdin.flush()
        return int(cls.launcher.stdout.readline())

    @classmethod
    def _start(cls, function):
        """Start a process and return its number."""
        return cls._order(f"start {function}")

    @classmethod
    def _wait(cls, number):
        """Wait for a process; return its exit code."""
        return cls._order(f"wait {number}")

    @classmethod
    def _run(cls, *functions):
        """Run functions, each in its own process, all at once; none may fail."""
        codes = [cls._wait(number) for number in [cls._start(f) for f in functions]]
        if any(codes):
            raise AssertionError(f"{functions} ended with {codes}, see their output")

    @classmethod
    def _end_launcher(cls):
        cls.launcher.stdin.close()
        cls.launcher.wait(60)
        cls.launcher.stdout.close()

    # ------------------------------------------------------------------
    # What must hold
    # ------------------------------------------------------------------

    def _until(self, query):
        """Wait until a query finds something."""
        deadline = time.monotonic() + 120
        while not self._fetch(query) and time.monotonic() < deadline:
            time.sleep(0.01)
        self.assertTrue(self._fetch(query))

    def _count(self):
        return self._fetch("SELECT count(*) FROM aftersales_followup")[0][0]

    def _assert_complete(self):
        """Nothing is missing, nothing is there twice, and every rule holds."""
        wanted = PROGRAMS * sum(map(sum, REPAIRS.values()))
        distinct = self._fetch(
            "SELECT count(*), count(DISTINCT (step_id, res_id))"
            " FROM aftersales_followup"
        )
        self.assertEqual(distinct, [(wanted, wanted)])
        self.assertEqual(
            self._fetch("SELECT reason FROM aftersales_program_failure"), []
        )
        self.assertEqual(self._fetch(NOT_ONE_ACTIVITY), [])
        self.assertEqual(self._fetch(NO_TECHNICIAN), [])
        self.assertEqual(self._fetch(TOO_CLOSE), [])
        self._assert_drawn()

    def _assert_drawn(self):
        """Of each store's business customers, exactly the rate was drawn (F10)."""
        rows = self._fetch(DRAWN)
        self.assertEqual(len(rows), PROGRAMS * len(REPAIRS))
        for store, rate, drawn in rows:
            business = REPAIRS[store][1]
            self.assertLess(rate, 100)
            self.assertEqual(drawn, math.ceil(round(rate * business / 100, 9)))

    # ------------------------------------------------------------------
    # Tests
    # ------------------------------------------------------------------

    def test_twice(self):
        self._run("generate")
        self._assert_complete()
        first = self._fetch("SELECT max(id) FROM aftersales_followup")
        self._run("generate")
        self._assert_complete()
        self.assertEqual(self._fetch("SELECT max(id) FROM aftersales_followup"), first)

    def test_order_of_a_transaction_that_outlasts_a_run(self):
        self._run("generate")
        made = self._count()
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(1)")
            try:
                number = self._start("late_order")
                self._until(WAITING)
                self._run("generate")
                self.assertEqual(self._count(), made)
            finally:
                cursor.execute("SELECT pg_advisory_unlock(1)")
        self.assertEqual(self._wait(number), 0)
        # Entered for each program, though both had handled its day.
        self._run("generate")
        self.assertEqual(self._count(), made + PROGRAMS)
        self._run("generate")
        self.assertEqual(self._count(), made + PROGRAMS)

    def test_four_processes(self):
        self._run(*["generate"] * 4)
        self._assert_complete()

    def test_two_crons_and_the_scheduler_of_odoo(self):
        self._run("cron_worker", "cron_worker")
        self._assert_complete()

    def test_kill_and_restart(self):
        number = self._start("generate")
        deadline = time.monotonic() + 120
        while not self._count() and time.monotonic() < deadline:
            time.sleep(0.01)
        os.kill(number, signal.SIGKILL)
        self.assertEqual(self._wait(number), -signal.SIGKILL)
        made = self._count()
        self.assertGreater(made, 0)
        self.assertLess(made, PROGRAMS * sum(map(sum, REPAIRS.values())))
        # No chunk is there by half: each follow-up of it has its activity.
        self.assertEqual(self._fetch(NOT_ONE_ACTIVITY), [])
        self._run("generate", "generate")
        self._assert_complete()

    def test_opening_in_three_processes(self):
        self._run("generate")
        with self.connection.cursor() as cursor:
            cursor.execute("DELETE FROM mail_activity")
            cursor.execute(
                "UPDATE aftersales_followup SET state = 'planned' WHERE state = 'open'"
            )
        self._run(*["open_due"] * 3)
        self._assert_complete()
        self.assertEqual(self._fetch(STILL_PLANNED), [])

    def test_button_with_an_old_view(self):
        self._run("button_with_an_old_view")
        self._assert_complete()

    def test_button_meanwhile(self):
        with self.connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_lock("
                "hashtextextended('aftersales.program.generate', 0))"
            )
            try:
                self._run("button", "generate")
                self.assertEqual(self._count(), 0)
            finally:
                cursor.execute("SELECT pg_advisory_unlock_all()")


WAITING = """
    SELECT pid FROM pg_locks
    WHERE locktype = 'advisory' AND objid = 1 AND NOT granted
"""

NOT_ONE_ACTIVITY = """
    SELECT f.id, f.state, count(a.id)
    FROM aftersales_followup f
    LEFT JOIN mail_activity a
        ON a.res_model = 'aftersales.followup' AND a.res_id = f.id AND a.active
        AND a.user_id = f.user_id
    GROUP BY f.id
    HAVING count(a.id) <> (f.state = 'open')::int
"""

STILL_PLANNED = """
    SELECT id FROM aftersales_followup
    WHERE state = 'planned' AND date_due <= date_planned
"""

NO_TECHNICIAN = """
    SELECT id FROM aftersales_followup f
    WHERE NOT EXISTS (
        SELECT FROM aftersales_followup_hr_employee_rel
        WHERE aftersales_followup_id = f.id
    )
"""

# Two contacts of one customer within seven days (F14).
TOO_CLOSE = """
    SELECT one.id, other.id
    FROM aftersales_followup one
    JOIN aftersales_followup other
        ON other.partner_id = one.partner_id AND other.id > one.id
        AND abs(other.date_due - one.date_due) < 7
    WHERE one.state IN ('planned', 'open') AND other.state IN ('planned', 'open')
"""

DRAWN = """
    SELECT c.name, max(f.draw_rate),
           count(*) FILTER (WHERE r.id IS DISTINCT FROM f.skip_reason_id)
    FROM aftersales_followup f
    JOIN res_company c ON c.id = f.company_id
    JOIN aftersales_customer_category k ON k.id = f.customer_category_id
    CROSS JOIN (SELECT id FROM aftersales_skip_reason WHERE code = 'not_drawn') r
    WHERE k.code = 'business'
    GROUP BY c.name, f.program_id
"""
