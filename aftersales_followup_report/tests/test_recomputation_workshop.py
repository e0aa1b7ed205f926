import datetime
from collections import Counter

from odoo.tests import tagged

from .recompute import LOCAL, RecomputeCase

MONTHS = {"value": (2026, 3), "previous": (2026, 2), "last_year": (2025, 3)}


@tagged("post_install", "-at_install")
class TestRecomputationWorkshop(RecomputeCase):
    """Chapter 5 on random orders, computed a second time in plain Python."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.technicians = cls.technician + cls.env["hr.employee"].create(
            [
                {"name": f"Technician {name}", "company_id": cls.company.id}
                for name in ("Qian", "Sun")
            ]
        )
        cls.reasons = cls.env["aftersales.rework.reason"].search([])
        cls.orders = cls.env["repair.order"]
        for year, month in MONTHS.values():
            for _number in range(40):
                cls.orders += cls._random_order(year, month)
        for order in cls.random.sample(list(cls.orders), 30):
            cls._random_rework(order)
        cls._random_words()
        # what must not count
        cls._make_repair(
            cls.other_company, date_closed="2026-03-05 04:00:00", technician_ids=False
        )
        cls._random_order(2026, 3, state="confirmed", date_closed=False)
        cls.report = cls._report()

    @classmethod
    def _random_order(cls, year, month, **values):
        pick = cls.random.choice
        # in UTC; the first and last hours of a month belong to its neighbours
        start = datetime.datetime(year, month, 1) - datetime.timedelta(hours=12)
        closed = start + datetime.timedelta(minutes=cls.random.randrange(31 * 24 * 60))
        count = cls.random.randrange(len(cls.technicians) + 1)
        workers = cls.random.sample(list(cls.technicians), count)
        return cls._make_repair(
            **{
                "date_closed": closed,
                "intake": pick(["walk_in", "booked_customer", "booked_dealer"]),
                "warranty_months": pick([0, 1, 3]),
                "technician_ids": [(6, 0, [worker.id for worker in workers])],
                **values,
            }
        )

    @classmethod
    def _random_rework(cls, order):
        """An order that redoes another one, some of them cancelled again."""
        days = datetime.timedelta(days=cls.random.randrange(1, 120))
        again = cls._make_repair(
            date_closed=order.date_closed + days,
            technician_ids=False,
            rework_of_id=order.id,
            rework_reason_id=cls.random.choice([*cls.reasons.ids, False]),
            intake="walk_in",
        )
        if cls.random.random() < 0.3:
            again.state = "cancel"

    @classmethod
    def _random_words(cls):
        """What customers said: fixed the first time, yes or no."""
        item = cls.env["aftersales.satisfaction.item"].search(
            [("code", "=", "fixed_first_time")]
        )
        cls.items = item
        for year, month in MONTHS.values():
            days = cls._days(datetime.date(year, month, 1))
            for followup in cls._followups(25, days, "completed"):
                value = cls.random.choice([0.0, 100.0, 100.0])
                cls._scores(followup, {item.code: value})

    def _settled(self, month):
        return [
            row
            for row in self._export(
                "repair.order",
                ["state", "date_closed", "intake", "technician_ids", "warranty_until"],
                [("state", "=", "done")],
            )
            if self._local_month(row["date_closed"]) == month
        ]

    def _reworks(self):
        """Order id → rows of the orders, not cancelled, that redid it."""
        names = ["state", "date_closed", "create_date", "rework_of_id"]
        rows = self._export("repair.order", [*names, "rework_reason_id"])
        redone = {}
        for row in rows:
            if row["rework_of_id"] and row["state"] != "cancel":
                redone.setdefault(row["rework_of_id"], []).append(row)
        return redone

    def test_key_figures(self):
        """Counts and rates of three periods."""
        reworks = self._reworks()
        words = self._export("aftersales.followup.score", ["value", "date"])
        for column, month in MONTHS.items():
            rows = self._settled(month)
            redone = [row for row in rows if row["id"] in reworks]
            warranted = [row for row in rows if row["warranty_until"]]
            in_warranty = [
                row
                for row in warranted
                if any(
                    ((again["date_closed"] or again["create_date"]) + LOCAL).date()
                    <= row["warranty_until"]
                    for again in reworks.get(row["id"], ())
                )
            ]
            booked = [row for row in rows if row["intake"] != "walk_in"]
            by_us = [row for row in rows if row["intake"] == "booked_dealer"]
            said = [
                row["value"]
                for row in words
                if (row["date"].year, row["date"].month) == month
            ]
            self.assertTrue(redone and in_warranty and by_us and said)
            for code, count in (
                ("orders", rows),
                ("redone", redone),
                ("booked", booked),
                ("booked_by_us", by_us),
            ):
                place = ("fix_indicators", code, column)
                self._assert_cell(self.report, "m5", place, len(count))
            for code, part, whole in (
                ("fix_rate", len(rows) - len(redone), len(rows)),
                ("redone_rate", len(redone), len(rows)),
                ("warranty_rate", len(in_warranty), len(warranted)),
                ("fix_word", sum(value == 100.0 for value in said), len(said)),
                ("booked_rate", len(booked), len(rows)),
                ("booked_by_us_rate", len(by_us), len(booked)),
            ):
                place = ("fix_indicators", code, column)
                self._assert_rate(self.report, "m5", place, part, whole)

    def test_technicians(self):
        """Jobs and redone ones of each; a shared job counts for each."""
        reworks = self._reworks()
        jobs, again = Counter(), Counter()
        for row in self._settled((2026, 3)):
            for technician in row["technician_ids"]:
                jobs[f"technician_{technician}"] += 1
                again[f"technician_{technician}"] += row["id"] in reworks
        self._assert_counts(self.report, "m5", "technicians", jobs, "jobs")
        self._assert_counts(self.report, "m5", "technicians", again, "redone")
        for code, count in jobs.items():
            place = ("technicians", code, "redone_rate_short")
            self._assert_rate(self.report, "m5", place, again[code], count)

    def test_reasons_and_trend(self):
        """Why it had to be done again; twelve months."""
        reworks = self._reworks()
        reasons = Counter()
        for row in self._settled((2026, 3)):
            for reason in {
                one["rework_reason_id"] for one in reworks.get(row["id"], ())
            }:
                reasons[f"rework_reason_{reason or 0}"] += 1
        self._assert_counts(self.report, "m5", "rework_reasons", reasons)
        orders, redone = Counter(), Counter()
        for month in range(-8, 4):
            year, number = divmod(2026 * 12 + month - 1, 12)
            code = f"{year}-{number + 1:02d}"
            rows = self._settled((year, number + 1))
            orders[code] = len(rows)
            redone[code] = sum(row["id"] in reworks for row in rows)
        self._assert_counts(self.report, "m5", "workshop_trend", orders, "orders")
        self._assert_counts(self.report, "m5", "workshop_trend", redone, "redone")
