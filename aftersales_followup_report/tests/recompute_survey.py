"""Chapter 3 (M3), written anew from docs/figures.md over exported rows."""

from collections import Counter, defaultdict

from .recompute_outside import Outside
from .recompute_questions import Questions
from .recompute_rows import (
    LOW,
    NOT_DUE,
    Fig,
    basis,
    change,
    compared,
    count,
    half_up,
    mean,
    rate,
    shares,
    text,
)

LEVELS = ("very_satisfied", "satisfied", "basically", *LOW)
LISTED = 100


class Survey:
    """The own survey of some stores; ``purpose`` and ``who`` keep a part of it."""

    def __init__(self, tables, company_ids, purpose=None):
        self.t = tables
        self.ids = list(company_ids)
        self.purpose = purpose
        self.known = {}
        self.mot_items = [item for item in tables.items if item["is_mot"]]
        self.mot_items.sort(key=lambda item: (item["sequence"], item["id"]))
        self.all_items = sorted(
            tables.items, key=lambda item: (item["sequence"], item["id"])
        )

    # Rows ---------------------------------------------------------------------------

    def due(self, span, **where):
        """Due follow-ups of a span with these values."""
        rows = self._once(
            "due",
            span,
            lambda: [
                row
                for row in self.t.followups
                if row["company_id"] in self.ids
                and span.has(row["date_planned"])
                and row["state"] not in NOT_DUE
                and self.purpose in (None, self.t.purpose(row))
            ],
        )
        return self._these(rows, where)

    def scores(self, span, **where):
        """Scored answers of a span."""
        rows = self._once(
            "scores",
            span,
            lambda: [
                row
                for row in self.t.scores
                if row["company_id"] in self.ids and span.has(row["date"])
            ],
        )
        return self._these(rows, where)

    def settled(self, span, **where):
        """Orders settled in local days of a span."""
        rows = self._once(
            "settled",
            span,
            lambda: [
                row
                for row in self.t.orders
                if row["company_id"] in self.ids
                and row["state"] == "done"
                and span.has(row["day"])
            ],
        )
        return self._these(rows, where)

    def _once(self, name, span, read):
        """Rows of a span, read once: the tables ask for the same ones all the time."""
        if (name, span) not in self.known:
            self.known[name, span] = read()
        return self.known[name, span]

    def _these(self, rows, where):
        """Those with these values, as a list of one's own."""
        return [
            row
            for row in rows
            if all(row[name] == value for name, value in where.items())
        ]

    def reached(self, rows):
        """Called, and the customer was there."""
        return [row for row in rows if row["is_called"] and row["is_contact"]]

    def unreachable(self, rows):
        """Called, and nobody was there."""
        return [row for row in rows if row["is_called"] and not row["is_contact"]]

    def on_time(self, rows):
        """Done by the local day of the deadline; without one: done."""
        return [
            row
            for row in rows
            if row["state"] == "done"
            and (
                not row["date_deadline"]
                or self.t.day(row["date_done"], row["company_id"])
                <= row["date_deadline"]
            )
        ]

    # Figures ------------------------------------------------------------------------

    def groups(self, rows):
        """The counts of docs/figures.md as lists of rows."""
        called = [row for row in rows if row["is_called"]]
        effective = [row for row in rows if row["is_effective"]]
        return {
            "due": rows,
            "called": called,
            "effective": effective,
            "top": [r for r in effective if r["band_level"] == "very_satisfied"],
            "low": [r for r in effective if r["band_level"] in LOW],
            "unreachable": self.unreachable(rows),
            "refused": [row for row in called if row["refused"]],
            "on_time": self.on_time(rows),
        }

    def line(self, rows):
        """Counts and rates of one line of a table."""
        g = self.groups(rows)
        return {
            "due": count(g["due"]),
            "called": count(g["called"]),
            "called_rate_short": rate(g["called"], g["due"]),
            "effective": count(g["effective"]),
            "effective_rate_short": rate(g["effective"], g["due"]),
            "top_effective": rate(g["top"], g["effective"]),
            "low_effective": rate(g["low"], g["effective"]),
        }

    def mot(self, scores):
        """Weighted mean of the item means over the MOT items that were answered."""
        values, weights = defaultdict(list), defaultdict(list)
        codes = {item["code"] for item in self.mot_items}
        for row in scores:
            if row["item_code"] in codes:
                values[row["item_code"]].append(row["value"])
                weights[row["item_code"]].append(row["weight"] or 0.0)
        total = weight = 0.0
        answers = 0
        for code, given in values.items():
            mine = sum(weights[code]) / len(weights[code])
            if mine:
                total += mine * sum(given) / len(given)
                weight += mine
                answers += len(given)
        value = total / weight if weight else None
        return Fig(value, sample=answers, kind="score")

    def overall(self, span):
        """Orders settled with an effective follow-up after repair."""
        orders = self.settled(span)
        heard = {
            row["repair_id"]
            for row in self.t.followups
            if row["is_effective"] and self.t.purpose(row) == "after_repair"
        }
        target = self.t.by_id["companies"][min(self.ids)]["aftersales_target_rate"]
        part = [row for row in orders if row["id"] in heard]
        return rate(part, orders, target)

    def item_score(self, item, scores):
        """Mean of an item with its target."""
        mine = [row["value"] for row in scores if row["item_code"] == item["code"]]
        return mean(mine, item["target"])

    def indicators(self, span):
        """The key figures of a span."""
        g = self.groups(self.due(span))
        new = self.groups([r for r in g["due"] if self.t.purpose(r) == "new_vehicle"])
        others = [
            row
            for row in self.reached(g["due"])
            if not row["is_effective"] and not row["refused"]
        ]
        figures = {
            "due": count(g["due"]),
            "called": count(g["called"]),
            "called_rate": rate(g["called"], g["due"]),
            "effective": count(g["effective"]),
            "effective_rate": rate(g["effective"], g["due"]),
            "effective_called": rate(g["effective"], g["called"]),
            "on_time_rate": rate(g["on_time"], g["due"]),
            "overall_rate": self.overall(span),
            "new_vehicle_rate": rate(new["effective"], new["due"]),
            "mot": self.mot(self.scores(span)),
        }
        for code in ("top", "low"):
            figures[code] = count(g[code])
            figures[f"{code}_called"] = rate(g[code], g["called"])
            figures[f"{code}_effective"] = rate(g[code], g["effective"])
        for code in ("unreachable", "refused"):
            figures[code] = count(g[code])
            figures[f"{code}_rate"] = rate(g[code], g["called"])
        return figures | {"other_contact": count(others)}

    # Tables -------------------------------------------------------------------------

    def chapter(self, span):
        """Every cell of chapter 3."""
        tables = {"indicators": self.table_indicators(span)}
        if len(self.ids) > 1:
            tables["stores"] = self.table_stores(span)
        tables |= {
            "purposes": self.table_purposes(span),
            "customer_categories": self.table_categories(span),
            "levels": self.table_levels(span),
            "unreachable_reasons": self.table_unreachable(self.due(span)),
            "items": self.table_items(span),
            "weakest": self.table_weakest(span),
            "advisors": self.table_advisors(span),
            "advisor_items": self.table_advisor_items(span),
            "trend": {m.code: self.line_with_mot(m) for m in span.trend()},
            "below_target": self.table_below_target(span),
            "suggestions": self.table_suggestions(span),
        }
        return tables | Questions(self).tables(span)

    def table_indicators(self, span):
        """Key figures of three periods."""
        rows = compared(
            *(self.indicators(s) for s in (span, span.before(), span.shift(-12)))
        )
        rows["overall_rate"]["target"] = Fig(
            rows["overall_rate"]["value"].target, kind="percent"
        )
        return rows

    def line_with_mot(self, span):
        """A line and the MOT score of a span."""
        return {**self.line(self.due(span)), "mot": self.mot(self.scores(span))}

    def table_stores(self, span):
        """Each store by itself."""
        return {
            f"store_{one}": Survey(self.t, [one]).line_with_mot(span)
            for one in sorted(self.ids)
        }

    def table_purposes(self, span):
        """Why customers were contacted."""
        rows = self.due(span)
        codes = {self.t.purpose(row) for row in rows}
        return {
            code: self.line([row for row in rows if self.t.purpose(row) == code])
            for code in codes
        }

    def table_categories(self, span):
        """By the category frozen on the follow-up."""
        rows = self.due(span)
        return {
            f"category_{key or 0}": self.line(
                [row for row in rows if row["customer_category_id"] == key]
            )
            for key in {row["customer_category_id"] for row in rows}
        }

    def table_levels(self, span):
        """Effective ones by level."""
        levels = Counter(
            row["band_level"] for row in self.due(span) if row["is_effective"]
        )
        counts = {level: levels[level] for level in LEVELS}
        if levels[None]:
            counts["no_level"] = levels[None]
        return shares(counts)

    def table_unreachable(self, rows):
        """Not reached by the last outcome."""
        found = Counter(row["outcome_id"] for row in self.unreachable(rows))
        counts = {f"outcome_{key or 0}": n for key, n in found.items()}
        return shares(counts) | {
            "total": shares({"total": sum(counts.values())})["total"]
        }

    def table_items(self, span):
        """Every item that was answered, every MOT item; the MOT score below."""
        three = [self.scores(s) for s in (span, span.before(), span.shift(-12))]
        rows = {}
        for item in self.all_items:
            now, old, year = (self.item_score(item, scores) for scores in three)
            if not now.sample and not (item["is_mot"] and item["active"]):
                continue
            mine = [row for row in three[0] if row["item_code"] == item["code"]]
            weight = mean(row["weight"] or 0.0 for row in mine)
            old.target = year.target = None
            rows[item["code"]] = {
                "sample": count(now.sample),
                "mean": now,
                "weight": Fig(weight.value),
                "target": Fig(item["target"] or None),
                "previous": old,
                "change_previous": change(now, old),
                "last_year": year,
                "change_last_year": change(now, year),
                "low_answers": count([row for row in mine if row["is_low"]]),
            }
        now, old, year = (self.mot(scores) for scores in three)
        rows["mot"] = {
            "sample": count(now.sample),
            "mean": now,
            "weight": Fig(None),
            "previous": old,
            "change_previous": change(now, old),
            "last_year": year,
            "change_last_year": change(now, year),
        }
        return rows

    def weak(self, span):
        """The three MOT items with the lowest score and all that miss their target,
        the lowest first; equal ones in the order of the items."""
        scores = self.scores(span)
        rated = [(self.item_score(item, scores), item) for item in self.all_items]
        rated = [(fig, item) for fig, item in rated if fig.value is not None]
        rated.sort(key=lambda pair: pair[0].value)
        three = [item["id"] for _fig, item in rated if item["is_mot"]][:3]
        return [
            (fig, item)
            for fig, item in rated
            if item["id"] in three or (fig.target and fig.value < fig.target)
        ]

    def table_weakest(self, span):
        """The weak items with their department, and who is below the target."""
        functions = {
            "front_desk": "Front desk",
            "workshop": "Workshop",
            "parts": "Parts",
            "customer_care": "Customer care",
            "sales": "Sales",
        }
        return {
            item["code"]: {
                "rank": Fig(rank),
                "mean": fig,
                "sample": count(fig.sample),
                "target": Fig(item["target"] or None),
                "to_target": change(fig, Fig(item["target"] or None)),
                "function": text(functions.get(item["function"])),
                "lowest_advisors": text(self.below(span, item)),
            }
            for rank, (fig, item) in enumerate(self.weak(span), start=1)
        }

    def below(self, span, item):
        """The five service advisors that miss the target of an item by most."""
        found = []
        for key in self.advisors(span) - {None}:
            fig = self.item_score(item, self.scores(span, advisor_id=key))
            if fig.value is not None and fig.value < (item["target"] or 0):
                score = f"{half_up(fig.value):.1f} (n = {fig.sample})"
                words = f"{self.t.user(key)} {score}".replace(" ", "\xa0")
                found.append((fig.value, words))
        return "; ".join(words for _value, words in sorted(found)[:5])

    def advisors(self, span):
        """Advisors with due follow-ups or orders."""
        rows = [*self.due(span), *self.settled(span)]
        return {row["advisor_id"] for row in rows}

    def table_advisors(self, span):
        """Each service advisor: counts, orders, MOT score, own and external."""
        outside = Outside(self.t, self.ids).of_one_store(span)
        return {
            f"advisor_{key or 0}": {
                "orders": count(self.settled(span, advisor_id=key)),
                **self.line(self.due(span, advisor_id=key)),
                "mot": self.mot(self.scores(span, advisor_id=key)),
                **outside.get(key, {}),
            }
            for key in self.advisors(span)
        }

    def table_advisor_items(self, span):
        """Each service advisor: the ten items."""
        rows = {}
        for key in self.advisors(span):
            scores = self.scores(span, advisor_id=key)
            rows[f"advisor_{key or 0}"] = {
                item["code"]: self.item_score(item, scores)
                for item in self.mot_items
                if item["active"]
            } | {"mot": self.mot(scores)}
        return rows

    def table_below_target(self, span):
        """Low answers with words on the weak items, each its share of the lines."""
        weak = self.weak(span)
        table = {}
        for _fig, item in weak:
            found = [
                row
                for row in self.scores(span, item_code=item["code"])
                if row["is_low"] and row["comment"]
            ]
            found.sort(key=lambda row: (row["value"], row["id"]))
            for row in found[: LISTED // len(weak)]:
                table[str(row["id"])] = self.low_line(row, item["name"]["en_US"])
        return table

    def low_line(self, row, item):
        """A low answer in a list."""
        followup = self.t.by_id["followups"][row["followup_id"]]
        return {
            "": text(self.t.customer(followup)),
            "vehicle": text(self.t.plate(followup)),
            "item": text(item),
            "mean": Fig(row["value"]),
            "comment": text(row["comment"]),
            "advisor": text(followup["advisor_name"]),
            "date": text(str(row["date"])),
        }

    def table_suggestions(self, span):
        """Words to questions without an item, in questionnaires of the period."""
        lines = []
        for row in self.t.followups:
            if row["company_id"] not in self.ids or not span.has(row["date_planned"]):
                continue
            if self.purpose not in (None, self.t.purpose(row)):
                continue
            for answer in self.t.answers_of.get(row["user_input_id"] or 0, ()):
                question = self.t.by_id["questions"][answer["question_id"]]
                words = answer["value_text_box"] or answer["value_char_box"]
                if words and not question["satisfaction_item_id"]:
                    lines.append((row["date_planned"], answer["id"], words, row))
        lines.sort(key=lambda line: line[:2])
        return {
            str(key): {
                "": text(self.t.customer(row)),
                "vehicle": text(self.t.plate(row)),
                "date": text(str(day)),
                "suggestion": text(words),
                "advisor": text(row["advisor_name"]),
            }
            for day, key, words, row in lines[:LISTED]
        }


__all__ = ["LEVELS", "Survey", "basis"]
