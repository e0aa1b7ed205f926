import datetime

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import ReportCase


@tagged("post_install", "-at_install")
class TestFiguresMeasure(ReportCase):
    """Chapters 1 and 7, and what is proposed for the next month (M1, M7)."""

    def _measure(self, problem, start, due, **values):
        measures = self.env["aftersales.measure"].with_user(self.manager)
        return measures.create(
            {
                "problem": problem,
                "measure": "Call the customer at once",
                "date_start": start,
                "date_due": due,
                "company_id": self.company.id,
                "function": "workshop",
                **values,
            }
        )

    def test_measures_of_the_month(self):
        """Open from before, begun in it, done in it: counted; done before: not."""
        item = self.items[0]
        old = self._measure("Old", "2026-01-05", "2026-01-31", item_id=item.id)
        done = self._measure("Done", "2026-03-02", "2026-03-20", item_id=item.id)
        before = self._measure("Before", "2026-01-05", "2026-02-01")
        self._measure("Next", "2026-04-01", "2026-04-30")
        done.status = before.status = "done"
        done.sudo().date_done = "2026-03-15"
        before.sudo().date_done = "2026-02-01"
        for month, value in ((self.month, 90.0), (datetime.date(2026, 2, 1), 80.0)):
            self._scores(self._followups(2, month, "completed"), {item.code: value})
        chapters = {one.code: one for one in self._report().chapters()}
        self.assertEqual(list(chapters), sorted(chapters))
        first = chapters["m1"]
        labels = [row.label for row in first.table("measures").rows]
        self.assertEqual(sorted(labels), ["Done", "Old"])
        self.assertEqual(first.cell("measure_status", "overdue", "count").value, 1)
        row = f"item_{item.code}"
        self.assertEqual(first.cell("item_measures", row, "completion").value, 50.0)
        self.assertEqual(first.cell("item_measures", row, "effect").value, 10.0)
        overdue = first.cell("measure_status", "overdue", "count").domain
        self.assertEqual(self.env["aftersales.measure"].search(overdue), old)
        last = chapters["m7"]
        self.assertIn("Next", [row.label for row in last.table("top_measures").rows])

    def test_five_a_department(self):
        """At most five measures of a department, the most urgent first."""
        for number in range(7):
            priority = "2" if number == 6 else "0"
            self._measure(f"P{number}", "2026-04-01", "2026-04-20", priority=priority)
        chapters = {one.code: one for one in self._report().chapters()}
        labels = [row.label for row in chapters["m7"].table("top_measures").rows]
        self.assertEqual(labels, ["P6", "P0", "P1", "P2", "P3"])

    def test_proposals(self):
        """From the weakest items and the most frequent causes, and only once."""
        codes = self.items.mapped("code")
        followups = self._followups(3, self._days(), "completed")
        self._scores(followups, {codes[0]: 50.0, codes[1]: 95.0})
        cause = self.env.ref("aftersales_followup.complaint_cause_time")
        self.env["aftersales.complaint"].sudo().create(
            {
                "company_id": self.company.id,
                "partner_id": self.partner.id,
                "description": "Waited long",
                "date_received": "2026-03-05 04:00:00",
                "cause_ids": [(6, 0, cause.ids)],
            }
        )
        report = self._report()
        action = report.action_propose_measures()
        measures = self.env["aftersales.measure"].with_user(self.manager)
        found = measures.search(action["domain"])
        self.assertEqual(found.item_id.code, codes[0])
        self.assertEqual(found.cause_ids, cause)
        self.assertEqual(set(found.mapped("date_due")), {datetime.date(2026, 4, 30)})
        report.action_propose_measures()
        self.assertEqual(measures.search(action["domain"]), found)
        with self.assertRaises(AccessError):
            report.with_user(self.auditor).action_propose_measures()
