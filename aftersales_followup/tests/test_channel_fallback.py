from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_channel import MORNING, ChannelCase


@tagged("post_install", "-at_install")
@freeze_time(MORNING)
class TestChannelFallback(ChannelCase):
    """What fails or is not answered goes to the next channel (F18)."""

    # -- failures of the gateway

    def test_no_credit_falls_back_to_the_phone(self):
        for state, words in (
            ("insufficient_credit", "Insufficient Credit"),
            ("wrong_number_format", "Wrong Number Format"),
            ("server_error", "Server Error"),
            ("unregistered", "Unregistered Account"),
        ):
            with self.subTest(state):
                followup = self._make_followup("sms")
                self._send_due()
                with self._gateway(state):
                    self._sms(followup).send()
                self._run_cron()
                self.assertEqual((followup.channel, followup.state), ("phone", "open"))
                self.assertEqual(followup.outcome_id.code, "not_sent")
                self.assertIn(words, followup.attempt_ids[0].note)
                self.assertLessEqual(followup.date_next, fields.Datetime.now())
                self.assertEqual(followup._own_activities().user_id, followup.user_id)

    def test_sms_that_arrives_stays_waiting(self):
        followup = self._make_followup("sms")
        self._send_due()
        with self._gateway("success"):
            self._sms(followup).send()
        self._run_cron()
        self.assertEqual((followup.channel, followup.outcome_id.code), ("sms", "sent"))

    def test_email_that_fails(self):
        followup = self._make_followup("email")
        self._send_due()
        mail = self._mails(followup)
        mail.state = "exception"
        mail._postprocess_sent_message(
            [], [], failure_reason="550", failure_type="mail_smtp"
        )
        self._run_cron()
        self.assertEqual(followup.channel, "phone")
        self.assertIn("550", followup.attempt_ids[0].note)

    def test_notice_that_fails_is_open_again(self):
        followup = self._make_followup("sms", survey=False)
        self._send_due()
        with self._gateway("insufficient_credit"):
            self._sms(followup).send()
        self._run_cron()
        self.assertEqual((followup.channel, followup.state), ("phone", "open"))
        self.assertFalse(followup.date_done)

    def test_call_instead_of_a_notice_asks_something(self):
        """A message may ask nothing; the call has the step's “Then ask” (F18)."""
        followup = self._make_followup(
            "sms", survey=False, fallback_survey_id=self.survey.id
        )
        self.partner.phone = False
        self._send_due()
        self.assertEqual((followup.channel, followup.survey_id), ("phone", self.survey))

    def test_fallback_by_email_then_by_phone(self):
        followup = self._make_followup("sms", fallback_channel="email")
        self._send_due()
        with self._gateway("insufficient_credit"):
            self._sms(followup).send()
        self._run_cron()  # moves on to e-mail, and sends it
        self.assertEqual(followup.channel, "email")
        self.assertTrue(self._mails(followup))
        self._run_cron()  # the old failure is not the e-mail's
        self.assertEqual(followup.channel, "email")
        with freeze_time("2026-03-09 02:30:00"):
            self._run_cron()
        self.assertEqual((followup.channel, followup.state), ("phone", "open"))

    # -- no answer

    def test_no_answer_in_time(self):
        followup = self._make_followup("sms", answer_days=3)
        self._send_due()
        self.assertEqual(str(followup.date_next), "2026-03-06 02:30:00")
        with freeze_time("2026-03-05 02:30:00"):
            self._send_due()
            self.assertEqual(followup.channel, "sms")
        with freeze_time("2026-03-06 02:30:00"):
            self._send_due()
        self.assertEqual((followup.channel, followup.state), ("phone", "open"))
        self.assertIn("Nobody answered", self._notes(followup))
        self.assertEqual(len(self._sms(followup)), 1)

    # -- wishes of the customer

    def test_channel_that_the_customer_does_not_want(self):
        followup = self._make_followup("sms")
        self.env["aftersales.contact.block"].create(
            {
                "partner_id": self.partner.id,
                "channel": "sms",
                "reason": "Costs me money",
            }
        )
        self._send_due()
        self.assertFalse(self._sms(followup))
        self.assertEqual(followup.channel, "phone")

    def test_customer_who_wants_nothing_at_all(self):
        followup = self._make_followup("sms")
        self.env["aftersales.contact.block"].create(
            {"partner_id": self.partner.id, "reason": "Leave me alone"}
        )
        self._send_due()
        self.assertFalse(self._sms(followup))
        self.assertEqual(followup.state, "cancelled")
        self.assertEqual(followup.skip_reason_id.code, "do_not_contact")

    def test_customer_who_wants_neither_messages_nor_calls(self):
        """Said one by one: no channel is left, so the follow-up ends (F13)."""
        followup = self._make_followup("sms")
        Block = self.env["aftersales.contact.block"]
        for channel in ("sms", "phone"):
            Block.create(
                {"partner_id": self.partner.id, "channel": channel, "reason": "No"}
            )
        self.assertEqual(followup.state, "open")
        self._send_due()
        self.assertFalse(self._sms(followup))
        self.assertEqual(
            (followup.state, followup.skip_reason_id.code),
            ("cancelled", "do_not_contact"),
        )

    # -- agents

    def test_in_no_agents_queue_until_it_falls_back(self):
        followup = self._make_followup("sms")
        followup.user_id = self.agent
        queue = self.env["aftersales.followup"].with_user(self.agent)
        self.assertFalse(queue._next_in_queue())
        self.assertFalse(followup._own_activities())
        followup._fall_back({followup.id: "because"})
        self.assertEqual(queue._next_in_queue(), followup)
        self.assertEqual(followup._own_activities().user_id, self.agent)

    def test_agent_does_not_choose_what_the_system_logs(self):
        followup = self._make_followup()
        codes = [o["code"] for o in followup.with_user(self.manager)._call_outcomes()]
        self.assertIn("no_answer", codes)
        self.assertFalse({"sent", "not_sent"} & set(codes))

    def test_agent_who_calls_instead_keeps_it(self):
        followup = self._make_followup("sms")
        followup.user_id = self.agent
        followup.with_user(self.agent).finish_call(self._get_outcome("no_answer").id)
        self.assertEqual(followup.attempt_ids.channel, "phone")
        self.assertEqual(followup.channel, "phone")
        self.assertEqual(followup._own_activities().user_id, self.agent)

    def test_link_sent_by_hand(self):
        followup = self._make_followup()
        followup.user_id = self.agent
        action = followup.with_user(self.agent).action_send_link("sms")
        self.assertIn("+8613812345678", action["params"]["message"])
        self.assertTrue(self._sms(followup))
        self.assertEqual(followup.attempt_ids.user_id, self.agent)
        self.assertEqual((followup.channel, followup.state), ("phone", "open"))
        # Two days for the answer, then it is the agent's again.
        self.assertEqual(str(followup.date_next), "2026-03-05 02:30:00")
        self.assertEqual(str(followup._own_activities().date_deadline), "2026-03-05")
        with self.assertRaisesRegex(UserError, "a moment ago"):
            followup.with_user(self.agent).action_send_link_email()
        with freeze_time("2026-03-04 02:30:00"):
            followup.with_user(self.agent).action_send_link_email()
        self.assertTrue(self._mails(followup))

    def test_link_sent_by_hand_fails(self):
        followup = self._make_followup()
        followup.user_id = self.agent
        followup.with_user(self.agent).action_send_link_sms()
        with self._gateway("insufficient_credit"):
            self._sms(followup).send()
        self._run_cron()
        self.assertEqual(
            (followup.channel, followup.outcome_id.code), ("phone", "not_sent")
        )
        self.assertLessEqual(followup.date_next, fields.Datetime.now())

    def test_link_sent_by_hand_again(self):
        """The first SMS failed, the second arrives: the first one's failure is past."""
        followup = self._make_followup()
        followup.user_id = self.agent
        mine = followup.with_user(self.agent)
        mine.action_send_link_sms()
        with self._gateway("insufficient_credit"):
            self._sms(followup).send()
        self._run_cron()
        with freeze_time("2026-03-04 02:30:00"):
            mine.action_send_link_sms()
            with self._gateway("success"):
                self._sms(followup).filtered(lambda s: s.state == "outgoing").send()
            self._run_cron()
        self.assertEqual(followup.outcome_id.code, "sent")
        self.assertEqual(str(followup.date_next), "2026-03-06 02:30:00")

    def test_link_that_cannot_be_sent(self):
        followup = self._make_followup().with_user(self.manager)
        self.partner.email = False
        with self.assertRaisesRegex(UserError, "no e-mail address"):
            followup.action_send_link("email")
        with self.assertRaisesRegex(UserError, "by SMS or by e-mail"):
            followup.action_send_link("letter")
        self.env["aftersales.contact.block"].create(
            {"partner_id": self.partner.id, "channel": "sms", "reason": "no SMS"}
        )
        with self.assertRaisesRegex(UserError, "does not want"):
            followup.action_send_link("sms")
        followup.sudo()._expire()
        with self.assertRaisesRegex(UserError, "closed"):
            followup.action_send_link("sms")
        followup.sudo().state = "open"
        followup.sudo().survey_id = False
        with self.assertRaisesRegex(UserError, "no questionnaire"):
            followup.action_send_link("sms")
        self.assertFalse(followup.sudo().attempt_ids)

    def test_who_may_send(self):
        followup = self._make_followup()
        followup.write({"user_id": self.agent.id, "team_id": False})
        for user in (self.advisor, self.auditor, self.service_manager, self.agent_2):
            with self.assertRaises(AccessError):
                followup.with_user(user).action_send_link("sms")
        self.assertFalse(self._sms(followup))

    # -- configuration

    def test_a_channel_does_not_fall_back_to_itself(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.step.write({"channel": "sms", "fallback_channel": "sms"})
            self.step.flush_recordset()
