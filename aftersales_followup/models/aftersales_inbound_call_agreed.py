from odoo import api, fields, models
from odoo.exceptions import UserError

NEXT_FIELDS = {"next_topic", "next_date"}


class AftersalesInboundCall(models.Model):
    """The next contact, agreed in a call that came in (F26)."""

    _inherit = "aftersales.inbound.call"

    next_date = fields.Datetime(
        string="Next contact",
        copy=False,
        help="When the customer wants to be called: it becomes a call of its own.",
    )
    next_topic = fields.Char(string="Next contact about", copy=False)
    agreed_id = fields.Many2one(
        "aftersales.agreed.contact",
        string="Agreed contact",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    @api.model_create_multi
    def create(self, vals_list):
        calls = super().create(vals_list)
        calls._agree_next()
        return calls

    def write(self, vals):
        """Agree the next contact once; afterwards it is a call in the queue.

        :raises UserError: when it is agreed already, or cannot be made
        """
        if vals.keys() & NEXT_FIELDS and self.agreed_id:
            raise UserError(
                self.env._(
                    "The next contact is agreed already, its call stands in the "
                    "queue: move it there."
                )
            )
        result = super().write(vals)
        if vals.keys() & NEXT_FIELDS:
            self._agree_next()
        return result

    def _agree_next(self):
        """Make the agreed contact and its follow-up, as at the end of any call."""
        for call in self.filtered(lambda call: call.next_date or call.next_topic):
            if not call.next_date:
                raise UserError(self.env._("Enter when the customer is to be called."))
            # sudo: the engine makes follow-ups, agents do not.
            contact = call.env["aftersales.agreed.contact"].sudo()
            followup = contact._agree(
                call.company_id,
                {
                    "topic": (call.next_topic or "").strip(),
                    "date": call.next_date,
                    "partner_id": call.partner_id.id,
                    "vehicle_id": call.vehicle_id.id,
                    "user_id": self.env.uid,
                },
            )
            call.agreed_id = followup.res_id
