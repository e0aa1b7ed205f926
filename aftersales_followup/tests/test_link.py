from odoo.tests import tagged

from .common_channel import LinkCase


@tagged("post_install", "-at_install")
class TestLink(LinkCase):
    """The questionnaire by personal link, over real HTTP (F18)."""

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
        self.assertTrue(
            followup.is_effective and followup.is_contact and followup.is_called
        )
        self.assertEqual(followup.outcome_id.code, "completed")
        self.assertAlmostEqual(followup.score, 90.0)
        self.assertEqual(len(followup.attempt_ids), 1)
        self.assertEqual(followup.user_id, self.agent)
        self.assertFalse(followup._own_activities())
        self.assertEqual(followup.date_done, followup.attempt_ids.date)

    def test_attempt_bears_the_channel_of_the_link(self):
        self.followup._send_messages("sms")
        self._answer_by_link()
        channels = self.followup.attempt_ids.mapped(
            lambda a: (a.channel, a.outcome_id.code)
        )
        self.assertEqual(channels, [("sms", "completed"), ("sms", "sent")])

    def test_short_link(self):
        url = self.followup.short_link_url
        response = self.url_open(url[url.index("/fu/") :])
        self.assertEqual(response.status_code, 200)
        self.assertIn(self.sheet.access_token, response.text)

    def test_links_begin_with_the_address_of_the_server(self):
        self.assertTrue(self.followup.link_url.startswith(self.followup.get_base_url()))
        self.assertLess(
            len(self.followup.short_link_url) - len(self.followup.get_base_url()), 40
        )

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
        self.assertEqual(
            todo.activity_type_id, self.env.ref("mail.mail_activity_data_todo")
        )

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
        self.assertEqual(
            (self.followup.state, self.sheet.state), ("open", "in_progress")
        )

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
        self.assertEqual(
            self.sheet.user_input_line_ids.read(["value_scale", "write_date"]), before
        )
        self.assertEqual(len(self.followup.attempt_ids), 1)

    def _assert_no_second_sheet(self, sheet):
        count = self.env["survey.user_input"].search_count([])
        page = self.url_open(
            f"/survey/retry/{sheet.survey_id.access_token}/{sheet.access_token}"
        )
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
