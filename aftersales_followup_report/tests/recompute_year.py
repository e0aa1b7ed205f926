"""Stores side by side and the yearly summary: the chapters' figures, laid out anew."""

from .recompute_complaint import Complaints
from .recompute_lost import Lost
from .recompute_measures import Measures
from .recompute_rows import change, count, rate
from .recompute_survey import Survey
from .recompute_workshop import Workshop


class Main:
    """The main figures of all chapters for some stores."""

    def __init__(self, tables, company_ids, until=None):
        self.t = tables
        self.ids = sorted(company_ids)
        self.survey = Survey(tables, company_ids)
        self.complaints = Complaints(tables, company_ids)
        self.workshop = Workshop(tables, company_ids)
        self.lost = Lost(tables, company_ids, until)

    def figures(self, span, cohort=None):
        """Code → figure of a span; ``cohort`` is six months earlier."""
        s = self.survey.indicators(span)
        c = self.complaints.indicators(span)
        w = self.workshop.indicators(span)
        return {
            "due": s["due"],
            "called": s["called"],
            "called_rate_short": s["called_rate"],
            "effective": s["effective"],
            "effective_rate_short": s["effective_rate"],
            "on_time_short": s["on_time_rate"],
            "overall_short": s["overall_rate"],
            "new_vehicle_short": s["new_vehicle_rate"],
            "top": s["top"],
            "top_short": s["top_called"],
            "low": s["low"],
            "low_short": s["low_called"],
            "unreachable_short": s["unreachable_rate"],
            "refused": s["refused"],
            "mot": s["mot"],
            "complaints": c["complaints"],
            "complaint_rate_short": c["complaint_rate"],
            "reasons": c["reasons"],
            "closed": c["closed"],
            "closed_rate_short": c["closed_rate"],
            "reopened": c["reopened"],
            "late_short": c["late"],
            "days_short": c["days_to_close"],
            "orders": w["orders"],
            "redone": w["redone"],
            "fix_rate_short": w["fix_rate"],
            "warranty_short": w["warranty_rate"],
            "booked": w["booked"],
            "booked_rate": w["booked_rate"],
            "booked_by_us_rate": w["booked_by_us_rate"],
            **self.lost.line(cohort or span.shift(-6)),
        }

    # Stores side by side ------------------------------------------------------------

    def stores(self, span):
        """Every cell of the chapter that a group's report ends with."""
        columns = {
            f"store_{one}": Main(self.t, [one], span.date_to).figures(span)
            for one in self.ids
        } | {"group": self.figures(span)}
        rows = {
            f"main_{code}": {name: cells[code] for name, cells in columns.items()}
            for code in columns["group"]
        }
        items = {}
        for item in self.survey.mot_items:
            cells = {}
            for one in self.ids:
                store = Survey(self.t, [one])
                cells[f"store_{one}"] = store.item_score(item, store.scores(span))
            if any(cell.sample for cell in cells.values()):
                items[item["code"]] = cells
        return {
            "main_figures": rows,
            "stores": self.survey.table_stores(span),
            "items": items,
        }

    # Yearly summary -------------------------------------------------------------------

    def year(self, span):
        """Both chapters of the yearly summary."""
        months = [*span.months(), span, span.shift(-12)]
        codes = [f"month_{month.code}" for month in span.months()]
        codes += ["total", "last_year"]
        every = {
            code: self.figures(one) for code, one in zip(codes, months, strict=True)
        }
        tables = {
            table: self.with_change(
                {
                    code: {name: figures[name] for name in names}
                    for code, figures in every.items()
                }
            )
            for table, names in YEAR.items()
        }
        items = {}
        for code, one in zip(codes, months, strict=True):
            scores = self.survey.scores(one)
            items[code] = {
                item["code"]: self.survey.item_score(item, scores)
                for item in self.survey.mot_items
                if item["active"]
            } | {"mot": self.survey.mot(scores)}
        tables["year_items"] = self.with_change(items)
        tables["year_causes"] = self.causes(span)
        tables["archive"] = self.lost.table_archive(span)
        return {"y1": tables, "y2": self.behind(span)}

    def with_change(self, rows):
        """The change of the year on the year before, below."""
        return rows | {
            "change_last_year": {
                name: change(fig, rows["last_year"][name])
                for name, fig in rows["total"].items()
            }
        }

    def causes(self, span):
        """Main causes by month."""
        months = {f"in_{m.date_from:%Y_%m}": m for m in span.months()}
        months |= {"total": span, "last_year": span.shift(-12)}
        reasons = {
            column: self.complaints.reasons(self.complaints.received(one))
            for column, one in months.items()
        }
        found = {
            root for column in ("total", "last_year") for root, _row in reasons[column]
        }
        table = {}
        for root in (*found, None):
            cells = {
                column: count([key for key, _row in rows if root in (None, key)])
                for column, rows in reasons.items()
            }
            cells["share"] = rate(cells["total"].value, len(reasons["total"]))
            cells["change_last_year"] = change(cells["total"], cells["last_year"])
            cause = self.t.by_id["causes"].get(root, {})
            code = f"cause_{cause.get('code') or root}" if root else "total"
            table[code] = cells
        return table

    def behind(self, span):
        """Who and what stands behind the year."""
        measures = Measures(self.t, self.ids)
        groups = self.complaints.tables_groups(span)
        tables = {
            "purposes": self.survey.table_purposes(span),
            "customer_categories": self.survey.table_categories(span),
            "advisors": self.survey.table_advisors(span),
            "technicians": self.workshop.table_technicians(span),
            "rework_reasons": self.workshop.table_reasons(span),
            "problems": self.complaints.table_problems(span),
            "lost_reasons": self.lost.table_reasons(span),
            "measure_status": measures.table_status(span),
            "item_measures": measures.table_items(span),
        }
        if "functions" in groups:
            tables["functions"] = groups["functions"]
        if len(self.ids) > 1:
            tables["stores"] = self.survey.table_stores(span)
        return tables


YEAR = {
    "year_contacts": (
        "due",
        "called",
        "called_rate_short",
        "effective",
        "effective_rate_short",
        "on_time_short",
        "unreachable_short",
        "refused",
    ),
    "year_satisfaction": (
        "overall_short",
        "new_vehicle_short",
        "mot",
        "top",
        "top_short",
        "low",
        "low_short",
    ),
    "year_complaints": (
        "complaints",
        "complaint_rate_short",
        "reasons",
        "closed",
        "closed_rate_short",
        "reopened",
        "late_short",
        "days_short",
    ),
    "year_workshop": (
        "orders",
        "redone",
        "fix_rate_short",
        "warranty_short",
        "booked",
        "booked_rate",
        "booked_by_us_rate",
    ),
    "year_lost": ("came", "lost", "loss_rate", "once"),
}
