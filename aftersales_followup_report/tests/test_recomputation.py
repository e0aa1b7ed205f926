import datetime
import random
from collections import Counter, defaultdict
from statistics import fmean

from odoo.tests import tagged

from ..tools.formats import format_value
from .common import ReportCase

LOW = ("dissatisfied", "very_dissatisfied")
LEVELS = ("very_satisfied", "satisfied", "basically", *LOW)


@tagged("post_install", "-at_install")
class TestRecomputation(ReportCase):
    """Chapter 3 on random records, computed a second time in plain Python."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.random = random.Random(20260301)
        cls.advisor_2 = cls._make_user("advisor2", "group_advisor")
        for month in ("2026-03-01", "2026-02-01", "2025-03-01"):
            cls._random_month(datetime.date.fromisoformat(month), 160)
        # what must not count
        cls._followups(9, cls._days(), "completed", company_id=cls.other_company.id)
        cls.report = cls._report()

    @classmethod
    def _random_month(cls, month, count):
        pick = cls.random.choice
        outcomes = [None, *cls.outcomes]
        for _number in range(count):
            day = pick(cls._days(month))
            advisor = pick([cls.advisor, cls.advisor_2])
            values = {"advisor_id": advisor.id, "advisor_name": advisor.name}
            outcome = pick(outcomes + ["completed"] * 12)
            if outcome == "completed":
                values["band_level"] = pick(LEVELS)
                late = datetime.timedelta(hours=pick([0, 10, 30, 60, 90]))
                moment = datetime.datetime.combine(day, datetime.time(4)) + late
                values["date_done"] = moment
            if pick(range(10)) == 0:
                values["state"] = pick(["skipped", "cancelled"])
            followup = cls._followups(1, day, outcome, **values)
            if outcome == "completed":
                means = {
                    item.code: pick([20.0, 50.0, 70.0, 80.0, 90.0, 100.0])
                    for item in cls.items
                    if pick(range(5))
                }
                cls._scores(followup, means)

    def _rows(self, month):
        """The month's due follow-ups as exported rows."""
        domain = [("company_id", "=", self.company.id)]
        rows = self.env["aftersales.followup"].search(domain).read(load=None)
        return [
            row
            for row in rows
            if row["date_planned"].strftime("%Y-%m") == month
            and row["state"] not in ("skipped", "cancelled")
        ]

    def _score_rows(self, month):
        domain = [("company_id", "=", self.company.id)]
        rows = self.env["aftersales.followup.score"].search(domain).read(load=None)
        return [row for row in rows if row["date"].strftime("%Y-%m") == month]

    def _recompute(self, rows):
        effective = [row for row in rows if row["is_effective"]]
        called = [row for row in rows if row["is_called"]]
        counts = {
            "due": len(rows),
            "called": len(called),
            "effective": len(effective),
            "top": sum(row["band_level"] == "very_satisfied" for row in effective),
            "low": sum(row["band_level"] in LOW for row in effective),
            "unreachable": sum(not row["is_contact"] for row in called),
            "refused": sum(row["refused"] for row in called),
        }
        local = datetime.timedelta(hours=8)
        on_time = sum(
            row["state"] == "done"
            and (row["date_done"] + local).date() <= row["date_deadline"]
            for row in rows
        )
        rates = {
            "called_rate": (counts["called"], counts["due"]),
            "effective_rate": (counts["effective"], counts["due"]),
            "effective_called": (counts["effective"], counts["called"]),
            "on_time_rate": (on_time, counts["due"]),
            "top_called": (counts["top"], counts["called"]),
            "top_effective": (counts["top"], counts["effective"]),
            "low_called": (counts["low"], counts["called"]),
            "low_effective": (counts["low"], counts["effective"]),
            "unreachable_rate": (counts["unreachable"], counts["called"]),
            "refused_rate": (counts["refused"], counts["called"]),
        }
        return counts, rates

    def _item_means(self, rows):
        values = defaultdict(list)
        for row in rows:
            values[row["item_code"]].append(row["value"])
        return {code: (len(one), fmean(one)) for code, one in values.items()}

    def _mot(self, means):
        weights = {item.code: item.weight for item in self.items}
        total = sum(weights[code] for code in means)
        return sum(weights[code] * mean for code, (_n, mean) in means.items()) / total

    def test_key_figures(self):
        """Counts and rates of three periods, to the last digit."""
        for column, month in (
            ("value", "2026-03"),
            ("previous", "2026-02"),
            ("last_year", "2025-03"),
        ):
            counts, rates = self._recompute(self._rows(month))
            for code, count in counts.items():
                cell = self._figure(self.report, "indicators", code, column)
                self.assertEqual(cell.value, count, (code, month))
            for code, (numerator, denominator) in rates.items():
                cell = self._figure(self.report, "indicators", code, column)
                self.assertEqual(
                    (cell.numerator, cell.denominator), (numerator, denominator), code
                )
                self.assertEqual(cell.value, 100.0 * numerator / denominator, code)

    def test_items(self):
        """Item means, samples, low answers and the MOT score of three periods."""
        for column, month in (
            ("mean", "2026-03"),
            ("previous", "2026-02"),
            ("last_year", "2025-03"),
        ):
            means = self._item_means(self._score_rows(month))
            for code, (sample, mean) in means.items():
                cell = self._figure(self.report, "items", code, column)
                self.assertEqual(cell.sample, sample, code)
                self.assertAlmostEqual(cell.value, mean, 9, code)
            cell = self._figure(self.report, "items", "mot", column)
            self.assertAlmostEqual(cell.value, self._mot(means), 9)
        low = Counter(
            row["item_code"] for row in self._score_rows("2026-03") if row["value"] < 70
        )
        for code, count in low.items():
            cell = self._figure(self.report, "items", code, "low_answers")
            self.assertEqual(cell.value, count)

    def test_advisors(self):
        """Each advisor's counts and items."""
        rows, scores = self._rows("2026-03"), self._score_rows("2026-03")
        for user in (self.advisor, self.advisor_2):
            mine = [row for row in rows if row["advisor_id"] == user.id]
            counts, _rates = self._recompute(mine)
            code = f"advisor_{user.id}"
            for name in ("due", "called", "effective"):
                cell = self._figure(self.report, "advisors", code, name)
                self.assertEqual(cell.value, counts[name])
            means = self._item_means(
                [row for row in scores if row["advisor_id"] == user.id]
            )
            for item, (sample, mean) in means.items():
                cell = self._figure(self.report, "advisor_items", code, item)
                self.assertEqual(cell.sample, sample)
                self.assertAlmostEqual(cell.value, mean, 9)
            cell = self._figure(self.report, "advisors", code, "mot")
            self.assertAlmostEqual(cell.value, self._mot(means), 9)

    def test_levels_and_reasons(self):
        """Levels of the effective ones, reasons of the unreachable ones."""
        rows = self._rows("2026-03")
        levels = Counter(row["band_level"] for row in rows if row["is_effective"])
        for level, count in levels.items():
            cell = self._figure(self.report, "levels", level, "count")
            self.assertEqual(cell.value, count)
        reasons = Counter(
            row["outcome_id"]
            for row in rows
            if row["is_called"] and not row["is_contact"]
        )
        for outcome, count in reasons.items():
            place = ("unreachable_reasons", f"outcome_{outcome}", "count")
            self.assertEqual(self._figure(self.report, *place).value, count)

    def test_three_outputs_agree(self):
        """The screen shows every figure of the matrix that the files are made from."""
        page = self.report.page
        for chapter in self.report.chapters():
            for _table, _row, _column, cell in chapter.cells():
                if cell.unit in ("count", "percent", "score"):
                    self.assertIn(format_value(cell.value, cell.unit), page)
