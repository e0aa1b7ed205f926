from odoo import models


class AftersalesFollowup(models.Model):
    """What a follow-up has to do with complaints: it makes them, and re-visits them."""

    _inherit = "aftersales.followup"

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

    def _close(self, outcome, vals, now):
        """Carry the result of a re-visit to its complaint (C7)."""
        result = super()._close(outcome, vals, now)
        if self.res_model == "aftersales.complaint" and self.is_effective:
            complaint = self.env["aftersales.complaint"].browse(self.res_id).exists()
            complaint._note_revisit(self)
        return result
