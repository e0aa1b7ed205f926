"""Where things are: the checkout, its git-ignored state, and the user's cache."""

import ast
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SETUP = ROOT / "setup"
STATE = ROOT / ".run"
LOGS = STATE / "log"
DATA = STATE / "data"
OUT = ROOT / "out"


def cache():
    """Return the folder for downloads, shared by all checkouts of this user."""
    named = os.environ.get("AFTERSALES_CACHE")
    if named:
        return Path(named).expanduser().resolve()
    base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(base).expanduser().resolve() / "aftersales-followup"


def addons():
    """Return the folders of the addons of this checkout that Odoo can install.

    AFTERSALES_ADDONS, names with commas, leaves out the others.
    """
    named = os.environ.get("AFTERSALES_ADDONS")
    found = []
    for manifest in sorted(ROOT.glob("*/__manifest__.py")):
        if named and manifest.parent.name not in named.split(","):
            continue
        if ast.literal_eval(manifest.read_text()).get("installable", True):
            found.append(manifest.parent)
    return found
