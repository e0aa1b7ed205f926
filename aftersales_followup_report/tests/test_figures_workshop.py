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

    def test_level_is_no_yes(self):
        """A level given to the same item is satisfaction, not the customer's yes."""
        yes_no = self.env.ref("aftersales_followup.survey_mix_all_done")
        level = self.env.ref("aftersales_followup.survey_five_aspects_fixed")
        self.patch(type(self), "items", level.satisfaction_item_id)
        followups = self._followups(5, self._days(), "completed")
        for followup, value, question in zip(
            followups,
            (100, 0, 80, 80, 60),
            (yes_no, yes_no, level, level, level),
            strict=True,
        ):
            score = self._scores(followup, {self.items.code: value})
            score.sudo().question_id = question
        word = self._cell(self._report(), "fix_indicators", "fix_word")
        self.assertEqual((word.numerator, word.denominator), (1, 2))
        self.assertEqual(self.env[word.model].search_count(word.domain), 1)

    def test_warranty_target(self):
        """To stay under 5 %, or what the company says; red when it does not (A3)."""
        again = self._order(warranty_months=3)
        self._order(rework_of_id=again.id, date_closed=datetime.datetime(2026, 4, 2, 4))
        for _number in range(19):
            self._order(warranty_months=3)
        report = self._report()
        rate = self._cell(report, "fix_indicators", "warranty_rate")
        self.assertEqual((rate.value, rate.target), (5.0, 5.0))
        self.assertTrue(rate.is_below_target, "5 % is not under 5 %")
        [order] = self.env[rate.model].search(rate.domain)
        self.assertEqual(order.repair_id, again)
        self.company.aftersales_warranty_rate = 6.0
        rate = self._cell(report, "fix_indicators", "warranty_rate")
        self.assertFalse(rate.is_below_target)
        target = self._cell(report, "fix_indicators", "warranty_rate", "target")
        self.assertEqual(target.value, 6.0)

    def test_reasons_of_a_technician(self):
        """Why it had to be done again, for each technician (A3)."""
        first, second = self.env["aftersales.rework.reason"].search([], limit=2)
        mine = {"technician_ids": [(6, 0, self.technician.ids)]}
        orders = [self._order(**mine) for _number in range(3)]
        april = {"date_closed": datetime.datetime(2026, 4, 2, 4)}
        for order, reason in zip(orders, (first, first, second), strict=True):
            self._order(rework_of_id=order.id, rework_reason_id=reason.id, **april)
        report = self._report()
        row = f"technician_{self.technician.id}"
        for reason, count in ((first, 2), (second, 1)):
            column = f"rework_reason_{reason.id}"
            cell = self._cell(report, "technician_reasons", row, column)
            self.assertEqual(cell.value, count)
            self.assertEqual(self.env[cell.model].search_count(cell.domain), count)
