import datetime

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_channel import ChannelCase
from .test_campaign import CampaignCase


@tagged("post_install", "-at_install")
class TestCampaignScenario(CampaignCase):
    """F9 from approval to attendance, through simulated weeks."""

    _gateway = ChannelCase._gateway

    def _answer(self, followup, coming, letter=False):
        """Answer an invitation on the phone as an agent does, and hang up."""
        ref = self.env.ref
        call = followup.with_user(self.agent)
        call.start_call()
        answers = [
            (
                ref("aftersales_followup.survey_campaign_coming").id,
                ref(f"aftersales_followup.survey_campaign_coming_{coming}").id,
                None,
            )
        ]
        if letter:
            answers.append(
                (
                    ref("aftersales_followup.survey_campaign_letter").id,
                    ref("aftersales_followup.survey_campaign_letter_yes").id,
                    None,
                )
            )
        call.save_answers(answers)
        call.finish_call(self._get_outcome("completed").id)

    def _participant(self, campaign, partner):
        return campaign.participant_ids.filtered(lambda p: p.partner_id == partner)

    def test_from_approval_to_attendance(self):
        no_sayer = self._make_owner("Customer No", "沪A2")
        away = self._make_owner("Customer Away", "沪A3")
        blocked = self._make_owner("Customer Blocked", "沪A4")
        self.env["aftersales.contact.block"].create(
            {
                "partner_id": blocked.id,
                "purpose_id": self.env.ref("aftersales_followup.purpose_campaign").id,
                "reason": "No invitations",
            }
        )
        customers = self.partner + no_sayer + away + blocked
        with freeze_time("2026-03-16 02:00:00"):
            tag = self.env["fleet.vehicle.tag"].create({"name": "Winter"})
            customers.vehicle_ids.tag_ids = tag
            campaign = self._make_campaign(
                filter_domain=f"[('tag_ids', '=', {tag.id})]"
            )
            campaign.action_submit()
            self._night()
            self.assertFalse(self._invitations(campaign), "not approved")
            campaign.with_user(self.director).action_approve()
            self._night()
            self.assertFalse(self._invitations(campaign), "not started")
            preview = self._preview(campaign)
            decisions = {
                line.partner_id: (line.is_called, line.skip_reason_id.code)
                for line in preview.line_ids
            }
            self.assertEqual(
                decisions,
                {
                    self.partner: (True, False),
                    no_sayer: (True, False),
                    away: (True, False),
                    blocked: (False, "do_not_contact"),
                },
            )
            campaign.action_start()
            self.assertTrue(self.program_campaign.active)
            self._night()
            self.assertFalse(self._invitations(campaign), "five weeks ahead")
        with freeze_time("2026-04-06 01:00:00"):
            self._night()
            calls = self._invitations(campaign)
            self.assertEqual(calls.partner_id, customers)
            self.assertEqual(calls.step_id, self.call)
            skipped = calls.filtered(lambda f: f.state == "skipped")
            self.assertEqual(skipped.partner_id, blocked, "as previewed")
            self._night()
            self.assertEqual(self._invitations(campaign), calls, "exactly once")
        with freeze_time("2026-04-07 03:00:00"):
            by_partner = {call.partner_id: call for call in calls}
            script = by_partner[self.partner].with_user(self.agent)._call_script()
            said = " ".join(block["html"] for block in script)
            self.assertIn("We check battery, brakes and tyres.", said)
            self.assertIn("Winter check", said)
            with self.assertRaises(UserError):
                by_partner[self.partner].with_user(self.agent).finish_call(
                    self._get_outcome("completed").id
                )
            self._answer(by_partner[self.partner], "yes", letter=True)
            self._answer(by_partner[no_sayer], "no")
            by_partner[away].with_user(self.agent).finish_call(
                self._get_outcome("no_answer").id
            )
            guest = self._participant(campaign, self.partner)
            self.assertEqual(guest.answer, "yes")
            self.assertEqual(guest.invited_by_id, self.agent)
            self.assertEqual(guest.date_letter, datetime.date(2026, 4, 7))
            self.assertRecordValues(
                campaign,
                [
                    {
                        "listed_count": 4,
                        "invited_count": 3,
                        "reached_count": 2,
                        "yes_count": 1,
                        "no_count": 1,
                        "yes_rate": 0.5,
                    }
                ],
            )
        with freeze_time("2026-04-08 02:30:00"):
            self._night()
            letter = self._invitations(campaign) - calls
            self.assertEqual(letter.step_id, self.letter)
            self.assertEqual(letter.partner_id, self.partner)
            self.assertEqual(letter.date_deadline, datetime.date(2026, 4, 9))
            self._run_cron("cron_send")
            self.assertIn("battery, brakes", letter.letter_ids.body)
            self.assertEqual(letter.letter_ids.state, "draft")
        with freeze_time("2026-04-13 02:30:00"):
            self._night()
            texts = self._invitations(campaign) - calls - letter
            self.assertEqual(texts.step_id, self.sms)
            self.assertNotIn(no_sayer, texts.partner_id, "said no")
            to_send = texts.filtered(lambda f: f.state == "open")
            self.assertEqual(to_send.partner_id, self.partner + away)
            self._run_cron("cron_send")
            sms = self.env["sms.sms"].search([("partner_id", "=", self.partner.id)])
            self.assertIn("Winter check", sms.body)
            self.assertIn("Workshop", sms.body)
            self.assertEqual(
                set(to_send.mapped("state")), {"done"}, "a notice asks for nothing"
            )
        with freeze_time("2026-04-20 06:00:00"):
            with self.assertRaises(UserError):
                guest.with_user(self.marketing).unlink()
            guest.with_user(self.agent).attended = True
            self._participant(campaign, away).with_user(self.agent).attended = True
        with freeze_time("2026-04-21 02:00:00"):
            self._run_cron("cron_campaign")
            self._run_cron("cron_campaign")
            self.assertEqual(len(campaign.activity_ids), 1, "asked once")
            call = by_partner[away]
            self.assertEqual(call.state, "cancelled")
            self.assertEqual(call.skip_reason_id.code, "campaign_over")
            campaign.action_finish()
            self.assertRecordValues(
                campaign,
                [
                    {
                        "state": "done",
                        "came_count": 2,
                        "kept_count": 1,
                        "kept_rate": 1.0,
                        "came_rate": 2 / 3,
                    }
                ],
            )
            self.assertFalse(campaign.activity_ids)
            with self.assertRaises(UserError):
                campaign.content = "Too late"

    def _preview(self, campaign):
        context = campaign.action_preview()["context"]
        return (
            self.env["aftersales.program.preview"]
            .with_user(self.marketing)
            .with_context(**context)
            .create({})
        )

    def test_invitations_wait_for_a_new_approval(self):
        with freeze_time("2026-04-06 01:00:00"):
            campaign = self._approved()
            campaign.action_start()
            self._night()
            call = self._invitations(campaign).filtered(
                lambda f: f.partner_id == self.partner
            )
            self.assertEqual(call.state, "open")
            campaign.date = "2026-04-25"
            self.assertEqual(campaign.state, "draft")
            self.assertEqual(call.state, "planned")
            self.assertFalse(call.activity_ids)
            self._night()
            self.assertEqual(call.state, "planned", "still not approved")
            campaign.action_submit()
            campaign.with_user(self.director).action_approve()
            campaign.action_start()
            self.assertEqual(call.date_due, datetime.date(2026, 4, 11))
            self.assertEqual(call.state, "planned", "two weeks before the new day")
        with freeze_time("2026-04-11 02:00:00"):
            self._night()
            self.assertEqual(call.state, "open")
            self.assertEqual(len(self._invitations(campaign)), len(call))

    def test_started_late(self):
        """Ten days ahead the calls are due at once."""
        with freeze_time("2026-04-10 02:00:00"):
            campaign = self._approved()
            campaign.action_start()
            self._night()
            call = self._invitations(campaign).filtered(
                lambda f: f.partner_id == self.partner
            )
            self.assertEqual(call.state, "open")

    def test_running_campaigns_in_every_call(self):
        """The script of any call names what the store offers, safely (F17)."""
        with freeze_time("2026-04-06 01:00:00"):
            self._make_repair(date_closed="2026-04-05 05:00:00")
            self.step._generate(self.company)
            call = self.env["aftersales.followup"].search(
                [("step_id", "=", self.step.id), ("partner_id", "=", self.partner.id)]
            )
            campaign = self._approved(summary="<b>Free</b> & fast")

            def told():
                blocks = call.with_user(self.agent)._call_script()
                return "".join(b["html"] for b in blocks if b["kind"] == "campaigns")

            self.assertNotIn("Winter check", told(), "not started")
            campaign.action_start()
            self.assertIn("Winter check", told())
            self.assertIn("&lt;b&gt;Free&lt;/b&gt; &amp; fast", told())
        with freeze_time("2026-04-21 01:00:00"):
            self.assertNotIn("Winter check", told(), "over")

    def test_merged_customers(self):
        """Two customers who turn out to be one keep both answers."""
        with freeze_time("2026-04-06 01:00:00"):
            double = self._make_owner("Customer Chen again", "沪A9")
            campaign = self._approved()
            campaign.action_start()
            mine = self._participant(campaign, self.partner)
            other = self._participant(campaign, double)
            other.answer = "yes"
            self.env["base.partner.merge.automatic.wizard"]._merge(
                (self.partner + double).ids, self.partner
            )
            self.env.invalidate_all()
            self.assertEqual((mine + other).partner_id, self.partner)
            self.assertEqual(other.answer, "yes")
            self._night([self.call])

    def test_called_off(self):
        with freeze_time("2026-04-06 01:00:00"):
            campaign = self._approved()
            campaign.action_start()
            self._night()
            calls = self._invitations(campaign)
            campaign.action_cancel()
            self.assertEqual(set(calls.mapped("state")), {"cancelled"})
            self.assertEqual(
                set(calls.mapped("skip_reason_id.code")), {"campaign_cancelled"}
            )
            self._night()
            self.assertEqual(self._invitations(campaign), calls)

    def test_contact_cap(self):
        """Invitations respect the limit on contacts over all programs (F14)."""
        self.company.contact_cap_days = 7
        with freeze_time("2026-04-06 01:00:00"):
            self._make_repair(date_closed="2026-04-05 05:00:00")
            self.step._generate(self.company)
            campaign = self._approved()
            campaign.action_start()
            self._night([self.call])
            call = self._invitations(campaign).filtered(
                lambda f: f.partner_id == self.partner
            )
            # A call after the repair is due on the same day: the invitation waits.
            self.assertEqual(call.date_due, datetime.date(2026, 4, 13))
            self.assertEqual(call.state, "planned")

    def _reach(self, day):
        """Reach the customer by a call after a repair on a day of April."""
        with freeze_time(f"2026-04-{day:02} 01:00:00"):
            self._make_repair(date_closed=f"2026-04-{day - 1:02} 05:00:00")
            self.step._generate(self.company)
            call = self.env["aftersales.followup"].search(
                [("step_id", "=", self.step.id), ("partner_id", "=", self.partner.id)]
            )
            call.finish_call(self._get_outcome("refused").id, note="No time")

    def _start_late(self, day):
        """Start a campaign of the 20th on a day of April; return its invitation."""
        with freeze_time(f"2026-04-{day:02} 02:00:00"):
            campaign = self._approved()
            campaign.action_start()
            self._night()
            return self._invitations(campaign).filtered(
                lambda f: f.partner_id == self.partner and f.step_id == self.call
            )

    def test_started_late_the_week_counts_from_the_contact(self):
        """Due eight days before the other contact, but it would be made right after."""
        self.company.contact_cap_days = 7
        self._reach(13)
        call = self._start_late(14)
        self.assertRecordValues(
            call,
            [
                {
                    "state": "planned",
                    "date_planned": datetime.date(2026, 4, 6),
                    "date_due": datetime.date(2026, 4, 20),
                    "date_deadline": datetime.date(2026, 4, 20),
                    "date_expiry": datetime.date(2026, 5, 4),
                }
            ],
        )
        for day in (15, 19):
            with freeze_time(f"2026-04-{day} 02:00:00"):
                self._night()
                self.assertEqual(call.state, "planned")
        with freeze_time("2026-04-20 02:00:00"):
            self._night()
            self.assertEqual(call.state, "open")
            self.assertEqual(call.user_id, call._own_activities().user_id)
            self._answer(call, "yes")
        self.assertEqual(call.state, "done")

    def test_started_late_the_week_is_over(self):
        """A week after the contact nothing has to wait, whenever it was due."""
        self.company.contact_cap_days = 7
        self._reach(3)
        call = self._start_late(12)
        self.assertEqual(
            (call.state, call.date_due), ("open", datetime.date(2026, 4, 6))
        )

    def test_started_too_late_for_a_week_of_waiting(self):
        """What could only be called after the campaign is not made, and says why."""
        self.company.contact_cap_days = 7
        self._reach(14)
        call = self._start_late(15)
        self.assertEqual(
            (call.state, call.skip_reason_id.code), ("skipped", "recently_contacted")
        )

    def test_preview_of_a_late_start(self):
        """The list of who would be invited knows the contact of yesterday."""
        self.company.contact_cap_days = 7
        self._reach(14)
        with freeze_time("2026-04-15 02:00:00"):
            campaign = self._approved()
            line = self._preview(campaign).line_ids.filtered(
                lambda line: line.partner_id == self.partner
            )
            self.assertEqual(
                (line.is_called, line.skip_reason_id.code),
                (False, "recently_contacted"),
            )

    def _sms(self):
        return self.env["sms.sms"].search([("partner_id", "=", self.partner.id)])

    def _remind_by_sms(self, campaign):
        """Live the day of the SMS; return its follow-up."""
        self._night([self.sms])
        self._run_cron("cron_send")
        return self._invitations(campaign).filtered(
            lambda f: f.step_id == self.sms and f.partner_id == self.partner
        )

    def test_sms_that_fails_becomes_a_call_with_its_question(self):
        """No credit: the agent calls, asks whether the customer comes (F9, F18)."""
        with freeze_time("2026-04-13 02:30:00"):
            campaign = self._approved()
            campaign.action_start()
            reminder = self._remind_by_sms(campaign)
            self.assertEqual((reminder.state, reminder.channel), ("done", "sms"))
            self.assertFalse(reminder.survey_id, "the SMS asks nothing")
            with self._gateway("insufficient_credit"):
                self._sms().send()
            self._run_cron("cron_send")
            self.assertEqual((reminder.state, reminder.channel), ("open", "phone"))
            self.assertEqual(reminder.survey_id, self.call.survey_id)
            self.assertEqual(reminder.attempt_ids[:1].outcome_id.code, "not_sent")
            self.assertIn("Insufficient Credit", reminder.attempt_ids[:1].note)
            self.assertIn(
                "Insufficient Credit", " ".join(reminder.message_ids.mapped("body"))
            )
            asked = reminder.with_user(reminder.user_id).start_call()["questions"]
            self.assertIn("Will you come?", [question["title"] for question in asked])
            with self.assertRaises(UserError):
                reminder.with_user(reminder.user_id).finish_call(
                    self._get_outcome("completed").id
                )
            self._answer(reminder, "maybe")
            self.assertEqual(self._participant(campaign, self.partner).answer, "maybe")
            self.assertEqual(reminder.state, "done")

    def test_sms_to_no_number_becomes_a_call_with_its_question(self):
        """What cannot be sent at all says why, and is no attempt (F11)."""
        for number, reason in (("0", "no valid phone number"), (False, "no phone")):
            with freeze_time("2026-04-13 02:30:00"), self.subTest(number):
                self.partner.phone = number
                campaign = self._approved(name=f"Check {number}")
                campaign.action_start()
                reminder = self._remind_by_sms(campaign)
                self.assertEqual(
                    (reminder.channel, reminder.survey_id, reminder.attempt_count),
                    ("phone", self.call.survey_id, 0),
                )
                self.assertIn(reason, " ".join(reminder.message_ids.mapped("body")))

    def test_who_has_answered_is_only_reminded(self):
        with freeze_time("2026-04-13 02:30:00"):
            self.partner.phone = False
            campaign = self._approved()
            campaign.action_start()
            self._participant(campaign, self.partner).answer = "yes"
            reminder = self._remind_by_sms(campaign)
            self.assertEqual(reminder.channel, "phone")
            self.assertFalse(reminder.survey_id)
            reminder.finish_call(self._get_outcome("completed").id)
            self.assertEqual(reminder.state, "done")

    def test_by_email_before_the_agent_calls(self):
        """SMS, then e-mail that asks nothing either, then the call that asks."""
        self.sms.fallback_channel = "email"
        self.partner.email = "chen@example.com"
        with freeze_time("2026-04-13 02:30:00"):
            campaign = self._approved()
            campaign.action_start()
            reminder = self._remind_by_sms(campaign)
            with self._gateway("wrong_number_format"):
                self._sms().send()
            self._run_cron("cron_send")
            mail = self.env["mail.mail"].search(
                [("model", "=", reminder._name), ("res_id", "=", reminder.id)]
            )
            self.assertEqual((reminder.channel, len(mail)), ("email", 1))
            self.assertFalse(reminder.survey_id)
        with freeze_time("2026-04-13 03:30:00"):
            # It comes back from the customer's mail server.
            notification = self.env["mail.notification"].search(
                [("mail_mail_id", "=", mail.id)]
            )
            notification.write(
                {"notification_status": "bounce", "failure_reason": "No such mailbox"}
            )
            self._run_cron("cron_send")
            self.assertEqual(
                (reminder.state, reminder.channel, reminder.survey_id),
                ("open", "phone", self.call.survey_id),
            )
            self.assertIn("No such mailbox", reminder.attempt_ids[0].note)
            self.assertEqual(
                [
                    (attempt.channel, attempt.outcome_id.code)
                    for attempt in reminder.attempt_ids.sorted("id")
                ],
                [
                    ("sms", "sent"),
                    ("sms", "not_sent"),
                    ("email", "sent"),
                    ("email", "not_sent"),
                ],
            )

    def test_answer_by_link(self):
        """The same sheet by personal link tells whether the customer comes (F18)."""
        with freeze_time("2026-04-06 01:00:00"):
            campaign = self._approved()
            campaign.action_start()
            self._night([self.call])
            call = self._invitations(campaign).filtered(
                lambda f: f.partner_id == self.partner
            )
            sheet = call._get_user_input()
            question = self.env.ref("aftersales_followup.survey_campaign_coming")
            sheet._save_lines(
                question,
                str(
                    self.env.ref("aftersales_followup.survey_campaign_coming_maybe").id
                ),
            )
            sheet.with_user(self.env.ref("base.public_user")).sudo()._mark_done()
            self.assertEqual(self._participant(campaign, self.partner).answer, "maybe")
            self.assertEqual(call.state, "done")
