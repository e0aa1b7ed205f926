from odoo import fields, models


class ResPartner(models.Model):
    """A customer's numbers: which one is called, what a new one brings (F12, F14)."""

    _inherit = "res.partner"

    landline = fields.Char(
        help="Called first, where there is one (F14). SMS go to the phone."
    )

    def write(self, vals):
        """Bring back into the queue who waits for just this number."""
        others = self.filtered(
            lambda partner: any(
                vals.get(name) not in (None, False, "", partner[name])
                for name in ("phone", "landline")
            )
        )
        result = super().write(vals)
        if others:
            # sudo: whoever enters the number need not see the follow-ups.
            self.env["aftersales.followup"].sudo().search(
                [
                    ("is_investigated", "=", True),
                    ("state", "=", "open"),
                    "|",
                    ("partner_id", "in", others.ids),
                    ("contact_id", "in", others.ids),
                ]
            )._end_investigation()
        return result

    def _phone_get_number_fields(self):
        """Find customers by their landline too."""
        return [*super()._phone_get_number_fields(), "landline"]

    def _lines_to_call(self):
        """Return the numbers to call, the one to try first in front (F14)."""
        numbers = (self.landline, self.phone)
        return list(dict.fromkeys(number for number in numbers if number))
