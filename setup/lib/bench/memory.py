"""How much memory a piece of work takes, in a process of its own."""

import gc
import multiprocessing
from pathlib import Path

from .. import machine
from . import office
from .table import Row

#: Odoo's growth while it makes a file: less than so many times the file.
FLOOR = 3


def in_new_process(database, work, before):
    """Return the growth in bytes while ``work`` is done, and the size of its file.

    :param database: name of a benchmark's database
    :param work: function of a module, takes an Office, returns the size of its file
    :param before: the same kind of work on little data, done first: what Odoo loads
        once for everybody is not counted
    """
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        return pool.apply(_measure, (database, work, before))


def _measure(database, work, before):
    with office.opened(machine.prepare(), database) as bench:
        before(bench)
        gc.collect()
        # sets the highest mark back to what is used now
        Path("/proc/self/clear_refs").write_text("5")
        start = _status("VmRSS")
        size = work(bench)
        return _status("VmHWM") - start, size


def _status(name):
    """Return a line of this process's status, in bytes."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) * 1024
    raise LookupError(name)


def row(work, grown, size):
    """Return the row of the table."""
    return Row(
        work,
        "the file made",
        f"{grown / 2**20:.1f} MiB",
        f"{size / 2**20:.1f} MiB",
        grown / size,
        FLOOR,
        at_most=True,
    )
