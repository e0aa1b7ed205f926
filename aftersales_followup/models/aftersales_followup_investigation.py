from odoo import fields, models

from ..tools import localtime, retry

INVESTIGATE = "aftersales_followup.mail_activity_type_investigate"


class AftersalesFollowup(models.Model):
    """Who cannot be reached for days: the service adviser finds out how (F12).

    Calling the same dead number every day until the follow-up expires helps nobody.
    It leaves the queue until the adviser has finished the activity, or somebody has
    entered another number; it expires on its day all the same (F15).
    """

    _inherit = "aftersales.followup"

    def _investigate_unreachable(self):
        """Hand the follow-up to the service adviser after days of trying in vain.

        Once: who still cannot be reached afterwards is tried as usual until expiry.

        :return: whether it waits for the adviser now
        """
        if self.is_contact or self.is_unreachable:
            return False
        tz = self.company_id._aftersales_tz()
        days = [localtime.local_date(a.date, tz) for a in self.attempt_ids]
        if not retry.unreachable_days(days, self.program_id.unreachable_days):
            return False
        self.write({"is_unreachable": True, "is_investigated": True})
        self._close_activities()
        investigator = self.advisor_id.filtered("active") or self.team_id.leader_id
        self.activity_schedule(
            INVESTIGATE,
            summary=self.env._("Customer unreachable: find out the right number"),
            user_id=(investigator or self.user_id).id,
        )
        return True

    def action_end_investigation(self):
        """Bring follow-ups back into the queue: the customer may be tried again."""
        self.check_access("read")
        # sudo: the adviser reads the follow-up only; ending what was asked of him or
        # her is no change by hand.
        self.sudo()._end_investigation()

    def _end_investigation(self):
        """Put the follow-ups whose investigation is over back into the queue."""
        waiting = self.filtered("is_investigated")
        if not waiting:
            # Also while the addon is being uninstalled, without its activity types.
            return
        waiting._close_investigations()
        slots = waiting._next_slots(fields.Datetime.now())
        for followup in waiting:
            vals = {"is_investigated": False}
            if followup.state == "open":
                vals["date_next"] = slots[followup]
            followup.write(vals)
        waiting._schedule_activities()

    def _log_attempt(self, outcome, **values):
        """Go on as usual with a customer who was reached in spite of everything."""
        was_investigated = self.is_investigated
        result = super()._log_attempt(outcome, **values)
        if was_investigated and outcome.is_contact:
            self._close_investigations()
            self.write({"is_investigated": False})
            if not outcome.is_closing:
                self._schedule_activities()
        return result

    def _schedule_activities(self):
        """Keep out of the agents' views what waits for the adviser."""
        waiting = self.filtered("is_investigated")
        return super(AftersalesFollowup, self - waiting)._schedule_activities()

    def _close_activities(self):
        """Ask nobody about a follow-up that is closed."""
        result = super()._close_activities()
        self.filtered("is_unreachable")._close_investigations()
        return result

    def _close_investigations(self):
        """Take the question off the advisers' lists, without ceremony."""
        if not self:
            return
        # sudo: the activity is the adviser's.
        self.env["mail.activity"].sudo().search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", self.ids),
                ("activity_type_id", "=", self.env.ref(INVESTIGATE).id),
            ]
        ).with_context(mail_activity_quick_update=True).write({"active": False})
