from odoo import fields, models


class AftersalesFollowup(models.Model):
    """The next contact, agreed at the end of a call (F26)."""

    _inherit = "aftersales.followup"

    topic = fields.Char(
        help="What it is about: agreed to talk about (F26), asked, or quoted (F2)."
    )
    agreed_ids = fields.One2many(
        "aftersales.agreed.contact", "origin_id", string="Agreed contacts"
    )

    def note_next_contact(self, topic, date):
        """Agree topic and time of the next contact with the customer.

        :param str topic: what it is about
        :param date: UTC datetime (or its string)
        :return: see ``_sheet_noted``
        :raises UserError: when something is missing, or the customer is not to be
            contacted
        """
        self.ensure_one()
        self.check_access("write")
        # sudo: the engine makes follow-ups, agents do not.
        followup = self.sudo()
        followup.env["aftersales.agreed.contact"]._agree(
            followup.company_id,
            {
                "topic": (topic or "").strip(),
                "date": fields.Datetime.to_datetime(date or False),
                "partner_id": followup.partner_id.id,
                "vehicle_id": followup.vehicle_id.id,
                "repair_id": followup.repair_id.id,
                "origin_id": followup.id,
                "user_id": self.env.uid,
            },
        )
        return self._sheet_noted()

    def _sheet_noted(self):
        """Add the agreed contacts to what was noted in this call."""
        return super()._sheet_noted() + [
            {
                "icon": "fa-calendar",
                "text": contact.topic,
                "who": contact.user_id.name,
                "date": contact.date,
                "is_done": False,
            }
            for contact in self.sudo().agreed_ids  # sudo: see note_next_contact
        ]

    def _call_sheet(self):
        """Show what it is about."""
        return {**super()._call_sheet(), "topic": self.topic or False}
