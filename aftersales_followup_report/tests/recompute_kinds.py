"""Sales, key customers, people, weekly digest: written anew from docs/figures.md."""

from collections import defaultdict

from .recompute_complaint import Complaints
from .recompute_rows import Fig, change, compared, count, mean, rate, shares, text
from .recompute_survey import LISTED, LOW, Survey

WORDS = 8


def scores_of(rows):
    """Mean of the follow-ups' scores, over those that have one."""
    return mean(row["score"] for row in rows if row["has_score"])


class Sales:
    """The sales report (M13)."""

    def __init__(self, tables, company_ids):
        self.t = tables
        self.survey = Survey(tables, company_ids, "new_vehicle")
        self.complaints = Complaints(tables, company_ids, "sales")

    def delivered(self, span):
        """Cars with an owner, at home in the stores, delivered in the span."""
        return [
            car
            for car in self.t.cars
            if car["active"]
            and car["owner_id"]
            and car["home_company_id"] in self.survey.ids
            and span.has(car["delivery_date"])
        ]

    def indicators(self, span):
        """Key figures of a span."""
        rows = self.survey.due(span)
        line, groups = self.survey.line(rows), self.survey.groups(rows)
        line["success_rate"] = line.pop("effective_rate_short")
        return {
            "delivered": count(self.delivered(span)),
            **line,
            "on_time_short": rate(groups["on_time"], rows),
            "unreachable": count(groups["unreachable"]),
            "refused": count(groups["refused"]),
        }

    def group(self, code, rows, key):
        """A line a key: counts, rates and the mean score."""
        parts = defaultdict(list)
        for row in rows:
            parts[row[key]].append(row)
        table = {}
        for one, mine in parts.items():
            line = self.survey.line(mine)
            line["success_short"] = line.pop("effective_rate_short")
            del line["called_rate_short"]
            table[f"{code}_{one or 0}"] = line | {"mean_score": scores_of(mine)}
        return table

    def report(self, span):
        """Both chapters."""
        rows = self.survey.due(span)
        spans = (span, span.before(), span.shift(-12))
        trend = {}
        for month in span.trend():
            line = self.survey.line(self.survey.due(month))
            line["success_short"] = line.pop("effective_rate_short")
            del line["called_rate_short"]
            trend[month.code] = line
        first = {
            "new_indicators": compared(*(self.indicators(one) for one in spans)),
            "sales_advisers": self.group("sales_advisers", rows, "sales_adviser_id"),
            "new_steps": self.group("new_steps", rows, "step_id"),
            "levels": self.survey.table_levels(span),
            "unreachable_reasons": self.survey.table_unreachable(rows),
            "new_trend": trend,
            "suggestions": self.survey.table_suggestions(span),
        }
        return {"s1": first, "s2": self.second(span)}

    def second(self, span):
        """Complaints about sales."""
        indicators = self.complaints.table_indicators(span)
        del indicators["complaint_rate"]
        advisers = {}
        rows = self.complaints.received(span)
        for key in {row["sales_adviser_id"] for row in rows}:
            mine = self.complaints.received(span, sales_adviser_id=key)
            closed = self.complaints.closed(mine)
            advisers[f"adviser_{key or 0}"] = {
                "complaints": count(mine),
                "closed": count(closed),
                "closed_rate_short": rate(closed, mine),
                "reopened": count(self.complaints.reopened(mine)),
            }
        return {
            "complaint_indicators": indicators,
            "causes": self.complaints.table_causes(span),
            "problems": self.complaints.table_problems(span),
            "sales_complaint_advisers": advisers,
            **self.complaints.tables_groups(span, without=("functions",)),
            "complaint_trend": self.complaints.table_trend(span),
            "open_complaints": self.complaints.table_open(span),
        }


class Key:
    """The key-customer report (F8, M9)."""

    STATES = {
        "planned": "Planned",
        "open": "To do",
        "done": "Done",
        "missed": "Missed",
    }

    def __init__(self, tables, company_ids):
        self.t = tables
        self.survey = Survey(tables, company_ids, "key_customer")
        self.complaints = Complaints(tables, company_ids)

    def customers(self, span):
        """On file: a car at home in the stores, or a visit planned there."""
        visited = {row["partner_id"] for row in self.survey.due(span)}
        return [
            partner
            for partner in self.t.partners
            if partner["active"]
            and self.t.by_id["categories"]
            .get(partner["customer_category_id"], {})
            .get("is_key")
            and (self.cars(partner) or partner["id"] in visited)
        ]

    def cars(self, partner):
        """Cars of a customer at home in the stores."""
        return [
            car
            for car in self.t.cars
            if car["active"]
            and car["owner_id"] == partner["id"]
            and car["home_company_id"] in self.survey.ids
        ]

    def visits(self, span, partner):
        """Due visits to a customer."""
        return self.survey.due(span, partner_id=partner["id"])

    def figures(self, span):
        """Planned and visited."""
        rows = self.survey.due(span)
        reached = self.survey.reached(rows)
        effective = [row for row in rows if row["is_effective"]]
        return {
            "visits_planned": count(rows),
            "visited": count(reached),
            "visited_rate": rate(reached, rows),
            "answered": count(effective),
            "answered_rate": rate(effective, reached),
            "visited_on_time": rate(self.survey.on_time(rows), rows),
        }

    def report(self, span):
        """Both chapters."""
        spans = (span, span.before(), span.shift(-12))
        on_file = self.customers(span)
        planned = [one for one in on_file if self.visits(span, one)]
        indicators = {
            "key_customers": {"value": count(on_file)},
            "planned_customers": {"value": count(planned)},
            "planned_rate": {"value": rate(planned, on_file)},
            **compared(*(self.figures(one) for one in spans)),
        }
        first = {
            "key_indicators": indicators,
            "key_categories": self.groups(span, "customer_category_id"),
            "key_visitors": self.groups(span, "user_id"),
            "unreachable_reasons": self.survey.table_unreachable(self.survey.due(span)),
            "key_list": {str(p["id"]): self.line(span, p) for p in on_file},
        }
        return {"k1": first, "k2": self.words(span)}

    def groups(self, span, name):
        """Planned and visited by category or visitor."""
        table = {}
        for key in {row[name] for row in self.survey.due(span)}:
            rows = self.survey.due(span, **{name: key})
            reached = self.survey.reached(rows)
            table[f"{name}_{key or 0}"] = {
                "visits_planned": count(rows),
                "visited": count(reached),
                "visited_rate": rate(reached, rows),
                "answered": count([row for row in rows if row["is_effective"]]),
            }
        return table

    def line(self, span, partner):
        """The effective visit of the period, else the last planned one."""
        visits = self.visits(span, partner)
        # of several on the last day the one that was planned last
        visits.sort(
            key=lambda row: (bool(row["is_effective"]), row["date_planned"], row["id"])
        )
        visit = visits[-1] if visits else {}
        called = visit.get("date_first_attempt") if visit.get("is_contact") else None
        day = self.t.day(called, visit.get("company_id"))
        score = visit.get("score") if visit.get("has_score") else None
        return {
            "": text(partner["name"]),
            "category": text(
                self.t.name("categories", partner["customer_category_id"])
            ),
            "cars": count(self.cars(partner)),
            "planned_on": text(str(visit.get("date_planned") or "")),
            "visited_on": text(str(day or "")),
            "visitor": text(self.t.user(visit.get("user_id"))),
            "result": text(self.STATES.get(visit.get("state"), "Not planned")),
            "score": Fig(score),
            "complaints_short": count(
                self.complaints.received(span, partner_id=partner["id"])
            ),
        }

    def words(self, span):
        """Scored questions, then a table a question."""
        tables = {"key_scores": self.table_scores(span)}
        given = defaultdict(list)
        for row in self.survey.due(span):
            for answer in self.t.answers_of.get(row["user_input_id"] or 0, ()):
                if row["is_effective"] and not answer["skipped"]:
                    given[answer["question_id"]].append((row, answer))
        for key, pairs in given.items():
            question = self.t.by_id["questions"][key]
            if question["satisfaction_item_id"]:
                continue
            if question["question_type"] in ("simple_choice", "multiple_choice"):
                tables[f"question_{key}"] = self.table_choices(key, pairs)
            elif question["question_type"] in ("text_box", "char_box"):
                tables[f"question_{key}"] = self.table_answers(pairs)
        return tables

    def table_scores(self, span):
        """Mean of each scored question, with the period before."""

        def values(one):
            found = defaultdict(list)
            for row in self.survey.scores(one):
                followup = self.t.by_id["followups"][row["followup_id"]]
                visit = self.t.purpose(followup) == "key_customer"
                if visit and row["question_id"]:
                    found[row["question_id"]].append(row["value"])
            return found

        now, before = values(span), values(span.before())
        return {
            f"question_{key}": {
                "answers_with": count(found),
                "mean": mean(found),
                "previous": mean(before[key]),
            }
            for key, found in now.items()
        }

    def table_choices(self, key, pairs):
        """A choice ÷ those who answered the question."""
        answered = {row["id"] for row, _answer in pairs}
        counts = {
            f"choice_{choice['id']}": len(
                {
                    row["id"]
                    for row, answer in pairs
                    if answer["suggested_answer_id"] == choice["id"]
                }
            )
            for choice in self.t.choices
            if choice["question_id"] == key
        }
        return shares(counts, len(answered))

    def table_answers(self, pairs):
        """What each customer said."""
        lines = [
            (row["date_planned"], answer["id"], row, answer) for row, answer in pairs
        ]
        lines.sort(key=lambda line: line[:2])
        table = {}
        for day, key, row, answer in lines:
            if words := answer["value_text_box"] or answer["value_char_box"]:
                table[str(key)] = {
                    "": text(self.t.customer(row)),
                    "suggestion": text(words),
                    "date": text(str(day)),
                }
        return table


class People:
    """A page for each service advisor (M3)."""

    def __init__(self, tables, company_ids):
        self.t = tables
        self.survey = Survey(tables, company_ids)
        self.complaints = Complaints(tables, company_ids)

    def person(self, span, key):
        """Key figures of an advisor in a span."""
        rows = self.survey.due(span, advisor_id=key)
        return {
            "orders": count(self.survey.settled(span, advisor_id=key)),
            **self.survey.line(rows),
            "mot": self.survey.mot(self.survey.scores(span, advisor_id=key)),
            "complaints": count(self.complaints.received(span, advisor_id=key)),
        }

    def chapter(self, span):
        """All advisors in one table, then a page each."""
        tables = {"advisors": self.survey.table_advisors(span)}
        for key in self.survey.advisors(span) - {None}:
            tables[f"person_{key}"] = self.table_person(span, key)
            tables[f"person_items_{key}"] = self.table_items(span, key)
            if words := self.table_words(span, key):
                tables[f"person_words_{key}"] = words
        return tables

    def table_person(self, span, key):
        """With the period before, last year, everybody."""
        spans = (span, span.before(), span.shift(-12))
        three = []
        for number, one in enumerate(spans):
            known = number == 0 or key in self.survey.advisors(one)
            figures = self.person(one, key)
            # nobody there, nothing counted
            nothing = {
                code: Fig(None, kind="percent" if fig.kind == "rate" else "number")
                for code, fig in figures.items()
            }
            three.append(figures if known else nothing)
        rows = compared(*three, with_basis=False)
        everybody = self.survey.line(self.survey.due(span))
        everybody["mot"] = self.survey.mot(self.survey.scores(span))
        for code, cells in rows.items():
            if cells["value"].kind in ("rate", "score"):
                cells["everybody"] = everybody[code]
        return rows

    def table_items(self, span, key):
        """The items of an advisor beside everybody's."""
        scores = self.survey.scores(span)
        table = {}
        for item in self.survey.mot_items:
            mine = [
                row
                for row in scores
                if row["item_code"] == item["code"] and row["advisor_id"] == key
            ]
            if not mine:
                continue
            own = self.survey.item_score(item, mine)
            everybody = self.survey.item_score(item, scores)
            everybody.target = None
            table[item["code"]] = {
                "sample": count(mine),
                "mean": own,
                "everybody": everybody,
                "difference": change(own, everybody),
                "low_answers": count([row for row in mine if row["is_low"]]),
            }
        return table

    def table_words(self, span, key):
        """Low answers in words, the lowest first, eight of them."""
        rows = [
            row
            for row in self.survey.scores(span, advisor_id=key)
            if row["is_low"] and row["comment"]
        ]
        rows.sort(key=lambda row: (row["value"], row["id"]))
        table = {}
        for row in rows[:WORDS]:
            item = self.t.name("items", row["item_id"])
            line = self.survey.low_line(row, item)
            names = ("", "item", "mean", "comment", "date")
            table[str(row["id"])] = {name: line[name] for name in names}
        return table


class Week:
    """The weekly digest (M11)."""

    def __init__(self, tables, company_ids):
        self.t = tables
        self.survey = Survey(tables, company_ids)

    def figures(self, days):
        """The week in figures."""
        rows = self.survey.due(days)
        line = self.survey.line(rows)
        low = [row for row in rows if (row["low_answer_count"] or 0) > 0]
        named = {row["followup_id"] for row in self.t.complaints}
        return {
            "due": line["due"],
            "called_rate_short": line["called_rate_short"],
            "effective_rate_short": line["effective_rate_short"],
            "mot": self.survey.mot(self.survey.scores(days)),
            "low": count(
                [r for r in rows if r["is_effective"] and r["band_level"] in LOW]
            ),
            "low_customers": count(low),
            "without_complaint": count([r for r in low if r["id"] not in named]),
        }

    def chapter(self, days, before):
        """Every cell of the digest."""
        now, old = self.figures(days), self.figures(before)
        low = [row for row in self.survey.scores(days) if row["is_low"]]
        advisors = defaultdict(list)
        for row in low:
            advisors[f"advisor_{row['advisor_id'] or 0}"].append(row)
        return {
            "week_figures": {
                code: {
                    "this_week": fig,
                    "week_before": old[code],
                    "change_previous": change(fig, old[code]),
                }
                for code, fig in now.items()
            },
            "week_items": self.table_items(days, before),
            "week_advisors": {
                code: {"low_answers": count(rows)} for code, rows in advisors.items()
            },
            "week_low": self.table_low(low),
        }

    def table_items(self, days, before):
        """Items with low answers."""
        scores, old = self.survey.scores(days), self.survey.scores(before)
        table = {}
        for item in self.survey.all_items:
            mine = [row for row in scores if row["item_code"] == item["code"]]
            low = [row for row in mine if row["is_low"]]
            if not low:
                continue
            now = self.survey.item_score(item, mine)
            was = self.survey.item_score(item, old)
            was.target = None
            table[item["code"]] = {
                "low_answers": count(low),
                "sample": count(mine),
                "mean": now,
                "target": Fig(item["target"] or None),
                "week_before": was,
                "change_previous": change(now, was),
            }
        return table

    def table_low(self, rows):
        """Low answers: with words first, then the lowest."""
        rows = sorted(
            rows, key=lambda r: (not r["comment"], r["value"], r["date"], r["id"])
        )
        table = {}
        for row in rows[:LISTED]:
            named = [
                one["name"]
                for one in self.t.complaints
                if one["followup_id"] == row["followup_id"]
            ]
            line = self.survey.low_line(row, self.t.name("items", row["item_id"]))
            line["complaint"] = text(named[0] if named else "")
            table[str(row["id"])] = line
        return table
