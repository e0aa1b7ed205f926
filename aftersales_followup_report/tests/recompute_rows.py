"""Exported rows and the arithmetic of docs/figures.md, a second time in plain Python.

Nothing here, nor in the other ``recompute_*`` files, knows the engine: rows come from
plain selects of whole tables, sums are made by Python, and the definitions were written
anew from docs/figures.md and DOMAIN.md.
"""

import datetime
from collections import defaultdict
from dataclasses import dataclass
from statistics import NormalDist
from zoneinfo import ZoneInfo

UTC = datetime.timezone.utc
TABLES = {
    "followups": "aftersales_followup",
    "scores": "aftersales_followup_score",
    "orders": "repair_order",
    "complaints": "aftersales_complaint",
    "deadlines": "aftersales_complaint_deadline",
    "causes": "aftersales_complaint_cause",
    "stages": "aftersales_complaint_stage",
    "measures": "aftersales_measure",
    "external": "aftersales_external_score",
    "external_lines": "aftersales_external_score_line",
    "items": "aftersales_satisfaction_item",
    "scales": "aftersales_satisfaction_scale",
    "categories": "aftersales_customer_category",
    "purposes": "aftersales_purpose",
    "outcomes": "aftersales_followup_outcome",
    "reasons": "aftersales_loss_reason",
    "rework_reasons": "aftersales_rework_reason",
    "steps": "aftersales_program_step",
    "cars": "fleet_vehicle",
    "partners": "res_partner",
    "users": "res_users",
    "employees": "hr_employee",
    "companies": "res_company",
    "calendars": "resource_calendar",
    "questions": "survey_question",
    "choices": "survey_question_answer",
    "answers": "survey_user_input_line",
}
NOT_DUE = ("skipped", "cancelled")
LOW = ("dissatisfied", "very_dissatisfied")


# Figures ----------------------------------------------------------------------------


@dataclass
class Fig:
    """What a cell has to be: its value, what is behind it, its target."""

    value: object
    numerator: object = None
    denominator: object = None
    sample: object = None
    target: object = None
    kind: str = "number"
    less_is_better: bool = False

    @property
    def misses(self):
        """Not what is to be reached: less than it, or no less where less is better."""
        if self.target is None or self.value is None:
            return False
        if self.less_is_better:
            return self.value >= self.target
        return self.value < self.target

    @property
    def interval(self):
        """95 % Wilson interval under 30: the roots of (p - x)² = z² x (1 - x) / n."""
        if self.kind != "rate" or not 0 < self.denominator < 30:
            return None
        if self.numerator > self.denominator:
            return None
        n, p = self.denominator, self.numerator / self.denominator
        z2 = NormalDist().inv_cdf(0.975) ** 2
        a, b, c = 1 + z2 / n, -(2 * p + z2 / n), p * p
        root = max(b * b - 4 * a * c, 0) ** 0.5
        return 100 * (-b - root) / (2 * a), 100 * (-b + root) / (2 * a)


def count(rows):
    """A number of rows, or a number."""
    return Fig(rows if isinstance(rows, int) else len(list(rows)))


def rate(part, whole, target=None):
    """Part ÷ whole in percent, nothing where there is nothing to divide by."""
    part, whole = (n if isinstance(n, int) else len(n) for n in (part, whole))
    value = 100.0 * part / whole if whole else None
    return Fig(value, part, whole, whole, target, "rate")


def mean(values, target=None):
    """A score: the mean of the values, with their number."""
    values = list(values)
    value = sum(values) / len(values) if values else None
    return Fig(value, sample=len(values), target=target or None, kind="score")


def text(value):
    """Words, "" for none."""
    return Fig(value or "", kind="text")


def change(now, other):
    """Difference of two figures, nothing while one has none."""
    if now.value is None or other.value is None:
        return Fig(None)
    return Fig(now.value - other.value)


def half_up(value, digits=1):
    """Rounded as people do."""
    factor = 10**digits
    return int(value * factor + 0.5) / factor


def basis(fig):
    """The counts behind a rate with the interval, the answers behind a score."""
    if fig.kind == "rate":
        words = f"{fig.numerator:,} / {fig.denominator:,}"
        if fig.interval:
            low, high = (half_up(max(bound, 0.0)) for bound in fig.interval)
            words += f" ({low:.1f}–{high:.1f} %)"
        return text(words)
    return text(f"n = {fig.sample:,}" if fig.kind == "score" else "")


def compared(now, before, year, with_basis=True):
    """Rows of a table that compares a period with two others: code → column → Fig."""
    rows = {}
    for code, fig in now.items():
        rows[code] = {
            "value": fig,
            "basis": basis(fig),
            "previous": before[code],
            "change_previous": change(fig, before[code]),
            "last_year": year[code],
            "change_last_year": change(fig, year[code]),
        }
        if not with_basis:
            del rows[code]["basis"]
    return rows


def shares(counts, total=None):
    """Rows of count and share: code → number."""
    total = sum(counts.values()) if total is None else total
    return {
        code: {"count": count(number), "share": rate(number, total)}
        for code, number in counts.items()
    }


# Time -------------------------------------------------------------------------------


def month_of(day):
    """Months since year 0."""
    return day.year * 12 + day.month - 1


@dataclass(frozen=True)
class Span:
    """Whole months: ``first`` since year 0, so many of them."""

    first: int
    length: int = 1

    @classmethod
    def of(cls, year, month, length=1):
        """So many months from that one."""
        return cls(year * 12 + month - 1, length)

    def shift(self, months):
        """The same length, earlier or later."""
        return Span(self.first + months, self.length)

    def before(self):
        """The span just before."""
        return self.shift(-self.length)

    def months(self):
        """Each month as a span."""
        return [Span(self.first + n) for n in range(self.length)]

    def trend(self):
        """Twelve months up to the end."""
        last = self.first + self.length - 1
        return [Span(last - 11 + n) for n in range(12)]

    def has(self, day):
        """Whether a day lies in it."""
        return bool(day) and self.first <= month_of(day) < self.first + self.length

    @property
    def date_from(self):
        """Its first day."""
        return datetime.date(self.first // 12, self.first % 12 + 1, 1)

    @property
    def date_to(self):
        """Its last day."""
        return self.shift(self.length).date_from - datetime.timedelta(days=1)

    @property
    def code(self):
        """2026-03."""
        return f"{self.date_from:%Y-%m}"


@dataclass(frozen=True)
class Days:
    """From a day to a day: a week, or a month so far."""

    date_from: datetime.date
    date_to: datetime.date

    def has(self, day):
        """Whether a day lies in it."""
        return bool(day) and self.date_from <= day <= self.date_to


# Rows -------------------------------------------------------------------------------


class Tables:
    """All rows of the base tables, as plain selects give them."""

    def __init__(self, env):
        env.flush_all()
        self.now = env.cr.now()
        for name, table in TABLES.items():
            env.cr.execute(f'SELECT * FROM "{table}" ORDER BY id')
            setattr(self, name, env.cr.dictfetchall())
        self.by_id = {
            name: {row["id"]: row for row in getattr(self, name)} for name in TABLES
        }
        self.causes_of = self._pairs(env, "aftersales.complaint", "cause_ids")
        self.measure_causes = self._pairs(env, "aftersales.measure", "cause_ids")
        self.workers_of = self._pairs(env, "repair.order", "technician_ids")
        zones = {
            row["id"]: ZoneInfo(
                self.by_id["calendars"][row["resource_calendar_id"]]["tz"]
            )
            for row in self.companies
            if row["resource_calendar_id"]
        }
        self.zones = defaultdict(lambda: ZoneInfo("UTC"), zones)
        for order in self.orders:
            order["day"] = self.day(order["date_closed"], order["company_id"])
        redone = defaultdict(list)
        for order in self.orders:
            if order["rework_of_id"] and order["state"] != "cancel":
                redone[order["rework_of_id"]].append(order)
        self.redone_by = redone
        self.answers_of = defaultdict(list)
        for answer in self.answers:
            self.answers_of[answer["user_input_id"]].append(answer)

    def _pairs(self, env, model, name):
        """Record id → ids of a many2many."""
        field = env[model]._fields[name]
        env.cr.execute(f'SELECT * FROM "{field.relation}"')
        pairs = defaultdict(list)
        for row in env.cr.dictfetchall():
            pairs[row[field.column1]].append(row[field.column2])
        return pairs

    def day(self, moment, company_id):
        """Local day of a moment in UTC, in the time zone of the store."""
        if not moment:
            return None
        return moment.replace(tzinfo=UTC).astimezone(self.zones[company_id]).date()

    def name(self, table, key, field="name"):
        """English name of a row."""
        row = self.by_id[table].get(key)
        value = row and row[field]
        return value.get("en_US") if isinstance(value, dict) else value

    def user(self, key):
        """Name of a user."""
        user = self.by_id["users"].get(key)
        return user and self.by_id["partners"][user["partner_id"]]["name"]

    def purpose(self, row):
        """Code of a follow-up's purpose."""
        return self.by_id["purposes"][row["purpose_id"]]["code"]

    def plate(self, row):
        """Plate of a row's car."""
        return self.by_id["cars"].get(row["vehicle_id"], {}).get("license_plate")

    def customer(self, row):
        """Name of a row's customer."""
        return self.by_id["partners"].get(row["partner_id"], {}).get("name")
