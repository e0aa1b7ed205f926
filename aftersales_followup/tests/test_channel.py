from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from .common_channel import MORNING, ChannelCase

MESSAGES = "odoo.addons.aftersales_followup.models.aftersales_followup_channel_message"


@tagged("post_install", "-at_install")
@freeze_time(MORNING)
class TestChannel(ChannelCase):
    """Messages go out when due, whatever stands in them (F18)."""

    # -- sending

    def test_sms(self):
        followup = self._make_followup("sms")
        self._send_due()
        sms = self._sms(followup)
        self.assertEqual(sms.number, "+8613812345678")
        self.assertEqual(sms.state, "outgoing")
        for words in (
            "Customer Chen",
            "沪A12345",
            "400-100-200",
            followup.short_link_url,
            followup.optout_url,
        ):
            self.assertIn(words, sms.body)
        attempt = followup.attempt_ids
        self.assertEqual(attempt.outcome_id.code, "sent")
        self.assertEqual((attempt.channel, attempt.line), ("sms", "+8613812345678"))
        self.assertEqual(followup.state, "open")
        self.assertTrue(followup.is_called)
        self.assertFalse(followup.is_contact)
        self.assertEqual(followup.user_input_id.partner_id, self.partner)

    def test_email(self):
        followup = self._make_followup("email")
        self._send_due()
        mail = self._mails(followup)
        self.assertEqual(mail.recipient_ids, self.partner)
        self.assertEqual(mail.state, "outgoing")
        self.assertIn("store@example.com", mail.email_from)
        for words in ("Customer Chen", "沪A12345", "400-100-200", followup.optout_url):
            self.assertIn(words, mail.body_html)
        self.assertIn(followup.link_url.replace("&", "&amp;"), mail.body_html)
        self.assertEqual(followup.attempt_ids.line, "chen@example.com")

    def test_chatter_does_not_show_the_link(self):
        for channel in ("sms", "email"):
            followup = self._make_followup(channel)
            self._send_due()
            token = followup.user_input_id.access_token
            notes = self._notes(followup)
            self.assertNotIn(token, notes)
            self.assertNotIn("/fu/", notes)
            self.assertTrue(notes)

    def test_not_before_its_time_and_not_at_night(self):
        followup = self._make_followup("sms")
        followup.date_next = "2026-03-03 03:00:00"
        self._send_due()
        self.assertFalse(self._sms(followup))
        with freeze_time("2026-03-03 14:00:00"):  # ten in the evening
            self._send_due()
            self.assertFalse(self._sms(followup))
            self.assertEqual(str(followup.date_next), "2026-03-04 02:00:00")
        with freeze_time("2026-03-04 02:15:00"):
            self._send_due()
        self.assertTrue(self._sms(followup))

    def test_cron_sends_and_is_done(self):
        followup = self._make_followup("sms")
        self._run_cron()
        self.assertEqual(followup.outcome_id.code, "sent")
        self._run_cron()
        self.assertEqual(len(followup.attempt_ids), 1)

    def test_notice_without_questionnaire_is_done_when_sent(self):
        followup = self._make_followup("sms", survey=False)
        self._send_due()
        self.assertEqual(followup.state, "done")
        self.assertFalse(followup.is_effective)
        self.assertFalse(followup.user_input_id)
        self.assertNotIn("/survey", self._sms(followup).body)

    def test_spoken_to_another_person(self):
        wife = self._make_customer(
            "Mrs Chen", phone="13900000001", country_id=self.china.id
        )
        followup = self._make_followup("sms")
        followup.contact_id = wife
        self._send_due()
        self.assertEqual(self._sms(followup).number, "+8613900000001")
        self.assertIn("Mrs Chen", self._sms(followup).body)

    def test_own_text_of_the_step(self):
        own = self.env.ref("aftersales_followup.sms_template_channel_link").copy(
            {"body": "Hi {{ object.partner_id.name }} {{ object.short_link_url }}"}
        )
        followup = self._make_followup("sms", sms_template_id=own.id)
        self._send_due()
        self.assertTrue(self._sms(followup).body.startswith("Hi Customer Chen http"))

    def test_in_the_customers_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        template = self.env.ref("aftersales_followup.mail_template_channel_link")
        template.with_context(lang="fr_FR").subject = "Bonjour"
        self.partner.lang = "fr_FR"
        followup = self._make_followup("email")
        self._send_due()
        self.assertEqual(self._mails(followup).subject, "Bonjour")

    # -- hostile input

    def test_html_in_the_name(self):
        self.partner.name = "<script>alert(1)</script> & Sons"
        mail_followup = self._make_followup("email")
        self._send_due()
        self.assertNotIn("<script>", self._mails(mail_followup).body_html)
        self.assertIn("&lt;script&gt;", self._mails(mail_followup).body_html)
        self.assertNotIn("<script>", self._notes(mail_followup))

    def test_what_stands_in_the_way(self):
        self.env["phone.blacklist"].create({"number": "+8613800000003"})
        self.env["mail.blacklist"].create({"email": "out@example.com"})
        cases = [
            ("sms", {"phone": False}, "no phone number"),
            ("sms", {"phone": "ask at the desk ;-)"}, "no valid phone number"),
            ("sms", {"phone": "'; DROP TABLE sms_sms; --"}, "no valid phone number"),
            ("sms", {"phone": "13800000003"}, "opted out"),
            ("email", {"email": False}, "no e-mail address"),
            ("email", {"email": "chen at home"}, "no valid e-mail address"),
            ("email", {"email": "Out <OUT@example.com>"}, "opted out"),
            ("sms", {"active": False}, "archived"),
            ("letter", {"street": False, "city": False}, "no address"),
        ]
        for channel, values, words in cases:
            with self.subTest(channel=channel, **values):
                partner = self._make_customer(
                    "Somebody",
                    country_id=self.china.id,
                    **{
                        "email": "a@example.com",
                        "street": "1",
                        **values,
                        "active": True,
                    },
                )
                followup = self._make_followup(channel, partner=partner)
                partner.active = values.get("active", True)
                self._send_due()
                self.assertEqual((followup.channel, followup.state), ("phone", "open"))
                self.assertIn(words, self._notes(followup))
                self.assertFalse(followup.attempt_ids)
                self.assertFalse(followup.is_called)
                self.assertEqual(followup.date_next, fields.Datetime.now())

    @mute_logger(MESSAGES, "odoo.addons.mail.models.mail_render_mixin")
    def test_broken_text(self):
        for channel, xmlid, field, text in (
            ("sms", "sms_template_channel_link", "body", "{{ object.nonsense }}"),
            ("email", "mail_template_channel_link", "subject", "{{ 1 / 0 }}"),
            (
                "email",
                "mail_template_channel_link",
                "body_html",
                "<p t-out='object.oops'/>",
            ),
            ("email", "mail_template_channel_link", "body_html", "<p"),
            ("sms", "sms_template_channel_link", "body", " "),
        ):
            with self.subTest(channel=channel, text=text):
                followup = self._make_followup(channel)
                template = self.env.ref(f"aftersales_followup.{xmlid}")
                # Odoo tries a text on one record when it is saved, not on all.
                self.env.cr.execute(
                    SQL(
                        "UPDATE %s SET %s = jsonb_build_object('en_US', %s) "
                        "WHERE id = %s",
                        SQL.identifier(template._table),
                        SQL.identifier(field),
                        text,
                        template.id,
                    )
                )
                template.invalidate_recordset()
                self._send_due()
                self.assertEqual((followup.channel, followup.state), ("phone", "open"))
                self.assertIn("The ", self._notes(followup))
                self.assertFalse(followup.attempt_ids or self._sms(followup))

    @mute_logger(MESSAGES, "odoo.addons.mail.models.mail_render_mixin")
    def test_one_bad_record_does_not_stop_the_others(self):
        template = self.env.ref("aftersales_followup.sms_template_channel_link")
        template.body = "{{ 1 / (object.partner_id.name != 'Bad') }}"
        followups = self.env["aftersales.followup"]
        for name in ("Good", "Bad", "Better"):
            partner = self._make_customer(
                name, phone="13812345678", country_id=self.china.id
            )
            followups += self._make_followup("sms", partner=partner)
        self._send_due()
        self.assertEqual(followups.mapped("channel"), ["sms", "phone", "sms"])
        self.assertEqual(len(self._sms(followups)), 2)

    def test_deleted_text(self):
        followup = self._make_followup("sms")
        self.env.ref("aftersales_followup.sms_template_channel_link").unlink()
        self._send_due()
        self.assertEqual(followup.channel, "phone")
        self.assertIn("no text", self._notes(followup))

    # -- many

    def _make_many(self, count, channel):
        partners = self.env["res.partner"].create(
            [
                {
                    "name": f"Customer {channel} {number}",
                    "phone": f"138{number:08d}",
                    "email": f"c{number}@example.com",
                    "country_id": self.china.id,
                    "customer_category_id": self.private.id,
                    "lang": "en_US",
                }
                for number in range(count)
            ]
        )
        self.step.write({"channel": channel})
        for partner in partners:
            self._make_repair(partner_id=partner.id)
        return self._generate().filtered(lambda f: f.partner_id in partners)

    def _count_queries(self, count, channel):
        followups = self._make_many(count, channel)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.assertFalse(followups._send_messages(channel))
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_batches(self):
        for channel in ("sms", "email"):
            few, many = (
                self._count_queries(5, channel),
                self._count_queries(45, channel),
            )
            self.assertLess((many - few) / 40, 1.0, f"{channel}: {few}, {many}")
