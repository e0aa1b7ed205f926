import datetime
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import HttpCase, new_test_user, tagged

from .common_channel import ChannelCase


@tagged("post_install", "-at_install")
class TestLink(ChannelCase, HttpCase):
    """The questionnaire by personal link, over real HTTP (F18)."""

    def setUp(self):
        super().setUp()
        self.followup = self._make_followup()
        self.followup.user_id = self.agent
        self.followup._prepare_links()
        self.sheet = self.followup.user_input_id

    # -- helpers

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
        return {str(q.id): str(mark) for q in self.survey.question_ids if q.question_type == "scale"}

    def _answer_by_link(self, mark=9):
        self.assertNotIn("error", self._rpc("begin"))
        result = self._rpc("submit", **self._answers(mark))
        self.env.invalidate_all()
        return result

    def _marks(self):
        return self.sheet.user_input_line_ids.mapped("value_scale")

    # -- the way it should go

    def test_answer_without_login(self):
        page = self.url_open(self._path())
        self.assertEqual(page.status_code, 200)
        self.assertIn(self.sheet.access_token, page.text)
        self.assertIn("noindex", page.headers["X-Robots-Tag"])
        self.assertIn('name="robots"', page.text)
        result = self._answer_by_link()
        self.assertIn("o_survey_finished", result["survey_content"])
        followup = self.followup
        self.assertEqual(followup.state, "done")
        self.assertTrue(followup.is_effective and followup.is_contact and followup.is_called)
        self.assertEqual(followup.outcome_id.code, "completed")
        self.assertAlmostEqual(followup.score, 90.0)
        self.assertEqual(len(followup.attempt_ids), 1)
        self.assertEqual(followup.user_id, self.agent)
        self.assertFalse(followup._own_activities())
        self.assertEqual(followup.date_done, followup.attempt_ids.date)

    def test_attempt_bears_the_channel_of_the_link(self):
        self.followup._send_messages("sms")
        self._answer_by_link()
        channels = self.followup.attempt_ids.mapped(lambda a: (a.channel, a.outcome_id.code))
        self.assertEqual(channels, [("sms", "completed"), ("sms", "sent")])

    def test_short_link(self):
        url = self.followup.short_link_url
        response = self.url_open(url[url.index("/fu/") :])
        self.assertEqual(response.status_code, 200)
        self.assertIn(self.sheet.access_token, response.text)

    def test_links_begin_with_the_address_of_the_server(self):
        self.assertTrue(self.followup.link_url.startswith(self.followup.get_base_url()))
        self.assertLess(len(self.followup.short_link_url) - len(self.followup.get_base_url()), 40)

    def test_in_the_customers_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.partner.lang = "fr_FR"
        followup = self._make_followup()
        followup._prepare_links()
        self.assertEqual(followup.user_input_id.lang_id.code, "fr_FR")
        page = self.url_open(self._path(followup))
        self.assertIn('"lang": "fr_FR"', page.text)

    def test_language_that_is_not_installed(self):
        self.env.cr.execute(
            "UPDATE res_partner SET lang = 'sq_AL' WHERE id = %s", [self.partner.id]
        )
        self.partner.invalidate_recordset()
        self.assertFalse(self.followup._prepare_link_sheet()["lang_id"])

    def test_dissatisfied_by_link_becomes_a_to_do(self):
        self._answer_by_link(mark=3)
        todo = self.followup.activity_ids
        self.assertEqual(todo.user_id, self.agent)
        self.assertEqual(todo.activity_type_id, self.env.ref("mail.mail_activity_data_todo"))

    def test_conditional_questions(self):
        first, second = self.survey.question_ids[:2]
        yes_no = self.env["survey.question"].create(
            {
                "survey_id": self.survey.id,
                "title": "Was the car washed?",
                "question_type": "simple_choice",
                "sequence": 1,
                "suggested_answer_ids": [
                    (0, 0, {"value": "yes", "sequence": 1}),
                    (0, 0, {"value": "no", "sequence": 2}),
                ],
            }
        )
        yes, no = yes_no.suggested_answer_ids
        second.triggering_answer_ids = no
        followup = self._make_followup()
        followup._prepare_links()
        self.followup, self.sheet = followup, followup.user_input_id
        self._rpc("begin")
        self._rpc(
            "submit",
            **{str(yes_no.id): str(yes.id), str(first.id): "10", str(second.id): "1"},
        )
        self.env.invalidate_all()
        self.assertEqual(followup.state, "done")
        self.assertEqual(followup.score_ids.question_id, first)
        # Such a questionnaire is not limited by Odoo: still it cannot be repeated.
        self._assert_no_second_sheet(followup.user_input_id)

    def test_obligatory_question_missed_and_corrected(self):
        first, second = self.survey.question_ids.filtered(
            lambda q: q.question_type == "scale"
        )[:2]
        second.constr_mandatory = True
        self._rpc("begin")
        result = self._rpc("submit", **{str(first.id): "4"})
        self.assertEqual(result["error"], "validation")
        result = self._rpc("submit", **{str(first.id): "8", str(second.id): "8"})
        self.assertNotIn("error", result)
        self.env.invalidate_all()
        self.assertEqual(set(self._marks()) - {0}, {8})
        self.assertEqual(self.followup.state, "done")

    def test_empty_sheet_is_no_answer(self):
        self._rpc("begin")
        result = self._rpc("submit")
        self.assertEqual(result["error"], "validation")
        self.env.invalidate_all()
        self.assertEqual(self.followup.state, "open")
        # And where the form is not asked first: neither.
        self.sheet._mark_done()
        self.assertEqual((self.followup.state, self.sheet.state), ("open", "in_progress"))

    def test_planned_follow_up_is_closed_as_well(self):
        self.followup.state = "planned"
        self._answer_by_link()
        self.assertEqual(self.followup.state, "done")

    def test_without_agent_nobody_gets_it(self):
        self.followup.user_id = False
        self._answer_by_link()
        self.assertEqual(self.followup.state, "done")
        self.assertFalse(self.followup.user_id)

    # -- twice

    def test_twice_changes_nothing(self):
        self._answer_by_link()
        before = self.sheet.user_input_line_ids.read(["value_scale", "write_date"])
        result = self._rpc("submit", **self._answers(mark=1))
        self.assertIn('data-code="done"', result["survey_content"])
        page = self.url_open(self._path())
        self.assertIn('data-code="done"', page.text)
        self.env.invalidate_all()
        self.assertEqual(self.sheet.user_input_line_ids.read(["value_scale", "write_date"]), before)
        self.assertEqual(len(self.followup.attempt_ids), 1)

    def _assert_no_second_sheet(self, sheet):
        count = self.env["survey.user_input"].search_count([])
        page = self.url_open(f"/survey/retry/{sheet.survey_id.access_token}/{sheet.access_token}")
        self.assertIn('data-code="done"', page.text)
        self.assertEqual(self.env["survey.user_input"].search_count([]), count)

    def test_retry_is_refused(self):
        self._answer_by_link()
        self._assert_no_second_sheet(self.sheet)

    def test_retry_of_an_open_sheet_leads_back_to_it(self):
        page = self.url_open(
            f"/survey/retry/{self.survey.access_token}/{self.sheet.access_token}"
        )
        self.assertIn(self.sheet.access_token, page.text)
        page = self.url_open(f"/survey/retry/{self.survey.access_token}/nonsense")
        self.assertEqual(page.status_code, 404)

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
        self._answer_by_link()
        followup = self.followup.with_user(self.agent)
        with self.assertRaisesRegex(UserError, "finished this follow-up already"):
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
        line = self.sheet.user_input_line_ids.filtered(lambda li: li.question_id == question)
        self.assertEqual((len(line), line.value_scale), (1, 7))

    # -- forged and foreign

    def test_forged_tokens(self):
        token = self.survey.access_token
        for path in (
            f"/survey/start/{token}?answer_token=00000000-0000-0000-0000-000000000000",
            f"/survey/start/{token}?answer_token=%27%20OR%201=1",
            f"/survey/start/{token}",
            f"/survey/{token}/nonsense",
            f"/survey/print/{token}",
            f"/survey/print/{token}?answer_token=nonsense",
            "/fu/1-000000000000000000000000",
            "/fu/ffffffff-000000000000000000000000",
            "/fu/nonsense",
            f"/fu/{self.followup.id + 1:x}{self.followup._link_token()[-25:]}",
        ):
            with self.subTest(path):
                page = self.url_open(path)
                self.assertEqual(page.status_code, 404)
                self.assertIn('data-code="wrong"', page.text)
                self.assertNotIn("Traceback", page.text)

    def test_unknown_questionnaire(self):
        page = self.url_open("/survey/start/nonsense?answer_token=nonsense")
        self.assertNotIn("Traceback", page.text)
        self.assertLess(page.status_code, 500)

    def test_token_of_another_questionnaire(self):
        other = self.survey.copy({"title": "Another one"})
        page = self.url_open(
            f"/survey/start/{other.access_token}?answer_token={self.sheet.access_token}"
        )
        self.assertEqual(page.status_code, 404)
        result = self._rpc("submit", survey=other, **self._answers())
        self.assertEqual(result.get("error"), "token_wrong")
        self.env.invalidate_all()
        self.assertFalse(self.sheet.user_input_line_ids)

    def test_nobody_starts_one_without_a_follow_up(self):
        count = self.env["survey.user_input"].search_count([])
        self.survey.access_mode = "public"
        page = self.url_open(f"/survey/start/{self.survey.access_token}")
        self.assertLess(page.status_code, 500)
        self.assertNotIn("Traceback", page.text)
        self.assertEqual(self.env["survey.user_input"].search_count([]), count)

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
        portal = new_test_user(self.env, login="aftersales_portal", groups="base.group_portal")
        self.authenticate(portal.login, portal.login)
        self.assertEqual(self.url_open(self._path()).status_code, 200)
        self._answer_by_link()
        self.assertEqual(self.followup.state, "done")

    def test_no_user_reads_a_link(self):
        for user in (self.agent, self.advisor, self.auditor, self.manager):
            followup = self.followup.with_user(user)
            self.assertNotIn("link_url", followup.fields_get())
            with self.assertRaises(Exception):
                followup.read(["short_link_url"])

    def test_other_surveys_work_as_before(self):
        survey = self.env["survey.survey"].create(
            {
                "title": "Staff party",
                "access_mode": "public",
                "question_ids": [(0, 0, {"title": "When?", "question_type": "char_box"})],
            }
        )
        page = self.url_open(f"/survey/start/{survey.access_token}")
        self.assertEqual(page.status_code, 200)
        self.assertNotIn('content="noindex', page.text)
        page = self.url_open(f"/survey/start/{survey.access_token}?answer_token=nonsense")
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
