import datetime

from odoo.tests import tagged

from ..tools.formats import format_value
from .common import ReportCase


@tagged("post_install", "-at_install")
class TestFiguresLost(ReportCase):
    """Chapter 6 against repair orders (M6). The report is of October 2026."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.month = datetime.date(2026, 10, 1)
        cls.business = cls.env.ref("aftersales_followup.customer_category_business")

    @classmethod
    def _orders(cls, vehicles, day):
        """One settled order for each vehicle, at noon of a local day."""
        closed = datetime.datetime.combine(day, datetime.time(4))
        template = {
            "company_id": cls.company.id,
            "advisor_id": cls.advisor.id,
            "state": "done",
            "date_closed": closed,
        }
        return (
            cls.env["repair.order"]
            .with_company(cls.company)
            .create(
                [
                    {
                        **template,
                        "vehicle_id": vehicle.id,
                        "partner_id": vehicle.owner_id.id,
                    }
                    for vehicle in vehicles
                ]
            )
        )

    @classmethod
    def _vehicles(cls, count, category=None):
        owner = cls._make_customer(
            "Owner", customer_category_id=(category or cls.private).id
        )
        return cls.env["fleet.vehicle"].create(
            [
                {
                    "model_id": cls.car_model.id,
                    "owner_id": owner.id,
                    "license_plate": f"P{next(cls.numbers)}",
                }
                for _number in range(count)
            ]
        )

    def _cell(self, report, row, column):
        return self._figure(report, "cohort", row, column, "m6")

    def test_cohort(self):
        """Who came in April and not from May to October is lost; others are not."""
        april = datetime.date(2026, 4, 10)
        lost = self._vehicles(3)
        stayed = self._vehicles(4)
        fleet = self._vehicles(2, self.business)
        self._orders(lost + stayed + fleet, april)
        self._orders(lost[:1], datetime.date(2026, 4, 28))  # twice in the cohort
        self._orders(stayed[:2], datetime.date(2026, 5, 1))
        self._orders(stayed[2:], datetime.date(2026, 10, 31))
        self._orders(lost[1:2], datetime.date(2026, 11, 1))  # after the six months
        self._orders(lost[2:], datetime.date(2026, 3, 1))  # came before, too
        report = self._report()
        values = {
            (row, column): self._cell(report, row, column).value
            for row in ("total", "private", "business")
            for column in ("came", "lost", "once")
        }
        self.assertEqual(values["total", "came"], 9)
        self.assertEqual(values["total", "lost"], 5)
        self.assertEqual(values["private", "lost"], 3)
        self.assertEqual(values["business", "lost"], 2)
        # lost[1] and the two of the fleet
        self.assertEqual(values["total", "once"], 3)
        for row, kind in (("total", 5), ("private", 3), ("business", 2)):
            cell = self._cell(report, row, "lost")
            vehicles = self.env["fleet.vehicle"].with_user(self.manager)
            found = vehicles.with_context(active_test=False).search(cell.domain)
            self.assertEqual(len(found), kind, row)

    def test_local_month(self):
        """00:30 of 1 April in Shanghai is April's, though UTC says March."""
        vehicle = self._vehicles(1)
        order = self._orders(vehicle, datetime.date(2026, 4, 1))
        order.date_closed = datetime.datetime(2026, 3, 31, 16, 30)
        self.assertEqual(self._cell(self._report(), "total", "came").value, 1)

    def test_reference_rate(self):
        """1008 came, 276 lost: 27.38 % (M6)."""
        vehicles = self._vehicles(1008 // 12)
        self._orders(vehicles, datetime.date(2026, 4, 5))
        self._orders(vehicles[23:], datetime.date(2026, 6, 5))
        # 84 vehicles, 23 lost: the same share as 1008 and 276
        cell = self._cell(self._report(), "total", "loss_rate")
        self.assertEqual((cell.numerator * 12, cell.denominator * 12), (276, 1008))
        self.assertEqual(format_value(cell.value, cell.unit), "27.38 %")

    def test_contacts_and_reasons(self):
        """Follow-ups of lost vehicles, why not reached, why they stay away."""
        purpose = self.env["aftersales.purpose"].search([("code", "=", "lost_vehicle")])
        values = {"purpose_id": purpose.id}
        days = self._days()
        done = self._followups(4, days, "completed", **values)
        self._followups(2, days, "switched_off", **values)
        self._followups(1, days, "refused", **values)
        self._followups(5, days, "completed")  # another purpose
        question = self.env.ref("aftersales_followup.survey_lost_reason")
        answer = question.suggested_answer_ids[2]
        for followup in done[:2]:
            self._answer_loss(followup, question, answer)
        done[2].loss_reason_id = answer.loss_reason_id  # the agent's own word
        report = self._report()
        chapter = self._chapter(report, "m6")
        counts = {
            row.code: row.cells["count"].value
            for row in chapter.table("lost_contacts").rows
        }
        self.assertEqual(
            counts,
            {
                "lost_due": 7,
                "lost_called": 7,
                "lost_reached": 5,
                "lost_effective": 4,
                "lost_refused": 1,
            },
        )
        self.assertEqual(chapter.cell("lost_unreached", "total", "count").value, 2)
        row = f"reason_{answer.loss_reason_id.id}"
        reason = chapter.cell("lost_reasons", row, "count")
        self.assertEqual(reason.value, 3)
        followups = self.env["aftersales.followup"]
        self.assertEqual(followups.search_count(reason.domain), 3)

    def _answer_loss(self, followup, question, answer):
        line = {
            "question_id": question.id,
            "answer_type": "suggestion",
            "suggested_answer_id": answer.id,
        }
        followup.sudo().user_input_id = self.env["survey.user_input"].create(
            {
                "survey_id": question.survey_id.id,
                "user_input_line_ids": [(0, 0, line)],
            }
        )
        followup.sudo()._compute_scores()

    def test_archive_and_base(self):
        """On file: ever came. Base: came in the last twelve months."""
        self._orders(self._vehicles(2), datetime.date(2025, 10, 31))
        self._orders(self._vehicles(3), datetime.date(2025, 11, 1))
        report = self._report()
        chapter = self._chapter(report, "m6")
        row = "archive_2026-10"
        self.assertEqual(chapter.cell("archive", row, "archive_count").value, 5)
        self.assertEqual(chapter.cell("archive", row, "base_count").value, 3)
