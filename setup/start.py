"""Start a command in the environment it needs: ``start.py COMMAND [ARGUMENTS]``.

Runs twice: with the system's Python, which makes the environment, and then in it.
"""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from lib import arguments, debian, paths, python, source  # noqa: E402
from lib.say import Refusal  # noqa: E402


def main(command, given):
    """Run ``command``; return its exit code."""
    options = arguments.parse(command, given)
    if command == "stop" and not paths.STATE.exists():
        return 0
    try:
        debian.need(*arguments.NEEDS[command])
        environment = python.ensure(source.ensure())
        if not python.is_current(environment):
            os.execv(environment, [str(environment), __file__, command, *given])
        from lib import commands

        return commands.COMMANDS[command](options)
    except Refusal as refusal:
        print(f"setup: {refusal}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
