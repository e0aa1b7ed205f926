"""Reporting periods: whole months, quarters, halves and years of the calendar."""

from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}


def add_months(day, count):
    """First day of the month ``count`` months from ``day``'s month.

    >>> add_months(date(2026, 1, 31), -1), add_months(date(2026, 11, 1), 3)
    (datetime.date(2025, 12, 1), datetime.date(2027, 2, 1))
    """
    years, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(years, month + 1, 1)


def month_number(day):
    """Months since year 0: their difference is the distance of two months.

    >>> month_number(date(2026, 3, 31)) - month_number(date(2025, 12, 1))
    3
    """
    return day.year * 12 + day.month - 1


@dataclass(frozen=True)
class Period:
    """A whole period. ``date_from`` is its first day, ``date_to`` its last one.

    >>> period = Period.containing("quarter", date(2026, 5, 17))
    >>> period.date_from, period.date_to
    (datetime.date(2026, 4, 1), datetime.date(2026, 6, 30))
    >>> period.previous().date_from, period.last_year().date_to
    (datetime.date(2026, 1, 1), datetime.date(2025, 6, 30))
    >>> Period.containing("half", date(2026, 12, 31)).code
    '2026-H2'
    """

    period_type: str
    date_from: date

    @classmethod
    def containing(cls, period_type, day):
        """The period of that type in which ``day`` lies.

        >>> Period.containing("month", date(2024, 2, 29)).code
        '2024-02'
        >>> Period.containing("year", date(2024, 2, 29)).date_to
        datetime.date(2024, 12, 31)
        >>> Period.containing("week", date(2024, 2, 29))
        Traceback (most recent call last):
        ...
        ValueError: unknown period type: week
        """
        if period_type not in MONTHS:
            raise ValueError(f"unknown period type: {period_type}")
        length = MONTHS[period_type]
        month = (day.month - 1) // length * length + 1
        return cls(period_type, date(day.year, month, 1))

    @property
    def length(self):
        """Number of months."""
        return MONTHS[self.period_type]

    @property
    def date_to(self):
        """The last day, included."""
        return add_months(self.date_from, self.length) - timedelta(days=1)

    @property
    def code(self):
        """Short name that sorts by time: 2026-05, 2026-Q2, 2026-H1, 2026.

        >>> Period.containing("quarter", date(2026, 5, 1)).code
        '2026-Q2'
        """
        year = f"{self.date_from.year:04d}"
        if self.period_type == "year":
            return year
        if self.period_type == "month":
            return f"{year}-{self.date_from.month:02d}"
        letter = {"quarter": "Q", "half": "H"}[self.period_type]
        return f"{year}-{letter}{(self.date_from.month - 1) // self.length + 1}"

    def months(self):
        """First days of the months of this period.

        >>> len(Period.containing("half", date(2026, 8, 1)).months())
        6
        """
        return [add_months(self.date_from, step) for step in range(self.length)]

    def shift(self, months):
        """The same length, ``months`` later (or earlier when negative)."""
        return Period(self.period_type, add_months(self.date_from, months))

    def previous(self):
        """The period just before: last month, last quarter …"""
        return self.shift(-self.length)

    def last_year(self):
        """The same period one year before."""
        return self.shift(-12)

    def next(self):
        """The period just after."""
        return self.shift(self.length)

    def trend_months(self):
        """First days of the twelve months that end with this period.

        >>> months = Period.containing("month", date(2026, 3, 1)).trend_months()
        >>> months[0], months[-1]
        (datetime.date(2025, 4, 1), datetime.date(2026, 3, 1))
        """
        last = add_months(self.date_to, 0)
        return [add_months(last, step) for step in range(-11, 1)]

    def history_from(self):
        """First day any comparison or trend of this period looks at.

        >>> Period.containing("quarter", date(2026, 5, 1)).history_from()
        datetime.date(2025, 4, 1)
        """
        return self.last_year().date_from


@dataclass(frozen=True)
class Alone(Period):
    """A period that is compared with nothing: only its own months are read.

    >>> period = Alone.containing("month", date(2026, 5, 17))
    >>> period.history_from(), period.previous().history_from()
    (datetime.date(2026, 5, 1), datetime.date(2026, 4, 1))
    """

    def shift(self, months):
        """The same length, ``months`` later, alone, too."""
        return Alone(self.period_type, add_months(self.date_from, months))

    def history_from(self):
        """Its own first day."""
        return self.date_from


@dataclass(frozen=True)
class Running(Alone):
    """A month up to one of its days: what is planned for later is not due yet.

    >>> month = Running.until(date(2026, 5, 17))
    >>> month.date_from, month.date_to, month.code
    (datetime.date(2026, 5, 1), datetime.date(2026, 5, 17), '2026-05')
    >>> month.previous().date_to, month.next().date_from
    (datetime.date(2026, 4, 30), datetime.date(2026, 6, 1))
    """

    today: date

    @classmethod
    def until(cls, day):
        """The month of ``day`` up to it."""
        return cls("month", add_months(day, 0), day)

    @property
    def date_to(self):
        """Today, included."""
        return self.today


@dataclass(frozen=True)
class Week:
    """Monday to Sunday; for the weekly digest, which counts no months.

    >>> week = Week.containing(date(2026, 1, 1))
    >>> week.date_from, week.date_to, week.code, week.previous().code
    (datetime.date(2025, 12, 29), datetime.date(2026, 1, 4), '2026-W01', '2025-W52')
    """

    date_from: date

    @classmethod
    def containing(cls, day):
        """The week in which ``day`` lies."""
        return cls(day - timedelta(days=day.weekday()))

    @property
    def date_to(self):
        """Its Sunday."""
        return self.date_from + timedelta(days=6)

    @property
    def code(self):
        """Year and number by ISO 8601: a week belongs to the year of its Thursday."""
        year, number, _day = self.date_from.isocalendar()
        return f"{year}-W{number:02d}"

    def previous(self):
        """The week before."""
        return Week(self.date_from - timedelta(days=7))

    def next(self):
        """The week after."""
        return Week(self.date_from + timedelta(days=7))
