"""Base classes for tests outside an addon.

Odoo's own base classes take a test's tags and module from the addon it lies in; these
tests lie in none, so the base classes here say it. They run with ``setup/test`` only.
"""

from odoo.tests import HttpCase, TransactionCase


class _OutsideAddon:
    test_tags = {"standard", "post_install"}
    test_module = "tests"
    test_class = ""
    test_sequence = 0

    def __init_subclass__(cls, **options):
        super().__init_subclass__(**options)
        cls.test_class = cls.__name__


class AcrossCase(_OutsideAddon, TransactionCase):
    """A test of both addons together; each test is rolled back."""


class AcrossHttpCase(_OutsideAddon, HttpCase):
    """A test of both addons together through the HTTP server or a browser."""
