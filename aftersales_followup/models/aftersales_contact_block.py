from odoo import api, fields, models
from odoo.fields import Domain

from .aftersales_program_step import CHANNELS
from .aftersales_program_step_channel import AUTOMATIC_CHANNELS


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

    @api.model_create_multi
    def create(self, vals_list):
        blocks = super().create(vals_list)
        blocks._end_open_followups()
        return blocks

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {"partner_id", "purpose_id", "channel", "active"}:
            self._end_open_followups()
        return result

    def _end_open_followups(self):
        """Take off the list what is open and not wanted any more, with the reason.

        What goes out by itself looks for another channel when its moment comes.
        """
        # sudo: the wish holds in every store, whoever wrote it down.
        Followup = self.env["aftersales.followup"].sudo()
        for block in self.filtered("active"):
            unwanted = Domain("partner_id", "=", block.partner_id.id) & Domain(
                "state", "in", ("planned", "open")
            )
            if block.purpose_id:
                unwanted &= Domain("purpose_id", "=", block.purpose_id.id)
            if block.channel:
                unwanted &= Domain("channel", "=", block.channel)
                unwanted &= Domain("channel", "not in", AUTOMATIC_CHANNELS)
            Followup.search(unwanted)._cancel_for("do_not_contact")

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
