"""docs/figures.md defines every figure that the engine computes."""

import datetime
import re

from odoo.addons.aftersales_followup_report.tests.common import ReportCase

from setup.lib import paths

from .common import AcrossCase

PAGE = paths.ROOT / "docs" / "figures.md"


class TestFiguresPage(AcrossCase, ReportCase):
    """A code without a definition, or a definition without a code, is an error."""

    def _records(self):
        """A month in which every chapter has something to say."""
        followups = self._followups(
            4, self._days(), "completed", band_level="satisfied"
        )
        scores = self._scores(followups, {item.code: 60.0 for item in self.items})
        asked = self.env.ref("aftersales_followup.survey_mix_all_done")
        scores[:1].sudo().write({"question_id": asked.id, "value": 100.0})
        self._followups(1, self._days(), "no_answer")
        order = self._make_repair(date_closed=datetime.datetime(2026, 3, 5, 4))
        self._make_repair(
            date_closed=datetime.datetime(2026, 3, 9, 4), rework_of_id=order.id
        )
        cause = self.env.ref("aftersales_followup.complaint_cause_time")
        for cause_ids in (cause.ids, []):
            self.env["aftersales.complaint"].sudo().create(
                {
                    "company_id": self.company.id,
                    "partner_id": self.partner.id,
                    "description": "Waited long",
                    "date_received": "2026-03-05 04:00:00",
                    "cause_ids": [(6, 0, cause_ids)],
                }
            )
        self.env["aftersales.measure"].with_user(self.manager).create(
            {
                "problem": "Waiting",
                "measure": "A second lift",
                "company_id": self.company.id,
                "item_id": self.items[0].id,
                "cause_ids": [(6, 0, cause.ids)],
                "date_start": "2026-03-01",
                "date_due": "2026-04-20",
            }
        )
        for kind in ("survey", "mystery"):
            line = {"item_id": self.items[0].id, "value": 90.0}
            total = {"advisor_id": self.advisor.id, "sample": 4, "value": 91.0}
            self.env["aftersales.external.score"].with_user(self.manager).create(
                {
                    "company_id": self.company.id,
                    "kind": kind,
                    "date_from": self.month,
                    "mot": 95.0,
                    "total": 95.0,
                    "line_ids": [(0, 0, line), (0, 0, total)],
                }
            )

    def test_every_figure_is_defined(self):
        """Each code of a line or column with figures stands on the page."""
        self._records()
        known = set(re.findall(r"`(\w+)`", PAGE.read_text()))
        labels = self.env["aftersales.figures"]._labels()
        codes, places = set(), {}
        for chapter in self._report().chapters():
            for table, row, column, cell in chapter.cells():
                if cell.unit in ("text", "date"):
                    continue
                # a line of a person or a cause is no figure of its own
                for code in {row.code, column.code} & set(labels):
                    codes.add(code)
                    places[code] = f"{chapter.code}/{table.code}"
        missing = {code: places[code] for code in codes - known}
        self.assertFalse(missing, f"define them in {PAGE.name}")
        self.assertGreater(len(codes), 80)

    def test_every_code_exists(self):
        """The page's table of codes names nothing that is no longer there."""
        table = PAGE.read_text().split("### Codes")[1].split("## Chapter 3")[0]
        rows = [line for line in table.splitlines() if line.startswith("| `")]
        named = {code for row in rows for code in re.findall(r"`(\w+)`", row)}
        labels = self.env["aftersales.figures"]._labels()
        self.assertFalse(named - set(labels) - {"band_level"})
