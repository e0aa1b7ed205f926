"""Where things are: the checkout, its git-ignored state, and the user's cache."""

import ast
import os
from pathlib import Path

from .say import Refusal

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
    return [
        addon
        for addon in manifests()
        if not named or addon.name in named.split(",")
        if _manifest(addon).get("installable", True)
    ]


def manifests():
    """Return the folders of all addons of this checkout."""
    return [manifest.parent for manifest in sorted(ROOT.glob("*/__manifest__.py"))]


def _manifest(addon):
    file = addon / "__manifest__.py"
    try:
        return ast.literal_eval(file.read_text())
    except (SyntaxError, ValueError) as error:
        raise Refusal(f"{file.relative_to(ROOT)} is no manifest: {error}") from None
