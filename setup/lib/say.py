"""What the commands print: a line for each stage, one line for a refusal."""

import re
import subprocess
import sys
import time
from contextlib import contextmanager

_EXCEPTION = re.compile(r"[A-Za-z_][\w.]*(Error|Exception|Warning)\b")


class Refusal(Exception):
    """Something is missing or failed; the text is one line that says what to do."""


@contextmanager
def stage(text):
    """Show ``text`` while the block runs, then how many seconds it took."""
    start = time.monotonic()
    print(f"{text} ...", end=" ", flush=True, file=sys.stderr)
    try:
        yield
    except BaseException:
        print("stopped", flush=True, file=sys.stderr)
        raise
    print(f"{time.monotonic() - start:.1f} s", flush=True, file=sys.stderr)


def line(text):
    """Show a line of its own."""
    print(text, flush=True, file=sys.stderr)


def call(what, command, log, **options):
    """Run ``command``, its output going to the file ``log``.

    :param what: name of the step for the refusal, such as ``"pip"``
    :raise Refusal: when it fails, with the last line of its output and the log's path
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w") as output:
        try:
            done = subprocess.run(
                [str(part) for part in command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                **options,
            )
        except FileNotFoundError as error:
            raise Refusal(
                f"{what}: the command {command[0]} is missing: install it"
            ) from error
    if done.returncode:
        raise Refusal(f"{what} failed: {last_line(log)} (all of it: {log})")


def last_line(log):
    """Return the line of a log that says why it ended: an exception, else the last."""
    text = log.read_text(errors="replace")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    raised = [line for line in lines if _EXCEPTION.match(line)]
    return (raised or lines or ["no output"])[-1][:300]
