from odoo import models
from odoo.tools import SQL

from odoo.addons.aftersales_followup.models.aftersales_complaint_cause import FUNCTIONS

from ..tools.matrix import (
    Cell,
    Row,
    Table,
    change_cell,
    count_cell,
    rate_cell,
    text_cell,
)

MEASURE = "aftersales.measure"
# Measures of a department that chapter 7 names, and the departments it asks for.
TOP = 5
TOP_FUNCTIONS = ("front_desk", "workshop", "parts", "customer_care")


class AftersalesFiguresMeasure(models.AbstractModel):
    """Chapters 1 and 7 (M1, M7): measures of the period and for the next one.

    Definitions: docs/figures.md, chapters 1 and 7.
    """

    _inherit = "aftersales.figures"

    def _chapter_builders(self):
        return super()._chapter_builders() | {
            "m1": self._chapter_measures,
            "m7": self._chapter_next,
        }

    def _labels(self):
        return super()._labels() | {
            "chapter_m1": self.env._("Last period's measures"),
            "chapter_m7": self.env._("Next period"),
            "measure_status": self.env._("Measures by status"),
            "measures": self.env._("Measures"),
            "item_measures": self.env._("Effect on the satisfaction items"),
            "problem": self.env._("Problem"),
            "priority": self.env._("Priority"),
            "measure": self.env._("Measure"),
            "owner": self.env._("Owner"),
            "due_on": self.env._("Due on"),
            "supervisor": self.env._("Supervised by"),
            "checkpoint": self.env._("Checkpoint"),
            "status": self.env._("Status"),
            "evidence": self.env._("Evidence"),
            "files": self.env._("Files"),
            "action": self.env._("Action"),
            "effect": self.env._("Effect"),
            "overdue": self.env._("Overdue at the end of the period"),
            "done_measures": self.env._("Done"),
            "completion": self.env._("Completion"),
            "last_score": self.env._("Last score"),
            "this_score": self.env._("This score"),
            "goals": self.env._("Goals"),
            "goal": self.env._("Goal"),
            "top_measures": self.env._("Five most important measures a department"),
        }

    # Chapter 1 --------------------------------------------------------------------

    def _chapter_measures(self, company_ids, period):
        """Chapter 1: what was to be done in the period, and what it brought."""
        rows = self._measure_rows(self._where_measures(company_ids, period))
        items = self._item_buckets(company_ids, period)
        return self._chapter(
            "m1",
            1,
            [
                self._table_measure_status(company_ids, period, rows),
                self._table_measures("measures", rows),
                self._table_item_measures(company_ids, period, rows, items),
            ],
        )

    def _where_measures(self, company_ids, period):
        """Started by the end of the period and not done before it."""
        return SQL(
            "m.company_id IN %s AND m.date_start <= %s "
            "AND (m.date_done IS NULL OR m.date_done >= %s)",
            tuple(company_ids),
            period.date_to,
            period.date_from,
        )

    def _domain_measures(self, company_ids, period):
        return [
            ("company_id", "in", company_ids),
            ("date_start", "<=", str(period.date_to)),
            "|",
            ("date_done", "=", False),
            ("date_done", ">=", str(period.date_from)),
        ]

    def _measure_rows(self, where):
        return self._select(
            SQL(
                """
                SELECT m.id, m.problem, m.measure, m.priority, m.function, m.item_id,
                       m.date_due, m.date_done, m.checkpoint, m.status, m.evidence,
                       m.effect, m.effect_state, m.owner_id, m.supervisor_id
                FROM aftersales_measure m WHERE %s
                ORDER BY m.priority DESC, m.date_due, m.id
                """,
                where,
            )
        )

    def _choices(self, name):
        """Label of each choice of a field of the measures."""
        field = self.env[MEASURE]._fields[name]
        return dict(field._description_selection(self.env))

    def _table_measure_status(self, company_ids, period, rows):
        domain = self._domain_measures(company_ids, period)
        lines = [
            self._share_row(
                f"status_{status}",
                label,
                sum(row["status"] == status for row in rows),
                len(rows),
                [*domain, ("status", "=", status)],
                MEASURE,
            )
            for status, label in self._choices("status").items()
        ]
        late = [
            row
            for row in rows
            if row["status"] != "done" and row["date_due"] <= period.date_to
        ]
        overdue = [
            *domain,
            ("status", "!=", "done"),
            ("date_due", "<=", str(period.date_to)),
        ]
        label = self._label("overdue")
        lines.append(
            self._share_row("overdue", label, len(late), len(rows), overdue, MEASURE)
        )
        columns = self._columns(("count", "count"), ("share", "percent"))
        return Table("measure_status", self._label("measure_status"), columns, lines)

    def _table_measures(self, code, rows):
        """The measures with who does what until when, and its effect."""
        people = self._names(
            "res.users",
            [row[name] for row in rows for name in ("owner_id", "supervisor_id")],
        )
        choices = {
            name: self._choices(name)
            for name in ("priority", "status", "effect_state", "function")
        }
        files = self._measure_files([row["id"] for row in rows])
        lines = []
        for row in rows:
            verdict = choices["effect_state"].get(row["effect_state"], "")
            effect = ": ".join(filter(None, [verdict, row["effect"]]))
            texts = {
                "priority": choices["priority"].get(row["priority"]),
                "function": choices["function"].get(row["function"]),
                "measure": row["measure"],
                "owner": people.get(row["owner_id"]),
                "due_on": str(row["date_due"] or ""),
                "supervisor": people.get(row["supervisor_id"]),
                "checkpoint": row["checkpoint"],
                "status": choices["status"].get(row["status"]),
                "evidence": "\n".join(
                    filter(None, [row["evidence"], *files.get(row["id"], ())])
                ),
                "effect": effect,
            }
            cells = {name: text_cell(text) for name, text in texts.items()}
            cells["files"] = self._files_cell(files.get(row["id"], ()), row["id"])
            lines.append(
                Row(str(row["id"]), row["problem"], cells, "", MEASURE, row["id"])
            )
        names = ["function", "priority", "measure", "owner", "due_on"]
        if code == "measures":
            names += ["supervisor", "checkpoint", "status", "evidence", "effect"]
        columns = self._columns(*((name, "text") for name in names))
        if code == "measures":
            columns[-1:-1] = self._columns(("files", "count"))
        return Table(
            code,
            self._label(code),
            columns,
            lines,
            row_header=self._label("problem"),
            kind="list",
        )

    def _measure_files(self, ids):
        """Measure id → names of the files that show that it is done."""
        # of measures of the report's companies: their names only
        attachments = self.env["ir.attachment"].sudo()
        found = attachments.search(
            [*self._domain_files(ids), ("res_field", "=", False)], order="id"
        )
        return {
            key: rows.mapped("name") for key, rows in found.grouped("res_id").items()
        }

    def _domain_files(self, ids):
        return [("res_model", "=", MEASURE), ("res_id", "in", ids)]

    def _files_cell(self, names, measure_id):
        if not names:
            return Cell(None, "text")
        return count_cell(len(names), "ir.attachment", self._domain_files([measure_id]))

    def _table_item_measures(self, company_ids, period, rows, buckets):
        """Per item with a measure: action, completion, last and this score, effect."""
        now = self._sum_items(buckets, period.months())
        before = self._sum_items(buckets, period.previous().months())
        domain = self._domain_measures(company_ids, period)
        lines = []
        for item in self._items():
            mine = [row for row in rows if row["item_id"] == item.id]
            if not mine:
                continue
            here = [*domain, ("item_id", "=", item.id)]
            code = ("item_code", "=", item.code)
            this, last = (
                self._sums_cell(
                    sums.get(item.code, {}),
                    [*self._domain_scores(company_ids, one), code],
                )
                for sums, one in ((now, period), (before, period.previous()))
            )
            cells = {
                **self._measure_cells(mine, here),
                "last_score": last,
                "this_score": this,
                "effect": change_cell(this, last),
            }
            lines.append(Row(f"item_{item.code}", item.name, cells))
        return Table(
            "item_measures",
            self._label("item_measures"),
            self._columns(
                ("action", "text"),
                ("measures", "count"),
                ("done_measures", "count"),
                ("completion", "percent"),
                ("last_score", "score"),
                ("this_score", "score"),
                ("effect", "score_change"),
            ),
            lines,
            row_header=self._label("item"),
        )

    def _measure_cells(self, rows, domain):
        """What is done about an item or a cause, and how much of it is finished."""
        done = sum(row["status"] == "done" for row in rows)
        return {
            "action": text_cell("\n".join(row["measure"] for row in rows)),
            "measures": count_cell(len(rows), MEASURE, domain),
            "done_measures": count_cell(
                done, MEASURE, [*domain, ("status", "=", "done")]
            ),
            "completion": rate_cell(done, len(rows)),
        }

    # Chapter 7 --------------------------------------------------------------------

    def _chapter_next(self, company_ids, period):
        """Chapter 7: goals of the next period and five measures a department."""
        following = period.next()
        where = SQL(
            "m.company_id IN %s AND m.date_due >= %s AND m.date_start <= %s "
            "AND (m.date_done IS NULL OR m.date_done >= %s)",
            tuple(company_ids),
            following.date_from,
            following.date_to,
            following.date_from,
        )
        rows = self._measure_rows(where)
        taken, top = {}, []
        for row in rows:
            taken[row["function"]] = taken.get(row["function"], 0) + 1
            if taken[row["function"]] <= TOP:
                top.append(row)
        order = [function for function, _label in FUNCTIONS]
        top.sort(key=lambda row: order.index(row["function"]) if row["function"] else 9)
        table = self._table_measures("top_measures", top)
        labels = self._choices("function")
        bare = [labels[one] for one in TOP_FUNCTIONS if one not in taken]
        if bare:
            table.note = self.env._("Still without a measure: %s", ", ".join(bare))
        return self._chapter("m7", 7, [self._table_goals(company_ids, period), table])

    def _table_goals(self, company_ids, period):
        """Where the period stands and what is to be reached next."""
        buckets = self._item_buckets(company_ids, period)
        sums = self._sum_items(buckets, period.months())
        overall = self._overall_cell(company_ids, period)
        lines = [
            Row(
                "overall_rate",
                self._label("overall_rate"),
                {"value": overall, "goal": Cell(overall.target, "percent")},
            )
        ]
        for item in self._items():
            one = sums.get(item.code)
            if not item.is_mot or not one or not item.target:
                continue
            if one["mean"] >= item.target:
                continue
            value = self._item_score(company_ids, period, sums, item)
            goal = Cell(item.target, "score")
            cells = {"value": value, "goal": goal}
            lines.append(Row(f"goal_{item.code}", item.name, cells))
        return Table(
            "goals",
            self._label("goals"),
            self._columns(("value", "score"), ("goal", "score")),
            lines,
        )
