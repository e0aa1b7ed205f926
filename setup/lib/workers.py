"""A pytest plugin: the whole suite in two processes, each with a database of its own.

Loaded by ``setup/test`` when it runs everything; pytest-xdist starts the processes and
tells of them as of one run. pytest-odoo would copy the database itself, with tools of
PostgreSQL that the embedded one lacks, and share the filestore, in which each writes.
"""

import contextlib
import os

import pytest
import pytest_odoo

#: One for each processor, never more: browsers and PostgreSQL want their share, and
#: an Odoo takes half a gigabyte.
MOST = 2


def count():
    """Return how many processes this machine can use."""
    return min(MOST, len(os.sched_getaffinity(0)))


def names():
    """Return the names that pytest-xdist gives the processes."""
    return [f"gw{number}" for number in range(count())]


def database(name, worker):
    """Return the name of a process's copy of the test database."""
    return f"{name}_{worker}"


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_cmdline_main(config):
    """Let a process of pytest-xdist have its own database, before Odoo is told one."""
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker:
        own = database(config.option.odoo_database, worker)
        config.option.odoo_database = own
        pytest_odoo._worker_db_name = lambda: contextlib.nullcontext(own)
    return (yield)
