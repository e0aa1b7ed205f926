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
    return subprocess.run(
        shell(machine, database, "warn"),
        input=source,
        text=True,
        cwd=paths.ROOT,
        env={**os.environ, **environment},
    ).returncode


def quiet_script(machine, what, database, source, shown=None):
    """Run the Python text ``source`` in ``odoo shell``, its output in a log file.

    :param what: name of the step, and of the log file
    :param shown: print what follows this word in a line of the log, as progress
    :raise Refusal: when it fails
    """
    log = paths.LOGS / f"{what} {database}.log".replace(" ", "-")
    log.parent.mkdir(parents=True, exist_ok=True)
    process = subprocess.Popen(
        shell(machine, database, "info"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=paths.ROOT,
        preexec_fn=say.end_with_parent,
    )
    process.stdin.write(source)
    process.stdin.close()
    with log.open("w") as output:
        for line in process.stdout:
            output.write(line)
            if shown and shown in line:
                say.line(line.partition(shown)[2].strip())
    if process.wait():
        raise say.Refusal(f"{what} failed: {say.last_line(log)} (all of it: {log})")


def shell(machine, database, level):
    """Return the command line of ``odoo shell``."""
    return command(machine, "shell", "-d", database, "--no-http", "--log-level", level)
