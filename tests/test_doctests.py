"""Runs the examples in docstrings of the addons' modules."""

import doctest
import importlib
from pathlib import Path

import pytest

from odoo.addons.aftersales_followup.tools import localtime

ROOT = Path(__file__).resolve().parent.parent


def _modules_with_examples():
    """Return the dotted names of the addons' modules that hold a ``>>>``."""
    names = []
    for manifest in sorted(ROOT.glob("*/__manifest__.py")):
        addon = manifest.parent
        for file in sorted(addon.rglob("*.py")):
            inside = file.relative_to(ROOT).with_suffix("")
            if "tests" not in inside.parts and ">>> " in file.read_text():
                names.append(".".join(("odoo.addons", *inside.parts)))
    return names


@pytest.mark.parametrize("name", _modules_with_examples())
def test_examples(name):
    """All examples of one module give what they say."""
    # What a test under frozen time has left there prints as the freezer's own type.
    localtime.utc_moment.cache_clear()
    result = doctest.testmod(importlib.import_module(name))
    assert result.attempted
    assert not result.failed
