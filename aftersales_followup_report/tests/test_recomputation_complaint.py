import datetime
from collections import Counter

from odoo.tests import tagged

from .recompute import RecomputeCase

MONTHS = {"value": (2026, 3), "previous": (2026, 2), "last_year": (2025, 3)}
GROUPS = {
    "functions": "function",
    "categories": "customer_category_id",
    "stages": "stage_id",
    "sources": "source",
    "severities": "severity",
    "revisits": "revisit_result",
    "evaluations": "final_evaluation",
}


@tagged("post_install", "-at_install")
class TestRecomputationComplaint(RecomputeCase):
    """Chapter 4 beside its reasons: the loop, the groups, the people, the trend."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.advisors = cls.advisor + cls._make_user("advisor2", "group_advisor")
        cls.stages = cls.env["aftersales.complaint.stage"].search([])
        for year, month in MONTHS.values():
            for _number in range(50):
                cls._random_complaint(year, month)
            for _number in range(30):
                cls._make_repair(
                    date_closed=datetime.datetime(year, month, 9, 4),
                    advisor_id=cls.random.choice(cls.advisors).id,
                    technician_ids=False,
                )
        cls.report = cls._report()

    @classmethod
    def _random_complaint(cls, year, month):
        pick = cls.random.choice
        # in UTC; the first and last hours of a month belong to its neighbours
        start = datetime.datetime(year, month, 1) - datetime.timedelta(hours=12)
        received = start + datetime.timedelta(minutes=cls.random.randrange(44640))
        stage = pick(cls.stages)
        values = {
            "company_id": cls.company.id,
            "partner_id": cls.partner.id,
            "description": "Not content",
            "date_received": received,
            "severity": pick(["minor", "normal", "serious"]),
            "source": pick(["phone", "counter", "letter"]),
            "function": pick(["workshop", "parts", False]),
            "advisor_id": pick([*cls.advisors.ids, False]),
        }
        later = {
            "stage_id": stage.id,
            "revisit_result": pick(["satisfied", "dissatisfied", False]),
            "final_evaluation": pick(["satisfied", "accepted", False]),
            "reopen_count": pick([0, 0, 0, 1, 2]),
        }
        if stage.is_closed:
            hours = cls.random.randrange(1, 400)
            later["date_closed"] = received + datetime.timedelta(hours=hours)
        complaint = cls.env["aftersales.complaint"].sudo().create(values)
        # as the steps left it, without going through each of them
        complaint._record(later)

    def _rows(self, month):
        names = ["date_received", "date_closed", "stage_id", "reopen_count"]
        rows = self._export(
            "aftersales.complaint",
            [*names, "advisor_id", "deadline_ids", *GROUPS.values()],
        )
        return [row for row in rows if self._local_month(row["date_received"]) == month]

    def _closed(self, rows):
        stages = {stage.id for stage in self.stages if stage.is_closed}
        return [row for row in rows if row["stage_id"] in stages]

    def _late(self, rows):
        """Those with a deadline met late, or open and past its moment now."""
        now = self.env.cr.now()
        deadlines = self.env["aftersales.complaint.deadline"].search([])
        late = {
            line["complaint_id"]
            for line in deadlines.read(
                ["complaint_id", "date_met", "date_deadline", "is_open", "date_alarm"],
                load=None,
            )
            if (line["date_met"] and line["date_met"] > line["date_deadline"])
            or (line["is_open"] and line["date_alarm"] and line["date_alarm"] < now)
        }
        return [row for row in rows if row["id"] in late]

    def _orders(self, month, **where):
        rows = self._export("repair.order", ["state", "date_closed", "advisor_id"])
        return [
            row
            for row in rows
            if row["state"] == "done"
            and self._local_month(row["date_closed"]) == month
            and all(row[name] == value for name, value in where.items())
        ]

    def test_key_figures(self):
        """Received, closed, reopened, late, days to close, and against the orders."""
        for column, month in MONTHS.items():
            rows = self._rows(month)
            closed = self._closed(rows)
            reopened = [row for row in rows if row["reopen_count"]]
            late = self._late(rows)
            self.assertTrue(closed and reopened)
            for code, part in (
                ("complaints", rows),
                ("closed", closed),
                ("reopened", reopened),
                ("late", late),
            ):
                place = ("complaint_indicators", code, column)
                self._assert_cell(self.report, "m4", place, len(part))
            for code, part, whole in (
                ("complaint_rate", rows, self._orders(month)),
                ("closed_rate", closed, rows),
                ("reopened_rate", reopened, rows),
                ("late_rate", late, rows),
            ):
                place = ("complaint_indicators", code, column)
                self._assert_rate(self.report, "m4", place, len(part), len(whole))
            days = [
                (row["date_closed"] - row["date_received"]).total_seconds() / 86400
                for row in closed
            ]
            place = ("complaint_indicators", "days_to_close", column)
            mean = sum(days) / len(days)
            cell = self._figure(self.report, *place, chapter="m4")
            # each is kept with its first decimal
            self.assertAlmostEqual(cell.value, mean, delta=0.05)

    def test_groups(self):
        """Every way to group them, with the shares."""
        rows = self._rows((2026, 3))
        for table, name in GROUPS.items():
            counts = Counter(f"{name}_{row[name] or 'none'}" for row in rows)
            self._assert_counts(self.report, "m4", table, counts)
            for code, count in counts.items():
                place = (table, code, "share")
                self._assert_rate(self.report, "m4", place, count, len(rows))

    def test_advisors_and_trend(self):
        """By service advisor against the orders; twelve months."""
        rows = self._rows((2026, 3))
        for advisor in self.advisors:
            mine = [row for row in rows if row["advisor_id"] == advisor.id]
            orders = self._orders((2026, 3), advisor_id=advisor.id)
            place = ("complaint_advisors", f"complaint_advisor_{advisor.id}")
            self._assert_rate(
                self.report, "m4", (*place, "complaint_rate"), len(mine), len(orders)
            )
        for month in ((2026, 3), (2026, 2), (2025, 12)):
            rows = self._rows(month)
            row = f"{month[0]}-{month[1]:02d}"
            for code, part in (("complaints", rows), ("closed", self._closed(rows))):
                place = ("complaint_trend", row, code)
                self._assert_cell(self.report, "m4", place, len(part))
