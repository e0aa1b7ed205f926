import datetime

from odoo import fields, models
from odoo.exceptions import UserError

# What customers know better than the file: the reminders hang on these days.
CAR_DATES = ("maintenance_date", "inspection_date", "insurance_date", "delivery_date")
# A day further away is a slip of the pen.
YEARS = 20


class AftersalesFollowup(models.Model):
    """The car's dates, corrected while the customer is on the line (A1, R6)."""

    _inherit = "aftersales.followup"

    def correct_car_date(self, name, date):
        """Write down a date of the car as the customer tells it.

        :param str name: one of ``CAR_DATES``
        :param date: the day, or its string
        :return: the car, as in the call screen's sheet
        :raises UserError: when the date is none, or there is no car
        """
        self.ensure_one()
        self.check_access("write")
        if name not in CAR_DATES or not self.vehicle_id:
            raise UserError(self.env._("Choose a date of the customer's car."))
        day = self._read_day(date)
        # sudo: the follow-up brings its car along, whose owner is on the line.
        source = self.sudo()
        source.vehicle_id[name] = day
        return source._sheet_car()

    def _read_day(self, date):
        """Return a day that somebody entered.

        :raises UserError: when it is none, or lies too far away
        """
        try:
            day = fields.Date.to_date(date or False)
        except (TypeError, ValueError):
            day = None
        today = self.company_id._aftersales_today()
        if not day or abs(day - today) > datetime.timedelta(days=365 * YEARS):
            raise UserError(self.env._("Enter a day within %s years.", YEARS))
        return day

    def _sheet_car(self):
        """Add the dates that reminders hang on."""
        car = super()._sheet_car()
        if car:
            labels = self.vehicle_id.fields_get(CAR_DATES, ["string"])
            car["dates"] = [
                {
                    "name": name,
                    "label": labels[name]["string"],
                    "date": self.vehicle_id[name],
                }
                for name in CAR_DATES
            ]
        return car

    # ------------------------------------------------------------------
    # The call in which the date is corrected
    # ------------------------------------------------------------------

    def _follow_own_dates(self):
        """Leave alone who is on the line: that call ends with an outcome of its own.

        An insurance reminder would be gone in the middle of the sentence in which the
        customer says that the policy has been renewed (R6).
        """
        waiting = self.filtered(lambda followup: not followup._is_on_the_line())
        return super(AftersalesFollowup, waiting)._follow_own_dates()

    def _log_attempt(self, outcome, **values):
        """Catch up with the dates where nothing was agreed with the customer."""
        result = super()._log_attempt(outcome, **values)
        if not outcome.is_closing and not outcome.is_contact:
            self._follow_own_dates()
        return result

    def _hang_up(self):
        """Catch up with the dates that moved during a call without an outcome."""
        result = super()._hang_up()
        self.filtered(lambda one: one.state in ("planned", "open"))._follow_own_dates()
        return result
