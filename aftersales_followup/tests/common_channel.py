import datetime
from unittest.mock import patch

from odoo import fields
from odoo.tests import HttpCase

from odoo.addons.sms.tools.sms_api import SmsApi

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
        return (
            self.env["sms.sms"]
            .search([("mail_message_id.model", "=", followup._name)])
            .filtered(lambda sms: sms.mail_message_id.res_id in followup.ids)
        )

    def _mails(self, followup):
        return self.env["mail.mail"].search(
            [("model", "=", followup._name), ("res_id", "in", followup.ids)]
        )

    def _later(self, **delta):
        return fields.Datetime.now() + datetime.timedelta(**delta)

    def _gateway(self, state):
        """Return a patch of the SMS service that answers every SMS with a state."""

        def answer(api, messages, delivery_reports_url=False):
            return [
                {"uuid": number["uuid"], "state": state, "credit": 0}
                for message in messages
                for number in message["numbers"]
            ]

        return patch.object(SmsApi, "_send_sms_batch", answer)

    def _run_cron(self):
        with self.enter_registry_test_mode():
            self.env.ref("aftersales_followup.cron_send").method_direct_trigger()
        self.env.invalidate_all()


class LinkCase(ChannelCase, HttpCase):
    """A follow-up whose customer has the personal link."""

    def setUp(self):
        super().setUp()
        self.followup = self._make_followup()
        self.followup.user_id = self.agent
        self.followup._prepare_links()
        self.sheet = self.followup.user_input_id

    def _path(self, followup=None):
        url = (followup or self.followup).link_url
        return url[url.index("/survey/") :]

    def _rpc(self, verb, sheet=None, survey=None, **params):
        """Return what the page's script gets from the survey."""
        sheet = sheet or self.sheet
        survey = survey or sheet.survey_id
        route = f"/survey/{verb}/{survey.access_token}/{sheet.access_token}"
        return self.make_jsonrpc_request(route, params)[1]

    def _answers(self, mark=9):
        return {
            str(q.id): str(mark)
            for q in self.survey.question_ids
            if q.question_type == "scale"
        }

    def _answer_by_link(self, mark=9):
        self.assertNotIn("error", self._rpc("begin"))
        result = self._rpc("submit", **self._answers(mark))
        self.env.invalidate_all()
        return result

    def _marks(self):
        return self.sheet.user_input_line_ids.mapped("value_scale")
