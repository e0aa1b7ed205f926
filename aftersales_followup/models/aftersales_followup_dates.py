from odoo import api, models

from ..tools import occasion


class AftersalesFollowup(models.Model):
    """Reminders follow their date: it moves, or the customer comes in (R6, F6)."""

    _inherit = "aftersales.followup"

    @api.model
    def _follow_dates(self, anchors):
        """Move or close the open follow-ups that hang on dates of these records.

        Where the occasion is gone (a visit, a new policy) they are cancelled with
        the reason; where its date moved, those that nobody has tried yet move.

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
            if not date or provider._occurrence_key(anchor) != key:
                followup._cancel_for("came_in")
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
        company = self.company_id
        vals = {
            **self.step_id._prepare_dates(anchor_date, due, self._repetition()),
            "anchor_date": anchor_date,
            "date_next": moment,
            "partner_id": self.partner_id.id,
            "state": "open" if due <= company._aftersales_today() else "planned",
        }
        self.step_id._apply_contact_windows(company, [vals])
        self.write(vals)
        self._close_activities()
        self._schedule_activities()
