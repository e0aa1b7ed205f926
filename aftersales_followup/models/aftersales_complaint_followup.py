from odoo import api, fields, models


class AftersalesFollowup(models.Model):
    """What a follow-up has to do with complaints: it makes them, and re-visits them."""

    _inherit = "aftersales.followup"

    low_words = fields.Text(
        string="Dissatisfied with",
        compute="_compute_low_words",
        help="Each low answer with what the customer said about it.",
    )

    @api.depends("score_ids.is_low", "score_ids.comment")
    def _compute_low_words(self):
        for followup in self:
            followup.low_words = "\n".join(
                " – ".join(filter(None, (score.item_id.name, score.comment)))
                for score in followup.score_ids
                if score.is_low
            )

    def action_create_complaint(self):
        """Open the complaint that came of this follow-up, make it when there is none.

        A second click, or a colleague's, does not make the customer complain twice.
        """
        self.ensure_one()
        complaint = self.complaint_ids.filtered(lambda c: not c.is_closed)[:1]
        if not complaint:
            return super().action_create_complaint()
        return {
            "type": "ir.actions.act_window",
            "res_model": complaint._name,
            "res_id": complaint.id,
            "views": [(False, "form")],
            "target": "current",
        }

    def action_create_rework(self):
        """Make complaint and zero-price rework order of what the customer said (C14).

        :return: the action that opens the order
        """
        return self._complaint_for_order().action_create_rework()

    def action_create_inspection(self):
        """Make complaint and inspection order of what the customer said (C14).

        :return: the action that opens the order
        """
        return self._complaint_for_order().action_create_inspection()

    def _complaint_for_order(self):
        """Return the complaint of this follow-up that an order is made for."""
        action = self.action_create_complaint()
        return self.env[action["res_model"]].browse(action["res_id"])

    def _close(self, outcome, vals, now):
        """Carry the result of a re-visit to its complaint (C7)."""
        result = super()._close(outcome, vals, now)
        # One call, or all the letters that were posted at once.
        for followup in self:
            if followup.res_model == "aftersales.complaint" and followup.is_effective:
                complaint = self.env["aftersales.complaint"].browse(followup.res_id)
                complaint.exists()._note_revisit(followup)
        return result
