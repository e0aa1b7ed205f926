import datetime

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..tools.formats import format_value
from ..tools.periods import Period
from .common import ReportCase


@tagged("post_install", "-at_install")
class TestFiguresSurvey(ReportCase):
    """Chapter 3 against records (M3, M10)."""

    def _rate(self, report, row, table="indicators"):
        cell = self._figure(report, table, row)
        return format_value(cell.value, cell.unit)

    def test_reference_month(self):
        """850 called, 700 effective …: 82.4 %, 17.6 %, 35.3 % (M3)."""
        self._reference_month()
        report = self._report()
        counts = {
            row: self._figure(report, "indicators", row).value
            for row in (
                "due",
                "called",
                "effective",
                "unreachable",
                "refused",
                "top",
                "low",
                "other_contact",
            )
        }
        self.assertEqual(
            counts,
            {
                "due": 900,
                "called": 850,
                "effective": 700,
                "unreachable": 100,
                "refused": 50,
                "top": 150,
                "low": 300,
                "other_contact": 0,
            },
        )
        self.assertEqual(self._rate(report, "effective_called"), "82.4 %")
        self.assertEqual(self._rate(report, "top_called"), "17.6 %")
        self.assertEqual(self._rate(report, "low_called"), "35.3 %")
        self.assertEqual(self._rate(report, "top_effective"), "21.4 %")
        self.assertEqual(self._rate(report, "low_effective"), "42.9 %")
        cell = self._figure(report, "unreachable_reasons", "total", "count")
        self.assertEqual(cell.value, 100)

    def test_every_count_opens_its_records(self):
        """A count and the number of records of its domain are the same."""
        self._reference_month()
        followups = self._followups(12, self._days(), "completed", advisor_id=False)
        self._scores(followups, {item.code: 60.0 for item in self.items})
        self._make_repair(date_closed=datetime.datetime(2026, 3, 5, 4))
        report = self._report(self.director)
        checked = 0
        for chapter in report.chapters():
            for table, row, column, cell in chapter.cells():
                if not cell.model or cell.value is None:
                    continue
                records = self.env[cell.model].with_context(active_test=False)
                found = records.search_count(cell.domain)
                expected = cell.value if cell.unit == "count" else cell.numerator
                if cell.unit == "score":
                    expected = cell.sample
                place = f"{table.code}/{row.code}/{column.code}"
                self.assertEqual(found, expected, place)
                checked += 1
        self.assertGreater(checked, 150)

    def test_effective_rate(self):
        """508 due, 381 effective: 75 % (M3)."""
        self._followups(381, self._days(), "completed")
        self._followups(127, self._days())
        self.assertEqual(self._rate(self._report(), "effective_rate"), "75.0 %")

    def test_nothing_to_divide_by(self):
        """A month without records says “–”, never 0 % and never an error (M10)."""
        report = self._report()
        for row in ("called_rate", "effective_rate", "overall_rate", "top_called"):
            self.assertEqual(self._rate(report, row), "–", row)
        self.assertEqual(self._rate(report, "mot"), "–")
        self.assertEqual(self._rate(report, "due"), "0")

    def test_small_sample_has_an_interval(self):
        """Under 30 answers a rate stands with its Wilson interval (M10)."""
        self._followups(5, self._days(), "completed")
        self._followups(1, self._days())
        report = self._report()
        basis = self._figure(report, "indicators", "effective_rate", "basis")
        self.assertEqual(basis.value, "5 / 6 (43.6–97.0 %)")

    def test_items_and_mot_score(self):
        """MOT is the weighted mean of item means, not of respondents (Q3)."""
        followups = self._followups(3, self._days(), "completed")
        codes = self.items.mapped("code")
        self._scores(followups[:2], {codes[0]: 100.0, codes[1]: 50.0})
        self._scores(followups[2:], {codes[0]: 70.0})
        report = self._report()
        cell = self._figure(report, "items", codes[0], "mean")
        self.assertEqual((cell.value, cell.sample), (90.0, 3))
        self.assertIsNone(self._figure(report, "items", codes[2], "mean").value)
        first, second = self.items[0].weight, self.items[1].weight
        expected = (90.0 * first + 50.0 * second) / (first + second)
        mot = self._figure(report, "indicators", "mot")
        self.assertAlmostEqual(mot.value, expected)
        self.assertEqual(mot.sample, 5)
        weakest = self._chapter(report).table("weakest").rows
        self.assertEqual([row.code for row in weakest], [codes[1], codes[0]])

    def test_reference_mot_score(self):
        """99.4 100.6 … 89.9 give 99.2, from answers (Q3)."""
        means = [99.4, 100.6, 100.2, 103.2, 103.2, 98.1, 100.6, 100.2, 99.8, 89.9]
        followups = self._followups(2, self._days(), "completed")
        codes = self.items.sorted("sequence").mapped("code")
        self._scores(followups, dict(zip(codes, means, strict=True)))
        self.assertEqual(self._rate(self._report(), "mot"), "99.2")

    def test_changes(self):
        """Last month and last year stand beside, with the change in points."""
        self._followups(6, self._days(), "completed")
        self._followups(2, self._days())
        before = self._days(datetime.date(2026, 2, 1))
        self._followups(1, before, "completed")
        self._followups(1, before)
        self._followups(4, self._days(datetime.date(2025, 3, 1)), "completed")
        report = self._report()
        row = ("indicators", "effective_rate")
        self.assertEqual(self._figure(report, *row, "value").value, 75.0)
        self.assertEqual(self._figure(report, *row, "previous").value, 50.0)
        self.assertEqual(self._figure(report, *row, "change_previous").value, 25.0)
        self.assertEqual(self._figure(report, *row, "last_year").value, 100.0)
        self.assertEqual(self._figure(report, *row, "change_last_year").value, -25.0)
        trend = self._chapter(report).table("trend")
        self.assertEqual(len(trend.rows), 12)
        self.assertEqual(trend.rows[-1].cells["effective"].value, 6)
        self.assertEqual(trend.rows[-2].cells["effective"].value, 1)

    def test_on_time_in_local_days(self):
        """Finished at 00:30 local after the deadline is late, though UTC says else."""
        day = datetime.date(2026, 3, 10)
        deadline = datetime.date(2026, 3, 12)
        late = datetime.datetime(2026, 3, 12, 16, 30)  # 13 March 00:30 in Shanghai
        just = datetime.datetime(2026, 3, 12, 15, 59)
        for moment in (late, just):
            self._followups(
                1, day, "completed", date_done=moment, date_deadline=deadline
            )
        cell = self._figure(self._report(), "indicators", "on_time_rate")
        self.assertEqual((cell.numerator, cell.denominator), (1, 2))

    def test_overall_rate(self):
        """Orders settled in local days with an effective after-repair follow-up."""
        inside = datetime.datetime(2026, 2, 28, 16, 30)  # 1 March in Shanghai
        outside = datetime.datetime(2026, 3, 31, 16, 30)  # 1 April in Shanghai
        reached = self._make_repair(date_closed=inside)
        self._make_repair(date_closed=datetime.datetime(2026, 3, 9, 4))
        self._make_repair(date_closed=outside)
        self._followups(2, self.month, "completed", repair_id=reached.id)
        cell = self._figure(self._report(), "indicators", "overall_rate")
        self.assertEqual((cell.numerator, cell.denominator), (1, 2))
        self.assertEqual(cell.target, 30.0)

    def test_advisors(self):
        """Orders, follow-ups and items per advisor of the day of the repair."""
        mine = self._followups(4, self._days(), "completed")
        self._scores(mine, {self.items[0].code: 80.0})
        self._followups(2, self._days(), advisor_id=False, advisor_name=False)
        report = self._report()
        table = self._chapter(report).table("advisors")
        rows = {row.label: row for row in table.rows}
        self.assertEqual(rows[self.advisor.name].cells["effective"].value, 4)
        self.assertEqual(rows[self.advisor.name].cells["mot"].value, 80.0)
        self.assertEqual(rows["Not set"].cells["due"].value, 2)

    def test_companies_are_kept_apart(self):
        """A store's figures count its own records; a group's add them up."""
        self._followups(3, self._days(), "completed")
        self._followups(5, self._days(), company_id=self.other_company.id)
        self.assertEqual(self._figure(self._report(), "indicators", "due").value, 3)
        self.director.company_ids += self.other_company
        both = self.company + self.other_company
        group = self._report(self.director, both)
        self.assertEqual(self._figure(group, "indicators", "due").value, 8)
        stores = self._chapter(group).table("stores")
        self.assertEqual([row.cells["due"].value for row in stores.rows], [3, 5])

    def test_foreign_company_is_refused(self):
        """The engine reads past record rules, so it refuses foreign companies."""
        figures = self.env["aftersales.figures"].with_user(self.manager)
        period = Period.containing("month", self.month)
        with self.assertRaises(AccessError):
            figures.compute_chapter("m3", self.other_company.ids, period)
        with self.assertRaises(AccessError):
            figures.compute_chapter("m3", [], period)

    def test_quarter(self):
        """A quarter adds up its months; the period before is the quarter before."""
        self._followups(2, datetime.date(2026, 1, 5), "completed")
        self._followups(3, datetime.date(2026, 3, 31), "completed")
        self._followups(4, datetime.date(2025, 12, 31), "completed")
        report = self._report(period_type="quarter", date_from="2026-02-15")
        self.assertEqual(report.date_from, datetime.date(2026, 1, 1))
        self.assertEqual(self._figure(report, "indicators", "due").value, 5)
        cell = self._figure(report, "indicators", "due", "previous")
        self.assertEqual(cell.value, 4)

    def test_weak_items(self):
        """The three lowest items and all below target, with advisors and comments."""
        low = {item.code: 60.0 + number for number, item in enumerate(self.items[:5])}
        mine = self._followups(2, self._days(), "completed")
        self._scores(mine, {**low, self.items[5].code: 95.0})
        other = self._followups(
            1, self._days(), "completed", advisor_id=self.director.id
        )
        scores = self._scores(other, {self.items[0].code: 96.0})
        words = {"is_low": True, "comment": "Waited an hour"}
        self._scores(mine[:1], {self.items[4].code: 30.0}).sudo().write(words)
        scores.sudo().write({"is_low": False})
        chapter = self._chapter(self._report())
        table = chapter.table("weakest")
        codes = [row.code for row in table.rows]
        self.assertEqual(set(codes), {item.code for item in self.items[:5]})
        means = [row.cells["mean"].value for row in table.rows]
        self.assertEqual(means, sorted(means))
        self.assertEqual(
            [row.cells["rank"].value for row in table.rows], [1, 2, 3, 4, 5]
        )
        first = table.cell(self.items[0].code, "lowest_advisors").value
        first = first.replace("\N{NO-BREAK SPACE}", " ")
        self.assertIn(f"{self.advisor.name} 60.0 (n = 2)", first)
        self.assertNotIn(self.director.name, first, "above the target")
        gap = table.cell(self.items[1].code, "to_target").value
        self.assertEqual(gap, 61.0 - self.items[1].target)
        [comment] = chapter.table("below_target").rows
        self.assertEqual(comment.cells["comment"].value, "Waited an hour")

    def test_the_three_lowest_have_their_comments(self):
        """An item that reaches its target, yet is among the lowest, is talked about."""
        followups = self._followups(2, self._days(), "completed")
        self._scores(followups, {self.items[0].code: 100.0})
        score = self._scores(followups[:1], {self.items[1].code: 95.0}).sudo()
        score.write({"is_low": True, "comment": "Nobody at the desk"})
        chapter = self._chapter(self._report())
        self.assertEqual(len(chapter.table("weakest").rows), 2)
        [comment] = chapter.table("below_target").rows
        self.assertEqual(comment.cells["comment"].value, "Nobody at the desk")

    def test_every_question(self):
        """Each question with its answers, for the department and each advisor; yes ÷
        answered beside the score (M3, Q4)."""
        yes_no = self.env.ref("aftersales_followup.survey_mix_all_done")
        level = self.env.ref("aftersales_followup.survey_five_aspects_fixed")
        self.patch(type(self), "items", yes_no.satisfaction_item_id)
        code = self.items.code
        mine = self._followups(3, self._days(), "completed")
        self._scores(mine[:2], {code: 100.0}).sudo().question_id = yes_no
        self._scores(mine[2:], {code: 0.0}).sudo().question_id = yes_no
        before = self._followups(1, datetime.date(2026, 2, 3), "completed")
        self._scores(before, {code: 0.0}).sudo().question_id = yes_no
        other = self._followups(
            1, self._days(), "completed", advisor_id=self.director.id
        )
        self._scores(other, {code: 80.0}).sudo().question_id = level
        report = self._report()
        chapter = self._chapter(report)
        asked, levels = (f"question_{one.id}" for one in (yes_no, level))
        row = {
            code: cell.value
            for code, cell in next(
                one for one in chapter.table("questions").rows if one.code == asked
            ).cells.items()
        }
        self.assertEqual((row["sample"], round(row["mean"], 1)), (3, 66.7))
        self.assertEqual((row["previous"], round(row["change_previous"], 1)), (0, 66.7))
        rate = chapter.cell("questions", asked, "yes_rate")
        self.assertEqual((rate.numerator, rate.denominator), (2, 3))
        self.assertIsNone(chapter.cell("questions", levels, "yes_rate"))
        people = chapter.table("question_advisors")
        mine, others = (
            people.cell(asked, f"advisor_{user.id}")
            for user in (self.advisor, self.director)
        )
        self.assertEqual((round(mine.value, 1), mine.sample), (66.7, 3))
        self.assertIsNone(others.value)
        self.assertEqual(people.cell(levels, f"advisor_{self.director.id}").value, 80.0)
        self.assertIn("n = 3", report.page)

    def test_items_twelve_months(self):
        """The ten items and MOT of each month (M3)."""
        code = self.items[0].code
        now = self._followups(1, self._days(), "completed")
        self._scores(now, {code: 80.0})
        old = self._followups(1, datetime.date(2025, 4, 30), "completed")
        self._scores(old, {code: 70.0})
        table = self._chapter(self._report()).table("item_trend")
        self.assertEqual(len(table.rows), 12)
        for row, score in (("2026-03", 80.0), ("2025-04", 70.0), ("2026-01", None)):
            self.assertEqual(table.cell(row, code).value, score, row)
            self.assertEqual(table.cell(row, "mot").value, score, row)

    def test_comments_of_every_weak_item(self):
        """An item with many comments does not push those of the others out."""
        first, second = self.items[:2]
        followups = self._followups(120, self._days(), "completed")
        words = {"is_low": True, "comment": "Dirty"}
        self._scores(followups, {first.code: 20.0}).sudo().write(words)
        score = self._scores(followups[:1], {second.code: 10.0}).sudo()
        score.write({"is_low": True, "comment": "Too slow"})
        table = self._chapter(self._report()).table("below_target")
        self.assertEqual(table.rows[0].cells["comment"].value, "Too slow")
        self.assertEqual(len(table.rows), 51, "the weaker item, then half the list")
        self.assertIn("51 of 121", table.note)
