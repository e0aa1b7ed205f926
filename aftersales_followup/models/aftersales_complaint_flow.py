from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .aftersales_complaint_gate import STEP_DATES


class AftersalesComplaint(models.Model):
    """How a complaint moves (C3): the same gate for form, drag and drop and RPC."""

    _inherit = "aftersales.complaint"

    next_stage_id = fields.Many2one(
        "aftersales.complaint.stage",
        string="Next step",
        compute="_compute_next_stage",
    )
    can_move_on = fields.Boolean(compute="_compute_next_stage")
    missing_text = fields.Text(
        string="Still needed",
        compute="_compute_next_stage",
        help="What has to be filled in before the next step.",
    )

    @api.depends_context("uid")
    @api.depends("stage_id", "responsible_id", "user_id", "severity", "write_date")
    def _compute_next_stage(self):
        for complaint in self:
            stage = complaint._next_stage()
            complaint.next_stage_id = stage
            complaint.can_move_on = (
                bool(stage)
                and complaint._may_take(stage)
                and complaint._origin.has_access("write")
            )
            missing = complaint._missing_for(stage) if stage else []
            complaint.missing_text = (
                self.env._(
                    "Before “%(stage)s”: %(missing)s",
                    stage=stage.name,
                    missing=" ".join(missing),
                )
                if missing
                else False
            )

    def _next_stage(self):
        """Return the usual next stage: the first one onwards.

        A minor complaint needs no instruction: what is cheap is solved at once,
        whoever is at fault (C2).
        """
        onwards = self.stage_id.next_ids.filtered(
            lambda stage: stage.sequence > self.stage_id.sequence
        ).sorted("sequence")
        if self.severity == "minor":
            onwards = onwards.filtered(lambda stage: stage.code != "instruction")
        return onwards[:1]

    def action_next_stage(self):
        """Move each complaint to its usual next stage.

        :raises AccessError: when the user may not
        :raises UserError: when there is none, or something is missing
        """
        for complaint in self:
            stage = complaint._next_stage()
            if not stage:
                raise UserError(
                    self.env._("Complaint %s has no further step.", complaint.name)
                )
            complaint.stage_id = stage
        return True

    def _moves_to(self, stage_id):
        """Return the complaints that a write of this stage would move."""
        if not stage_id:
            return self.browse()
        return self.filtered(lambda complaint: complaint.stage_id.id != stage_id)

    def _check_may_move(self, vals):
        """Refuse a move that does not exist or that is not this user's to make."""
        if not self:
            return
        target = self.env["aftersales.complaint.stage"].browse(vals["stage_id"])
        for complaint in self:
            complaint._check_move_exists(target)
            if not complaint._may_take(target):
                raise AccessError(
                    self.env._(
                        "Only %(who)s may move complaint %(name)s to “%(stage)s”.",
                        who=complaint._who_may_take(target),
                        name=complaint.name,
                        stage=target.name,
                    )
                )

    def _check_move_exists(self, target):
        """Refuse a jump: every step is dated, none is left out."""
        stage = self.stage_id
        if stage.is_closed:
            raise UserError(
                self.env._(
                    "Complaint %s is closed. Use “Reopen” and say why.", self.name
                )
            )
        if target not in stage.next_ids:
            raise UserError(
                self.env._(
                    "Complaint %(name)s cannot go from “%(now)s” to “%(target)s”. "
                    "It goes on to: %(allowed)s.",
                    name=self.name,
                    now=stage.name,
                    target=target.name,
                    allowed=", ".join(stage.next_ids.mapped("name")) or "–",
                )
            )
        if (
            stage.code == "verified"
            and target.code == "issued"
            and self.severity != "minor"
        ):
            raise UserError(
                self.env._(
                    "Complaint %s is not minor: it needs the director's instruction "
                    "before it is issued.",
                    self.name,
                )
            )

    def _may_take(self, stage):
        """Return whether the current user may move this complaint to a stage."""
        user = self.env.user
        # Crons and our own methods move on behalf of the house.
        if self.env.su or stage.group_ids & user.all_group_ids:
            return True
        return stage.allow_responsible and user in self.responsible_id | self.user_id

    def _who_may_take(self, stage):
        """Return in words who may move a complaint to a stage."""
        # Names of groups are no secret, their other fields stay closed.
        who = stage.group_ids.sudo().mapped("name")
        if stage.allow_responsible:
            who += (self.responsible_id | self.user_id).mapped("name")
        return ", ".join(who) or self.env._("nobody")

    def _missing_for(self, stage):
        """Return the sentences of what is missing before a stage."""
        return [
            requirement.message
            for requirement in stage.requirement_ids
            if not requirement._is_met(self)
        ]

    def _check_requirements(self):
        """Refuse a move that leaves out what has to be filled in before."""
        for complaint in self:
            missing = complaint._missing_for(complaint.stage_id)
            if missing:
                raise UserError(
                    self.env._(
                        "%(name)s cannot become “%(stage)s” yet:\n%(missing)s",
                        name=complaint.name,
                        stage=complaint.stage_id.name,
                        missing="\n".join(f"• {sentence}" for sentence in missing),
                    )
                )

    def _after_move(self):
        """Date the step; the first date of a step stays when it comes twice."""
        now = fields.Datetime.now()
        for complaint in self:
            code = complaint.stage_id.code
            name = STEP_DATES.get(code)
            if name and (not complaint[name] or code == "closed"):
                complaint._record({name: now})
            if code == "handled" and not complaint.handled_by_id:
                complaint._record({"handled_by_id": self.env.uid})
        self._close_activities_of_step()

    def _requirement_consent(self):
        """The customer was asked and agreed (C6)."""
        return self.consent == "agreed"

    def _requirement_cost(self):
        """The cost lies within the limit of the ladder's rung (C12)."""
        return self._is_cost_within_authority()

    def _requirement_revisit_result(self):
        """The customer was asked again, and is not unhappy any more (C7)."""
        return self.revisit_result and self.revisit_result != "dissatisfied"

    def _requirement_late_remedy(self):
        """Late or reopened: the director records cause and remedy (C15)."""
        return not self._needs_late_remedy() or bool(
            self.late_cause and self.late_remedy
        )
