import datetime
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common_channel import LinkCase


@tagged("post_install", "-at_install")
class TestLinkOthers(LinkCase):
    """The link beside the clock, the agent and whoever else is logged in (F18)."""

    # -- late

    def _assert_closed(self, state):
        page = self.url_open(self._path())
        self.assertEqual(page.status_code, 410)
        self.assertIn('data-code="closed"', page.text)
        self.assertIn("400-100-200", page.text)
        result = self._rpc("submit", **self._answers())
        self.assertIn('data-code="closed"', result["survey_content"])
        self.env.invalidate_all()
        self.assertEqual(self.followup.state, state)
        self.assertFalse(self.followup.attempt_ids)
        self.assertFalse(self.sheet.user_input_line_ids)

    def test_after_the_expiry(self):
        self.sheet.deadline = fields.Datetime.now() - datetime.timedelta(minutes=1)
        self._assert_closed("open")

    def test_missed(self):
        self.followup._expire()
        self._assert_closed("missed")

    def test_cancelled(self):
        self.followup.with_user(self.manager).action_cancel()
        self._assert_closed("cancelled")

    def test_archived_questionnaire(self):
        self.survey.active = False
        self._assert_closed("open")

    def test_works_until_the_end_of_the_last_day(self):
        last = self.followup.date_expiry
        # Midnight in Shanghai is four in the afternoon in UTC.
        self.assertEqual(
            self.sheet.deadline, datetime.datetime.combine(last, datetime.time(16))
        )
        # Sent again later, it works as long as the follow-up then has.
        self.followup.date_expiry = last + datetime.timedelta(days=3)
        self.followup._prepare_links()
        self.assertEqual(self.followup.user_input_id, self.sheet)
        self.assertEqual(self.sheet.deadline.date(), self.followup.date_expiry)

    # -- beside the agent

    def test_after_the_call(self):
        followup = self.followup.with_user(self.agent)
        self._answer_all(followup, 6)
        followup.finish_call(self._get_outcome("completed").id)
        page = self.url_open(self._path())
        self.assertEqual(page.status_code, 200)
        self.assertIn('data-code="done"', page.text)
        self._rpc("submit", **self._answers(mark=10))
        self.env.invalidate_all()
        self.assertEqual(set(self._marks()) - {0}, {6})
        self.assertAlmostEqual(self.followup.score, 60.0)
        self.assertEqual(len(self.followup.attempt_ids), 1)

    def test_refused_on_the_phone(self):
        self.followup.with_user(self.agent).finish_call(
            self._get_outcome("refused").id, note="No time for this"
        )
        page = self.url_open(self._path())
        self.assertEqual(page.status_code, 410)

    def test_finished_by_the_agent_while_the_customer_reads(self):
        self._rpc("begin")
        followup = self.followup.with_user(self.agent)
        self._answer_all(followup, 6)
        followup.finish_call(self._get_outcome("completed").id)
        result = self._rpc("submit", **self._answers(mark=10))
        self.assertIn('data-code="done"', result["survey_content"])
        self.env.invalidate_all()
        self.assertAlmostEqual(self.followup.score, 60.0)

    def test_agent_comes_after_the_customer(self):
        followup = self.followup.with_user(self.agent)
        followup.start_call()
        self.assertFalse(followup.get_closing())
        self._answer_by_link()
        with self.assertRaisesRegex(UserError, "customer has answered by the personal"):
            followup.finish_call(self._get_outcome("completed").id)
        with self.assertRaisesRegex(UserError, "closed"):
            followup.save_answer(self.survey.question_ids[0].id, 5)

    def test_customer_goes_on_where_the_call_broke_off(self):
        followup = self.followup.with_user(self.agent)
        question = self.survey.question_ids.filtered("satisfaction_item_id")[0]
        followup.save_answer(question.id, 4, "Waited too long")
        followup.finish_call(self._get_outcome("no_answer").id)
        page = self.url_open(self._path())
        self.assertEqual(page.status_code, 200)
        result = self._rpc("submit", **self._answers(mark=7))
        self.assertNotIn("error", result)
        self.env.invalidate_all()
        self.assertEqual(self.followup.state, "done")
        self.assertAlmostEqual(self.followup.score, 70.0)
        line = self.sheet.user_input_line_ids.filtered(
            lambda li: li.question_id == question
        )
        self.assertEqual((len(line), line.value_scale), (1, 7))

    # -- who is logged in

    def test_employee_does_not_answer_for_the_customer(self):
        self.authenticate(self.agent.login, self.agent.login)
        page = self.url_open(self._path())
        self.assertEqual(page.status_code, 403)
        self.assertIn('data-code="employee"', page.text)
        result = self._rpc("submit", **self._answers(10))
        self.assertIn('data-code="employee"', result["survey_content"])
        self.env.invalidate_all()
        self.assertEqual(self.followup.state, "open")

    def test_customer_with_a_portal_login(self):
        portal = new_test_user(
            self.env, login="aftersales_portal", groups="base.group_portal"
        )
        self.authenticate(portal.login, portal.login)
        self.assertEqual(self.url_open(self._path()).status_code, 200)
        self._answer_by_link()
        self.assertEqual(self.followup.state, "done")

    def test_no_user_reads_a_link(self):
        for user in (self.agent, self.advisor, self.auditor, self.manager):
            followup = self.followup.with_user(user)
            self.assertNotIn("link_url", followup.fields_get())
            with self.assertRaises(AccessError):
                followup.read(["short_link_url"])
        # Nor by way of the sheet that the link leads to.
        sheet = self.followup._get_user_input()
        for user in (self.auditor, self.manager):
            own = sheet.with_user(user)
            self.assertEqual(own.read(["state"])[0]["state"], sheet.state)
            with self.assertRaises(AccessError):
                own.read(["access_token"])
            with self.assertRaises(UserError):
                own.action_print_answers()

    def test_other_surveys_work_as_before(self):
        survey = self.env["survey.survey"].create(
            {
                "title": "Staff party",
                "access_mode": "public",
                "question_ids": [
                    (0, 0, {"title": "When?", "question_type": "char_box"})
                ],
            }
        )
        page = self.url_open(f"/survey/start/{survey.access_token}")
        self.assertEqual(page.status_code, 200)
        self.assertNotIn('content="noindex', page.text)
        page = self.url_open(
            f"/survey/start/{survey.access_token}?answer_token=nonsense"
        )
        self.assertNotIn('data-code="wrong"', page.text)

    def test_two_at_the_same_moment(self):
        """What the second one writes conflicts with the first one's commit: retried."""
        calls = []
        log_attempt = type(self.followup)._log_attempt

        def once(followups, *args, **kwargs):
            calls.append(followups)
            return log_attempt(followups, *args, **kwargs)

        with patch.object(type(self.followup), "_log_attempt", once):
            self._answer_by_link()
            self._rpc("submit", **self._answers(1))
        self.assertEqual(len(calls), 1)
