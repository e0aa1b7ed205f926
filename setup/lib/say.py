"""What the commands print: a line for each stage, one line for a refusal."""

import ctypes
import re
import signal
import subprocess
import sys
import time
from contextlib import contextmanager

_EXCEPTION = re.compile(r"[A-Za-z_][\w.]*(Error|Exception|Warning)\b")


class Refusal(Exception):
    """Something is missing or failed; the text is one line that says what to do."""


#: How many lines were begun: tells a stage whether its own is still the last.
_lines = 0
_unfinished = False


@contextmanager
def stage(text):
    """Show ``text`` while the block runs, then how many seconds it took."""
    begun = _begin(f"{text} ...")
    start = time.monotonic()
    outcome = "stopped"
    try:
        yield
        outcome = f"{time.monotonic() - start:.1f} s"
    finally:
        _end(f" {outcome}" if begun == _lines else f"{text}: {outcome}")


def line(text):
    """Show a line of its own."""
    _begin(text)
    _end("")


def _begin(text):
    global _lines, _unfinished
    if _unfinished:
        print(file=sys.stderr)
    print(text, end="", flush=True, file=sys.stderr)
    _lines += 1
    _unfinished = True
    return _lines


def _end(text):
    global _unfinished
    print(text, flush=True, file=sys.stderr)
    _unfinished = False


def end_with_parent():
    """To be run in a child: have the kernel kill it when its parent is killed.

    Else it would go on writing where the next start writes too.
    """
    set_parent_death_signal = 1
    ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGKILL)


def call(what, command, log, before=end_with_parent, **options):
    """Run ``command``, its output going to the file ``log``.

    :param what: name of the step for the refusal, such as ``"pip"``
    :param before: what the child does first
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
                preexec_fn=before,
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
