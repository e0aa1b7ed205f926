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
            if "reasons" in (row.code, column.code) or row.code == "total":
                continue  # several of one record: the test below
            records = self.env[cell.model].with_context(active_test=False)
            expected = cell.value if cell.unit == "count" else cell.numerator
            place = f"{table.code}/{row.code}/{column.code}"
            self.assertEqual(records.search_count(cell.domain), expected, place)
            checked += 1
        self.assertGreater(checked, 80)

    def test_all_reasons_open_their_complaints(self):
        """Reasons of all causes open the complaints behind them, each one once."""
        self._complaints(4, self.month, "quality", "time_promised")
        self._complaints(2, self.month.replace(day=20), "quality_wrong")
        self._complaints(1, self.month)
        self._complaints(3, datetime.date(2026, 2, 3), "attitude")
        chapter = self._chapter(self._report(), "m4")
        for place, reasons, complaints in (
            (("causes", "total", "total"), 10, 6),
            (("causes", "total", "week_1"), 8, 4),
            (("causes", "total", "previous"), 3, 3),
            (("complaint_indicators", "reasons", "value"), 10, 6),
            (("complaint_trend", "2026-03", "reasons"), 10, 6),
        ):
            cell = chapter.cell(*place)
            self.assertEqual(cell.value, reasons, place)
            opened = self.env[cell.model].search_count(cell.domain)
            self.assertEqual(opened, complaints, place)

    def test_no_complaints(self):
        """A month without complaints: zeros, “–” and no error."""
        report = self._report()
        rate = self._cell(report, "complaint_indicators", "closed_rate")
        self.assertIsNone(rate.value)
        days = self._cell(report, "complaint_indicators", "days_to_close")
        self.assertIsNone(days.value)

    def test_product(self):
        """Complaints by the model of the car (C10)."""
        self._complaints(2, self.month, "quality", vehicle_id=self.vehicle.id)
        self._complaints(1, self.month, "cost")
        report = self._report()
        row = f"model_{self.vehicle.model_id.id}"
        share = self._cell(report, "complaint_models", row, "share")
        self.assertEqual((share.numerator, share.denominator), (2, 3))
        none = self._cell(report, "complaint_models", "model_0", "count")
        self.assertEqual(none.value, 1)

    def test_effect_of_measures(self):
        """Reasons before and now of the causes that had a measure (C10)."""
        self._complaints(3, datetime.date(2026, 2, 3), "quality")
        self._complaints(1, self.month, "quality_wrong")
        measures = self.env["aftersales.measure"].with_user(self.manager)
        values = {
            "company_id": self.company.id,
            "date_start": "2026-03-01",
            "date_due": "2026-03-31",
        }
        wrong, quality = self.causes["quality_wrong"], self.causes["quality"]
        for number, causes in enumerate((wrong, wrong + quality, wrong), start=1):
            measures.create(
                {
                    **values,
                    "problem": f"Problem {number}",
                    "measure": f"Measure {number}",
                    "cause_ids": [(6, 0, causes.ids)],
                    # the last one is of the month after
                    "date_start": "2026-03-01" if number < 3 else "2026-04-01",
                    "date_due": "2026-04-30",
                }
            )
        report = self._report()
        row = f"cause_measures_{quality.id}"
        shown = [
            self._cell(report, "cause_measures", row, column).value
            for column in (
                "measures",
                "done_measures",
                "reasons_before",
                "reasons_now",
                "reasons_change",
            )
        ]
        self.assertEqual(shown, [2, 0, 3, 1, -2])
        action = self._cell(report, "cause_measures", row, "action")
        self.assertEqual(action.value, "Measure 1\nMeasure 2")

    def test_late_or_reopened(self):
        """The director's cause and remedy of what was late or came back (C15)."""
        words = {"late_cause": "No lift free", "late_remedy": "A second lift"}
        reopened, fine = self._complaints(2, self.month, "time")
        reopened.write({**words, "reopen_count": 1})
        late = self._complaints(1, self.month, "quality")
        for one, moment in ((late, "2026-03-02"), (fine, "2099-01-01")):
            self.assertTrue(one.deadline_ids.filtered("is_open"), "clocks run")
            one.deadline_ids.sudo().date_alarm = f"{moment} 00:00:00"
        report = self._report()
        table = self._chapter(report, "m4").table("late_complaints")
        self.assertEqual({row.label for row in table.rows}, {reopened.name, late.name})
        row = next(one for one in table.rows if one.label == reopened.name)
        shown = [row.cells[name].value for name in ("late_cause", "late_remedy")]
        self.assertEqual(shown, list(words.values()))
        count = self._cell(report, "complaint_indicators", "late")
        complaints = self.env[count.model].search(count.domain)
        self.assertIn(late, complaints)
        self.assertEqual(count.value, len(complaints))
        self.assertNotIn(fine.name, report.page.split("Late or reopened")[-1])

    def test_joined_counts_once(self):
        """A complaint that was joined to another counts with it, by no way alone."""
        first, again = (
            self._complaints(1, self.month.replace(day=day), cause)
            for day, cause in ((2, "quality"), (12, "time"))
        )
        self.assertEqual(
            again.with_user(self.manager).action_join()["res_id"], first.id
        )
        self.assertFalse(again.active)
        report = self._report()
        received = self._cell(report, "complaint_indicators", "complaints")
        self.assertEqual(received.value, 1)
        found = self.env[received.model].with_context(active_test=False)
        self.assertEqual(found.search(received.domain), first)
        # both causes are the first one's now, in its week
        for row in ("cause_quality", "cause_time"):
            weeks = [
                self._cell(report, "causes", row, f"week_{week}").value
                for week in WEEK_DAYS
            ]
            self.assertEqual(weeks, [1, 0, 0, 0], row)
        table = self._chapter(report, "m4").table("open_complaints")
        self.assertEqual([row.label for row in table.rows], [first.name])
        analysis = self.env["aftersales.complaint.analysis"].with_user(self.manager)
        lines = analysis.search([("company_id", "=", self.company.id)])
        self.assertEqual(lines.complaint_id, first)
