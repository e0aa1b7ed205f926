"""The table: rows with their floors, printed and as JSON."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

#: What says how fast a PostgreSQL may be.
SETTINGS = (
    "server_version",
    "fsync",
    "synchronous_commit",
    "full_page_writes",
    "wal_level",
    "shared_buffers",
    "work_mem",
    "effective_cache_size",
    "max_wal_size",
    "random_page_cost",
    "jit",
)


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    work: str
    against: str
    #: The two sides, with their unit: what a reader can compare with other runs.
    ours: str
    theirs: str
    ratio: float
    #: The ratio must be at least this, or at most when ``at_most``.
    floor: float
    at_most: bool = False
    aim: float | None = None

    @property
    def holds(self):
        """Whether the floor is held."""
        return self.ratio <= self.floor if self.at_most else self.ratio >= self.floor

    def cells(self):
        """Return the texts of the row."""
        sign = "<=" if self.at_most else ">="
        aim = f" (aim {self.aim:g})" if self.aim else ""
        return (
            self.work,
            self.against,
            self.ours,
            self.theirs,
            f"{self.ratio:.2f}",
            f"{sign} {self.floor:g}{aim}",
            "ok" if self.holds else "MISSED",
        )


HEAD = ("work", "against", "ours", "theirs", "ratio", "floor", "")


def settings(machine):
    """Return the settings of PostgreSQL that matter, with units: name -> value."""
    rows = machine.server.execute(
        "SELECT name, current_setting(name) FROM pg_settings WHERE name = ANY(%s)",
        list(SETTINGS),
    )
    known = dict(rows)
    return {name: known[name] for name in SETTINGS if name in known}


def show(rows, settings_):
    """Print the table."""
    lines = [HEAD, *(row.cells() for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    print(f"\n{os.cpu_count()} processors; PostgreSQL: ", end="")
    print(", ".join(f"{name} {value}" for name, value in settings_.items()))
    for line in lines:
        cells = [cell.ljust(width) for cell, width in zip(line, widths, strict=True)]
        print("  ".join(cells).rstrip())


def write(file, rows, settings_):
    """Write the table as JSON."""
    content = {
        "processors": os.cpu_count(),
        "postgresql": settings_,
        "rows": [{**asdict(row), "holds": row.holds} for row in rows],
    }
    Path(file).write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n")
