import io

from lxml import html
from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ReportCase
from .test_report import pdf_text


@tagged("post_install", "-at_install")
class TestRegister(ReportCase):
    """The daily register after repair (A4)."""

    def _register(self, user=None, **values):
        return (
            self.env["aftersales.register"]
            .with_user(user or self.manager)
            .create(
                {
                    "date_from": "2026-03-01",
                    "date_to": "2026-03-31",
                    "company_id": self.company.id,
                    **values,
                }
            )
        )

    def _xlsx(self, register):
        reports = self.env["ir.actions.report"].with_env(register.env)
        content = reports._render_xlsx(
            "aftersales_followup_report.action_report_register_xlsx",
            register.ids,
            data={},
        )[0]
        return load_workbook(io.BytesIO(content)).worksheets[0]

    def _pdf(self, register):
        reports = self.env["ir.actions.report"].with_env(register.env)
        return pdf_text(
            reports.with_context(force_report_rendering=True)._render_qweb_pdf(
                "aftersales_followup_report.action_report_register", register.ids
            )[0]
        )

    def test_lines(self):
        """One line per due follow-up with time, customer, car, work, result, score."""
        followup = self._followups(
            1,
            self.month,
            "completed",
            score=87.5,
            has_score=True,
            work_summary="Oil service",
            technician_names="Zhao",
        )
        self.env["aftersales.followup.attempt"].sudo().create(
            {
                "followup_id": followup.id,
                "date": followup.date_first_attempt,
                "channel": "phone",
                "outcome_id": self.outcomes["completed"].id,
                "note": "Very content",
                "user_id": self.agent.id,
            }
        )
        self._followups(1, self.month, state="skipped")
        sheet = self._xlsx(self._register())
        rows = list(sheet.iter_rows(min_row=3, values_only=True))
        self.assertEqual(len(rows), 2)
        line = dict(zip(rows[0], rows[1], strict=True))
        self.assertEqual(line["Time"], "2026-03-01 12:00")
        self.assertEqual(line["Customer"], "Customer Chen")
        self.assertEqual(line["Plate"], "沪A12345")
        self.assertEqual(line["Work done"], "Oil service")
        self.assertEqual(line["Result"], "Completed")
        self.assertEqual(line["Score"], 87.5)
        self.assertEqual(line["Comment"], "Very content")
        text = self._pdf(self._register())
        for word in ("Customer Chen", "沪A12345", "87.5", "Very content"):
            self.assertIn(word, text)

    def test_hostile_names(self):
        """Formulas stay texts, HTML stays text."""
        self.partner.name = "=1+1"
        self._followups(1, self.month, work_summary="<b>bold</b>")
        sheet = self._xlsx(self._register())
        cells = [cell for row in sheet.iter_rows() for cell in row]
        self.assertFalse([cell for cell in cells if cell.data_type == "f"])
        self.assertIn("=1+1", [cell.value for cell in cells])
        self.assertIn("<b>bold</b>", self._pdf(self._register()))

    def test_batches(self):
        """Batches together give every line once, in order."""
        self._followups(25, self._days())
        register = self._register()
        self.patch(type(register), "_batch_size", 10)
        batches = list(register._batches())
        self.assertEqual([len(lines) for lines in batches], [10, 10, 5])
        ids = [line["id"] for lines in batches for line in lines]
        self.assertEqual(len(set(ids)), 25)

    def test_own_lines_only(self):
        """An agent's register has the agent's follow-ups, and no foreign store's."""
        self._followups(2, self.month, user_id=self.agent_2.id)
        self._followups(3, self.month, company_id=self.other_company.id)
        count = self._register()._line_count()
        self.assertEqual(count, 2)
        with self.assertRaises(AccessError):
            self._register(company_id=self.other_company.id)
        with self.assertRaises(AccessError):
            self._register(self.advisor)

    def test_wrong_range(self):
        """The last day before the first one is an error, an empty range a page."""
        with self.assertRaises(UserError):
            self._register(date_to="2026-02-01")
        self.assertIn("Nothing in these days", self._pdf(self._register()))

    def test_new_vehicles(self):
        """The day's sheet of new vehicles: delivery and step, on paper and as XLSX."""
        self.vehicle.write(
            {"delivery_date": "2026-03-01", "sales_adviser_id": self.advisor.id}
        )
        step = self.env.ref("aftersales_followup.program_step_new_vehicle_1")
        self._followups(
            1,
            self.month,
            program_id=step.program_id.id,
            step_id=step.id,
            purpose_id=step.program_id.purpose_id.id,
            sales_adviser_id=self.advisor.id,
        )
        self._followups(1, self.month)
        day = self._register(kind="new_vehicle", date_to="2026-03-01")
        self.assertIn("Day's sheet", day._title())
        rows = list(self._xlsx(day).iter_rows(min_row=3, values_only=True))
        self.assertEqual(len(rows), 2)
        line = dict(zip(rows[0], rows[1], strict=True))
        self.assertEqual(line["Step"], "Day of delivery")
        self.assertEqual(line["Delivered on"], "2026-03-01")
        self.assertEqual(line["Sales adviser"], self.advisor.name)
        text = self._pdf(day)
        for words in ("Day of delivery", "沪A12345", "2026-03-01"):
            self.assertIn(words, text)

    def test_reminders_and_lost(self):
        """The three daily registers take each its own purposes."""
        purposes = self.env["aftersales.purpose"].search([])
        for purpose in purposes:
            self._followups(1, self.month, purpose_id=purpose.id)
        for kind in ("after_repair", "lost_vehicle", "reminder"):
            register = self._register(kind=kind)
            self.assertEqual(register._line_count(), 1, kind)
            self.assertIn("Customer Chen", self._pdf(register))
        self.assertEqual(self._register(kind="all")._line_count(), len(purposes))

    def test_letters(self):
        """The letter register: numbered letters with their replies, no foreign ones."""
        values = {
            "partner_id": self.partner.id,
            "vehicle_id": self.vehicle.id,
            "subject": "=Spring <b>check</b>",
            "body": "<p>Come in</p>",
            "date": "2026-03-05",
        }
        letters = self.env["aftersales.letter"].sudo()
        letter = letters.create({**values, "company_id": self.company.id})
        letters.create({**values, "company_id": self.other_company.id})
        letters.create({**values, "company_id": self.company.id, "date": "2026-04-01"})
        letter.action_send()
        letter.reply = "Gladly"
        letter.action_reply()
        register = self._register(kind="letter")
        rows = list(self._xlsx(register).iter_rows(min_row=3, values_only=True))
        self.assertEqual(len(rows), 2)
        line = dict(zip(rows[0], rows[1], strict=True))
        self.assertEqual(line["Number"], letter.name)
        self.assertEqual(line["Date"], "2026-03-05")
        self.assertEqual(line["State"], "Replied")
        self.assertEqual(line["Reply"], "Gladly")
        text = self._pdf(register)
        for words in ("Letter register", letter.name, "<b>check</b>", "Gladly"):
            self.assertIn(words, text)
        with self.assertRaises(AccessError):
            self._pdf(self._register(kind="letter").with_user(self.advisor))

    def test_empty_cells(self):
        """What is not known leaves its cell empty, and shifts no other."""
        self._followups(1, self.month, vehicle_id=False, user_id=self.agent.id)
        register = self._register()
        page = (
            self.env["ir.actions.report"]
            .with_env(register.env)
            ._render_qweb_html(
                "aftersales_followup_report.action_report_register", register.ids
            )[0]
        )
        table = html.fromstring(page).xpath("//table[@class='as-wide']")[0]
        cells = [len(row.xpath("./td")) for row in table.xpath("./tbody/tr")]
        self.assertEqual(cells, [len(table.xpath("./thead/tr/th"))])
