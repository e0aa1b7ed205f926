import datetime

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..tools import localtime, occasion

# A run every 15 minutes must make what is due before the next one.
LEAD = datetime.timedelta(minutes=15)
MAX_REPETITIONS = 60
# Ten years, in the units in which a step repeats.
LONGEST_WARRANTY = {"day": 3650, "week": 520, "month": 120}


class AftersalesProgramStep(models.Model):
    """When a step is due: once or again and again, to the day or to the hour."""

    _inherit = "aftersales.program.step"

    recurrence = fields.Selection(
        [
            ("once", "Once"),
            ("count", "So many times"),
            ("warranty", "Until the warranty ends"),
            ("forever", "Again and again"),
        ],
        default="once",
        required=True,
        help="Until the warranty ends: of the car; without a warranty date never. "
        "Again and again: 60 times at most.",
    )
    recurrence_interval = fields.Integer(
        string="Repeat every",
        default=6,
        help="In the unit of the step: days, weeks or months.",
    )
    recurrence_count = fields.Integer(string="How many times", default=2)

    _recurrence_possible = models.Constraint(
        "CHECK(recurrence = 'once' OR (recurrence_interval > 0"
        " AND offset_unit NOT IN ('hour', 'half_day')))",
        "A step repeats every so many days, weeks or months: at least one.",
    )
    _recurrence_count_range = models.Constraint(
        f"CHECK(recurrence_count BETWEEN 1 AND {MAX_REPETITIONS})",
        f"A step is made between 1 and {MAX_REPETITIONS} times.",
    )

    @api.constrains("offset_unit", "program_id")
    def _check_time_of_day(self):
        for step in self:
            if step._is_precise() and not step.program_id._provider()._gives_time():
                raise ValidationError(
                    self.env._(
                        "“%(program)s” hangs on a day without a time: the step "
                        "“%(step)s” cannot count hours or half days from it.",
                        program=step.program_id.name,
                        step=step.name,
                    )
                )

    def _is_precise(self):
        """Tell whether the step counts from a time of day, not from a day."""
        return self.offset_unit in occasion.PRECISE_UNITS

    def _is_before_a_moment(self):
        """Tell whether the step is of use only before a time of day, as reminders of
        appointments are (R1)."""
        return self._is_precise() and self.offset < 0

    def _is_visit_at_once(self):
        """Tell whether somebody goes to a customer who asked for it, at any hour."""
        return self.channel == "visit" and self.offset_unit == "hour"

    def _is_for_any_hour(self):
        """Tell whether the customer has said when: no window holds for it (F14).

        A call some hours after a delivery or a visit keeps to the windows.
        """
        return self._is_before_a_moment() or self._is_visit_at_once()

    def _repetitions(self):
        """Return the numbers of the step's repetitions, the first one is 0."""
        if self.recurrence == "once":
            return range(1)
        if self.recurrence == "count":
            return range(self.recurrence_count)
        if self.recurrence == "warranty":
            times = LONGEST_WARRANTY[self.offset_unit] // self.recurrence_interval
            return range(min(times, MAX_REPETITIONS))
        return range(MAX_REPETITIONS)

    def _amount(self, repetition):
        """Return how many units after the anchor a repetition is due."""
        return self.offset + repetition * self.recurrence_interval

    def _due(self, date, moment, repetition, company):
        """Return when a step is due for an anchor.

        :param date: local day of the anchor
        :param moment: its naive UTC moment, for steps that count from it
        :param company: whose days they are
        :return: (local day, naive UTC moment or False)
        """
        amount = self._amount(repetition)
        if not self._is_precise():
            return localtime.shift(date, amount, self.offset_unit), False
        tz = company._aftersales_tz()
        due = occasion.due_moment(moment, amount, self.offset_unit, tz)
        return localtime.local_date(due, tz), due

    def _first_due_day(self, today):
        """Return the first day that is still made up for, none before the start."""
        program = self.program_id
        back = today - datetime.timedelta(days=program.look_back_days)
        return max(back, program.start_date)

    def _due_anchors(self, company, first, last, narrower=Domain.TRUE):
        """Return the anchors whose follow-ups are due from one day to another.

        One anchor for each repetition, with a key of its own. A step of hours gives
        for today what is due before the next run.

        :param Domain narrower: which records to look at
        """
        if first > last:
            return []
        program = self.program_id
        provider = program._provider()
        domain = program._filter() & narrower
        anchors = []
        for repetition in self._repetitions():
            days = occasion.anchor_days(
                first, last, self._amount(repetition), self.offset_unit
            )
            anchors += [
                anchor._replace(
                    occurrence_key=occasion.repeated_key(
                        anchor.occurrence_key, repetition
                    )
                )
                for anchor in provider._anchors_of_step(self, company, *days, domain)
            ]
        if self._is_precise():
            anchors = self._due_by_now(company, anchors, first, last)
        if self.recurrence == "warranty":
            anchors = self._in_warranty(company, anchors)
        return anchors

    def _due_by_now(self, company, anchors, first, last):
        """Return the anchors that are due between two days, today only by now.

        Before an appointment means before it: nobody is reminded of a past one.
        """
        today = company._aftersales_today()
        now = fields.Datetime.now()
        until = self._due_until(company)
        due = []
        for anchor in anchors:
            day, moment = self._due(anchor.date, anchor.moment, 0, company)
            is_past = self.offset < 0 and anchor.moment <= now
            is_now = day != today or moment <= until
            if first <= day <= last and is_now and not is_past:
                due.append(anchor)
        return due

    def _due_until(self, company):
        """Return the moment until which a run makes what is due: that of the next."""
        return fields.Datetime.now() + LEAD

    def _in_warranty(self, company, anchors):
        """Return the anchors whose follow-up is due while the car has its warranty."""
        cars = self._prefetched("fleet.vehicle", [a.vehicle_id for a in anchors])
        kept = []
        for anchor in anchors:
            car = cars.get(anchor.vehicle_id)
            end = car and car.warranty_date
            _occasion, repetition = occasion.split_key(anchor.occurrence_key)
            day, _moment = self._due(anchor.date, anchor.moment, repetition, company)
            if end and day <= end:
                kept.append(anchor)
        return kept
