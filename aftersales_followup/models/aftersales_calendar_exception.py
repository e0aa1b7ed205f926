import csv

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import file_open

WEEKDAYS = [
    ("0", "Monday"),
    ("1", "Tuesday"),
    ("2", "Wednesday"),
    ("3", "Thursday"),
    ("4", "Friday"),
    ("5", "Saturday"),
    ("6", "Sunday"),
]


# Holidays and make-up workdays as the State Council announced them, year by year.
OFFICIAL_DAYS = "aftersales_followup/data/official_days_cn_calendar_exception.csv"


class AftersalesCalendarException(models.Model):
    """A day off on a working day, or a make-up workday at a week-end (C4).

    Working calendars know weekdays, not dates: a year's list of public holidays and
    make-up days (调休) is kept here, for one store or for all.
    """

    _name = "aftersales.calendar.exception"
    _description = "Special Day of Work"
    _order = "date desc, company_id"

    name = fields.Char(required=True, translate=True)
    date = fields.Date(required=True, index=True)
    company_id = fields.Many2one(
        "res.company",
        index=True,
        help="Empty: every store. A store's own line wins over it.",
    )
    kind = fields.Selection(
        [("holiday", "Day off"), ("workday", "Make-up workday")],
        required=True,
        default="holiday",
    )
    as_weekday = fields.Selection(
        WEEKDAYS,
        string="Works as",
        default="0",
        help="The hours of this day of the week apply; none of its own hours are "
        "needed then.",
    )
    hour_from = fields.Float(string="From")
    hour_to = fields.Float(
        string="To", help="Own hours of the day; 0 to 0: those of the weekday."
    )

    _one_per_day = models.UniqueIndex(
        "(date, COALESCE(company_id, 0))", "This day is in the list already."
    )

    @api.constrains("kind", "hour_from", "hour_to", "as_weekday")
    def _check_hours(self):
        for day in self:
            own = day.hour_from or day.hour_to
            if own and not 0 <= day.hour_from < day.hour_to <= 24:
                raise ValidationError(
                    self.env._(
                        "The hours of %s must lie between 0:00 and 24:00, the first "
                        "before the second.",
                        day.name,
                    )
                )
            if day.kind == "workday" and not own and not day.as_weekday:
                raise ValidationError(
                    self.env._(
                        "Say as which weekday %s works, or give its hours.", day.name
                    )
                )

    @api.model
    def _hours_by_day(self, company, week):
        """Return {day: hours} of a company's exceptions for a WorkTime.

        :param week: mapping of weekday to hours, for make-up workdays
        """
        days = self.search([("company_id", "in", (False, company.id))])
        # The store's own line comes last and wins.
        return {
            day.date: day._hours(week)
            for day in days.sorted(lambda day: bool(day.company_id))
        }

    def _hours(self, week):
        """Return the (from, to) pairs of hours worked on this day."""
        if self.kind == "holiday":
            return ()
        if self.hour_to:
            return ((self.hour_from, self.hour_to),)
        return week.get(int(self.as_weekday), ())

    def action_load_official_days(self):
        """Add China's official days of the known years to the store, once each.

        Days that the store, or everybody, has in the list already stay as they are.

        :raises UserError: when there is nothing left to add
        """
        company = self.env.company
        known = set(
            self.search([("company_id", "in", (False, company.id))]).mapped("date")
        )
        with file_open(OFFICIAL_DAYS) as days:
            missing = [
                day
                for day in csv.DictReader(days)
                if fields.Date.to_date(day["date"]) not in known
            ]
        if not missing:
            raise UserError(
                self.env._(
                    "All official days that are known are in the list. Import the "
                    "next year's when it has been announced."
                )
            )
        records = self.create(
            [
                {
                    "name": day["name"],
                    "date": day["date"],
                    "kind": day["kind"],
                    "company_id": company.id,
                }
                for day in missing
            ]
        )
        if self.env["res.lang"]._lang_get("zh_CN"):
            for record, day in zip(records, missing, strict=True):
                record.with_context(lang="zh_CN").name = day["name_zh"]
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "%(count)s days added for %(store)s.",
                    count=len(records),
                    store=company.name,
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
