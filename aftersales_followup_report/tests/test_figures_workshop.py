import datetime

from odoo.tests import tagged

from .common import ReportCase


@tagged("post_install", "-at_install")
class TestFiguresWorkshop(ReportCase):
    """Chapter 5 against repair orders (M5, A3)."""

    def _order(self, day=5, **values):
        closed = datetime.datetime(2026, 3, day, 4)
        return self._make_repair(**{"date_closed": closed, **values})

    def _cell(self, report, table, row, column="value"):
        return self._figure(report, table, row, column, "m5")

    def test_first_time_fix(self):
        """Redone by an order that is not cancelled, per technician and reason."""
        other = self.env["hr.employee"].create(
            {"name": "Technician Qian", "company_id": self.company.id}
        )
        both = (self.technician + other).ids
        reason = self.env["aftersales.rework.reason"].search([], limit=1)
        again = self._order(technician_ids=[(6, 0, both)])
        fine = self._order()
        self._order(technician_ids=[(6, 0, other.ids)])
        april = datetime.datetime(2026, 4, 2, 4)
        self._order(
            rework_of_id=again.id, rework_reason_id=reason.id, date_closed=april
        )
        cancelled = self._order(rework_of_id=fine.id, date_closed=april)
        cancelled.state = "cancel"
        report = self._report()
        rate = self._cell(report, "fix_indicators", "fix_rate")
        self.assertEqual((rate.numerator, rate.denominator), (2, 3))
        for technician, jobs in ((self.technician, 2), (other, 2)):
            row = f"technician_{technician.id}"
            self.assertEqual(self._cell(report, "technicians", row, "jobs").value, jobs)
            self.assertEqual(self._cell(report, "technicians", row, "redone").value, 1)
        row = f"rework_reason_{reason.id}"
        self.assertEqual(self._cell(report, "rework_reasons", row, "count").value, 1)

    def test_warranty(self):
        """Redone within the repair warranty ÷ orders that have one."""
        within, after, _none = (
            self._order(warranty_months=months) for months in (3, 1, 0)
        )
        self._order(
            rework_of_id=within.id, date_closed=datetime.datetime(2026, 5, 1, 4)
        )
        self._order(rework_of_id=after.id, date_closed=datetime.datetime(2026, 5, 1, 4))
        rate = self._cell(self._report(), "fix_indicators", "warranty_rate")
        self.assertEqual((rate.numerator, rate.denominator), (1, 2))

    def test_bookings(self):
        """Booked ÷ orders, booked by us ÷ booked; each opens its orders."""
        for intake in ("walk_in", "booked_customer", "booked_dealer", "booked_dealer"):
            self._order(intake=intake)
        report = self._report()
        booked = self._cell(report, "fix_indicators", "booked_rate")
        self.assertEqual((booked.numerator, booked.denominator), (3, 4))
        by_us = self._cell(report, "fix_indicators", "booked_by_us_rate")
        self.assertEqual((by_us.numerator, by_us.denominator), (2, 3))
        chapter = self._chapter(report, "m5")
        for table, row, column, cell in chapter.cells():
            if not cell.model or cell.value is None:
                continue
            records = self.env[cell.model].with_context(active_test=False)
            expected = cell.value if cell.unit == "count" else cell.numerator
            place = f"{table.code}/{row.code}/{column.code}"
            self.assertEqual(records.search_count(cell.domain), expected, place)

    def test_customers_word(self):
        """What customers say themselves stands apart from what the orders say."""
        item = self.env["aftersales.satisfaction.item"].search(
            [("code", "=", "fixed_first_time")]
        )
        followups = self._followups(4, self._days(), "completed")
        for followup, value in zip(followups, (100, 100, 100, 0), strict=True):
            self.env["aftersales.followup.score"].sudo().create(
                {
                    "followup_id": followup.id,
                    "item_id": item.id,
                    "item_code": item.code,
                    "value": value,
                    "date": followup.date_planned,
                    "company_id": self.company.id,
                }
            )
        word = self._cell(self._report(), "fix_indicators", "fix_word")
        self.assertEqual((word.numerator, word.denominator), (3, 4))
