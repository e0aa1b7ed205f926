from odoo import fields, models


class ResPartner(models.Model):
    """The customer's own calls, beside ours (F27)."""

    _inherit = "res.partner"

    inbound_call_count = fields.Integer(compute="_compute_inbound_call_count")

    def _compute_inbound_call_count(self):
        counts = dict(
            self.env["aftersales.inbound.call"]._read_group(
                [("partner_id", "in", self.ids)], ["partner_id"], ["__count"]
            )
        )
        for partner in self:
            partner.inbound_call_count = counts.get(partner, 0)

    def action_view_inbound_calls(self):
        """Open the customer's own calls; a new one is the customer's too."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_followup.aftersales_inbound_call_action"
        )
        return {
            **action,
            "domain": [("partner_id", "=", self.id)],
            "context": {"default_partner_id": self.id},
        }
