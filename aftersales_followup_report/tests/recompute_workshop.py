"""Chapter 5 (M5, A3), written anew from docs/figures.md over exported rows."""

from collections import Counter

from .recompute_rows import Fig, compared, count, rate, shares, text
from .recompute_survey import Survey


class Workshop:
    """Orders of some stores: redone, booked, by technician."""

    def __init__(self, tables, company_ids):
        self.t = tables
        self.survey = Survey(tables, company_ids)

    def redone(self, rows):
        """Those that another order, not cancelled, redid."""
        return [row for row in rows if row["id"] in self.t.redone_by]

    def in_warranty(self, rows):
        """Redone by an order settled, or made while open, within the warranty."""

        def day(row):
            moment = row["date_closed"] or row["create_date"]
            return self.t.day(moment, row["company_id"])

        return [
            row
            for row in rows
            if any(
                day(again) <= row["warranty_until"]
                for again in self.t.redone_by.get(row["id"], ())
            )
        ]

    def words(self, span):
        """Answers yes or no to whether it was fixed."""
        found = []
        for row in self.survey.scores(span, item_code="fixed_first_time"):
            question = self.t.by_id["questions"].get(row["question_id"])
            scale = question and self.t.by_id["scales"].get(
                question["satisfaction_scale_id"]
            )
            if not scale or scale["code"] == "yes_no":
                found.append(row)
        return found

    def indicators(self, span):
        """Key figures of a span."""
        rows = self.survey.settled(span)
        redone = self.redone(rows)
        fixed = [row for row in rows if row["id"] not in self.t.redone_by]
        warranted = [row for row in rows if row["warranty_until"]]
        words = self.words(span)
        booked = [row for row in rows if row["intake"] != "walk_in"]
        by_us = [row for row in rows if row["intake"] == "booked_dealer"]
        return {
            "orders": count(rows),
            "redone": count(redone),
            "fix_rate": rate(fixed, rows),
            "redone_rate": rate(redone, rows),
            "warranty_rate": self.warranty_rate(warranted),
            "fix_word": rate([row for row in words if row["value"] == 100], words),
            "booked": count(booked),
            "booked_rate": rate(booked, rows),
            "booked_by_us": count(by_us),
            "booked_by_us_rate": rate(by_us, booked),
        }

    def warranty_rate(self, warranted):
        """Redone within the repair warranty, to stay under the lowest target."""
        targets = [
            self.t.by_id["companies"][one]["aftersales_warranty_rate"] or 0
            for one in self.survey.ids
        ]
        redone = self.in_warranty(warranted)
        fig = rate(redone, warranted, min(targets) or None)
        fig.less_is_better = True
        return fig

    def chapter(self, span):
        """Every cell of chapter 5; the analysis lines are a report's own."""
        spans = (span, span.before(), span.shift(-12))
        indicators = compared(*(self.indicators(one) for one in spans))
        target = indicators["warranty_rate"]["value"].target
        if target is not None:
            indicators["warranty_rate"]["target"] = Fig(target, kind="percent")
        return {
            "fix_indicators": indicators,
            "technicians": self.table_technicians(span),
            "rework_reasons": self.table_reasons(span),
            **self.table_technician_reasons(span),
            "workshop_trend": self.table_trend(span),
        }

    def jobs(self, span, technician):
        """Orders of a technician; a shared one counts for each."""
        return [
            row
            for row in self.survey.settled(span)
            if technician in self.t.workers_of[row["id"]]
        ]

    def technicians(self, span):
        """Who had a job."""
        return {
            one
            for row in self.survey.settled(span)
            for one in self.t.workers_of[row["id"]]
        }

    def job_line(self, jobs):
        """Jobs, redone, first-time fix."""
        redone = self.redone(jobs)
        return {
            "jobs": count(jobs),
            "redone": count(redone),
            "fix_rate_short": rate(len(jobs) - len(redone), jobs),
        }

    def table_technicians(self, span):
        """Each technician."""
        table = {}
        for key in self.technicians(span):
            jobs = self.jobs(span, key)
            redone = rate(self.redone(jobs), jobs)
            line = self.job_line(jobs) | {"redone_rate_short": redone}
            table[f"technician_{key}"] = line
        return table

    def table_reasons(self, span):
        """Redone orders by the reason of what redid them."""
        counts = Counter()
        for row in self.redone(self.survey.settled(span)):
            for reason in {r["rework_reason_id"] for r in self.t.redone_by[row["id"]]}:
                counts[f"rework_reason_{reason or 0}"] += 1
        return shares(counts)

    def table_technician_reasons(self, span):
        """The same of each technician; nothing where nothing was redone."""
        lines, reasons = {}, set()
        for key in self.technicians(span):
            for row in self.redone(self.jobs(span, key)):
                found = lines.setdefault(f"technician_{key}", Counter())
                for one in {r["rework_reason_id"] for r in self.t.redone_by[row["id"]]}:
                    found[f"rework_reason_{one or 0}"] += 1
                    reasons.add(f"rework_reason_{one or 0}")
        table = {
            key: {code: count(found[code]) for code in reasons}
            for key, found in lines.items()
        }
        return {"technician_reasons": table} if table else {}

    def table_trend(self, span):
        """Twelve months."""
        table = {}
        for month in span.trend():
            now = self.indicators(month)
            names = ("orders", "redone", "booked_rate", "booked_by_us_rate")
            table[month.code] = {name: now[name] for name in names}
            table[month.code]["fix_rate_short"] = now["fix_rate"]
        return table

    # A page each --------------------------------------------------------------------

    def pages(self, span):
        """Every cell of the technicians' pages."""
        tables = {
            "technicians": self.table_technicians(span),
            "rework_reasons": self.table_reasons(span),
            **self.table_technician_reasons(span),
        }
        for key in self.technicians(span):
            year = [self.jobs(month, key) for month in span.trend()]
            page = {
                month.code: self.job_line(jobs)
                for month, jobs in zip(span.trend(), year, strict=True)
            }
            page["total"] = self.job_line([row for jobs in year for row in jobs])
            tables[f"technician_{key}"] = page
            if redone := self.redone(self.jobs(span, key)):
                tables[f"technician_redone_{key}"] = self.table_redone(redone)
        return tables

    def table_redone(self, rows):
        """A line for each order and each that redid it."""
        pairs = [(row, again) for row in rows for again in self.t.redone_by[row["id"]]]
        pairs.sort(key=lambda pair: (pair[0]["day"], pair[0]["id"], pair[1]["id"]))
        return {
            f"{row['id']}_{number}": {
                "": text(row["name"]),
                "date": text(str(row["day"])),
                "vehicle": text(self.t.plate(row)),
                "work": text(row["work_summary"]),
                "reason": text(
                    self.t.name("rework_reasons", again["rework_reason_id"])
                ),
                "redone_by": text(again["name"]),
            }
            for number, (row, again) in enumerate(pairs)
        }
