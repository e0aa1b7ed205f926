"""Chapter 4 (M4, C10), written anew from docs/figures.md over exported rows."""

from collections import Counter, defaultdict

from .recompute_measures import Measures
from .recompute_rows import Fig, change, compared, count, rate, shares, text
from .recompute_survey import LISTED, Survey

GROUPS = {
    "responsibility": "responsibility",
    "functions": "function",
    "categories": "customer_category_id",
    "stages": "stage_id",
    "sources": "source",
    "severities": "severity",
    "revisits": "revisit_result",
    "evaluations": "final_evaluation",
}


class Complaints:
    """Complaints of some stores; ``function`` keeps those of a department."""

    def __init__(self, tables, company_ids, function=None):
        self.t = tables
        self.ids = list(company_ids)
        self.function = function
        self.survey = Survey(tables, company_ids)
        self.late_ids = {
            row["complaint_id"]
            for row in tables.deadlines
            if (
                row["date_met"] > row["date_deadline"]
                if row["date_met"] and row["date_deadline"]
                else row["date_alarm"] and row["date_alarm"] < tables.now
            )
        }

    def received(self, span, **where):
        """Complaints that came in on local days of a span; not what was joined."""
        return [
            row
            for row in self.t.complaints
            if row["company_id"] in self.ids
            and row["active"]
            and span.has(self.t.day(row["date_received"], row["company_id"]))
            and self.function in (None, row["function"])
            and all(row[name] == value for name, value in where.items())
        ]

    def day(self, row):
        """Local day a complaint came in."""
        return self.t.day(row["date_received"], row["company_id"])

    def closed(self, rows):
        """Those in a closed stage."""
        stages = self.t.by_id["stages"]
        return [row for row in rows if stages[row["stage_id"]]["is_closed"]]

    def reopened(self, rows):
        """Those reopened at least once."""
        return [row for row in rows if row["reopen_count"]]

    def late(self, rows):
        """Those with a deadline missed."""
        return [row for row in rows if row["id"] in self.late_ids]

    def root(self, cause_id):
        """The top of the tree."""
        cause = self.t.by_id["causes"][cause_id]
        while cause["parent_id"]:
            cause = self.t.by_id["causes"][cause["parent_id"]]
        return cause["id"]

    def reasons(self, rows):
        """(main cause, complaint): a complaint once for each main cause."""
        return [
            (root, row)
            for row in rows
            for root in {self.root(key) for key in self.t.causes_of[row["id"]]}
        ]

    def indicators(self, span):
        """Key figures of a span."""
        rows = self.received(span)
        closed, reopened, late = self.closed(rows), self.reopened(rows), self.late(rows)
        days = [row["days_to_close"] for row in closed]
        return {
            "complaints": count(rows),
            "complaint_rate": rate(rows, self.survey.settled(span)),
            "reasons": count(self.reasons(rows)),
            "closed": count(closed),
            "closed_rate": rate(closed, rows),
            "reopened": count(reopened),
            "reopened_rate": rate(reopened, rows),
            "late": count(late),
            "late_rate": rate(late, rows),
            "days_to_close": Fig(
                sum(days) / len(days) if days else None, numerator=len(closed)
            ),
        }

    # Tables -------------------------------------------------------------------------

    def chapter(self, span):
        """Every cell of chapter 4."""
        return {
            "complaint_indicators": self.table_indicators(span),
            "causes": self.table_causes(span),
            "problems": self.table_problems(span),
            **self.filled("cause_measures", self.table_cause_measures(span)),
            **self.tables_groups(span),
            **self.filled("complaint_models", self.table_models(span)),
            **self.filled("complaint_advisors", self.table_advisors(span)),
            "complaint_trend": self.table_trend(span),
            "open_complaints": self.table_open(span),
            "late_complaints": self.table_late(span),
        }

    def filled(self, code, rows):
        """A table that is left out when it is empty."""
        return {code: rows} if rows else {}

    def table_indicators(self, span):
        """Key figures of three periods."""
        spans = (span, span.before(), span.shift(-12))
        return compared(*(self.indicators(one) for one in spans))

    def week(self, row):
        """Days 1–7, 8–14, 15–21, 22–end."""
        day = self.day(row).day
        return 1 if day <= 7 else 2 if day <= 14 else 3 if day <= 21 else 4

    def table_causes(self, span):
        """Main causes by week, with share and the period before."""
        rows, old = self.received(span), self.received(span.before())
        reasons, before = self.reasons(rows), self.reasons(old)
        table = {}
        for root in {key for key, _row in reasons + before}:
            mine = [row for key, row in reasons if key == root]
            theirs = [row for key, row in before if key == root]
            line = self.cause_line(mine, theirs)
            line["share"] = rate(mine, reasons)
            cause = self.t.by_id["causes"][root]
            table[f"cause_{cause['code'] or root}"] = line
        total = self.cause_line([row for _k, row in reasons], [r for _k, r in before])
        table["total"] = total | {"share": rate(reasons, reasons)}
        none = [row for row in rows if not self.t.causes_of[row["id"]]]
        was_none = [row for row in old if not self.t.causes_of[row["id"]]]
        if none or was_none:
            table["no_cause"] = self.cause_line(none, was_none)
        return table

    def cause_line(self, rows, before):
        """Reasons of a cause by week, their number, and that of the period before."""
        line = {
            f"week_{week}": count([row for row in rows if self.week(row) == week])
            for week in (1, 2, 3, 4)
        }
        line |= {"total": count(rows), "previous": count(before)}
        return line | {"change_previous": change(line["total"], line["previous"])}

    def table_problems(self, span):
        """Causes as recorded, the ten most frequent."""
        found = Counter(
            key for row in self.received(span) for key in self.t.causes_of[row["id"]]
        )
        total, running, table = sum(found.values()), 0, {}
        ranked = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
        for rank, (key, number) in enumerate(ranked[:10], start=1):
            running += number
            table[f"problem_{key}"] = {
                "rank": Fig(rank),
                "count": count(number),
                "share": rate(number, total),
                "cumulative": Fig(100.0 * running / total, kind="percent"),
            }
        return table

    def tables_groups(self, span, without=()):
        """A small table for each way to group them."""
        tables = {}
        for code, name in GROUPS.items():
            if code not in without:
                found = Counter(row[name] for row in self.received(span))
                counts = {f"{name}_{key or 'none'}": n for key, n in found.items()}
                tables |= self.filled(code, shares(counts))
        return tables

    def table_advisors(self, span):
        """By service advisor, against the advisor's orders."""
        table = {}
        for key in {row["advisor_id"] for row in self.received(span)}:
            mine = self.received(span, advisor_id=key)
            orders = self.survey.settled(span, advisor_id=key)
            table[f"complaint_advisor_{key or 0}"] = {
                "complaints": count(mine),
                "orders": count(orders),
                "complaint_rate": rate(mine, orders),
            }
        return table

    def table_trend(self, span):
        """Twelve months."""
        table = {}
        for month in span.trend():
            rows = self.received(month)
            table[month.code] = {
                "complaints": count(rows),
                "reasons": count(self.reasons(rows)),
                "closed": count(self.closed(rows)),
                "reopened": count(self.reopened(rows)),
            }
        return table

    def table_open(self, span):
        """Not closed yet, the oldest first."""
        rows = self.received(span)
        closed = {row["id"] for row in self.closed(rows)}
        rows = [row for row in rows if row["id"] not in closed]
        rows.sort(key=lambda row: (self.day(row), row["id"]))
        return {
            str(row["id"]): {
                "": text(row["name"]),
                "date": text(str(self.day(row))),
                "customer": text(self.t.customer(row)),
                "vehicle": text(self.t.plate(row)),
                "words": text(row["description"]),
                "responsible": text(self.t.user(row["responsible_id"])),
                "stage": text(self.t.name("stages", row["stage_id"])),
            }
            for row in rows[:LISTED]
        }

    # Product, effect, what was late (C10, C15) ----------------------------------------

    def table_models(self, span):
        """By the model of the car."""
        cars = self.t.by_id["cars"]
        found = Counter(
            cars.get(row["vehicle_id"], {}).get("model_id")
            for row in self.received(span)
        )
        return shares({f"model_{key or 0}": n for key, n in found.items()})

    def table_cause_measures(self, span):
        """Main causes with a measure: what was done, reasons before and now."""
        parts = defaultdict(list)
        for row in Measures(self.t, self.ids).of(span):
            for root in {self.root(key) for key in self.t.measure_causes[row["id"]]}:
                parts[root].append(row)
        now, before = (
            Counter(key for key, _row in self.reasons(self.received(one)))
            for one in (span, span.before())
        )
        table = {}
        for root, mine in parts.items():
            done = [row for row in mine if row["status"] == "done"]
            reasons, old = count(now[root]), count(before[root])
            table[f"cause_measures_{root}"] = {
                "": text(self.t.name("causes", root)),
                "action": text("\n".join(row["measure"] for row in mine)),
                "measures": count(mine),
                "done_measures": count(done),
                "completion": rate(done, mine),
                "reasons_before": old,
                "reasons_now": reasons,
                "reasons_change": change(reasons, old),
            }
        return table

    def table_late(self, span):
        """A deadline missed, or reopened: with what the director recorded."""
        rows = self.received(span)
        again = {row["id"] for row in self.reopened(rows)}
        rows = [row for row in rows if row["id"] in again | self.late_ids]
        rows.sort(key=lambda row: (self.day(row), row["id"]))
        return {
            str(row["id"]): {
                "": text(row["name"]),
                "date": text(str(self.day(row))),
                "customer": text(self.t.customer(row)),
                "reopen_times": count(row["reopen_count"] or 0),
                "late_cause": text(row["late_cause"]),
                "late_remedy": text(row["late_remedy"]),
            }
            for row in rows[:LISTED]
        }
