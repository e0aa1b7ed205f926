from odoo import fields, models

from ..tools import cap, localtime
from ..tools.rehearsal import REHEARSAL


class AftersalesProgramStep(models.Model):
    """The night thought through: it decides as the night will, and makes nothing.

    Whom a program contacts depends on what others contact the same night: the higher
    priority wins, nobody is contacted twice in a week, load is shared equally. So a
    preview goes through all programs in the night's order.
    """

    _inherit = "aftersales.program.step"

    def _rehearse(self, company):
        """Return the values that the night would make; later steps know of them."""
        rehearsal = self.env.context[REHEARSAL]
        anchors = self._pending_anchors(company, rehearsal.day)
        if not anchors:
            return []
        vals_list, giving_way = self._decide(company, anchors)
        is_proactive = self.program_id.purpose_id.is_proactive
        for vals in vals_list:
            if vals["state"] == "skipped":
                continue
            if is_proactive:
                rehearsal.note_made(
                    vals["partner_id"],
                    cap.Contact(
                        None,
                        self._occasion(vals),
                        max(vals["date_due"], rehearsal.day),
                        int(self.program_id.priority),
                        False,
                    ),
                )
            if vals["state"] == "open" and vals["user_id"]:
                rehearsal.note_given(vals["user_id"])
        for followup, day in giving_way:
            rehearsal.note_moved(
                followup.id, day if day <= followup.date_deadline else None
            )
        return vals_list

    def _first_due_day(self, today):
        """Begin a program that is off as if it were switched on now."""
        first = super()._first_due_day(today)
        if REHEARSAL in self.env.context and not self.program_id.active:
            return max(first, fields.Date.context_today(self))
        return first

    def _due_until(self, company):
        """Think of the day's runs too, which make what counts by the hour."""
        until = super()._due_until(company)
        if rehearsal := self.env.context.get(REHEARSAL):
            midnight = localtime.utc_moment(rehearsal.day, 24, company._aftersales_tz())
            return max(until, midnight)
        return until

    def _deciding_day(self, company):
        rehearsal = self.env.context.get(REHEARSAL)
        return rehearsal.day if rehearsal else super()._deciding_day(company)

    def _contacts_around(self, vals_list, days, today):
        contacts = super()._contacts_around(vals_list, days, today)
        rehearsal = self.env.context.get(REHEARSAL)
        return rehearsal.amend(contacts) if rehearsal else contacts
