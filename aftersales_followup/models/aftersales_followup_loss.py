from odoo import fields, models


class AftersalesFollowup(models.Model):
    """Why the car did not come back, as data (F6)."""

    _inherit = "aftersales.followup"

    purpose_code = fields.Char(related="purpose_id.code", string="Code of the purpose")
    loss_reason_id = fields.Many2one(
        "aftersales.loss.reason",
        string="Reason of loss",
        index="btree_not_null",
        ondelete="restrict",
        help="As the customer answered, or as the agent chose.",
    )

    def _compute_scores(self):
        """Take the reason from the answers, however they came in: call or link."""
        result = super()._compute_scores()
        for followup in self:
            answers = followup.user_input_id.user_input_line_ids.suggested_answer_id
            reason = answers.loss_reason_id[:1]
            if reason:
                followup.loss_reason_id = reason
        return result
