from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ..tools import localtime

ACTIVITY_TYPE = "aftersales_followup.mail_activity_type_followup"
CHUNK = 1000


class AftersalesFollowup(models.Model):
    """The follow-up's days: due, in the agent's activity views, missed.

    Activities only show in Odoo's own views what the follow-up says; no figure
    and no rule reads them.
    """

    _inherit = "aftersales.followup"

    @api.model
    def _cron_open_and_expire(self):
        """Open what is due today, close what nobody finished (F15), mind absences."""
        for company in self.env["res.company"].search([]):
            today = company._aftersales_today()
            own = Domain("company_id", "=", company.id)
            due = (
                own & Domain("state", "=", "planned") & Domain("date_due", "<=", today)
            )
            late = (
                own
                & Domain("state", "in", ("planned", "open"))
                & Domain("date_expiry", "<", today)
            )
            own_env = self.with_company(company)
            if not (
                own_env._in_chunks(due, lambda records: records._open())
                and own_env._in_chunks(late, lambda records: records._expire())
                and own_env._cron_change_hands(company)
            ):
                # Odoo comes back at once for what is left.
                return
        self.env["ir.cron"]._commit_progress(remaining=0)

    def _in_chunks(self, domain, work):
        """Do the work on all records that match, in committed chunks.

        Rows that somebody holds (a call that is being finished) wait for the
        next run.

        :return: whether there was time for all of them
        """
        seen = 0
        while chunk := self.search(
            domain & Domain("id", ">", seen), order="id", limit=CHUNK
        ):
            try:
                mine = chunk.try_lock_for_update(allow_referencing=True)
                work(mine)
                has_time = self.env["ir.cron"]._commit_progress(len(mine), remaining=1)
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                # A call of this chunk was finished since it was read: read it again.
                self.env.cr.rollback()
                continue
            seen = chunk[-1].id
            if not has_time:
                return False
        return True

    def _open(self):
        """Bring planned follow-ups into the queue."""
        self.write({"state": "open"})
        self._schedule_activities()

    def _expire(self):
        """Close unfinished follow-ups as missed: they count as not contacted (F15)."""
        self.write({"state": "missed", "date_next": False})
        self._close_activities()

    def _schedule_activities(self):
        """Put the open follow-ups into their agents' activity views, in one batch."""
        activity_type = self.env.ref(ACTIVITY_TYPE)
        model_id = self.env["ir.model"]._get_id(self._name)
        due = self.filtered(
            lambda followup: followup.state == "open" and followup.user_id
        )
        # Both together here: one by one the names cost a query each, and Odoo makes
        # a record for each follower, which is a quarter of a night's time.
        due.mapped("display_name")
        due._subscribe_agents()
        return (
            self.env["mail.activity"]
            .with_context(
                mail_activity_quick_update=True,
                mail_create_nosubscribe=True,
                tracking_disable=True,
            )
            .create(
                [
                    {
                        "res_model_id": model_id,
                        "res_id": followup.id,
                        "activity_type_id": activity_type.id,
                        "user_id": followup.user_id.id,
                        "date_deadline": followup._activity_day(),
                        "automated": True,
                    }
                    for followup in due
                ]
            )
        )

    def _activity_day(self):
        """Return the local day on which the next attempt is due."""
        tz = self.company_id._aftersales_tz()
        return localtime.local_date(self.date_next or fields.Datetime.now(), tz)

    def _own_activities(self):
        """Return the open activities that stand for these follow-ups.

        sudo: an agent may finish a colleague's follow-up of the same team, whose
        activity is the colleague's.
        """
        activity_type_id = self.env["ir.model.data"]._xmlid_to_res_id(
            ACTIVITY_TYPE, raise_if_not_found=True
        )
        return (
            self.env["mail.activity"]
            .sudo()
            .search_fetch(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "in", self.ids),
                    ("activity_type_id", "=", activity_type_id),
                ],
                # What a write to them reads.
                [
                    "active",
                    "date_deadline",
                    "date_done",
                    "res_id",
                    "res_model",
                    "user_id",
                ],
            )
        )

    def _close_activities(self):
        """Take the follow-ups out of the activity views, without ceremony."""
        self._own_activities()._close_todos()

    def _move_activities(self):
        """Follow the next attempt, one write per day."""
        by_day = defaultdict(list)
        for followup in self:
            by_day[followup._activity_day()].append(followup.id)
        for day, ids in by_day.items():
            self.browse(ids)._own_activities().write({"date_deadline": day})

    def _reassign_activities(self):
        """Hand the activities to the new agents."""
        for user, followups in self.grouped("user_id").items():
            activities = followups._own_activities().with_context(
                mail_activity_quick_update=True
            )
            if user:
                activities.write({"user_id": user.id})
                missing = followups.browse(
                    set(followups.ids) - set(activities.mapped("res_id"))
                )
                missing._schedule_activities()
            else:
                activities.unlink()
