from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..tools import localtime

APPROVAL = "aftersales_followup.mail_activity_type_campaign_approval"
RESULT = "aftersales_followup.mail_activity_type_campaign_result"
PROVIDER = "aftersales.anchor.campaign"


class AftersalesCampaign(models.Model):
    """Draft, approval, start, end: who may, and what follows (F9)."""

    _inherit = "aftersales.campaign"

    # ------------------------------------------------------------------
    # Approval
    # ------------------------------------------------------------------

    def action_submit(self):
        """Ask for approval.

        :raises UserError: saying what is missing
        """
        self._check_state("draft")
        for campaign in self:
            campaign._check_complete()
            campaign._move("waiting", approval_note=False)
            for approver in campaign._approvers():
                campaign.sudo().activity_schedule(APPROVAL, user_id=approver.id)

    def action_approve(self):
        """Approve the content; nothing goes out before.

        :raises AccessError: when the user is neither director nor care manager
        :raises UserError: when the user has written the content
        """
        self._check_state("waiting")
        self._check_approver()
        for campaign in self:
            # sudo: authors of another store's team are known by name here.
            if self.env.user in campaign.sudo().author_ids:
                raise UserError(
                    self.env._(
                        "You have written this content yourself: somebody else has to "
                        "approve it."
                    )
                )
            campaign._check_complete()
            campaign._move(
                "approved",
                approved_by_id=self.env.uid,
                date_approved=fields.Datetime.now(),
                approval_note=False,
            )
            campaign._close_approvals()

    def action_return(self):
        """Give the content back to its author, with what is to be changed.

        :raises UserError: when nobody has written what that is
        """
        self._check_state("waiting")
        self._check_approver()
        for campaign in self:
            if not (campaign.approval_note or "").strip():
                raise UserError(self.env._("Write down what is to be changed."))
            campaign._move("draft")
            campaign._close_approvals()
            campaign.sudo().message_post(
                body=campaign.approval_note,
                partner_ids=campaign.user_id.partner_id.ids,
            )

    def action_draft(self):
        """Take it back to go on writing, or take up one that was called off."""
        self._check_state("waiting", "cancelled")
        for campaign in self:
            campaign._move("draft")
            campaign._close_approvals()

    def _lose_approval(self):
        """What was approved has changed: back to the author, the invitations wait."""
        for campaign in self.filtered(
            lambda c: c.state in ("waiting", "approved", "running")
        ):
            was_running = campaign.state == "running"
            campaign._move("draft", approved_by_id=False, date_approved=False)
            campaign._close_approvals()
            if was_running:
                campaign._open_followups()._hold()
            campaign.sudo().message_post(
                body=self.env._(
                    "Changed: it has to be approved again, and nobody is invited "
                    "until then."
                )
            )

    def _approvers(self):
        """Return who may approve: the directors, or else the customer-care managers."""
        self.ensure_one()
        authors = self.sudo().author_ids
        for group in ("group_director", "group_care_manager"):
            people = self.company_id._aftersales_users(group)
            if people - authors:
                return people - authors
        return self.env["res.users"]

    def _close_approvals(self):
        # sudo: the activities are the approvers'.
        self.sudo().activity_unlink([APPROVAL])

    # ------------------------------------------------------------------
    # Start and end
    # ------------------------------------------------------------------

    def action_start(self):
        """Make the list and let the program invite, from now on.

        :raises UserError: when it is over already, or nobody matches
        """
        self._check_state("approved")
        for campaign in self:
            if campaign._last_day() < campaign.company_id._aftersales_today():
                raise UserError(
                    self.env._("The day of “%s” has passed.", campaign.name)
                )
            campaign._update_list()
            if not campaign.participant_ids:
                raise UserError(
                    self.env._(
                        "No customer matches: change the filter, or enter "
                        "participants by hand."
                    )
                )
            campaign._switch_program_on()
            campaign._move("running")
            campaign._open_followups()._release(campaign.date)

    def action_finish(self):
        """Close the campaign when the attendance is complete."""
        self._check_state("running")
        for campaign in self:
            if campaign.date > campaign.company_id._aftersales_today():
                raise UserError(
                    self.env._(
                        "“%s” has not taken place yet: call it off if it will not.",
                        campaign.name,
                    )
                )
            campaign._end("done", "campaign_over")

    def action_cancel(self):
        """Call the campaign off: nobody is invited any more."""
        self._check_state("draft", "waiting", "approved", "running")
        for campaign in self:
            campaign._close_approvals()
            campaign._end("cancelled", "campaign_cancelled")

    def _end(self, state, reason):
        self._move(state)
        self._open_followups()._cancel_for(reason)
        self.sudo().activity_unlink([RESULT])

    @api.model
    def _cron_follow_up(self):
        """After the last day: stop the invitations, and ask for the attendance once."""
        for company in self.env["res.company"].search([]):
            today = company._aftersales_today()
            over = self.search(
                Domain("company_id", "=", company.id)
                & Domain("state", "=", "running")
                & (
                    Domain("date_end", "<", today)
                    | Domain("date_end", "=", False) & Domain("date", "<", today)
                )
            )
            for campaign in over:
                campaign._open_followups()._cancel_for("campaign_over")
                if not campaign.activity_ids.filtered(
                    lambda a: a.activity_type_id == self.env.ref(RESULT)
                ):
                    campaign.activity_schedule(
                        RESULT, user_id=(campaign.user_id or campaign.create_uid).id
                    )
            self.env["ir.cron"]._commit_progress(len(over))

    # ------------------------------------------------------------------
    # Rules
    # ------------------------------------------------------------------

    def _check_state(self, *states):
        """Make sure that the user may write, and that the step can be taken now."""
        self.check_access("write")
        names = dict(self._fields["state"]._description_selection(self.env))
        for campaign in self:
            if campaign.state not in states:
                raise UserError(
                    self.env._(
                        "“%(name)s” is %(state)s: this step cannot be taken now.",
                        name=campaign.name,
                        state=names[campaign.state],
                    )
                )

    def _check_approver(self):
        user = self.env.user
        if not (
            self.env.su
            or user.has_group("aftersales_followup.group_director")
            or user.has_group("aftersales_followup.group_care_manager")
        ):
            raise AccessError(
                self.env._(
                    "A director or the customer-care manager approves campaigns."
                )
            )

    def _check_complete(self):
        """Make sure that customers can be told all they need.

        :raises UserError: naming what is missing
        """
        self.ensure_one()
        missing = [
            self._fields[name].get_description(self.env)["string"]
            for name in ("content", "summary", "place")
            if not (self[name] or "").strip()
        ]
        if missing:
            raise UserError(self.env._("Still to be written: %s.", ", ".join(missing)))
        if self._last_day() < self.company_id._aftersales_today():
            raise UserError(self.env._("The day of “%s” has passed.", self.name))

    def _move(self, state, **values):
        # sudo: users do not write states; the buttons have checked who may.
        self.sudo().write({"state": state, **values})

    # ------------------------------------------------------------------
    # Program and follow-ups
    # ------------------------------------------------------------------

    def _program(self):
        """Return the program that invites: the one that runs, else the shipped one."""
        self.ensure_one()
        # sudo: marketing starts campaigns, programs are the care manager's.
        return (
            self.env["aftersales.program"]
            .sudo()
            .with_context(active_test=False)
            .search(
                [
                    ("anchor", "=", PROVIDER),
                    ("company_id", "in", [False, self.company_id.id]),
                ],
                order="active desc, sequence, id",
                limit=1,
            )
        )

    def _switch_program_on(self):
        """See to it that the program runs, and ran when the first call was due."""
        program = self._program()
        if not program:
            raise UserError(
                self.env._(
                    "No program hangs on campaigns: the customer-care manager makes "
                    "one under Configuration → Programs."
                )
            )
        if not program.active:
            program.active = True
        dues = [
            localtime.shift(self.date, step.offset, step.offset_unit)
            for step in program.step_ids
        ]
        program.start_date = min([program.start_date, *dues])

    def _open_followups(self):
        """Return the campaign's follow-ups that are still to be made."""
        # sudo: marketing does not work off follow-ups, but ends their reason.
        return (
            self.env["aftersales.followup"]
            .sudo()
            .search(
                [
                    ("res_model", "=", self.participant_ids._name),
                    ("res_id", "in", self.participant_ids.ids),
                    ("state", "in", ("planned", "open")),
                ]
            )
        )
