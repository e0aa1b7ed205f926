import datetime

from odoo import fields

from .common import AftersalesCase

# Ten in the morning in Shanghai: a moment inside the customer's window.
MORNING = "2026-03-03 02:30:00"


class ChannelCase(AftersalesCase):
    """Program F1 by SMS or e-mail, customers who can be written to."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.china = cls.env.ref("base.cn")
        cls.company.country_id = cls.china
        cls.company.email = "store@example.com"
        cls.partner.write(
            {
                "phone": "13812345678",
                "email": "chen@example.com",
                "country_id": cls.china.id,
                "street": "1 Nanjing Road",
                "city": "Shanghai",
                "lang": "en_US",
            }
        )

    @classmethod
    def _make_customer(cls, name, **values):
        """Return a customer whose language does not depend on the database."""
        return super()._make_customer(name, **{"lang": "en_US", **values})

    def _make_followup(self, channel="phone", survey=True, partner=None, **step):
        """Return an open follow-up of yesterday's repair, due now."""
        self.step.write({"channel": channel, **step})
        self.step.survey_id = self.survey if survey else False
        partner = partner or self.partner
        vehicle = (
            self.vehicle
            if partner == self.partner
            else self._make_vehicle(partner, f"沪B{partner.id:05d}")
        )
        repair = self._make_repair(partner_id=partner.id, vehicle_id=vehicle.id)
        followup = self._generate().filtered(lambda f: f.repair_id == repair)
        followup.date_next = fields.Datetime.now()
        return followup

    def _send_due(self):
        """Run the step that the cron runs, without its commits."""
        due = self.env["aftersales.followup"].search(
            [
                ("company_id", "=", self.company.id),
                ("state", "=", "open"),
                ("channel", "in", ("sms", "email", "letter")),
                ("date_next", "<=", fields.Datetime.now()),
            ]
        )
        due._run_channel()

    def _notes(self, followup):
        return " ".join(followup.message_ids.mapped("body"))

    def _sms(self, followup):
        return self.env["sms.sms"].search(
            [("mail_message_id.model", "=", followup._name)]
        ).filtered(lambda sms: sms.mail_message_id.res_id in followup.ids)

    def _mails(self, followup):
        return self.env["mail.mail"].search(
            [("model", "=", followup._name), ("res_id", "in", followup.ids)]
        )

    def _later(self, **delta):
        return fields.Datetime.now() + datetime.timedelta(**delta)
