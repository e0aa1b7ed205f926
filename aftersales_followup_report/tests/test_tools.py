import doctest

from odoo.tests import BaseCase, tagged

from ..tools import (
    charts,
    formats,
    matrix,
    pdf,
    periods,
    presentation,
    ranking,
    sheet_stream,
    statistics,
)


@tagged("post_install", "-at_install")
class TestTools(BaseCase):
    """The doctests of the pure modules are their specification."""

    def test_doctests(self):
        for module in (
            charts,
            formats,
            matrix,
            pdf,
            periods,
            presentation,
            ranking,
            sheet_stream,
            statistics,
        ):
            with self.subTest(module.__name__):
                result = doctest.testmod(module)
                self.assertTrue(result.attempted)
                self.assertFalse(result.failed)
