from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import plaintext2html

from ..tools import localtime

BATCH = 100


class AftersalesComplaint(models.Model):
    """Who is told (C5, C7, C11): once each, as an activity and by mail."""

    _inherit = "aftersales.complaint"

    warning_ids = fields.One2many("aftersales.complaint.warning", "complaint_id")

    def _owners(self):
        """Return who has to act: responsible and handler, else the head."""
        self.ensure_one()
        return self.responsible_id | self.user_id or (
            self.sudo().department_id.manager_id.filtered("active")
            or self._care_managers()
        )

    def _directors(self):
        """Return the director of the department, else all of the store."""
        return self.sudo().department_id.director_id or self._users_of("group_director")

    def _care_managers(self):
        """Return the customer-care managers of the store."""
        return self._users_of("group_care_manager")

    def _users_of(self, group):
        return (
            self.env["res.users"]
            .sudo()
            .search(
                [
                    (
                        "all_group_ids",
                        "in",
                        self.env.ref(f"aftersales_followup.{group}").id,
                    ),
                    ("company_ids", "in", self.company_id.ids),
                    ("share", "=", False),
                ]
            )
        )

    def _tell_once(self, occasion, users, summary, note="", deadline=None):
        """Tell users about an occasion, each once for ever, in their language.

        An absent person's news goes to the delegate of the day.

        :param str occasion: key of what happened; the same key never tells twice
        :param res.users users: who has to know
        :param summary: function that returns one line, given the complaint in the
            language of who is told
        :param str note: plain text
        :param deadline: the row it is about, if any
        :return: the users who were told now
        """
        self.ensure_one()
        today = self.company_id._aftersales_today()
        delegates = self.env["aftersales.delegation"]._delegates_on(
            today, self.company_id
        )
        users = (
            self.env["res.users"]
            .union(*(delegates.get(user, user) for user in users))
            .filtered(lambda user: user.active and self._is_seen_by(user))
        )
        complaint = self.sudo()  # Telling is the system's, whoever was the cause.
        told = complaint.env["aftersales.complaint.warning"]._claim(
            complaint, occasion, users, deadline
        )
        for lang, speakers in told.grouped("lang").items():
            spoken = complaint.with_context(lang=lang)
            spoken._tell(speakers, summary(spoken), note, deadline)
        return told

    def _tell(self, users, summary, note, deadline):
        """Put a to-do on each user's list and send one mail (or one inbox message)."""
        for user in users:
            self._activity_for(user, summary, note, deadline)
        self.message_notify(
            partner_ids=users.partner_id.ids,
            subject=f"{summary}: {self.display_name}",
            body=note or summary,
            force_send=False,
        )

    def _activity_for(self, user, summary, note, deadline=None):
        """Put a to-do on a user's list, due with the deadline it is about."""
        due = deadline.date_deadline if deadline else fields.Datetime.now()
        day = localtime.local_date(due, self.company_id._aftersales_tz())
        kind = "complaint_warning" if deadline else "complaint"
        # One mail per warning: the activity's own would be a second one.
        self.with_context(mail_activity_quick_update=True).activity_schedule(
            f"aftersales_followup.mail_activity_type_{kind}",
            date_deadline=day,
            summary=summary,
            note=plaintext2html(note or ""),
            user_id=user.id,
        )

    def _close_activities_of_step(self):
        """Warnings of a step that is done, or of a closed complaint, are done too."""
        types = ["aftersales_followup.mail_activity_type_complaint_warning"]
        closed = self.filtered("is_closed")
        (self - closed).sudo().activity_unlink(types)
        closed.sudo().activity_unlink(
            types + ["aftersales_followup.mail_activity_type_complaint"]
        )

    def _tell_reopened(self, note):
        """Tell the director at once that a customer is still unhappy (C7)."""
        self._tell_once(
            f"reopened:{self.reopen_count}",
            self._directors() | self._owners(),
            lambda spoken: spoken.env._("Customer still unhappy"),
            note,
        )

    def _tell_serious(self):
        """Tell of what does not wait for a deadline (C11)."""
        for complaint in self:
            if any(
                cause._inherited("notify_director") for cause in complaint.cause_ids
            ):
                complaint._tell_once(
                    "cause",
                    complaint._directors(),
                    lambda spoken: spoken.env._("Complaint about product quality"),
                    complaint.description,
                )
            if complaint.severity == "serious":
                complaint._tell_once(
                    "serious",
                    complaint._owners(),
                    lambda spoken: spoken.env._(
                        "Serious complaint: contact the manufacturer"
                    ),
                    complaint.description,
                )

    @api.model
    def _cron_warn(self):
        """Warn of deadlines that near, escalate those that passed (C5).

        Runs every quarter of an hour. Small batches, committed; a row that fails
        is logged and left for the next run, the others go on.
        """
        now = fields.Datetime.now()
        levels = self.env["aftersales.complaint.warning.level"].search([])
        rows = self.env["aftersales.complaint.deadline"].search(
            Domain("is_open", "=", True)
            & (Domain("date_warn", "<=", now) | Domain("date_alarm", "<", now)),
            order="date_alarm, id",
        )
        rows = rows.filtered(lambda row: row._pending(levels, now))
        remaining = len(rows)
        self.env["ir.cron"]._commit_progress(remaining=remaining)
        for start in range(0, len(rows), BATCH):
            batch = rows[start : start + BATCH]
            for row in batch:
                row._warn_safely(levels, now)
            remaining -= len(batch)
            if not self.env["ir.cron"]._commit_progress(
                len(batch), remaining=remaining
            ):
                break
