from odoo.tests import HttpCase, tagged

from .common_channel import ChannelCase
from .common_scenario import ScenarioCase


@tagged("post_install", "-at_install")
class TestScenarioChannel(ScenarioCase, ChannelCase, HttpCase):
    """Messages and the personal link, day by day, to the closed follow-up (F18)."""

    def setUp(self):
        super().setUp()
        self._switch_on("after_repair", "2026-03-01")

    def _settle(self, day, partner=None, **step):
        self.step.write(step)
        partner = partner or self.partner
        with self._local(day, 17):
            return self._make_repair(
                date_closed=self.clock.time_to_freeze,
                partner_id=partner.id,
                vehicle_id=False,
            )

    def _open_link(self, followup, day, marks=9):
        """Answer by the personal link on a local day; return what the page says."""
        with self._local(day, 20):
            sheet = followup.user_input_id
            survey = sheet.survey_id
            page = self.url_open(sheet.get_start_url())
            if page.status_code == 200:
                tokens = f"{survey.access_token}/{sheet.access_token}"
                self.make_jsonrpc_request(f"/survey/begin/{tokens}", {})
                answers = {
                    str(question.id): str(marks)
                    for question in survey.question_ids
                    if question.question_type == "scale"
                }
                self.make_jsonrpc_request(f"/survey/submit/{tokens}", answers)
            self.env.invalidate_all()
            return page.status_code

    def test_sms_answered_by_link(self):
        self._settle("2026-03-03", channel="sms")
        self._live("2026-03-03", "2026-03-04", lambda followup: "completed")
        followup = self._all()
        self.assertEqual(followup.state, "open")
        self.assertFalse(followup._own_activities(), "waits for the customer")
        self.assertEqual(self._open_link(followup, "2026-03-05"), 200)
        self._live("2026-03-06", "2026-03-21", lambda followup: "completed")
        self._assert_story(
            "03-04 10:00 F1 sms Customer Chen: sent",
            "03-05 20:00 F1 sms Customer Chen: completed",
        )
        self._assert_ends("03-04 F1 Customer Chen: done")
        self.assertEqual((followup.score, followup.is_effective), (90.0, True))
        # Again, and with other marks: the answer stays.
        self._open_link(followup, "2026-03-06", marks=1)
        self.assertEqual((followup.score, len(followup.attempt_ids)), (90.0, 2))

    def test_sms_unanswered_goes_to_the_phone(self):
        self._settle("2026-03-03", channel="sms")
        answers = iter(["no_answer", "completed"])
        self._live("2026-03-03", "2026-03-12", lambda followup: next(answers))
        self._assert_story(
            "03-04 10:00 F1 sms Customer Chen: sent",
            "03-07 10:00 F1 phone Customer Chen: no_answer",
            "03-08 10:00 F1 phone Customer Chen: completed",
        )
        self._assert_ends("03-04 F1 Customer Chen: done")

    def test_no_phone_at_all(self):
        """SMS fails, the e-mail is sent, nobody answers, nobody can be called."""
        silent = self._make_customer("Silent", phone=False, email="s@example.com")
        self._settle("2026-03-03", silent, channel="sms", fallback_channel="email")
        self._live("2026-03-03", "2026-03-21", lambda followup: "suspended")
        story = self._story()
        self.assertEqual(
            story[:2],
            [
                # The SMS could not be sent at ten.
                "03-04 15:00 F1 email Silent: sent",
                "03-07 15:00 F1 phone Silent: suspended",
            ],
        )
        self._assert_ends("03-04 F1 Silent: missed")
        self.assertTrue(self._all().is_unreachable)
        self._assert_nothing_left()

    def test_phone_fails_and_the_link_is_sent(self):
        """Who cannot be reached by phone gets the link; it closes the follow-up."""
        self._settle("2026-03-03")
        self._live("2026-03-03", "2026-03-05", lambda followup: "no_answer")
        followup = self._all()
        with self._local("2026-03-05", 11):
            followup.with_user(self.agent).action_send_link_sms()
        self.assertEqual(self._open_link(followup, "2026-03-05", marks=2), 200)
        self._live("2026-03-06", "2026-03-07", lambda followup: "no_answer")
        self._assert_story(
            "03-04 10:00 F1 phone Customer Chen: no_answer",
            "03-05 10:00 F1 phone Customer Chen: no_answer",
            "03-05 11:00 F1 sms Customer Chen: sent",
            "03-05 20:00 F1 sms Customer Chen: completed",
        )
        self.assertEqual(followup.low_answer_count, 10)
        self.assertTrue(
            followup.activity_ids, "dissatisfied by link: somebody is to ring back"
        )

    def test_link_late_and_forged(self):
        self._settle("2026-03-03", channel="sms")
        other = self._make_customer(
            "Other", phone="13912345678", country_id=self.china.id
        )
        self._settle("2026-03-03", other)
        self._live("2026-03-03", "2026-03-04")
        mine, foreign = self._all()
        self.assertEqual({mine.partner_id, foreign.partner_id}, {self.partner, other})
        # Another customer's answer token under this customer's short link.
        forged = f"{mine.id:x}-{foreign._link_token().split('-')[1]}"
        with self._local("2026-03-05", 20):
            self.assertEqual(self.url_open(f"/fu/{forged}").status_code, 404)
        self._live("2026-03-05", "2026-03-20")
        self.assertEqual(mine.state, "missed")
        self.assertEqual(self._open_link(mine, "2026-03-20"), 410)
        self.assertEqual(mine.state, "missed")
        self._assert_ends("03-04 F1 Customer Chen: missed", "03-04 F1 Other: missed")
