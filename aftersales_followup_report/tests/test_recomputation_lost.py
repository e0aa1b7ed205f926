import datetime
from collections import Counter, defaultdict

from odoo.tests import tagged

from .recompute import RecomputeCase


def months_between(earlier, later):
    return (later[0] - earlier[0]) * 12 + later[1] - earlier[1]


def shifted(month, count):
    year, number = divmod(month[0] * 12 + month[1] - 1 + count, 12)
    return year, number + 1


@tagged("post_install", "-at_install")
class TestRecomputationLost(RecomputeCase):
    """Chapter 6 on random visits, computed a second time in plain Python."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.month = datetime.date(2026, 10, 1)
        categories = cls.env["aftersales.customer.category"].search([])
        cls.vehicles = cls.env["fleet.vehicle"]
        orders = []
        for number in range(150):
            category = cls.random.choice([*categories.ids, False])
            owner = cls._make_customer(f"Owner {number}", customer_category_id=category)
            vehicle = cls._make_vehicle(owner, f"R{number}")
            cls.vehicles += vehicle
            for _visit in range(cls.random.choice([0, 1, 1, 1, 3, 8])):
                orders.append(cls._visit(vehicle, owner))
        cls.env["repair.order"].with_company(cls.company).create(orders)
        cls._lost_followups()
        # what must not count: another store's visit, an order that is not done
        cls._make_repair(cls.other_company, technician_ids=False)
        cls.report = cls._report()

    @classmethod
    def _visit(cls, vehicle, owner):
        """A settled order somewhere in twenty months, at any hour."""
        minutes = cls.random.randrange(20 * 30 * 24 * 60)
        closed = datetime.datetime(2025, 3, 20) + datetime.timedelta(minutes=minutes)
        return {
            "company_id": cls.company.id,
            "partner_id": owner.id,
            "vehicle_id": vehicle.id,
            "state": "done" if cls.random.random() < 0.95 else "draft",
            "date_inspected": closed,  # without it no key customer's order closes
            "date_closed": closed,
        }

    @classmethod
    def _lost_followups(cls):
        purpose = cls.env.ref("aftersales_followup.purpose_lost_vehicle")
        question = cls.env.ref("aftersales_followup.survey_lost_reason")
        for _number in range(60):
            outcome = cls.random.choice([None, *cls.outcomes, *["completed"] * 8])
            values = {"purpose_id": purpose.id}
            if cls.random.random() < 0.1:
                values["state"] = "skipped"
            followup = cls._followups(1, cls._days(), outcome, **values)
            if outcome == "completed":
                answer = cls.random.choice(question.suggested_answer_ids)
                line = {
                    "question_id": question.id,
                    "answer_type": "suggestion",
                    "suggested_answer_id": answer.id,
                }
                followup.sudo().user_input_id = cls.env["survey.user_input"].create(
                    {
                        "survey_id": question.survey_id.id,
                        "user_input_line_ids": [(0, 0, line)],
                    }
                )
                followup.sudo()._compute_scores()
        cls._followups(7, cls._days(), "completed")  # of another purpose

    # Cohorts ----------------------------------------------------------------------

    def _visits(self):
        """Vehicle id → month → number of orders."""
        rows = self._export("repair.order", ["state", "date_closed", "vehicle_id"], [])
        visits = defaultdict(Counter)
        for row in rows:
            if row["state"] == "done" and row["vehicle_id"]:
                visits[row["vehicle_id"]][self._local_month(row["date_closed"])] += 1
        return visits

    def _kind(self, vehicle_id):
        category = self.vehicles.browse(vehicle_id).owner_id.customer_category_id
        if not category:
            return "unknown"
        return "private" if category.is_private else "business"

    def _cohort(self, month, kind=None):
        """Came, lost, and lost with a single order so far."""
        came = lost = once = 0
        for vehicle_id, visits in self._visits().items():
            if month not in visits or kind not in (None, self._kind(vehicle_id)):
                continue
            came += 1
            if any(0 < months_between(month, other) <= 6 for other in visits):
                continue
            lost += 1
            so_far = sum(
                count
                for other, count in visits.items()
                if months_between(month, other) <= 0
            )
            once += so_far == 1
        return came, lost, once

    def test_cohort(self):
        """Came, lost, once and the rates, by kind of customer; with both compared."""
        for row in ("total", "private", "business", "unknown"):
            kind = None if row == "total" else row
            came, lost, once = self._cohort((2026, 4), kind)
            self.assertTrue(came, f"the data set has {row} vehicles")
            for column, count in (("came", came), ("lost", lost), ("once", once)):
                self._assert_cell(self.report, "m6", ("cohort", row, column), count)
            self._assert_rate(
                self.report, "m6", ("cohort", row, "loss_rate"), lost, came
            )
            for column, month in (("previous", (2026, 3)), ("last_year", (2025, 4))):
                came, lost, _once = self._cohort(month, kind)
                place = ("cohort", row, column)
                self._assert_rate(self.report, "m6", place, lost, came)
        came, lost, once = self._cohort((2026, 4))
        self.assertTrue(came > lost > once > 0, (came, lost, once))

    def test_trend(self):
        """Twelve cohorts."""
        for back in range(12):
            month = shifted((2026, 4), -back)
            came, lost, _once = self._cohort(month)
            row = f"lost_{month[0]}-{month[1]:02d}"
            self._assert_cell(self.report, "m6", ("lost_trend", row, "came"), came)
            place = ("lost_trend", row, "loss_rate")
            self._assert_rate(self.report, "m6", place, lost, came)

    def test_archive(self):
        """On file and base by month."""
        visits = self._visits()
        for back in range(12):
            month = shifted((2026, 10), -back)
            distances = [
                [months_between(other, month) for other in one]
                for one in visits.values()
            ]
            archive = sum(any(d >= 0 for d in one) for one in distances)
            base = sum(any(0 <= d < 12 for d in one) for one in distances)
            row = f"archive_{month[0]}-{month[1]:02d}"
            for column, count in (("archive_count", archive), ("base_count", base)):
                self._assert_cell(self.report, "m6", ("archive", row, column), count)

    # Follow-ups -------------------------------------------------------------------

    def test_contacts(self):
        """Due, called, reached, effective; why not reached; why they stay away."""
        purpose = self.env.ref("aftersales_followup.purpose_lost_vehicle")
        names = ["state", "is_called", "is_contact", "is_effective", "outcome_id"]
        rows = [
            row
            for row in self._export(
                "aftersales.followup",
                [*names, "date_planned", "loss_reason_id"],
                [("purpose_id", "=", purpose.id)],
            )
            if row["date_planned"].month == 10
            and row["state"] not in ("skipped", "cancelled")
        ]
        called = [row for row in rows if row["is_called"]]
        counts = {
            "lost_due": len(rows),
            "lost_called": len(called),
            "lost_reached": sum(row["is_contact"] for row in called),
            "lost_effective": sum(row["is_effective"] for row in rows),
        }
        self._assert_counts(self.report, "m6", "lost_contacts", counts)
        for code, count in counts.items():
            place = ("lost_contacts", code, "share")
            self._assert_rate(self.report, "m6", place, count, len(rows))
        unreached = Counter(
            f"outcome_{row['outcome_id']}" for row in called if not row["is_contact"]
        )
        self._assert_counts(self.report, "m6", "lost_unreached", unreached)
        reasons = Counter(
            f"reason_{row['loss_reason_id']}" for row in rows if row["loss_reason_id"]
        )
        self.assertGreater(len(reasons), 2)
        self._assert_counts(self.report, "m6", "lost_reasons", reasons)
