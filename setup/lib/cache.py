"""Folders and files made once: whole or not there at all, even after a kill."""

import fcntl
import shutil
import tempfile
from contextlib import contextmanager

from . import say


@contextmanager
def lock(path, waiting_for):
    """Hold ``path`` as a lock; the kernel frees it however this process ends."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            with say.stage(f"Another command is busy with {waiting_for}, waiting"):
                fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def folder(target, fill):
    """Make the folder ``target`` by ``fill(temporary folder)`` unless it is there.

    The caller holds a lock, so what an earlier killed run left beside it is removed.
    """
    if target.exists():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    for left in target.parent.glob(f".new-{target.name}-*"):
        shutil.rmtree(left, ignore_errors=True)
    new = tempfile.mkdtemp(prefix=f".new-{target.name}-", dir=target.parent)
    try:
        path = type(target)(new)
        path.chmod(0o755)
        fill(path)
        path.rename(target)
    finally:
        shutil.rmtree(new, ignore_errors=True)
    return target
