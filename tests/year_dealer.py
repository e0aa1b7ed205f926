"""A small dealer with two stores who lives a year, as ``year_plan`` has it."""

import datetime

from odoo import fields
from odoo.tools import SQL

from odoo.addons.aftersales_followup.tests.common_complaint import ComplaintCase
from odoo.addons.aftersales_followup.tools import localtime

from . import year_plan
from .year_events import YearEvents
from .year_rules import Expected

PROGRAMS = (
    *("F1", "F2", "F3", "F3S", "F4", "F5", "F6", "F7", "F8"),
    *("R1", "R2", "R3", "R4", "R5"),
)
# The smaller store runs these only.
BOTH_STORES = ("F1", "F6", "F7", "R1")
DESK = (10.25, 18.25)  # local hours at which the queue is worked
CALLS = 8  # that one agent makes at a time: on busy days something is left over


class YearDealer(YearEvents, ComplaintCase):
    """People, customers and cars; what happens to them; the night and the desk."""

    SEED = 20260101
    NOW = "2025-12-30 06:00:00"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = year_plan.make_plan(cls.SEED)
        cls.tz = cls.company._aftersales_tz()
        cls.env = cls.env(
            context={
                **cls.env.context,
                "allowed_company_ids": (cls.company + cls.other_company).ids,
            }
        )
        cls.stores = (cls.company + cls.other_company).with_env(cls.env)
        cls.stores.contact_cap_days = 7
        cls.other_company.resource_calendar_id.tz = "Asia/Urumqi"
        cls.west_agent = cls._make_user(
            "agent_west", "group_agent", company=cls.other_company
        )
        cls.env["aftersales.team"].create(
            {
                "name": "West",
                "company_id": cls.other_company.id,
                "member_ids": [(6, 0, cls.west_agent.ids)],
            }
        )
        # This dealer has two stores, and its year is long enough.
        cls.env.flush_all()
        cls.env.cr.execute(
            SQL(
                "UPDATE res_company SET active = FALSE WHERE id NOT IN %s",
                tuple(cls.stores.ids),
            )
        )
        cls.env.invalidate_all()
        cls._found_dealer()
        cls._switch_all_on()
        cls.expected = Expected()

    # ------------------------------------------------------------------
    # Customers, cars, programs
    # ------------------------------------------------------------------

    @classmethod
    def _found_dealer(cls):
        categories = {
            code: cls.env.ref(f"aftersales_followup.customer_category_{code}").id
            for code in ("private", "business", "vip", "fleet")
        }
        # All or none: a draw hangs on the records' ids, which each database numbers
        # in its own way.
        cls.env["aftersales.customer.category"].browse(
            categories["business"]
        ).sampling_rate = 0
        cls.customers = cls.env["res.partner"].create(
            [
                {
                    "name": f"Customer {number:02}",
                    "phone": f"138{number:08}",
                    "email": f"c{number}@example.com",
                    "country_id": cls.env.ref("base.cn").id,
                    "lang": "en_US",
                    "tz": "Asia/Tokyo" if number % 7 == 3 else False,
                    "customer_category_id": categories[
                        {5: "business", 11: "vip", 17: "fleet"}.get(
                            number % 24, "private"
                        )
                    ],
                }
                for number in range(year_plan.CUSTOMERS)
            ]
        )
        cls.env["aftersales.contact.window"].create(
            [
                {
                    "partner_id": customer.id,
                    "hour_from": 18.0 if number % 2 else 9.0,
                    "hour_to": 20.0 if number % 2 else 12.0,
                    "weekday": False if number % 2 else "5",
                }
                for number, customer in enumerate(cls.customers)
                if number % 6 < 2
            ]
        )
        cls.cars = cls.env["fleet.vehicle"].create(
            [
                {
                    "model_id": cls.car_model.id,
                    "owner_id": cls.customers[number % year_plan.CUSTOMERS].id,
                    "license_plate": f"沪Y{number:04}",
                    "home_company_id": cls._store(number).id,
                    "sales_adviser_id": cls.advisor.id,
                }
                for number in range(year_plan.CARS)
            ]
        )
        cls.product = cls.env["product.product"].create({"name": "Roof box"})

    @classmethod
    def _store(cls, car):
        return cls.stores[1] if car % 4 == 1 else cls.stores[0]

    @classmethod
    def _switch_all_on(cls):
        cls.programs = (
            cls.env["aftersales.program"]
            .with_context(active_test=False)
            .search([("code", "in", PROGRAMS)])
        )
        cls.programs.write({"active": True, "start_date": year_plan.FIRST})
        cls.programs.filtered(
            lambda program: program.code not in BOTH_STORES
        ).company_id = cls.company
        # Steps of hours have tests of their own: the year goes by days.
        for name, vals in (
            ("new_vehicle_1", {"offset": 0, "offset_unit": "day"}),
            ("delivered_1", {"channel": "sms"}),
            ("insurance_1", {"channel": "sms"}),
            ("two_step_2", {"channel": "email"}),
        ):
            cls.env.ref(f"aftersales_followup.program_step_{name}").write(vals)

    # ------------------------------------------------------------------
    # A year
    # ------------------------------------------------------------------

    @classmethod
    def _at_hour(cls, day, hour):
        cls.clock.move_to(localtime.utc_moment(day, hour, cls.tz))

    def _live_through(self, days, each_night=None):
        """Live the year's first days, those before it in one go.

        :param each_night: called with each day before the night's work is done
        """
        for day in sorted(day for day in self.plan if day < year_plan.FIRST):
            self._at_hour(day, 17)
            self._happen(day)
        for number in range(days):
            day = year_plan.day_after(number)
            self._at_hour(day, 0.5)
            self._expect(day)
            self._night(day, each_night)
            for hour in DESK:
                self._at_hour(day, hour)
                if hour == DESK[0]:
                    self._run_cron("cron_send")
                # Sundays nobody calls.
                if day.weekday() != 6:
                    self._work_the_queue(day)
            self._at_hour(day, 20)
            self._answer_links(day)
            self._happen(day)

    def _run_cron(self, name):
        """Run a scheduled action; the year lives in test mode throughout."""
        self.env.flush_all()
        self.env.ref(f"aftersales_followup.{name}").method_direct_trigger()
        self.env.invalidate_all()

    def _night(self, day, each_night):
        if each_night:
            each_night(day)
        self._run_cron("cron_generate")
        self._run_cron("cron_open_and_expire")
        self._let_time_pass()

    # ------------------------------------------------------------------
    # The desk
    # ------------------------------------------------------------------

    def _work_the_queue(self, day):
        """Let everybody who is there make calls, as the queue gives them."""
        absent = (
            self.env["aftersales.delegation"]
            .search([("date_from", "<=", day), ("date_to", ">=", day)])
            .user_id
        )
        here = (
            self.agent + self.agent_2 + self.west_agent + self.advisor + self.manager
        ) - absent
        for user in here:
            Queue = self.env["aftersales.followup"].with_user(user)
            Queue = Queue.with_context(allowed_company_ids=user.company_ids.ids)
            followup = Queue._next_in_queue()
            for _call in range(CALLS):
                if (
                    not followup
                    or followup.date_next > fields.Datetime.now()
                    or not followup._in_customers_hours()
                ):
                    break
                followup = Queue.browse(self._call(followup))

    def _call(self, followup, code=None):
        """Have a call; return the id of the next one."""
        code, marks, chance = year_plan.said(
            self.SEED,
            followup.partner_id.name,
            followup.program_id.code,
            followup.step_id.sequence,
            followup.anchor_date,
            followup.attempt_count,
        )
        if code == "completed" and followup.sudo().survey_id:
            followup.save_answers(self._answers(followup.sudo().survey_id, marks))
        result = followup.finish_call(
            self._get_outcome(code).id,
            note="Said so",
            callback_date=code == "callback"
            and fields.Datetime.now()
            + datetime.timedelta(hours=chance.randint(20, 70)),
        )
        if result["low_answers"] and not followup.sudo().complaint_ids:
            if (
                self.env["aftersales.complaint"]
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
                self.SEED, followup.partner_id.name, followup.anchor_date, day
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
