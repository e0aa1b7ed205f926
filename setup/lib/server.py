"""Odoo as a server: started, awaited, stopped; only ever our own processes."""

import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

import psutil

from . import odoo, paths, say
from .say import Refusal

LOG = paths.LOGS / "server.log"
#: Seconds until the first answer.
PATIENCE = 180


def _pid_file(port):
    return paths.STATE / f"server-{port}.pid"


def start(machine, database, port, *arguments):
    """Start Odoo on ``database`` at ``port``; return its process once it answers.

    :param arguments: further ones for Odoo
    :raise Refusal: when the port is taken, or Odoo does not start
    """
    _refuse_taken(port)
    LOG.parent.mkdir(parents=True, exist_ok=True)
    line = odoo.command(
        machine,
        "--database",
        database,
        "--db-filter",
        f"^{database}$",
        "--http-port",
        str(port),
        *arguments,
    )
    with LOG.open("w") as log, say.stage(f"Starting Odoo on port {port}"):
        process = subprocess.Popen(
            line,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=paths.ROOT,
            start_new_session=True,
        )
        started = psutil.Process(process.pid).create_time()
        _pid_file(port).write_text(f"{process.pid} {started}\n")
        try:
            _await(process, port)
        except BaseException:
            stop_one(_pid_file(port))
            raise
    return process


def _refuse_taken(port):
    if running(_pid_file(port)):
        raise Refusal(
            f"Odoo already runs on port {port}: setup/stop ends it, or use --port N"
        )
    with socket.socket() as probe:
        # As Odoo does: a port that was just left is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise Refusal(
                f"port {port} is taken by another program: choose one with --port N"
            ) from None


def _await(process, port):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if process.poll() is not None:
            raise Refusal(
                f"Odoo ended at once: {say.last_line(LOG)} (all of it: {LOG})"
            )
        try:
            with urllib.request.urlopen(
                f"http://127.0.0.1:{port}/web/login", timeout=60
            ) as answer:
                if answer.status == 200:
                    return
        except (OSError, urllib.error.URLError):
            time.sleep(0.3)
    raise Refusal(f"Odoo does not answer on port {port}: see {LOG}")


def wait(process, port):
    """Stay until Odoo ends; end it when we are told to end. Return its exit code."""

    def end(number, frame):
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, end)
    try:
        return process.wait()
    except KeyboardInterrupt:
        with say.stage("Stopping Odoo"):
            stop_one(_pid_file(port))
        return 0
    finally:
        _pid_file(port).unlink(missing_ok=True)


def running(pid_file):
    """Return the process of a pid file if it is still the one we started, or None."""
    try:
        number, started = pid_file.read_text().split()
        process = psutil.Process(int(number))
        same = abs(process.create_time() - float(started)) < 1
    except (OSError, ValueError, psutil.Error):
        return None
    return process if same and process.status() != psutil.STATUS_ZOMBIE else None


def stop_at(port):
    """Stop the server that we started at a port; tell whether it was running."""
    return stop_one(_pid_file(port))


def stop_one(pid_file):
    """Stop the server of a pid file; tell whether it was running."""
    process = running(pid_file)
    if process:
        process.terminate()
        try:
            process.wait(20)
        except psutil.TimeoutExpired:
            process.kill()
            process.wait(10)
    pid_file.unlink(missing_ok=True)
    return bool(process)


def stop_all():
    """Stop the servers that this checkout's ``setup/run`` started; return how many."""
    return sum(
        stop_one(pid_file) for pid_file in sorted(paths.STATE.glob("server-*.pid"))
    )
