from odoo import api, fields, models
from odoo.exceptions import ValidationError

WEEKDAYS = [
    ("0", "Monday"),
    ("1", "Tuesday"),
    ("2", "Wednesday"),
    ("3", "Thursday"),
    ("4", "Friday"),
    ("5", "Saturday"),
    ("6", "Sunday"),
]


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
