"""Chapters 1, 2 and 7 (M1, M2, M7), written anew from docs/figures.md."""

from .recompute_outside import Outside
from .recompute_rows import Fig, change, count, mean, rate, text
from .recompute_survey import Survey

FUNCTIONS = {
    "front_desk": "Front desk",
    "workshop": "Workshop",
    "parts": "Parts",
    "customer_care": "Customer care",
    "sales": "Sales",
}
PRIORITIES = {"0": "Normal", "1": "High", "2": "Very high"}
STATES = {"todo": "Not done", "doing": "Doing", "done": "Done"}
EFFECTS = {
    "pending": "Not verified",
    "effective": "Effective",
    "ineffective": "Not effective",
}


class Measures:
    """Improvement measures of some stores, and the goals of the next period."""

    def __init__(self, tables, company_ids):
        self.t = tables
        self.survey = Survey(tables, company_ids)

    def of(self, span):
        """Started by the end of the span and not done before it, in order."""
        rows = [
            row
            for row in self.t.measures
            if row["company_id"] in self.survey.ids
            and row["date_start"] <= span.date_to
            and not (row["date_done"] and row["date_done"] < span.date_from)
        ]
        rows.sort(key=lambda r: (-int(r["priority"]), r["date_due"], r["id"]))
        return rows

    # Chapter 1 ----------------------------------------------------------------------

    def chapter(self, span):
        """Every cell of chapter 1."""
        return {
            "measure_status": self.table_status(span),
            "measures": {str(row["id"]): self.words(row) for row in self.of(span)},
            "item_measures": self.table_items(span),
        }

    def table_status(self, span):
        """By status, and what is overdue at the end."""
        rows = self.of(span)
        parts = {
            f"status_{state}": [row for row in rows if row["status"] == state]
            for state in STATES
        }
        parts["overdue"] = [
            row
            for row in rows
            if row["status"] != "done" and row["date_due"] <= span.date_to
        ]
        return {
            code: {"count": count(part), "share": rate(part, rows)}
            for code, part in parts.items()
        }

    def words(self, row):
        """A measure in a list."""
        effect = filter(None, [EFFECTS.get(row["effect_state"]), row["effect"]])
        return {
            "": text(row["problem"]),
            "function": text(FUNCTIONS.get(row["function"])),
            "priority": text(PRIORITIES[row["priority"]]),
            "measure": text(row["measure"]),
            "owner": text(self.t.user(row["owner_id"])),
            "due_on": text(str(row["date_due"])),
            "supervisor": text(self.t.user(row["supervisor_id"])),
            "checkpoint": text(row["checkpoint"]),
            "status": text(STATES[row["status"]]),
            "evidence": text(row["evidence"]),
            "files": Fig(None),
            "effect": text(": ".join(effect)),
        }

    def table_items(self, span):
        """Action, completion, last and this score, effect of each item."""
        now, before = self.survey.scores(span), self.survey.scores(span.before())
        table = {}
        for item in self.survey.all_items:
            mine = [row for row in self.of(span) if row["item_id"] == item["id"]]
            if not mine:
                continue
            done = [row for row in mine if row["status"] == "done"]
            last, this = (
                mean(r["value"] for r in rows if r["item_code"] == item["code"])
                for rows in (before, now)
            )
            table[f"item_{item['code']}"] = {
                "action": text("\n".join(row["measure"] for row in mine)),
                "measures": count(mine),
                "done_measures": count(done),
                "completion": rate(done, mine),
                "last_score": last,
                "this_score": this,
                "effect": change(this, last),
            }
        return table

    # Chapter 7 ----------------------------------------------------------------------

    def next_chapter(self, span):
        """Every cell of chapter 7."""
        return {"goals": self.table_goals(span), "top_measures": self.table_top(span)}

    def table_goals(self, span):
        """The overall rate and each MOT item below target."""
        overall = self.survey.overall(span)
        table = {
            "overall_rate": {
                "value": overall,
                "goal": Fig(overall.target, kind="percent"),
            }
        }
        scores = self.survey.scores(span)
        for item in self.survey.mot_items:
            fig = self.survey.item_score(item, scores)
            if item["target"] and fig.value is not None and fig.value < item["target"]:
                goal = Fig(item["target"])
                table[f"goal_{item['code']}"] = {"value": fig, "goal": goal}
        return table

    def table_top(self, span):
        """Five measures a department, due in the next period or later."""
        following = span.shift(span.length)
        rows = [r for r in self.of(following) if r["date_due"] >= following.date_from]
        table = {}
        for function in (*FUNCTIONS, None):
            mine = [row for row in rows if row["function"] == function]
            for row in mine[:5]:
                words = self.words(row)
                names = ("", "function", "priority", "measure", "owner", "due_on")
                table[str(row["id"])] = {name: words[name] for name in names}
        return table


class External(Outside):
    """Chapter 2: as given, beside the own survey."""

    def chapter(self, span):
        """Every cell of chapter 2, a set of tables a store."""
        tables = {}
        for one in self.ids:
            suffix = f"_{one}" if len(self.ids) > 1 else ""
            mine = {
                "external_survey": self.table_survey(one, span),
                "external_advisors": self.table_advisors(one, span),
                "external_mystery": self.table_mystery(one, span),
            }
            tables |= {
                code + suffix: rows
                for code, rows in mine.items()
                if rows or code == "external_survey"
            }
        return tables

    def columns(self, company_id, span, kind):
        """Column → what was given."""
        return {
            "value": self.given(company_id, span, kind),
            "previous": self.given(company_id, span.before(), kind),
            "region": self.given(company_id, span, kind, "region"),
            "nation": self.given(company_id, span, kind, "nation"),
        }

    def row(self, columns, read):
        """A figure of each column and the change."""
        cells = {
            name: Fig(read(record) if record else None)
            for name, record in columns.items()
        }
        return cells | {"change_previous": change(cells["value"], cells["previous"])}

    def line(self, record, item_id):
        """The value given for an item."""
        for line in record["lines"]:
            if line["item_id"] == item_id and not line["advisor_id"]:
                return line["value"]
        return None

    def table_survey(self, company_id, span):
        """Sample, items, MOT and CSS."""
        columns = self.columns(company_id, span, "survey")
        if not any(columns.values()):
            return {}
        survey = Survey(self.t, [company_id])
        scores = survey.scores(span)
        table = {"sample": self.row(columns, lambda one: one["sample"])}
        for item in survey.mot_items:
            row = self.row(columns, lambda one, key=item["id"]: self.line(one, key))
            mine = [r["value"] for r in scores if r["item_code"] == item["code"]]
            table[item["code"]] = row | {"own": mean(mine)}
        own = survey.mot(scores)
        mot = self.row(columns, lambda one: one["mot"] or None)
        table["external_mot"] = mot | {"own": own}
        table["external_css"] = self.row(columns, lambda one: one["css"] or None)
        return table

    def table_advisors(self, company_id, span):
        """What was given for each advisor, and below it the own survey's scores."""
        survey = Survey(self.t, [company_id])
        table = {}
        for key, given in self.advisors(company_id, span).items():
            scores = survey.scores(span, advisor_id=key)
            mot = survey.mot(scores)
            items = [item for item in survey.mot_items if item["active"]]
            shown = {"sample", "mot", *(item["code"] for item in items)}
            table[f"external_advisor_{key}"] = {
                code: fig for code, fig in given.items() if code in shown
            }
            own = {item["code"]: survey.item_score(item, scores) for item in items}
            most = max((fig.sample for fig in own.values()), default=0)
            table[f"own_advisor_{key}"] = own | {"sample": count(most), "mot": mot}
        return table

    def table_mystery(self, company_id, span):
        """Mystery shopping by section, its total as given."""
        columns = self.columns(company_id, span, "mystery")
        sections = []
        for record in columns.values():
            for line in record["lines"] if record else ():
                if line["section"] not in sections:
                    sections.append(line["section"])

        def reader(section):
            return lambda one: next(
                (x["value"] for x in one["lines"] if x["section"] == section), None
            )

        table = {
            f"section_{number}": {"": text(one)} | self.row(columns, reader(one))
            for number, one in enumerate(sections, start=1)
        }
        if table:
            total = self.row(columns, lambda one: one["total"] or None)
            table["external_total"] = total
        return table
