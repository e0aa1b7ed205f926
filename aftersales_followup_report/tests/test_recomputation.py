import datetime

from freezegun import freeze_time

from odoo.tests import tagged

from ..tools.formats import format_value
from ..tools.matrix import as_dict
from ..tools.periods import Period, Week
from .recompute import REPORTS, RecomputeCase
from .recompute_kinds import Week as WeekAgain
from .recompute_now import ANALYSES, dashboard_again
from .recompute_rows import Days

TODAY = datetime.date(2026, 3, 20)
NOW = datetime.datetime(2026, 3, 20, 4, 0)


@tagged("post_install", "-at_install")
class TestRecomputation(RecomputeCase):
    """Every kind of report on random records, a second time in plain Python.

    Each test says what must not be missing in the data, so that it cannot become
    empty unnoticed. Other seeds: the classes below.
    """

    def test_data(self):
        """The data set has what is hard: neighbours' months, 29 and 30, nothing."""
        orders = [row for row in self.tables.orders if row["day"]]
        self.assertTrue(
            sum(row["day"].month != row["date_closed"].month for row in orders) > 20
        )
        cells = {
            count: self._figures_of(self.manager)
            .compute_chapter("m3", self.east.ids, Period("month", self.month))
            .cell("advisors", f"advisor_{user.id}", "effective_rate_short")
            for count, user in self.counted.items()
        }
        self.assertTrue(cells[29].interval and cells[1].interval)
        self.assertFalse(cells[30].interval)

    def test_data_of_the_lists(self):
        """More advisors than a table has columns, equal items where the three lowest
        end, words that are cut, somebody who was scored in two stores."""
        east, both = (
            {chapter.code: chapter for chapter in self._chapters("month", user)}
            for user in self.readers
        )
        self.assertGreater(len(both["m3"].table("question_advisors_2").rows), 5)
        equal = {item.code for item in self.items[2:6]}
        weak = {row.code for row in east["m3"].table("weakest").rows}
        self.assertEqual(len(weak & equal), 2)
        self.assertTrue(east["m3"].table("below_target").note)
        [store, other] = (
            {row.code for row in both["m2"].table(f"external_advisors_{one.id}").rows}
            for one in self.both
        )
        self.assertTrue(store & other)

    def test_reports(self):
        """Each kind, of one store and of two side by side."""
        for name in REPORTS:
            for user in self.readers:
                with self.subTest(name, user=user.login):
                    chapters = self._chapters(name, user)
                    self._assert_report(chapters, self._expected(name, user))

    def test_links(self):
        """Each figure opens its records, for who reads one store and who reads both."""
        for name in REPORTS:
            for user in self.readers:
                with self.subTest(name, user=user.login):
                    opened = self._assert_links(self._chapters(name, user), user)
                    self.assertGreater(opened, 20)

    def test_week(self):
        """The weekly digest, over the end of a month."""
        for day in (datetime.date(2026, 3, 2), datetime.date(2026, 3, 31)):
            week = Week.containing(day)
            for user, companies in self.readers.items():
                with self.subTest(week.code, user=user.login):
                    figures = self._figures_of(user)
                    chapter = figures.compute_chapter("w1", companies.ids, week)
                    days, before = (
                        Days(monday, monday + datetime.timedelta(days=6))
                        for monday in (
                            week.date_from,
                            week.date_from - datetime.timedelta(days=7),
                        )
                    )
                    again = WeekAgain(self.tables, companies.ids)
                    self._assert_chapter(chapter, again.chapter(days, before))
                    self._assert_links([chapter], user)

    @freeze_time(NOW)
    def test_dashboard(self):
        """The month so far, the whole one before and a year ago; what is late now."""
        for user, companies in self.readers.items():
            dashboard = (
                self.env["aftersales.dashboard"]
                .with_user(user)
                .with_context(allowed_company_ids=companies.ids)
            )
            month = dashboard._month(companies.ids)
            self.assertEqual(month.date_to, TODAY)
            cells = dashboard._cells(companies.ids, month)
            expected = dashboard_again(self.tables, companies.ids, TODAY, NOW)
            self.assertEqual(sorted(cells), sorted(expected))
            for code, columns in expected.items():
                self.assertEqual(sorted(cells[code]), sorted(columns), code)
                for column, fig in columns.items():
                    place = ("dashboard", user.login, code, column)
                    self._assert_cell(cells[code][column], fig, place)
                    # the data go on after this today: there is more to find
                    if code not in ("lost", "loss_rate"):
                        self._assert_opens(cells[code][column], user, place)

    def test_analysis(self):
        """Each line of the analysis views is the record's own; no other store's."""
        for model, again in ANALYSES.items():
            for user, companies in self.readers.items():
                with self.subTest(model, user=user.login):
                    expected = again(self.tables, companies.ids)
                    names = [name for name in expected[0] if name != "key"]
                    lines = (
                        self.env[model]
                        .with_user(user)
                        .with_context(allowed_company_ids=companies.ids)
                        .search_read([], names, load=None)
                    )
                    found = [{n: line[n] or False for n in names} for line in lines]
                    wanted = [{n: row[n] or False for n in names} for row in expected]
                    self.assertGreater(len(found), 50)
                    self.assertEqual(
                        sorted(map(repr, found)), sorted(map(repr, wanted))
                    )

    def test_sales_adviser_of_the_day(self):
        """Who sells the car's owner the next one moves no figure of the past (Q6)."""
        before = [as_dict(one) for one in self._chapters("sales", self.manager)]
        self.cars.sales_adviser_id = self.manager
        self.env.flush_all()
        after = [as_dict(one) for one in self._chapters("sales", self.manager)]
        self.assertEqual(before, after)

    def test_three_outputs_agree(self):
        """The screen shows every figure of the matrix that the files are made from."""
        report = self._report()
        page = report.page
        for chapter in report.chapters():
            for _table, _row, _column, cell in chapter.cells():
                if cell.unit in ("count", "percent", "score"):
                    self.assertIn(format_value(cell.value, cell.unit), page)


@tagged("post_install", "-at_install")
class TestRecomputationSeed2(RecomputeCase):
    """The same, on other records."""

    SEED = 20260777

    def test_reports(self):
        """Each kind, of both stores."""
        for name in REPORTS:
            with self.subTest(name):
                chapters = self._chapters(name, self.chief)
                self._assert_report(chapters, self._expected(name, self.chief))
                self._assert_links(chapters, self.chief)


@tagged("post_install", "-at_install")
class TestRecomputationSeed3(TestRecomputationSeed2):
    """And once more."""

    SEED = 4
