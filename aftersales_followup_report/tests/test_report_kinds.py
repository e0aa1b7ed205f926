import datetime
import io

from openpyxl import load_workbook

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .common import NOON, ReportCase
from .test_report import pdf_text

KINDS = {
    "year": ("year", ["y1", "y2"]),
    "lost": ("half", ["l1", "l2"]),
    "key_customer": ("quarter", ["k1", "k2"]),
    "sales": ("month", ["s1", "s2"]),
    "people": ("month", ["p1", "p2"]),
}


@tagged("post_install", "-at_install")
class TestReportKinds(ReportCase):
    """Yearly summary, lost, key customers, sales, people (M9, M13): against records."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.vip = cls.env.ref("aftersales_followup.customer_category_vip")
        cls.seller = cls._make_user("seller", "group_advisor")

    @classmethod
    def _purpose(cls, code):
        return cls.env["aftersales.purpose"].search([("code", "=", code)]).id

    def _value(self, report, chapter, table, row, column="value"):
        return self._figure(report, table, row, column, chapter).value

    def _order(self, vehicle, day, **values):
        return (
            self.env["repair.order"]
            .with_company(self.company)
            .create(
                {
                    "company_id": self.company.id,
                    "advisor_id": self.advisor.id,
                    "vehicle_id": vehicle.id,
                    "partner_id": vehicle.owner_id.id,
                    "state": "done",
                    "date_closed": datetime.datetime.combine(day, NOON),
                    **values,
                }
            )
        )

    def _answered(self, followup, *lines):
        """Give a follow-up the answers (question, values of the line)."""
        followup.sudo().user_input_id = self.env["survey.user_input"].create(
            {
                "survey_id": lines[0][0].survey_id.id,
                "user_input_line_ids": [
                    (0, 0, {"question_id": question.id, **values})
                    for question, values in lines
                ],
            }
        )

    def _check_links(self, report):
        """Every number that opens records opens as many as it says."""
        checked = 0
        for chapter in report.chapters():
            for table, row, column, cell in chapter.cells():
                if cell.model and cell.unit == "count":
                    place = f"{chapter.code}/{table.code}/{row.code}/{column.code}"
                    found = self.env[cell.model].with_context(active_test=False)
                    self.assertEqual(found.search_count(cell.domain), cell.value, place)
                    checked += 1
        self.assertTrue(checked)

    # ------------------------------------------------------------------------------

    def test_each_kind(self):
        """Its chapters, its period, its title; on screen, paper and sheet alike."""
        self._followups(4, self._days(), "completed", band_level="very_satisfied")
        reports = self.env["ir.actions.report"].with_user(self.manager)
        for kind, (period_type, codes) in KINDS.items():
            with self.subTest(kind):
                report = self._report(kind=kind, period_type=False)
                self.assertEqual(report.period_type, period_type)
                self.assertEqual(report.chapter_ids.mapped("code"), codes)
                self.assertEqual([one.number for one in report.chapters()], [1, 2])
                self._check_links(report)
                title = report._title()
                text = pdf_text(
                    reports.with_context(force_report_rendering=True)._render_qweb_pdf(
                        "aftersales_followup_report.action_report_month", report.ids
                    )[0]
                )
                content = reports._render_xlsx(
                    "aftersales_followup_report.action_report_month_xlsx",
                    report.ids,
                    data={},
                )[0]
                book = load_workbook(io.BytesIO(content))
                self.assertEqual(book.worksheets[0]["A1"].value, title)
                self.assertEqual(len(book.worksheets), 3)
                for words in (title, *report.chapter_ids.mapped("name")):
                    self.assertIn(words, text)
                for name in report.chapter_ids.mapped("name"):
                    self.assertIn(name, report.page)
                with self.assertRaises(AccessError):
                    report.with_user(self.agent).chapters()

    def test_kinds_side_by_side(self):
        """One of each kind for a month; a summary is of a year; changing the kind."""
        usual = self._report()
        sales = self._report(kind="sales")
        self.assertNotEqual(usual, sales)
        self.assertFalse(sales.date_due)
        sales.kind = "people"
        self.assertEqual(sales.chapter_ids.mapped("code"), ["p1", "p2"])
        with self.assertRaises(ValidationError):
            self._report(kind="year", period_type="month")

    def test_yearly_summary(self):
        """A line a month, the year, the year before, the change."""
        march, june = datetime.date(2026, 3, 4), datetime.date(2026, 6, 4)
        self._followups(3, march, "completed", band_level="very_satisfied")
        self._followups(1, march, "no_answer")
        self._followups(2, june, "completed", band_level="dissatisfied")
        self._followups(5, datetime.date(2025, 6, 4), "completed")
        for day in (march, june, datetime.date(2025, 3, 4)):
            self._order(self.vehicle, day)
        report = self._report(kind="year", period_type="year")
        chapter = self._chapter(report, "y1")
        table = chapter.table("year_contacts")
        self.assertEqual(len(table.rows), 15)
        due = {row.code: row.cells["due"].value for row in table.rows}
        self.assertEqual(
            [due[one] for one in ("month_2026-03", "month_2026-06", "total")], [4, 2, 6]
        )
        self.assertEqual((due["last_year"], due["change_last_year"]), (5, 1))
        rates = chapter.cell("year_satisfaction", "total", "low_short")
        self.assertEqual((rates.numerator, rates.denominator), (2, 6))
        orders = chapter.cell("year_workshop", "total", "orders")
        self.assertEqual(orders.value, 2)
        before = chapter.cell("year_workshop", "last_year", "orders")
        self.assertEqual(before.value, 1)
        self._check_links(report)

    def test_lost_half(self):
        """Cohorts by month, who is back, why they stay away, who came after it."""
        names = ("A", "B", "C", "D")
        cars = self.env["fleet.vehicle"].create(
            [
                {
                    "model_id": self.car_model.id,
                    "license_plate": name,
                    "owner_id": self._make_customer(
                        name, customer_category_id=self.private.id
                    ).id,
                }
                for name in names
            ]
        )
        for car in cars:
            self._order(car, datetime.date(2025, 8, 10))
        self._order(cars[0], datetime.date(2025, 12, 1))  # came in time
        self._order(cars[1], datetime.date(2026, 3, 20))  # lost, and back
        values = {"purpose_id": self._purpose("lost_vehicle")}
        day = datetime.date(2026, 3, 10)
        back = self._followups(1, day, "completed", vehicle_id=cars[1].id, **values)
        gone = self._followups(1, day, "completed", vehicle_id=cars[2].id, **values)
        self._followups(1, day, "switched_off", vehicle_id=cars[3].id, **values)
        question = self.env.ref("aftersales_followup.survey_lost_reason")
        answers = question.suggested_answer_ids
        for followup, answer in ((back, answers[0]), (gone, answers[2])):
            followup.sudo().customer_category_id = self.private
            self._answered(
                followup,
                (
                    question,
                    {"answer_type": "suggestion", "suggested_answer_id": answer.id},
                ),
            )
            followup.sudo()._compute_scores()
        report = self._report(kind="lost", period_type="half")
        cells = {
            code: self._value(report, "l1", "lost_cohorts", "cohort_2025-08", code)
            for code in ("came", "lost", "lost_private")
        }
        self.assertEqual(cells, {"came": 4, "lost": 3, "lost_private": 3})
        returned = self._figure(
            report, "lost_return", "return_2025-08", "return_rate", "l1"
        )
        self.assertEqual((returned.numerator, returned.denominator), (1, 3))
        reasons = self._chapter(report, "l2").table("lost_reasons_kind")
        self.assertEqual(
            {row.code: row.cells["private"].value for row in reasons.rows},
            {f"reason_{answers[n].loss_reason_id.id}": 1 for n in (0, 2)},
        )
        after = self._figure(
            report, "call_return", "effective", "after_call_rate", "l2"
        )
        self.assertEqual((after.numerator, after.denominator), (1, 2))
        total = self._figure(report, "call_return", "total", "after_call_rate", "l2")
        self.assertEqual((total.numerator, total.denominator), (1, 3))
        self._check_links(report)

    def test_key_customers(self):
        """Planned and visited a customer, and the answers to their own questions."""
        partners = [
            self._make_customer(name, customer_category_id=self.vip.id)
            for name in ("Key one", "Key two", "Key three")
        ]
        for partner in partners:
            self.env["fleet.vehicle"].create(
                {
                    "model_id": self.car_model.id,
                    "license_plate": partner.name,
                    "owner_id": partner.id,
                    "home_company_id": self.company.id,
                }
            )
        values = {
            "purpose_id": self._purpose("key_customer"),
            "user_id": self.manager.id,
            "customer_category_id": self.vip.id,
        }
        visited = self._followups(
            1, self.month, "completed", partner_id=partners[0].id, **values
        )
        self._followups(1, self.month, partner_id=partners[1].id, **values)
        lacks = self.env.ref("aftersales_followup.survey_key_customer_lacks")
        policies = self.env.ref("aftersales_followup.survey_key_customer_policies")
        chosen = policies.suggested_answer_ids[1]
        self._answered(
            visited,
            (lacks, {"answer_type": "text_box", "value_text_box": "=More bays"}),
            (
                policies,
                {"answer_type": "suggestion", "suggested_answer_id": chosen.id},
            ),
        )
        report = self._report(kind="key_customer")
        figures = {
            code: self._value(report, "k1", "key_indicators", code)
            for code in (
                "key_customers",
                "planned_customers",
                "visits_planned",
                "visited",
            )
        }
        self.assertEqual(
            figures,
            {
                "key_customers": 3,
                "planned_customers": 2,
                "visits_planned": 2,
                "visited": 1,
            },
        )
        results = {
            row.label: (row.cells["visitor"].value, row.cells["visited_on"].value)
            for row in self._chapter(report, "k1").table("key_list").rows
        }
        self.assertEqual(results["Key one"], (self.manager.name, "2026-03-01"))
        self.assertEqual(results["Key two"], (self.manager.name, ""))
        self.assertEqual(results["Key three"], ("", ""))
        words = self._chapter(report, "k2").table(f"question_{lacks.id}").rows
        self.assertEqual(
            [row.cells["suggestion"].value for row in words], ["=More bays"]
        )
        share = self._figure(
            report, f"question_{policies.id}", f"choice_{chosen.id}", "share", "k2"
        )
        self.assertEqual((share.numerator, share.denominator), (1, 1))
        self._check_links(report)

    def test_sales(self):
        """New vehicles by sales adviser and step; complaints of the department only."""
        car = self.env["fleet.vehicle"].create(
            {
                "model_id": self.car_model.id,
                "license_plate": "NEW",
                "owner_id": self.partner.id,
                "sales_adviser_id": self.seller.id,
                "home_company_id": self.company.id,
                "delivery_date": "2026-03-02",
            }
        )
        values = {
            "purpose_id": self._purpose("new_vehicle"),
            "vehicle_id": car.id,
            "sales_adviser_id": self.seller.id,
        }
        self._followups(
            3, self._days(), "completed", band_level="very_satisfied", **values
        )
        self._followups(1, self._days(), "no_answer", **values)
        self._followups(6, self._days(), "completed")  # not new ones
        complaints = self.env["aftersales.complaint"].sudo()
        for function in ("sales", "workshop"):
            complaints.create(
                {
                    "company_id": self.company.id,
                    "partner_id": self.partner.id,
                    "vehicle_id": car.id,
                    "description": f"About {function}",
                    "date_received": "2026-03-05 04:00:00",
                    "function": function,
                }
            )
        report = self._report(kind="sales")
        rate = self._figure(report, "new_indicators", "success_rate", "value", "s1")
        self.assertEqual((rate.numerator, rate.denominator), (3, 4))
        self.assertEqual(self._value(report, "s1", "new_indicators", "delivered"), 1)
        row = f"sales_advisers_{self.seller.id}"
        mine = self._figure(report, "sales_advisers", row, "success_short", "s1")
        self.assertEqual((mine.numerator, mine.denominator), (3, 4))
        chapter = self._chapter(report, "s2")
        self.assertEqual(
            chapter.cell("complaint_indicators", "complaints", "value").value, 1
        )
        listed = chapter.table("open_complaints").rows
        self.assertEqual([row.cells["words"].value for row in listed], ["About sales"])
        self._check_links(report)

    def test_the_part_is_no_clients(self):
        """A context from outside does not make the figures count a part."""
        self._followups(4, self._days(), "completed")
        purpose = self._purpose("new_vehicle")
        report = self._report().with_context(aftersales_figures_purpose=[purpose])
        self.assertEqual(self._value(report, "m3", "indicators", "due"), 4)

    def test_people(self):
        """A page an advisor, beside everybody's score; a page a technician."""
        technician = self.env["hr.employee"].create(
            {"name": "Tech Zhang", "company_id": self.company.id}
        )
        code = self.items[0].code
        mine = self._followups(2, self._days(), "completed")
        others = self._followups(
            2,
            self._days(),
            "completed",
            advisor_id=self.seller.id,
            advisor_name=self.seller.name,
        )
        self._scores(mine, {code: 60.0})
        self._scores(others, {code: 100.0})
        order = self._order(
            self.vehicle, self.month, technician_ids=[(6, 0, technician.ids)]
        )
        self._order(self.vehicle, self.month, rework_of_id=order.id)
        report = self._report(kind="people")
        chapter = self._chapter(report, "p1")
        table = f"person_items_{self.advisor.id}"
        self.assertEqual(chapter.cell(table, code, "mean").value, 60.0)
        self.assertEqual(chapter.cell(table, code, "everybody").value, 80.0)
        self.assertTrue(chapter.table(f"person_{self.advisor.id}").new_page)
        page = self._chapter(report, "p2").table(f"technician_{technician.id}")
        self.assertEqual(page.label, "Tech Zhang")
        total = page.rows[-1].cells
        self.assertEqual((total["jobs"].value, total["redone"].value), (1, 1))
        redone = self._chapter(report, "p2").table(f"technician_redone_{technician.id}")
        self.assertEqual(redone.rows[0].res_id, order.id)
        self._check_links(report)

    def test_group(self):
        """A group's report ends with its stores side by side, each number its own."""
        both = self.company + self.other_company
        manager = self.manager
        manager.sudo().company_ids = [(4, self.other_company.id)]
        self._followups(3, self._days(), "completed")
        self._followups(2, self._days(), "no_answer", company_id=self.other_company.id)
        report = self._report(companies=both)
        self.assertEqual(report.chapter_ids[-1].code, "g1")
        chapter = self._chapter(report, "g1")
        columns = (
            f"store_{self.company.id}",
            f"store_{self.other_company.id}",
            "group",
        )
        due = [chapter.cell("main_figures", "main_due", one).value for one in columns]
        self.assertEqual(due, [3, 2, 5])
        self._check_links(report)
        report.company_ids = self.company
        self.assertNotIn("g1", report.chapter_ids.mapped("code"))
        manager.sudo().company_ids = [(6, 0, self.company.ids)]
        with self.assertRaises(AccessError):
            self._report(companies=both).chapters()

    def test_confirm(self):
        """Frozen like the month: a later change shows as a difference."""
        self._followups(2, self._days(), "completed")
        report = self._report(kind="people")
        report.action_confirm()
        self.assertTrue(report.pdf_attachment_id and report.xlsx_attachment_id)
        self._followups(1, self._days(), "completed")
        row = f"advisor_{self.advisor.id}"
        self.assertEqual(self._value(report, "p1", "advisors", row, "due"), 2)
        self.assertIn("3", [one.now for one in report.differences()])
