from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ReportCase


@tagged("post_install", "-at_install")
class TestReportAnalysis(ReportCase):
    """Analysis lines of chapter 5 (M5), evidence in chapter 1 (M1), TOP-5 (M7)."""

    def _line(self, report, **values):
        lines = self.env["aftersales.report.analysis"].with_user(self.manager)
        return lines.create(
            {
                "report_id": report.id,
                "problem": "Judder comes <b>back</b>",
                "cause": "No road test",
                "measure": "The lead signs each road test",
                "resources": "One hour a day",
                "owner_id": self.manager.id,
                "date": "2026-04-20",
                **values,
            }
        )

    def _measure(self, **values):
        return (
            self.env["aftersales.measure"]
            .with_user(self.manager)
            .create(
                {
                    "problem": "Dirty cars",
                    "measure": "Check before hand-over",
                    "date_start": "2026-03-02",
                    "date_due": "2026-03-20",
                    "company_id": self.company.id,
                    "function": "workshop",
                    **values,
                }
            )
        )

    def test_in_chapter_five(self):
        """Written in the month, on its page, frozen with it."""
        report = self._report()
        line = self._line(report)
        table = self._chapter(report, "m5").table("analysis")
        self.assertEqual(
            [row.label for row in table.rows], ["Judder comes <b>back</b>"]
        )
        self.assertEqual(table.rows[0].cells["owner"].value, self.manager.name)
        self.assertIn("Judder comes &lt;b&gt;back&lt;/b&gt;", report.page)
        report.action_confirm()
        for change in (
            lambda: line.write({"problem": "Other"}),
            lambda: line.unlink(),
            lambda: self._line(report),
        ):
            with self.assertRaises(UserError):
                change()
        table = self._chapter(report, "m5").table("analysis")
        self.assertEqual(len(table.rows), 1)

    def test_rights(self):
        """Others read or do not even that; nobody links a measure by hand."""
        report = self._report()
        line = self._line(report)
        self.assertEqual(line.with_user(self.auditor).problem, line.problem)
        with self.assertRaises(AccessError):
            line.with_user(self.auditor).write({"problem": "Other"})
        with self.assertRaises(AccessError):
            line.with_user(self.agent).read(["problem"])
        with self.assertRaises(UserError):
            line.write({"measure_id": self._measure().id})

    def test_becomes_a_measure(self):
        """Once, with its owner and its day."""
        line = self._line(self._report())
        action = line.action_make_measure()
        self.assertEqual(line.action_make_measure(), action)
        measure = line.measure_id
        self.assertEqual(measure.problem, line.problem)
        self.assertEqual(str(measure.date_due), "2026-04-20")
        undated = self._line(line.report_id, date=False)
        with self.assertRaises(UserError):
            undated.action_make_measure()

    def test_evidence(self):
        """A file uploaded before the measure was saved is everybody's who may read."""
        files = self.env["ir.attachment"].with_user(self.manager)
        loose = files.create({"name": "wash list.jpg", "raw": b"picture"})
        measure = self._measure(evidence_ids=[(4, loose.id)], evidence="All signed")
        self.assertEqual((loose.res_model, loose.res_id), (measure._name, measure.id))
        self.assertEqual(
            measure.with_user(self.auditor).evidence_ids.mapped("name"),
            ["wash list.jpg"],
        )
        table = self._chapter(self._report(), "m1").table("measures")
        cells = table.rows[0].cells
        self.assertEqual(cells["evidence"].value, "All signed\nwash list.jpg")
        self.assertEqual(cells["files"].value, 1)
        found = self.env["ir.attachment"].with_user(self.director)
        self.assertEqual(found.search(cells["files"].domain), loose)

    def test_foreign_file(self):
        """A file of another record does not become evidence of this one."""
        partner_file = self.env["ir.attachment"].create(
            {
                "name": "secret.pdf",
                "raw": b"secret",
                "res_model": "res.partner",
                "res_id": self.partner.id,
            }
        )
        self._measure(evidence_ids=[(4, partner_file.id)])
        self.assertEqual(partner_file.res_model, "res.partner")

    def test_action_of_an_item(self):
        """Per item: the action, how far it is, last and this score."""
        item = self.items[0]
        self._measure(item_id=item.id)
        row = self._chapter(self._report(), "m1").table("item_measures").rows[0]
        self.assertEqual(row.cells["action"].value, "Check before hand-over")

    def test_five_proposals_a_department(self):
        """The weakest items first; never more than five with what is planned."""
        front = self.items.filtered(lambda one: one.function == "front_desk")
        others = self.items - front
        followups = self._followups(2, self._days(), "completed")
        means = {item.code: 40.0 + number for number, item in enumerate(front)}
        self._scores(followups, {**means, **{one.code: 99.0 for one in others}})
        self._measure(
            problem="Planned",
            function="front_desk",
            date_start="2026-04-01",
            date_due="2026-04-30",
        )
        report = self._report()
        proposed = self.env["aftersales.measure"].with_user(self.manager)
        found = proposed.search(report.action_propose_measures()["domain"])
        items = found.item_id
        self.assertEqual(items, front[: min(4, len(front))])
        self.assertLessEqual(len(found), 5)
        table = self._chapter(report, "m7").table("top_measures")
        self.assertIn("Parts", table.note)
        self.assertNotIn("Front desk", table.note)
