"""What the commands print: a line for each stage with its seconds, one line for a refusal."""

import subprocess
import sys
import time
from contextlib import contextmanager


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
            raise Refusal(f"{what}: the command {command[0]} is missing: install it") from error
    if done.returncode:
        raise Refusal(f"{what} failed: {last_line(log)} (all of it: {log})")


def last_line(log):
    """Return the last line of a log file that holds anything."""
    lines = [line.strip() for line in log.read_text(errors="replace").splitlines() if line.strip()]
    return lines[-1][:300] if lines else "no output"
