import datetime

from odoo import fields, models
from odoo.fields import Domain

from ..tools import localtime


class AftersalesFollowup(models.Model):
    """Contacts with one customer keep apart, also where calls come late (F14).

    The engine plans them apart by their due days. A call that is made days later than
    it was due comes near the next one: then that one gives way.
    """

    _inherit = "aftersales.followup"

    def _log_attempt(self, outcome, **how):
        result = super()._log_attempt(outcome, **how)
        if outcome.is_contact:
            self._keep_others_apart()
        return result

    def _log_messages(self, outcome, channel, notes=None):
        result = super()._log_messages(outcome, channel, notes)
        if outcome == self.env.ref("aftersales_followup.followup_outcome_sent"):
            self._keep_others_apart()
        return result

    def _keep_others_apart(self):
        """Let the customers' other open follow-ups wait, now that they were reached.

        What nobody has tried moves, or is not made when that is too late; what was
        tried in vain goes on later. A time that the customer named stays.
        """
        reached = self.filtered("purpose_id.is_proactive").grouped("partner_id")
        if not reached:
            return
        now = fields.Datetime.now()
        # sudo: the customer is one and the same for every store.
        others = self.sudo().search(
            Domain("partner_id", "in", [partner.id for partner in reached])
            & Domain("id", "not in", self.ids)
            & Domain("state", "in", ("planned", "open"))
            & Domain("purpose_id.is_proactive", "=", True)
        )
        for other in others:
            if other.outcome_id.needs_callback_date or any(
                other._is_same_occasion(made) for made in reached[other.partner_id]
            ):
                continue
            company = other.company_id
            if days := company.contact_cap_days:
                today = localtime.local_date(now, company._aftersales_tz())
                other._wait(today, days)

    def _was_never_reached(self):
        """Tell whether a follow-up ended without any contact: it keeps nobody apart."""
        return (
            self.state in ("cancelled", "missed")
            and not self.is_contact
            and not self.outcome_id.is_automatic
        )

    def _is_same_occasion(self, other):
        """Tell whether both are steps of one program for the same record."""
        return all(
            self[name] == other[name] for name in ("program_id", "res_model", "res_id")
        )

    def _wait(self, today, days):
        """Do nothing about this follow-up for some days.

        :param today: local day of the store
        :param int days: the limit between two contacts (F14)
        """
        day = today + datetime.timedelta(days=days)
        if not self.is_called:
            if self.date_due < day:
                self._give_way(day)
            return
        tz = self.company_id._aftersales_tz()
        start = localtime.utc_moment(day, 0, tz)
        if self.date_next and self.date_next < start:
            before = max(today, localtime.local_date(self.date_next, tz))
            self.write(
                {
                    "date_next": self._next_slots(start)[self],
                    "date_expiry": self._expiry_after(day - before),
                }
            )
            self._move_activities()

    def _expiry_after(self, wait):
        """Return when a follow-up expires after a time in which it must not be made.

        That does not count: nobody is missed because we kept away (F15). What is of
        use only before its date is not made after it.

        :param datetime.timedelta wait: how much later than it would have been
        """
        expiry = self.date_expiry + wait
        if self.step_id.offset < 0:
            return max(self.date_expiry, min(expiry, self.anchor_date))
        return expiry
