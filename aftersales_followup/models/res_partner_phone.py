from odoo import models


class ResPartner(models.Model):
    """Another number for somebody who could not be reached (F12)."""

    _inherit = "res.partner"

    def write(self, vals):
        """Bring back into the queue who waits for just this number."""
        others = self.filtered(lambda p: vals.get("phone") not in (None, p.phone))
        result = super().write(vals)
        if found := others.filtered("phone"):
            # sudo: whoever enters the number need not see the follow-ups.
            self.env["aftersales.followup"].sudo().search(
                [
                    ("is_investigated", "=", True),
                    ("state", "=", "open"),
                    "|",
                    ("partner_id", "in", found.ids),
                    ("contact_id", "in", found.ids),
                ]
            )._end_investigation()
        return result
