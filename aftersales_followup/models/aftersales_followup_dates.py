from odoo import api, models

from ..tools import occasion


class AftersalesFollowup(models.Model):
    """Reminders follow their date: it moves, or the customer comes in (R6, F6)."""

    _inherit = "aftersales.followup"

    @api.model
    def _follow_dates(self, anchors):
        """Move or close the open follow-ups that hang on dates of these records.

        Where the occasion is gone (a visit, a new policy) they are cancelled with
        the reason; where its date moved, those that nobody has tried yet move, and
        where the car was sold, they go to its new owner.

        :param anchors: cars, or parts of cars
        """
        self.search(
            [
                ("res_model", "=", anchors._name),
                ("res_id", "in", anchors.ids),
                ("state", "in", ("planned", "open")),
            ]
        )._follow_own_dates()

    def _follow_own_dates(self):
        """Do for these what ``_follow_dates`` does for all of some records."""
        for followup in self:
            provider = followup.program_id._provider()
            if not hasattr(provider, "_still_due"):
                continue
            anchor = self.env[followup.res_model].browse(followup.res_id)
            date = provider._still_due(anchor)
            key, _repetition = occasion.split_key(followup.occurrence_key)
            has_moved = date != followup.anchor_date or followup.step_id._is_precise()
            owner = provider._customer(anchor)
            if not date or provider._occurrence_key(anchor) != key:
                followup._cancel_for("came_in")
            elif owner and owner != followup.partner_id and followup._is_untouched():
                followup._hand_to(owner, date, provider._moment(anchor))
            elif has_moved and not followup.is_called:
                followup._move_to(date, provider._moment(anchor))

    def _cancel_for(self, reason_code):
        """Take follow-ups off the list whose reason is gone, and say why."""
        reason = self.env.ref(f"aftersales_followup.skip_reason_{reason_code}")
        self.write(
            {"state": "cancelled", "skip_reason_id": reason.id, "date_next": False}
        )
        self._close_activities()

    def _move_to(self, anchor_date, moment=None):
        """Move a follow-up with its date; its period stays (``date_planned``)."""
        self.ensure_one()
        due, next_moment = self.step_id._due(
            anchor_date, moment, self._repetition(), self.company_id
        )
        self._set_due(anchor_date, due, next_moment)

    def _is_untouched(self):
        """Tell whether nothing has been tried, answered or written yet."""
        return not (self.is_called or self.user_input_id or self.letter_ids)

    def _hand_to(self, owner, anchor_date, moment=None):
        """Go on with the car's new owner, by the same rules as if made today (R6).

        :param owner: the ``res.partner`` to whom the car belongs now
        """
        self.ensure_one()
        due, next_moment = self.step_id._due(
            anchor_date, moment, self._repetition(), self.company_id
        )
        vals = {
            **self._prepare_due(anchor_date, due, next_moment),
            "partner_id": owner.id,
            "contact_id": False,
            "customer_category_id": owner.customer_category_id.id,
            # By these the limit on contacts knows the occasion.
            **{name: self[name] for name in ("res_model", "res_id", "occurrence_key")},
        }
        giving_way = self.step_id._apply_contact_policy(self.company_id, [vals])
        if vals["state"] == "skipped":
            vals["date_next"] = False
        self._write_due(vals)
        for other, day in giving_way:
            other._give_way(day)

    def _repetition(self):
        """Return which repetition of its step this is; 0 is the first."""
        return occasion.split_key(self.occurrence_key)[1]

    def _give_way(self, day):
        """Move a follow-up past a contact of higher priority, or skip it (F14).

        :param day: the first day that is far enough from the other contact
        """
        self.ensure_one()
        if day <= self.date_deadline:
            self._set_due(self.anchor_date, day)
            return
        reason = self.env.ref("aftersales_followup.skip_reason_recently_contacted")
        self.write(
            {"state": "skipped", "skip_reason_id": reason.id, "date_next": False}
        )
        self._close_activities()

    def _set_due(self, anchor_date, due, moment=False):
        """Give a follow-up another due day, and the first moment to call on it.

        :param moment: the naive UTC moment itself, of a step of hours
        """
        vals = self._prepare_due(anchor_date, due, moment)
        self.step_id._apply_contact_windows(self.company_id, [vals])
        self._write_due(vals)

    def _prepare_due(self, anchor_date, due, moment):
        """Return the values that go with a due day, before the contact policy."""
        return {
            **self.step_id._prepare_dates(anchor_date, due, self._repetition()),
            "anchor_date": anchor_date,
            "date_next": moment,
            "partner_id": self.partner_id.id,
            "state": "open"
            if due <= self.company_id._aftersales_today()
            else "planned",
        }

    def _write_due(self, vals):
        """Write another due day; the agents' views follow."""
        self.write(vals)
        self._close_activities()
        self._schedule_activities()
