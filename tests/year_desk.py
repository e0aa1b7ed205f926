"""The desk of the year's dealer: calls, letters, numbers that are found out."""

import datetime

from odoo import fields

from . import year_plan

CALLS = 8  # that one agent makes at a time: on busy days something is left over


class YearDesk:
    """What people do by hand: they take what the queue gives them."""

    def _work_the_queue(self, day, everything=True):
        """Let everybody who is there make calls, as the queue gives them.

        :param everything: or only what counts by the hour
        """
        absent = (
            self.env["aftersales.delegation"]
            .search([("date_from", "<=", day), ("date_to", ">=", day)])
            .user_id
        )
        agents = self.agent + self.agent_2 + self.west_agent
        here = agents + self.advisor + self.service_manager + self.manager - absent
        to_do = self.env["aftersales.followup"].search_fetch(
            [("state", "=", "open"), ("date_next", "<=", fields.Datetime.now())],
            ["user_id"],
        )
        owners = to_do.user_id
        if to_do.filtered(lambda followup: not followup.user_id):
            owners += agents
        for user in here & owners:
            Queue = self.env["aftersales.followup"].with_user(user)
            Queue = Queue.with_context(allowed_company_ids=user.company_ids.ids)
            followup = Queue._next_in_queue()
            for _call in range(CALLS):
                if (
                    not followup
                    or followup.date_next > fields.Datetime.now()
                    or not followup._in_customers_hours()
                    or not (everything or followup.step_id._is_precise())
                ):
                    break
                followup = Queue.browse(self._call(followup))

    def _call(self, followup):
        """Have a call; return the id of the next one."""
        code, marks, chance = year_plan.said(
            self.SEED,
            self.numbers[followup.partner_id.id],
            followup.program_id.code,
            followup.step_id.sequence,
            followup.sudo().vehicle_id.license_plate,
            followup.anchor_date,
            followup.attempt_count,
        )
        now = fields.Datetime.now()
        if code == "completed":
            if followup.sudo().survey_id:
                followup.save_answers(self._answers(followup.sudo().survey_id, marks))
            if chance.random() < 0.04:
                # At any hour: the customer has named it (F26).
                days = datetime.timedelta(days=chance.randint(2, 20))
                hours = datetime.timedelta(minutes=chance.randint(0, 480))
                followup.note_next_contact("As agreed", now + days + hours)
        result = followup.finish_call(
            self._get_outcome(code).id,
            note="Said so",
            # To the minute.
            callback_date=code == "callback"
            and now + datetime.timedelta(minutes=chance.randint(1200, 4200)),
        )
        # On a re-visit the complaint that there is goes on (C7).
        if (
            result["low_answers"]
            and followup.res_model != "aftersales.complaint"
            and not followup.sudo().complaint_ids
            and self.env["aftersales.complaint"]
            .with_user(followup.env.user)
            .has_access("create")
        ):
            followup.action_create_complaint()
        return result["next_id"]

    def _answers(self, survey, marks):
        """Return answers to all scored questions; the best choice is the first."""
        answers = []
        for question in survey.question_ids:
            choices = question.suggested_answer_ids
            if question.question_type == "scale":
                answers.append((question.id, marks, None))
            elif question.question_type == "simple_choice":
                position = round((10 - marks) / 10 * (len(choices) - 1))
                answers.append((question.id, choices[position].id, None))
        return answers

    def _answer_links(self, day):
        """Some answer the questionnaire that they were sent, in the evening."""
        sent = self.env["aftersales.followup"].search(
            [
                ("state", "=", "open"),
                ("channel", "in", ("sms", "email")),
                ("user_input_id", "!=", False),
                ("outcome_id.code", "=", "sent"),
            ]
        )
        for followup in sent:
            _code, marks, chance = year_plan.said(
                self.SEED,
                self.numbers[followup.partner_id.id],
                followup.anchor_date,
                day,
            )
            if chance.random() < 0.25:
                sheet = followup.user_input_id.with_user(
                    self.env.ref("base.public_user")
                )
                sheet = sheet.sudo()
                for question_id, answer, _words in self._answers(
                    followup.survey_id, marks
                ):
                    question = self.env["survey.question"].browse(question_id)
                    sheet._save_lines(question, str(answer))
                sheet._mark_done()

    def _post_letters(self):
        """Print in the evening what the day has brought, and take it to the post."""
        letters = self.env["aftersales.letter"].search(
            [
                ("state", "in", ("draft", "printed")),
                ("company_id", "in", self.stores.ids),
            ]
        )
        letters.action_print()
        letters.action_send()

    def _find_numbers(self):
        """Let whoever was asked find out how somebody can be reached, or not (F12)."""
        asked = self.env.ref("aftersales_followup.mail_activity_type_investigate")
        for followup in self.env["aftersales.followup"].search(
            [("is_investigated", "=", True), ("state", "=", "open")]
        ):
            number = self.numbers[followup.partner_id.id]
            chance = year_plan.said(self.SEED, number, followup.anchor_date, "found")[2]
            if number in (year_plan.NO_PHONE, year_plan.SUSPENDED):
                if not self.found.get(number):
                    followup.partner_id.phone = f"139{number:08}"
                    self.found[number] = True
            elif chance.random() < 0.3:
                question = followup.activity_ids.filtered(
                    lambda activity: activity.activity_type_id == asked
                )
                followup.with_user(question.user_id).with_context(
                    allowed_company_ids=followup.company_id.ids
                ).action_end_investigation()
