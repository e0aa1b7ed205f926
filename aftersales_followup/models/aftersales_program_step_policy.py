import datetime

from odoo import fields, models
from odoo.fields import Domain

from ..tools import cap, localtime, occasion, retry

DECIDED_ON = "aftersales_decided_on"
"""Context key: an earlier day, for who writes down what was decided then (demo)."""


class AftersalesProgramStep(models.Model):
    """The contact policy: whom not to contact, when, and how often (F13, F14)."""

    _inherit = "aftersales.program.step"

    def _apply_contact_policy(self, company, vals_list):
        """Respect wishes and limits; what is not made or moves keeps its reason.

        :return: [(follow-up, day)]: those of other programs that give way, and the
            first day on which they may be made
        """
        for vals in vals_list:
            if vals["state"] != "skipped" and not vals["partner_id"]:
                self._skip(vals, "no_customer")
        kept = [vals for vals in vals_list if vals["state"] != "skipped"]
        partner_ids = {vals["partner_id"] for vals in kept}
        blocked = self.env["aftersales.contact.block"]._blocked_partner_ids(
            partner_ids, self.program_id.purpose_id, self.channel
        )
        for vals in kept:
            if vals["partner_id"] in blocked:
                self._skip(vals, "do_not_contact")
        giving_way = self._apply_contact_cap(company, vals_list)
        self._apply_contact_windows(company, vals_list)
        return giving_way

    def _skip(self, vals, reason_code):
        """Turn values into those of a follow-up that is not made, with its reason."""
        reason = self.env.ref(f"aftersales_followup.skip_reason_{reason_code}")
        vals.update(state="skipped", skip_reason_id=reason.id)

    # ------------------------------------------------------------------
    # Not too often
    # ------------------------------------------------------------------

    def _apply_contact_cap(self, company, vals_list):
        """Keep proactive contacts with a customer apart, over all programs (F14).

        The higher priority wins; the other moves as far as it makes sense, or is
        not made. Call-backs, complaints and re-visits do not count.

        :return: see ``_apply_contact_policy``
        """
        days = company.contact_cap_days
        kept = [vals for vals in vals_list if vals["state"] != "skipped"]
        if not days or not kept or not self.program_id.purpose_id.is_proactive:
            return []
        Followup = self.env["aftersales.followup"]
        today = self._deciding_day(company)
        displaced = []
        contacts = self._contacts_around(kept, days, today)
        for vals in kept:
            others = contacts.setdefault(vals["partner_id"], [])
            contact = cap.Contact(
                None,
                self._occasion(vals),
                # Nobody is called on a day that has passed.
                max(vals["date_due"], today),
                int(self.program_id.priority),
                # Its own lot is decided already: it does not move again.
                False,
            )
            day, giving_way = cap.place(contact, vals["date_deadline"], others, days)
            if day is None:
                self._skip(vals, "recently_contacted")
                continue
            if day != contact.day:
                _key, repetition = occasion.split_key(vals["occurrence_key"])
                vals.update(
                    self._prepare_dates(vals["anchor_date"], day, repetition),
                    date_next=False,
                    state="planned",
                )
            others.append(contact._replace(day=day))
            for other in giving_way:
                others.remove(other)
                free = day + datetime.timedelta(days=days)
                displaced.append((Followup.browse(other.key), free))
        return displaced

    def _occasion(self, vals):
        return self.program_id.id, vals["res_model"], vals["res_id"]

    def _deciding_day(self, company):
        """Return the local day on which the contacts are decided about."""
        return self.env.context.get(DECIDED_ON) or company._aftersales_today()

    def _contacts_around(self, vals_list, days, today):
        """Return {partner id: proactive contacts}, made lately or planned, anywhere.

        :param today: what was due before is made on this day at the earliest
        """
        dues = [max(vals["date_due"], today) for vals in vals_list]
        span = datetime.timedelta(days=days)
        latest = max(*dues, *(vals["date_deadline"] for vals in vals_list))
        # sudo: the customer is one and the same for every store.
        followups = (
            self.env["aftersales.followup"]
            .sudo()
            .search_fetch(
                Domain("partner_id", "in", list({v["partner_id"] for v in vals_list}))
                & Domain("purpose_id.is_proactive", "=", True)
                & (
                    Domain("state", "in", ("planned", "open"))
                    & Domain("date_due", ">", min(dues) - span)
                    & Domain("date_due", "<", latest + span)
                    | Domain("date_first_attempt", ">", min(dues) - span)
                    | Domain("date_done", ">", min(dues) - span)
                ),
                [
                    "partner_id",
                    "program_id",
                    "res_model",
                    "res_id",
                    "date_due",
                    "priority",
                    "date_first_attempt",
                    "date_done",
                    "company_id",
                    "state",
                    "is_contact",
                    "outcome_id",
                ],
            )
        )
        contacts = {}
        for followup in followups:
            if followup._was_never_reached():
                continue
            # The day on which the customer was reached, after days of trying.
            attempt = followup.date_done or followup.date_first_attempt
            tz = followup.company_id._aftersales_tz()
            contacts.setdefault(followup.partner_id.id, []).append(
                cap.Contact(
                    followup.id,
                    (followup.program_id.id, followup.res_model, followup.res_id),
                    # What is overdue is called today at the earliest.
                    localtime.local_date(attempt, tz)
                    if attempt
                    else max(followup.date_due, today),
                    int(followup.priority),
                    not attempt,
                )
            )
        return contacts

    # ------------------------------------------------------------------
    # Not at any time
    # ------------------------------------------------------------------

    def _apply_contact_windows(self, company, vals_list):
        """Set the first moment to call: in the customer's or the usual windows."""
        kept = [vals for vals in vals_list if vals["state"] != "skipped"]
        partner_ids = {vals["partner_id"] for vals in kept}
        windows = self.env["aftersales.contact.window"]._by_partner(partner_ids)
        partners = self._prefetched("res.partner", partner_ids)
        usual = self.env["aftersales.calling.hours"]._of_company(company)
        company_tz = company._aftersales_tz()
        now = fields.Datetime.now()
        for vals in kept:
            earliest = vals["date_next"] or localtime.utc_moment(
                vals["date_due"], occasion.MORNING, company_tz
            )
            slot = retry.next_slot(
                max(now, earliest) if vals["state"] == "open" else earliest,
                partners[vals["partner_id"]]._aftersales_tz() or company_tz,
                windows.get(vals["partner_id"], usual),
            )
            vals["date_next"] = slot
            if self._is_before_a_moment():
                # Before an appointment, which the customer has made: the next window
                # is of no use when it opens after it.
                hours = self.offset * (12 if self.offset_unit == "half_day" else 1)
                if slot >= earliest - datetime.timedelta(hours=hours):
                    vals["date_next"] = earliest
            elif self._is_visit_at_once():
                vals["date_next"] = earliest
