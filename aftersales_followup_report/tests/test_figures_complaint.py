import datetime
import random
from collections import Counter

from odoo.tests import tagged

from ..tools.formats import format_value
from .common import ReportCase

# Days 1–7, 8–14, 15–21 and 22–end of March.
WEEK_DAYS = {"1": 3, "2": 10, "3": 17, "4": 25}


@tagged("post_install", "-at_install")
class TestFiguresComplaint(ReportCase):
    """Chapter 4 against complaints (M4, C10)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.causes = {
            cause.code: cause
            for cause in cls.env["aftersales.complaint.cause"].search([])
            if cause.code
        }

    @classmethod
    def _complaints(cls, count, day, *causes, **values):
        ids = [cls.causes[code].id for code in causes]
        received = datetime.datetime.combine(day, datetime.time(4))
        return (
            cls.env["aftersales.complaint"]
            .sudo()
            .create(
                [
                    {
                        "company_id": cls.company.id,
                        "partner_id": cls.partner.id,
                        "description": "Not content",
                        "date_received": received,
                        "cause_ids": [(6, 0, ids)],
                        **values,
                    }
                    for _number in range(count)
                ]
            )
        )

    def _cell(self, report, table, row, column="value"):
        return self._figure(report, table, row, column, "m4")

    def test_reference_reasons(self):
        """Quality 67 37 56 50 of 621 reasons is 33.8 % (M4)."""
        day = {week: self.month.replace(day=one) for week, one in WEEK_DAYS.items()}
        # 210 complaints about quality; many of them about more than that
        for week, count in (("1", 67), ("2", 37), ("3", 56), ("4", 50)):
            self._complaints(count - 9, day[week], "quality", "time", "cost")
            self._complaints(9, day[week], "quality", "time")
        # 210 + 210 + 174 = 594: 27 more
        self._complaints(27, day["2"], "parts")
        report = self._report()
        self.assertEqual(self._cell(report, "causes", "total", "total").value, 621)
        row = "cause_quality"
        weeks = [
            self._cell(report, "causes", row, f"week_{week}").value
            for week in WEEK_DAYS
        ]
        self.assertEqual(weeks, [67, 37, 56, 50])
        share = self._cell(report, "causes", row, "share")
        self.assertEqual(format_value(share.value, share.unit), "33.8 %")
        self.assertIn("33.8 %", report.page)
        received = self._cell(report, "complaint_indicators", "complaints")
        self.assertEqual(received.value, 237)

    def test_recomputation(self):
        """Random complaints, counted a second time in plain Python."""
        rand = random.Random(5)
        codes = [code for code, cause in self.causes.items()]
        for month in (self.month, datetime.date(2026, 2, 1)):
            for _number in range(40):
                causes = rand.sample(codes, rand.randrange(4))
                day = month.replace(day=rand.randrange(1, 29))
                severity = rand.choice(["minor", "normal", "serious"])
                self._complaints(1, day, *causes, severity=severity)
        self._complaints(3, self.month, "quality", company_id=self.other_company.id)
        report = self._report()
        domain = [("company_id", "=", self.company.id)]
        complaints = self.env["aftersales.complaint"].search(domain)
        mine = [one for one in complaints if one.date_received.month == 3]

        def root(cause):
            return root(cause.parent_id) if cause.parent_id else cause

        reasons = Counter()
        by_week = Counter()
        for one in mine:
            for cause in {root(cause) for cause in one.cause_ids}:
                reasons[cause.code] += 1
                week = min((one.date_received.day - 1) // 7 + 1, 4)
                by_week[cause.code, week] += 1
        total = sum(reasons.values())
        for code, count in reasons.items():
            row = f"cause_{code}"
            self.assertEqual(self._cell(report, "causes", row, "total").value, count)
            share = self._cell(report, "causes", row, "share")
            self.assertEqual(share.value, 100.0 * count / total)
            for week in range(1, 5):
                cell = self._cell(report, "causes", row, f"week_{week}")
                self.assertEqual(cell.value, by_week[code, week])
        received = self._cell(report, "complaint_indicators", "complaints")
        self.assertEqual(received.value, len(mine))
        severities = Counter(one.severity for one in mine)
        for severity, count in severities.items():
            cell = self._cell(report, "severities", f"severity_{severity}", "count")
            self.assertEqual(cell.value, count)
        none = sum(not one.cause_ids for one in mine)
        self.assertEqual(self._cell(report, "causes", "no_cause", "total").value, none)

    def test_every_count_opens_its_records(self):
        """A count and the number of records of its domain are the same."""
        self._complaints(4, self.month, "quality", "time_promised", severity="serious")
        self._complaints(2, self.month.replace(day=20), "quality_wrong")
        self._complaints(1, self.month)
        self._complaints(3, datetime.date(2026, 2, 3), "attitude")
        report = self._report()
        chapter = self._chapter(report, "m4")
        checked = 0
        for table, row, column, cell in chapter.cells():
            if not cell.model or cell.value is None:
                continue
            records = self.env[cell.model].with_context(active_test=False)
            expected = cell.value if cell.unit == "count" else cell.numerator
            place = f"{table.code}/{row.code}/{column.code}"
            self.assertEqual(records.search_count(cell.domain), expected, place)
            checked += 1
        self.assertGreater(checked, 80)

    def test_no_complaints(self):
        """A month without complaints: zeros, “–” and no error."""
        report = self._report()
        rate = self._cell(report, "complaint_indicators", "closed_rate")
        self.assertIsNone(rate.value)
        days = self._cell(report, "complaint_indicators", "days_to_close")
        self.assertIsNone(days.value)
