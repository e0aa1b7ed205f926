from odoo import fields, models
from odoo.fields import Domain

from .aftersales_program_step import CHANNELS


class AftersalesContactBlock(models.Model):
    """The customer does not want to be contacted: at all, or for a purpose (F13)."""

    _name = "aftersales.contact.block"
    _description = "Do-not-contact Request"
    _order = "partner_id, id desc"
    _rec_name = "partner_id"

    partner_id = fields.Many2one(
        "res.partner", required=True, index=True, ondelete="cascade"
    )
    purpose_id = fields.Many2one(
        "aftersales.purpose", ondelete="restrict", help="Empty: for every purpose."
    )
    channel = fields.Selection(CHANNELS, help="Empty: on every channel.")
    reason = fields.Char(required=True, help="What the customer said.")
    date = fields.Date(required=True, default=fields.Date.context_today)
    user_id = fields.Many2one(
        "res.users", string="Recorded by", default=lambda self: self.env.user
    )
    active = fields.Boolean(default=True)

    _reason_filled = models.Constraint(
        "CHECK(btrim(reason) <> '')", "Say why the customer is not to be contacted."
    )

    def _blocked_partner_ids(self, partner_ids, purpose, channel):
        """Return the ids of those partners who must not be contacted.

        :param partner_ids: ids to look among
        :param purpose: ``aftersales.purpose`` record
        :param str channel: a channel of the program's step
        :rtype: set[int]
        """
        domain = (
            Domain("partner_id", "in", list(partner_ids))
            & Domain("purpose_id", "in", [False, purpose.id])
            & Domain("channel", "in", [False, channel])
        )
        # The engine asks for every company and every agent alike.
        return {
            partner.id for [partner] in self.sudo()._read_group(domain, ["partner_id"])
        }
