import datetime
from collections import Counter, defaultdict
from statistics import fmean

from odoo.tests import tagged

from .recompute import RecomputeCase

FUNCTIONS = ("front_desk", "workshop", "parts", "customer_care")
SCOPES = ("store", "region", "nation")


@tagged("post_install", "-at_install")
class TestRecomputationMeasures(RecomputeCase):
    """Chapters 1, 2 and 7 on random records, a second time in plain Python."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for month in (datetime.date(2026, 2, 1), cls.month):
            for followup in cls._followups(40, cls._days(month), "completed"):
                answered = [item for item in cls.items if cls.random.random() < 0.8]
                means = {
                    item.code: cls.random.choice([60.0, 80.0, 90.0, 95.0, 100.0])
                    for item in answered
                }
                cls._scores(followup, means)
        cls._random_measures()
        cls._random_external()
        cls.report = cls._report()

    @classmethod
    def _random_measures(cls):
        measures = cls.env["aftersales.measure"].with_user(cls.manager)
        for number in range(80):
            start = datetime.date(2026, 1, 1) + datetime.timedelta(
                days=cls.random.randrange(110)
            )
            measure = measures.create(
                {
                    "problem": f"Problem {number}",
                    "measure": "Talk it over",
                    "company_id": cls.company.id,
                    "function": cls.random.choice(FUNCTIONS),
                    "priority": cls.random.choice(["0", "1", "2"]),
                    "item_id": cls.random.choice([*cls.items.ids, False]),
                    "date_start": start,
                    "date_due": start + datetime.timedelta(cls.random.randrange(60)),
                }
            )
            measure.status = cls.random.choice(["todo", "doing", "done"])
            if measure.status == "done":
                days = datetime.timedelta(cls.random.randrange(50))
                measure.sudo().date_done = start + days

    @classmethod
    def _random_external(cls):
        scores = cls.env["aftersales.external.score"].with_user(cls.manager)
        for day in ("2026-03-17", "2026-02-11"):
            for kind in ("survey", "mystery"):
                for scope in SCOPES:
                    scores.create(cls._external_values(day, kind, scope))

    @classmethod
    def _external_values(cls, day, kind, scope):
        def given():
            return round(cls.random.uniform(80, 105), 1)

        if kind == "mystery":
            lines = [
                {"section": section, "value": given()}
                for section in ("Reception", "Workshop", "Hand-over")
            ]
        else:
            lines = [{"item_id": item.id, "value": given()} for item in cls.items]
            if scope == "store":
                lines += [
                    {
                        "item_id": item.id,
                        "advisor_id": cls.advisor.id,
                        "sample": cls.random.randrange(1, 20),
                        "value": given(),
                    }
                    for item in cls.items[:4]
                ]
        return {
            "company_id": cls.company.id,
            "date_from": day,
            "kind": kind,
            "scope": scope,
            "sample": cls.random.randrange(10, 90),
            "mot": given(),
            "css": given(),
            "total": given(),
            "line_ids": [(0, 0, line) for line in lines],
        }

    # Chapter 1 --------------------------------------------------------------------

    def _measures(self, first, last):
        names = ["date_start", "date_due", "date_done", "status", "item_id"]
        rows = self._export("aftersales.measure", [*names, "function", "priority"])
        return [
            row
            for row in rows
            if row["date_start"] <= last
            and not (row["date_done"] and row["date_done"] < first)
        ]

    def _means(self, month):
        """Item code → mean and number of the month's scores."""
        values = defaultdict(list)
        names = ["item_code", "value", "date"]
        for row in self._export("aftersales.followup.score", names):
            if (row["date"].year, row["date"].month) == month:
                values[row["item_code"]].append(row["value"])
        return {code: (fmean(one), len(one)) for code, one in values.items()}

    def test_status(self):
        """Which measures count, their states, what is overdue."""
        last = datetime.date(2026, 3, 31)
        rows = self._measures(self.month, last)
        self.assertTrue(10 < len(rows) < 80, "some count and some do not")
        counts = Counter(f"status_{row['status']}" for row in rows)
        late = sum(row["status"] != "done" and row["date_due"] <= last for row in rows)
        counts["overdue"] = late
        self._assert_counts(self.report, "m1", "measure_status", counts)
        for code, count in counts.items():
            place = ("measure_status", code, "share")
            self._assert_rate(self.report, "m1", place, count, len(rows))
        listed = self._chapter(self.report, "m1").table("measures").rows
        ids = sorted(str(row["id"]) for row in rows)
        self.assertEqual(sorted(row.code for row in listed), ids)

    def test_effect_on_items(self):
        """Action, completion, last and this score, effect of each item."""
        rows = self._measures(self.month, datetime.date(2026, 3, 31))
        now, before = self._means((2026, 3)), self._means((2026, 2))
        for item in self.items:
            mine = [row for row in rows if row["item_id"] == item.id]
            if not mine:
                continue
            done = sum(row["status"] == "done" for row in mine)
            row = f"item_{item.code}"

            def check(column, value, row=row):
                place = ("item_measures", row, column)
                self._assert_cell(self.report, "m1", place, value)

            check("measures", len(mine))
            check("done_measures", done)
            check("completion", 100.0 * done / len(mine))
            check("last_score", before[item.code][0])
            check("this_score", now[item.code][0])
            check("effect", now[item.code][0] - before[item.code][0])

    # Chapter 7 --------------------------------------------------------------------

    def test_next_month(self):
        """Items below target with their goal; five measures a department."""
        goals = self._chapter(self.report, "m7").table("goals")
        below = {
            f"goal_{item.code}": (self._means((2026, 3))[item.code], item.target)
            for item in self.items
            if self._means((2026, 3))[item.code][0] < item.target
        }
        self.assertEqual(
            {row.code for row in goals.rows} - {"overall_rate"}, set(below)
        )
        for row, ((mean, sample), target) in below.items():
            self._assert_cell(self.report, "m7", ("goals", row, "value"), mean)
            self._assert_cell(self.report, "m7", ("goals", row, "goal"), target)
            self.assertEqual(goals.cell(row, "value").sample, sample)
        first, last = datetime.date(2026, 4, 1), datetime.date(2026, 4, 30)
        rows = [row for row in self._measures(first, last) if row["date_due"] >= first]
        rows.sort(key=lambda row: (-int(row["priority"]), row["date_due"], row["id"]))
        wanted = {
            function: [str(row["id"]) for row in rows if row["function"] == function][
                :5
            ]
            for function in FUNCTIONS
        }
        self.assertIn(5, map(len, wanted.values()))
        table = self._chapter(self.report, "m7").table("top_measures")
        listed = [row.code for row in table.rows]
        self.assertEqual(sorted(listed), sorted(sum(wanted.values(), [])))
        for ids in wanted.values():
            self.assertEqual([one for one in listed if one in ids], ids)

    # Chapter 2 --------------------------------------------------------------------

    def _given(self, kind):
        """(column, record) of what was entered."""
        columns = {
            ("store", 3): "value",
            ("store", 2): "previous",
            ("region", 3): "region",
            ("nation", 3): "nation",
        }
        names = ["scope", "date_from", "sample", "mot", "css", "total", "line_ids"]
        for row in self._export(
            "aftersales.external.score", names, [("kind", "=", kind)]
        ):
            column = columns.get((row["scope"], row["date_from"].month))
            if column:
                names = ["item_id", "section", "advisor_id", "sample", "value"]
                lines = self.env["aftersales.external.score.line"].browse(
                    row["line_ids"]
                )
                yield column, row, lines.read(names, load=None)

    def test_external_survey(self):
        """As given, beside the own survey; nothing computed but the change."""
        own = self._means((2026, 3))
        codes = {item.id: item.code for item in self.items}
        shown = {}
        for column, row, lines in self._given("survey"):
            figures = {"sample": row["sample"]}
            figures |= {"external_mot": row["mot"], "external_css": row["css"]}
            for line in lines:
                if not line["advisor_id"]:
                    figures[codes[line["item_id"]]] = line["value"]
            for code, value in figures.items():
                shown[code, column] = value
                place = ("external_survey", code, column)
                self._assert_cell(self.report, "m2", place, value)
        self.assertEqual(len(shown), 4 * (3 + len(self.items)))
        for code in (*codes.values(), "external_mot"):
            place = ("external_survey", code, "change_previous")
            change = shown[code, "value"] - shown[code, "previous"]
            self._assert_cell(self.report, "m2", place, change)
        for item in self.items:
            place = ("external_survey", item.code, "own")
            self._assert_cell(self.report, "m2", place, own[item.code][0])
        weights = {item.code: item.weight for item in self.items}
        mot = sum(own[code][0] * weights[code] for code in own) / sum(
            weights[code] for code in own
        )
        place = ("external_survey", "external_mot", "own")
        self._assert_cell(self.report, "m2", place, mot)

    def test_external_advisors_and_mystery(self):
        """Mean and sample of each advisor's scores; mystery shopping by section."""
        for column, _row, lines in self._given("survey"):
            mine = [line for line in lines if line["advisor_id"]]
            if column != "value" or not mine:
                continue
            code = f"external_advisor_{self.advisor.id}"
            place = ("external_advisors", code)
            mean = sum(line["value"] for line in mine) / len(mine)
            self._assert_cell(self.report, "m2", (*place, "value"), mean)
            sample = max(line["sample"] for line in mine)
            self._assert_cell(self.report, "m2", (*place, "sample"), sample)
        table = self._chapter(self.report, "m2").table("external_mystery")
        rows = {row.label: row.code for row in table.rows}
        for column, row, lines in self._given("mystery"):
            for line in lines:
                place = ("external_mystery", rows[line["section"]], column)
                self._assert_cell(self.report, "m2", place, line["value"])
            place = ("external_mystery", "external_total", column)
            self._assert_cell(self.report, "m2", place, row["total"])
