import csv

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import file_open

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

    def test_advisors_own_and_external(self):
        """Sample, items and total as given for an advisor, told apart from the own
        survey (M3)."""
        first, second = self.items[:2]
        mine = {"advisor_id": self.advisor.id, "sample": 7}
        lines = [
            {**mine, "item_id": first.id, "value": 101.5},
            {**mine, "item_id": second.id, "value": 88.0},
            {**mine, "value": 97.3},  # the advisor's total, not the mean of the items
            {"item_id": first.id, "value": 99.0},
        ]
        self._external(mot=98.0, line_ids=[(0, 0, line) for line in lines])
        followups = self._followups(2, self._days(), "completed")
        self._scores(followups, {first.code: 80.0})
        report = self._report()
        table = "external_advisors"
        outside, own = (
            f"{kind}_advisor_{self.advisor.id}" for kind in ("external", "own")
        )
        for row, values in (
            (outside, (7, 101.5, 88.0, 97.3)),
            (own, (2, 80.0, None, 80.0)),
        ):
            cells = ("sample", first.code, second.code, "mot")
            shown = tuple(self._cell(report, table, row, one).value for one in cells)
            self.assertEqual(shown, values)
        survey = self._cell(report, "external_survey", first.code)
        self.assertEqual(survey.value, 99.0, "the store's own line")
        row = f"advisor_{self.advisor.id}"
        for column, value in (
            ("mot", 80.0),
            ("external_sample", 7),
            ("external_mot_short", 97.3),
        ):
            cell = self._figure(report, "advisors", row, column, "m3")
            self.assertEqual(cell.value, value)

    def test_import_sheet(self):
        """The sheet that the import offers is read whole, by the care manager (M2)."""
        scores = self.env["aftersales.external.score"].with_user(self.manager)
        [sheet] = scores.get_import_templates()
        with file_open(sheet["template"].lstrip("/")) as file:
            head, *rows = csv.reader(file)
        result = scores.with_company(self.company).load(head, rows)
        self.assertFalse(result["messages"])
        report = self._report()
        survey = "external_survey"
        for row, column, value in (
            ("external_mot", "value", 99.2),
            ("external_css", "value", 96.4),
            ("external_mot", "region", 98.6),
            ("external_mot", "nation", 98.0),
            ("handover", "value", 103.2),
        ):
            self.assertEqual(self._cell(report, survey, row, column).value, value)
        mystery = "external_mystery"
        self.assertEqual(self._cell(report, mystery, "section_2").value, 88.5)
        self.assertEqual(self._cell(report, mystery, "external_total").value, 91.5)

    def test_import_twice(self):
        """The same month twice is refused with a sentence, and nothing is doubled."""
        scores = self.env["aftersales.external.score"].with_user(self.manager)
        rows = [["2026-03-01", "survey", "store", "95"]] * 2
        result = scores.load(["date_from", "kind", "scope", "mot"], rows)
        self.assertIn("entered already", result["messages"][0]["message"])
        self.assertFalse(scores.search([("date_from", "=", "2026-03-01")]))
