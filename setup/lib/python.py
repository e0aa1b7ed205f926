"""The virtual environment: all that requirements.lock names, and Odoo's source."""

import hashlib
import importlib.util
import shutil
import sys

from . import cache, debian, paths, say
from .say import Refusal

LOCK = paths.SETUP / "requirements.lock"
SUPPORTED = (3, 10)


def ensure(source):
    """Return the Python of the environment for ``source``, made when needed.

    Its name is a hash of all it depends on: another lock or Odoo makes another one.
    """
    version = "{}.{}".format(*sys.version_info)
    digest = hashlib.sha256(
        f"{version} {source.home} ".encode() + LOCK.read_bytes()
    ).hexdigest()
    folder = paths.cache() / "venv" / f"{version}-{digest[:12]}"
    if not _works(folder):
        with cache.lock(folder.parent / ".lock", "the Python packages"):
            if not _works(folder):
                _make(folder, source, version)
    return folder / "bin" / "python"


def is_current(python):
    """Tell whether this process runs in the environment of ``python``."""
    return str(python.parent.parent) == sys.prefix


def _works(folder):
    # The link to the system's Python dangles when that was upgraded away.
    return (folder / "complete").exists() and (folder / "bin" / "python").exists()


def _make(folder, source, version):
    # Not made elsewhere and renamed: a virtual environment knows its own path.
    shutil.rmtree(folder, ignore_errors=True)
    if not importlib.util.find_spec("ensurepip"):
        debian.install(["python3-venv"])
    with say.stage("Installing the Python packages"):
        say.call(
            "python -m venv",
            [sys.executable, "-m", "venv", folder],
            paths.LOGS / "venv.log",
        )
        say.call(
            "pip install",
            [
                folder / "bin" / "python",
                "-m",
                "pip",
                "install",
                "--disable-pip-version-check",
                "--require-hashes",
                "--no-deps",
                "--only-binary=:all:",
                "--requirement",
                LOCK,
            ],
            paths.LOGS / "pip.log",
        )
    site = folder / "lib" / f"python{version}" / "site-packages"
    if not site.is_dir():
        raise Refusal(
            f"the virtual environment in {folder} is not as expected: remove it"
        )
    (site / "odoo-source.pth").write_text(f"{source.home}\n")
    (folder / "complete").touch()
