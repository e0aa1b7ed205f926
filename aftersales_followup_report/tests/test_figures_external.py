from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import ReportCase

# Q3's reference: over 100 is possible, the total is given.
MEANS = [99.4, 100.6, 100.2, 103.2, 103.2, 98.1, 100.6, 100.2, 99.8, 89.9]


@tagged("post_install", "-at_install")
class TestFiguresExternal(ReportCase):
    """Chapter 2: scores as given (M2)."""

    def _external(self, day="2026-03-17", **values):
        scores = self.env["aftersales.external.score"].with_user(self.manager)
        return scores.create(
            {"company_id": self.company.id, "date_from": day, **values}
        )

    def _cell(self, report, table, row, column="value"):
        return self._figure(report, table, row, column, "m2")

    def test_survey(self):
        """Items over 100, the given total, the change, region and nation."""
        items = self.items.sorted("sequence")
        lines = [
            (0, 0, {"item_id": item.id, "value": mean})
            for item, mean in zip(items, MEANS, strict=True)
        ]
        self._external(sample=25, mot=99.2, css=91.5, line_ids=lines)
        self._external("2026-02-01", sample=20, mot=98.0)
        self._external(scope="region", mot=97.5)
        self._external(scope="nation", mot=96.5)
        report = self._report()
        mot = "external_mot"
        values = [
            self._cell(report, "external_survey", mot, column).value
            for column in ("value", "previous", "region", "nation")
        ]
        self.assertEqual(values, [99.2, 98.0, 97.5, 96.5])
        change = self._cell(report, "external_survey", mot, "change_previous")
        self.assertAlmostEqual(change.value, 1.2)
        for item, mean in zip(items, MEANS, strict=True):
            cell = self._cell(report, "external_survey", item.code)
            self.assertEqual(cell.value, mean)
        css = self._cell(report, "external_survey", "external_css", "previous")
        self.assertIsNone(css.value)
        self.assertIn("103.2", report.page)

    def test_mystery_shopping(self):
        """By section, with the total as given."""
        sections = [(0, 0, {"section": "Reception", "value": 88.0})]
        self._external(kind="mystery", total=90.0, line_ids=sections)
        report = self._report()
        table = "external_mystery"
        self.assertEqual(self._cell(report, table, "section_1").value, 88.0)
        self.assertEqual(self._cell(report, table, "external_total").value, 90.0)

    def test_nothing_entered(self):
        """Without external scores the chapter is there and says so."""
        chapter = self._chapter(self._report(), "m2")
        self.assertFalse(chapter.table("external_survey").rows)

    def test_unnamed_line(self):
        """A score without item and section is refused."""
        with self.assertRaises(ValidationError):
            self._external(line_ids=[(0, 0, {"value": 1.0})])
