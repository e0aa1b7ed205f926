import datetime
import io
import re
from html import unescape

from openpyxl import load_workbook

from odoo.tests import tagged

from .common import ReportCase
from .test_report import pdf_text

# Q3: the item means that give 99.2.
MEANS = [99.4, 100.6, 100.2, 103.2, 103.2, 98.1, 100.6, 100.2, 99.8, 89.9]


@tagged("post_install", "-at_install")
class TestReferenceMedia(ReportCase):
    """DOMAIN.md's reference numbers, from records, on screen, on paper, in the sheet.

    Each number is looked for in its line, not somewhere: a line is its label and what
    stands behind it.
    """

    def _media(self, report):
        """Confirm the report; return what the three media say, without spaces."""
        report.action_confirm()
        screen = unescape(re.sub(r"<[^>]*>", " ", str(report.page)))
        paper = pdf_text(report.pdf_attachment_id.raw)
        self.book = load_workbook(io.BytesIO(report.xlsx_attachment_id.raw))
        return {
            name: re.sub(r"\s+", "", text)
            for name, text in (("screen", screen), ("paper", paper))
        }

    def _sheet_line(self, chapter, table, label):
        """The line of a table in the workbook: column title → value."""
        sheet = next(
            one for one in self.book.worksheets if one.title.startswith(f"{chapter} ")
        )
        rows = list(sheet.iter_rows(values_only=True))
        start = next(n for n, row in enumerate(rows) if row[0] == table)
        head = rows[start + 1]
        line = next(row for row in rows[start + 2 :] if row[0] == label)
        return dict(zip(head, line, strict=True))

    def _assert_line(self, media, label, *texts):
        """The label and then the figures, in this order, on screen and on paper."""
        line = re.sub(r"\s+", "", "".join([label, *texts]))
        for name, text in media.items():
            self.assertIn(line, text, name)

    def test_called_answered_and_mot(self):
        """850 called …: 82.4, 17.6, 35.3 %; the ten items: MOT 99.2 (M3, Q3)."""
        self._reference_month()
        followups = self.env["aftersales.followup"].search(
            [("company_id", "=", self.company.id), ("is_effective", "=", True)], limit=2
        )
        items = self.items.sorted("sequence")
        means = dict(zip(items.mapped("code"), MEANS, strict=True))
        self._scores(followups, means)
        media = self._media(self._report())
        for label, value, basis, exact in (
            ("Called", "850", "", 850),
            ("Effective", "700", "", 700),
            ("Unreachable", "100", "", 100),
            ("Refused", "50", "", 50),
            ("Delighted", "150", "", 150),
            ("Disappointed", "300", "", 300),
            ("Effective rate (effective ÷ called)", "82.4 %", "700/850", 700 / 850),
            ("Delighted ÷ called", "17.6 %", "150/850", 150 / 850),
            ("Disappointed ÷ called", "35.3 %", "300/850", 300 / 850),
            ("MOT score", "99.2", "n=20", None),
        ):
            self._assert_line(media, label, value, basis)
            shown = self._sheet_line(3, "Key figures", label)["This period"]
            if exact is None:
                weights = items.mapped("weight")
                exact = sum(map(float.__mul__, MEANS, weights)) / sum(weights)
            self.assertAlmostEqual(shown, exact, 12, label)
        for item, mean in zip(items, MEANS, strict=True):
            self._assert_line(media, item.name, "2", str(mean))
            line = self._sheet_line(3, "Satisfaction items", item.name)
            self.assertAlmostEqual(line["Score"], mean, 12)

    def test_effective_rate(self):
        """508 due, 381 effective: 75 % (M3)."""
        self._followups(381, self._days(), "completed")
        self._followups(127, self._days())
        media = self._media(self._report())
        label = "Effective rate (effective ÷ due)"
        self._assert_line(media, label, "75.0 %", "381 / 508")
        line = self._sheet_line(3, "Key figures", label)
        self.assertEqual((line["This period"], line["Out of"]), (0.75, "381 / 508"))

    def test_reasons_by_week(self):
        """Quality 67 37 56 50, 33.8 % of 621 reasons (M4)."""
        causes = {
            cause.code: cause.id
            for cause in self.env["aftersales.complaint.cause"].search([])
        }
        for day, count in ((3, 67), (10, 37), (17, 56), (25, 50)):
            # what the complaints about quality are about besides: 621 reasons in all
            for number in range(count):
                codes = ["quality", "time", *(["cost"] if number >= 9 else [])]
                self._complain(day, *(causes[code] for code in codes))
        for _number in range(27):
            self._complain(10, causes["parts"])
        media = self._media(self._report())
        name = self.env["aftersales.complaint.cause"].browse(causes["quality"]).name
        self._assert_line(media, name, "67", "37", "56", "50", "210", "33.8 %")
        self._assert_line(media, "Reasons (one complaint may have several)", "621")
        line = self._sheet_line(4, "Reasons by week", name)
        self.assertEqual(list(line.values())[1:6], [67, 37, 56, 50, 210])
        self.assertAlmostEqual(line["Share"], 210 / 621, 12)
        total = self._sheet_line(4, "Reasons by week", "Total")
        self.assertEqual(total["Total"], 621)

    def _complain(self, day, *cause_ids):
        received = datetime.datetime.combine(
            self.month.replace(day=day), datetime.time(4)
        )
        self.env["aftersales.complaint"].sudo().create(
            {
                "company_id": self.company.id,
                "partner_id": self.partner.id,
                "description": "Not content",
                "date_received": received,
                "cause_ids": [(6, 0, cause_ids)],
            }
        )

    def test_lost_vehicles(self):
        """1008 came in September, 276 did not come back: 27.38 % (M6)."""
        vehicles = self.env["fleet.vehicle"].create(
            [
                {
                    "model_id": self.car_model.id,
                    "owner_id": self.partner.id,
                    "license_plate": f"M{number}",
                }
                for number in range(1008)
            ]
        )
        self._visit(vehicles, datetime.datetime(2025, 9, 9, 4))
        self._visit(vehicles[276:], datetime.datetime(2026, 1, 9, 4))
        media = self._media(self._report())
        self._assert_line(media, "Private", "1,008", "276", "27.38 %")
        self._assert_line(media, "Total", "1,008", "276", "27.38 %")
        table = "Came six months before, did not come back"
        line = self._sheet_line(6, table, "Total")
        self.assertEqual((line["Vehicles that came"], line["Lost"]), (1008, 276))
        self.assertAlmostEqual(line["Lost ÷ came"], 276 / 1008, 12)

    def _visit(self, vehicles, closed):
        self.env["repair.order"].with_company(self.company).create(
            [
                {
                    "company_id": self.company.id,
                    "partner_id": self.partner.id,
                    "vehicle_id": vehicle.id,
                    "state": "done",
                    "date_closed": closed,
                }
                for vehicle in vehicles
            ]
        )
