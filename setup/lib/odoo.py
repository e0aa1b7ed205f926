"""Odoo's configuration and its commands."""

import os
import subprocess

from . import paths, say

CONF = paths.STATE / "odoo.conf"


def configure(source, server):
    """Write Odoo's configuration for this checkout; return its path."""
    folders = list(source.addons_path)
    if paths.manifests():
        folders.append(paths.ROOT)
    options = {
        "addons_path": ",".join(map(str, folders)),
        "data_dir": paths.DATA,
        "db_host": server.host,
        "db_port": server.port,
        "db_user": server.user,
        "db_password": server.password,
        "db_maxconn": 32,
        "http_interface": "127.0.0.1",
        "list_db": False,
        "workers": 0,
        "max_cron_threads": 1,
        "limit_time_real": 0,
        "limit_time_real_cron": 0,
        "limit_time_cpu": 3600,
        "log_level": "info",
    }
    text = "[options]\n" + "".join(
        f"{key} = {value}\n" for key, value in options.items() if value != ""
    )
    paths.DATA.mkdir(parents=True, exist_ok=True)
    if not CONF.exists() or CONF.read_text() != text:
        new = CONF.with_name(f".{CONF.name}-{os.getpid()}")
        new.touch(mode=0o600)
        new.write_text(text)
        new.rename(CONF)
    return CONF


def command(machine, *arguments):
    """Return the command line of ``odoo ARGUMENTS`` with our configuration."""
    first, rest = arguments[:1], arguments[1:]
    if first and not first[0].startswith("-"):
        return [
            str(machine.python),
            "-m",
            "odoo",
            *first,
            "-c",
            str(machine.conf),
            *rest,
        ]
    return [str(machine.python), "-m", "odoo", "-c", str(machine.conf), *arguments]


def call(machine, what, *arguments):
    """Run ``odoo ARGUMENTS`` to its end, its output in a log file named after ``what``.

    :raise Refusal: when it fails
    """
    log = paths.LOGS / f"{what.replace(' ', '-')}.log"
    say.call(f"odoo ({what})", command(machine, *arguments), log, cwd=paths.ROOT)
    return log


def script(machine, database, source, **environment):
    """Run the Python text ``source`` in ``odoo shell``; return its exit code."""
    done = subprocess.run(
        command(machine, "shell", "-d", database, "--no-http", "--log-level", "warn"),
        input=source,
        text=True,
        cwd=paths.ROOT,
        env={**os.environ, **environment},
    )
    return done.returncode
