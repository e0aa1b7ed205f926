from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from .aftersales_satisfaction_scale import LOW_LEVELS


class AftersalesComplaint(models.Model):
    """Opening a complaint again (C3, C7), and what it takes to close it then (C15)."""

    _inherit = "aftersales.complaint"

    reopening_ids = fields.One2many("aftersales.complaint.reopening", "complaint_id")
    late_cause = fields.Text(
        string="Why late or reopened",
        copy=False,
        help="By the director, before a late or reopened complaint is closed (C15).",
    )
    late_remedy = fields.Text(string="What prevents it", copy=False)

    def action_reopen(self):
        """Open the form that says why this complaint is opened again."""
        self.ensure_one()
        self._check_may_reopen()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Reopen"),
            "res_model": "aftersales.complaint.reopening",
            "view_mode": "form",
            "target": "new",
            "context": {"default_complaint_id": self.id},
        }

    def _check_may_reopen(self):
        """Refuse to reopen for others than who closes or instructs."""
        self.ensure_one()
        groups = (
            self.env["aftersales.complaint.stage"]
            .sudo()
            .search([("code", "in", ("closed", "instruction"))])
            .group_ids
        )
        if not (self.env.su or groups & self.env.user.all_group_ids):
            raise AccessError(
                self.env._(
                    "Only %(who)s may reopen complaint %(name)s.",
                    who=", ".join(groups.mapped("name")),
                    name=self.name,
                )
            )
        if self.stage_id.code not in ("handled", "revisit", "closed"):
            raise UserError(
                self.env._(
                    "%s has not been handled yet: there is nothing to reopen.",
                    self.name,
                )
            )

    def _set_stage(self, code, vals):
        """Put a complaint into a stage outside of the usual moves."""
        stage = self.env["aftersales.complaint.stage"]._by_code(code)
        self._record({**vals, "stage_id": stage.id})
        self._sync_deadlines()

    def _note_revisit(self, followup):
        """Take over what the customer said when the agent called again (C7).

        :param followup: the finished ``aftersales.followup``
        """
        self.ensure_one()
        if self.is_closed:
            return
        unhappy = followup.low_answer_count or followup.band_level in LOW_LEVELS
        words = [score.comment for score in followup.score_ids if score.comment]
        words.append(followup.attempt_ids[:1].note)
        # The agent has no right on a complaint that a department handles.
        self.sudo().write(
            {
                "date_revisit": followup.date_done,
                "final_word": "\n".join(filter(None, words)) or self.final_word,
                "revisit_result": "dissatisfied" if unhappy else "satisfied",
            }
        )

    def _reopen_unhappy(self):
        """Start a new round where the customer turned out to be still unhappy (C7)."""
        for complaint in self:
            # Whoever hears it, the loop starts over: no right is needed for that.
            self.env["aftersales.complaint.reopening"].sudo().create(
                {
                    "complaint_id": complaint.id,
                    "kind": "unhappy",
                    "note": complaint.final_word
                    or complaint.confirmation
                    or self.env._("Said so at the re-visit."),
                }
            )

    def _needs_late_remedy(self):
        """Return whether the director owes cause and remedy (C15)."""
        return bool(self.reopen_count) or self.was_late
