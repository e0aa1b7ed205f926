"""Chapter 6 (M6) and the lost-customer report, written anew from docs/figures.md."""

from collections import Counter, defaultdict

from .recompute_rows import Fig, change, count, month_of, rate, shares
from .recompute_survey import Survey

KINDS = ("private", "business", "unknown")


class Lost:
    """Vehicles of some stores that came and did not come back."""

    def __init__(self, tables, company_ids, until=None):
        self.t = tables
        self.survey = Survey(tables, company_ids, "lost_vehicle")
        self.visits = defaultdict(Counter)
        for row in tables.orders:
            if (
                row["company_id"] in self.survey.ids
                and row["state"] == "done"
                and row["vehicle_id"]
                and row["day"]
                and (until is None or row["day"] <= until)
            ):
                self.visits[row["vehicle_id"]][month_of(row["day"])] += 1

    def kind_of(self, category_id):
        """Private, business, or without a category."""
        category = self.t.by_id["categories"].get(category_id)
        if not category:
            return "unknown"
        return "private" if category["is_private"] else "business"

    def owner_kind(self, vehicle_id):
        """Kind of the car's owner today."""
        owner = self.t.by_id["cars"][vehicle_id]["owner_id"]
        partner = self.t.by_id["partners"].get(owner, {})
        return self.kind_of(partner.get("customer_category_id"))

    def came(self, month, kind=None):
        """Cars with an order in a month."""
        return [
            car
            for car, visits in self.visits.items()
            if month.first in visits and kind in (None, self.owner_kind(car))
        ]

    def lost(self, month, kind=None):
        """Of these: no order in the six months after it."""
        return [
            car
            for car in self.came(month, kind)
            if not any(month.first + n in self.visits[car] for n in range(1, 7))
        ]

    def once(self, month, kind=None):
        """Lost with a single order so far."""
        return [
            car
            for car in self.lost(month, kind)
            if sum(n for m, n in self.visits[car].items() if m <= month.first) == 1
        ]

    def line(self, span, kind=None):
        """Came, lost, rate, once: cases of all the span's months."""
        months = span.months()
        came, lost, once = (
            [car for month in months for car in found(month, kind)]
            for found in (self.came, self.lost, self.once)
        )
        return {
            "came": count(came),
            "lost": count(lost),
            "loss_rate": rate(lost, came),
            "once": count(once),
        }

    # Chapter 6 ----------------------------------------------------------------------

    def chapter(self, span):
        """Every cell of chapter 6."""
        return {
            "cohort": self.table_cohort(span),
            "lost_trend": self.table_trend(span),
            "lost_contacts": self.table_contacts(span),
            "lost_unreached": self.survey.table_unreachable(self.survey.due(span)),
            "lost_reasons": self.table_reasons(span),
            "archive": self.table_archive(span),
        }

    def table_cohort(self, span):
        """By kind of owner, with the cohort before and last year's."""
        cohort, table = span.shift(-6), {}
        for kind in (*KINDS, None):
            line = self.line(cohort, kind)
            if kind == "unknown" and not line["came"].value:
                continue
            for name, other in (
                ("previous", cohort.before()),
                ("last_year", cohort.shift(-12)),
            ):
                line[name] = self.line(other, kind)["loss_rate"]
                line[f"change_{name}"] = change(line["loss_rate"], line[name])
            table[kind or "total"] = line
        return table

    def table_trend(self, span):
        """Twelve cohorts."""
        table = {}
        for month in span.trend():
            line = self.line(month.shift(-6))
            del line["once"]
            table[f"lost_{month.shift(-6).code}"] = line
        return table

    def table_contacts(self, span):
        """Due, called, reached, answered."""
        rows = self.survey.due(span)
        parts = {
            "lost_due": rows,
            "lost_called": [row for row in rows if row["is_called"]],
            "lost_reached": self.survey.reached(rows),
            "lost_effective": [row for row in rows if row["is_effective"]],
            "lost_refused": self.survey.groups(rows)["refused"],
        }
        return shares({code: len(part) for code, part in parts.items()}, len(rows))

    def table_reasons(self, span):
        """Why they stay away."""
        found = Counter(
            f"reason_{row['loss_reason_id']}"
            for row in self.survey.due(span)
            if row["loss_reason_id"]
        )
        return shares(found)

    def table_archive(self, span):
        """Cars that came so far, and in the last twelve months, by month."""
        table = {}
        for month in span.trend():
            end = month.first
            archive = [c for c, v in self.visits.items() if min(v) <= end]
            base = [
                car
                for car, visits in self.visits.items()
                if any(end - 12 < m <= end for m in visits)
            ]
            table[f"archive_{month.code}"] = {
                "archive_count": count(archive),
                "base_count": count(base),
            }
        return table

    # Lost-customer report -------------------------------------------------------------

    def report(self, span):
        """Both chapters of the lost-customer report."""
        first = {
            "lost_cohorts": self.table_cohorts(span),
            "cohort": self.table_cohort(span),
            "lost_return": self.table_return(span),
            "lost_trend": self.table_trend(span),
            "archive": self.table_archive(span),
        }
        chapter = self.chapter(span)
        second = {
            name: chapter[name]
            for name in ("lost_contacts", "lost_unreached", "lost_reasons")
        } | {
            "lost_reasons_kind": self.table_reasons_kind(span),
            "call_return": self.table_call_return(span),
            "suggestions": self.survey.table_suggestions(span),
        }
        return {"l1": first, "l2": second}

    def table_cohorts(self, span):
        """A line a cohort month and their sum."""
        spans = {f"cohort_{m.code}": m for m in span.shift(-6).months()}
        spans["total"] = span.shift(-6)
        table = {}
        for code, one in spans.items():
            table[code] = self.line(one)
            for kind in ("private", "business"):
                table[code][f"lost_{kind}"] = self.line(one, kind)["lost"]
        return table

    def table_return(self, span):
        """Lost cars of two periods' cohorts, and who is back by the end."""
        table, sums = {}, [0, 0]
        for month in Span2(span):
            lost = self.lost(month)
            back = [
                car for car in lost if any(m > month.first for m in self.visits[car])
            ]
            sums = [sums[0] + len(lost), sums[1] + len(back)]
            table[f"return_{month.code}"] = self.return_line(len(lost), len(back))
        return table | {"total": self.return_line(*sums)}

    def return_line(self, lost, back):
        """Lost, came back, rate."""
        return {
            "lost": count(lost),
            "returned": count(back),
            "return_rate": rate(back, lost),
        }

    def table_reasons_kind(self, span):
        """Reasons by the category frozen on the follow-up."""
        counts = defaultdict(Counter)
        for row in self.survey.due(span):
            if row["loss_reason_id"]:
                kind = self.kind_of(row["customer_category_id"])
                counts[f"reason_{row['loss_reason_id']}"][kind] += 1
        return {
            code: {kind: count(found[kind]) for kind in KINDS}
            | {"total": count(sum(found.values()))}
            for code, found in counts.items()
        }

    def table_call_return(self, span):
        """Whose car came on a later day than the first attempt's."""
        parts = defaultdict(list)
        for row in self.survey.due(span):
            if row["is_effective"]:
                parts["effective"].append(row)
            elif not row["is_called"]:
                parts["not_called"].append(row)
            else:
                reached = "reached_only" if row["is_contact"] else "unreachable"
                parts[reached].append(row)
        parts["total"] = self.survey.due(span)
        codes = ("effective", "reached_only", "unreachable", "not_called", "total")
        table = {}
        for code in codes:
            back = [row for row in parts[code] if self.is_back(row, span)]
            table[code] = {
                "followups": count(parts[code]),
                "returned": count(back),
                "after_call_rate": rate(back, parts[code]),
            }
        return table

    def is_back(self, row, span):
        """Whether the car of a follow-up came after it, up to the period's end."""
        tried = self.t.day(row["date_first_attempt"], row["company_id"])
        since = tried or row["date_planned"]
        return any(
            order["vehicle_id"] == row["vehicle_id"]
            and order["state"] == "done"
            and order["company_id"] in self.survey.ids
            and order["day"]
            and since < order["day"] <= span.date_to
            for order in self.t.orders
        )


def Span2(span):
    """Cohort months of the period before and of this one."""
    return [*span.shift(-6).before().months(), *span.shift(-6).months()]


__all__ = ["Fig", "Lost"]
