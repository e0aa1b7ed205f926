import random

from freezegun import freeze_time

from odoo import fields
from odoo.tests import TransactionCase, tagged

from ..demo import customers, dealer, stores, visits
from ..demo.plan import Size, month_start

LITTLE = Size().scaled(0.04)
COMPARED = (
    "state",
    "outcome_id",
    "attempt_count",
    "is_called",
    "is_contact",
    "is_effective",
    "refused",
    "is_unreachable",
    "date_first_attempt",
    "date_done",
    "date_next",
    "score",
    "has_score",
    "band_id",
    "band_level",
    "low_answer_count",
    "user_id",
)


class DemoCase(TransactionCase):
    """A little demo dealer, whatever the database holds already."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.users"].search([("login", "=", "director")]).login = "old director"
        for person in (*stores.HEAD_OFFICE, *cls._store_people()):
            user = cls.env["res.users"].search([("login", "=", person.login)])
            user.login = f"old {person.login}"
        cls.stores = dealer.build(cls.env, LITTLE)
        cls.east = cls.stores[0].company
        cls.followups = cls.env["aftersales.followup"].search(
            [("company_id", "=", cls.east.id)]
        )

    @classmethod
    def _store_people(cls):
        for plan in stores.STORES:
            yield from (*plan.agents, *plan.advisors, plan.service_manager)

    def _check_reference_month(self):
        """The first store's last full month has the figures it was made for."""
        start = month_start(fields.Date.today(), 1)
        month = self.followups.filtered(
            lambda followup: (
                month_start(followup.date_planned) == start
                and followup.state not in ("skipped", "cancelled")
            )
        )
        called = month.filtered("is_called")
        levels = called.filtered("is_effective").mapped("band_level")
        self.assertEqual(len(called), LITTLE.called)
        self.assertEqual(len(levels), LITTLE.effective)
        self.assertEqual(
            len(called.filtered(lambda f: not f.is_contact)), LITTLE.unreachable
        )
        self.assertEqual(len(called.filtered("refused")), LITTLE.refused)
        self.assertEqual(levels.count("very_satisfied"), LITTLE.top)
        self.assertEqual(
            levels.count("dissatisfied") + levels.count("very_dissatisfied"), LITTLE.low
        )
        # Nothing that an agent does from now on changes it.
        self.assertLessEqual(set(month.mapped("state")), {"done", "missed"})


@tagged("post_install", "-at_install")
@freeze_time("2026-03-22 02:00:00")
class TestDemoDealer(DemoCase):
    """The demo dealer on an ordinary day."""

    def test_reference_month(self):
        self._check_reference_month()

    def test_nothing_happens_today(self):
        """History ends yesterday evening; the night finds yesterday's orders."""
        today = self.east._aftersales_today()
        self.assertLess(max(self.followups.mapped("date_planned")), today)
        self.assertLess(
            max(self.followups.attempt_ids.mapped("date")), fields.Datetime.now()
        )
        yesterday = self.env["repair.order"].search_count(
            [("company_id", "=", self.east.id), ("followup_ids", "=", False)]
        )
        self.assertTrue(yesterday)
        step = self.env.ref("aftersales_followup.program_step_after_repair")
        self.assertEqual(step._generate(self.east), yesterday)
        self.assertEqual(step._generate(self.east), 0)

    def test_what_is_open_is_in_a_queue(self):
        """Each has its moment, without which nobody would call, and its activity."""
        open_ones = self.env["aftersales.followup"].search(
            [
                ("company_id", "in", [store.company.id for store in self.stores]),
                ("state", "=", "open"),
            ]
        )
        self.assertTrue(open_ones)
        self.assertFalse(open_ones.filtered(lambda one: not one.date_next))
        for one in open_ones.filtered("user_id"):
            self.assertEqual(one._own_activities().user_id, one.user_id)

    def test_call_by_an_agent_leaves_the_same(self):
        """A finished follow-up looks as if an agent had finished it on the screen."""
        followup = self.followups.filtered(
            lambda f: f.is_effective and f.attempt_count == 1 and f.low_answer_count
        )[0]
        wanted = followup.read(COMPARED)[0]
        lines = followup.user_input_id.user_input_line_ids
        answers = [
            (question.id, own._call_answer(), own._comment())
            for question, own in lines.grouped("question_id").items()
        ]
        scores = followup.score_ids.sorted("item_code").mapped(
            lambda s: (s.item_code, s.raw_value, s.value, s.band_level, s.comment)
        )
        attempt = followup.attempt_ids
        note, line, contact = attempt.note, attempt.line, attempt.contact_id
        self._reset(followup)
        with freeze_time(wanted["date_done"]):
            mine = followup.with_user(followup.user_id)
            mine.save_answers(answers)
            mine.finish_call(wanted["outcome_id"][0], note)
        self.assertEqual(followup.read(COMPARED)[0], wanted)
        self.assertEqual(
            followup.score_ids.sorted("item_code").mapped(
                lambda s: (s.item_code, s.raw_value, s.value, s.band_level, s.comment)
            ),
            scores,
        )
        made = followup.attempt_ids
        self.assertEqual((made.note, made.line, made.contact_id), (note, line, contact))

    def _reset(self, followup):
        followup.complaint_ids.followup_id = False
        followup.attempt_ids.unlink()
        followup.score_ids.unlink()
        followup.write(
            {
                **dict.fromkeys(COMPARED, False),
                "user_id": followup.user_id.id,
                "state": "open",
                "user_input_id": False,
            }
        )

    def test_complaints_are_whole(self):
        """Each has what its stage asks for, and its steps follow each other."""
        complaints = self.env["aftersales.complaint"].search(
            [("company_id", "in", [store.company.id for store in self.stores])]
        )
        self.assertTrue(complaints.filtered("is_closed"))
        self.assertTrue(complaints.filtered(lambda c: not c.is_closed))
        for complaint in complaints:
            self.assertEqual(complaint._missing_for(complaint.stage_id), [])
            steps = (
                complaint.date_received,
                complaint.date_verified,
                complaint.date_instruction,
                complaint.date_issued,
                complaint.date_signed,
                complaint.date_handled,
                complaint.date_confirmed,
                complaint.date_closed,
            )
            moments = [moment for moment in steps if moment]
            self.assertEqual(moments, sorted(moments))
            self.assertLessEqual(moments[-1], fields.Datetime.now())

    def test_logins(self):
        """Everybody logs in with the login as password, in Chinese."""
        for login in ("agent", "service", "manager", "director", "auditor"):
            user = self.env["res.users"].search([("login", "=", login)])
            self.assertEqual(user.lang, "zh_CN")
            user.with_user(user)._check_credentials(
                {"type": "password", "login": login, "password": login},
                {"interactive": True},
            )

    def test_visits_on_request(self):
        requests = self.env["aftersales.visit.request"].search(
            [("company_id", "=", self.east.id)]
        )
        self.assertEqual(len(requests), 3)
        self.assertEqual(len(requests.filtered(lambda r: not r.date_sent)), 1)
        self.assertEqual(len(requests.filtered("is_late")), 1)

    def test_feedback_forms_and_agreed_contacts(self):
        """One form of each kind of standing; contacts that the night finds."""
        forms = self.env["aftersales.feedback"].search(
            [("company_id", "=", self.east.id)]
        )
        self.assertEqual(
            sorted(forms.mapped("state")), ["answered", "open", "open"], forms
        )
        self.assertEqual(len(forms.filtered("is_late")), 1)
        contacts = self.env["aftersales.agreed.contact"].search(
            [("company_id", "=", self.east.id)]
        )
        self.assertEqual(len(contacts), 3)
        self.assertFalse(contacts.followup_id, "the night makes them")

    def test_once(self):
        self.assertEqual(dealer.build(self.env, LITTLE), [])

    def test_same_seed_same_dealer(self):
        """Who the customers are and when they come depends on seed and day only."""
        self.assertEqual(self._draw(7), self._draw(7))
        self.assertNotEqual(self._draw(7), self._draw(8))

    def _draw(self, seed):
        rng = random.Random(seed)
        today = self.east._aftersales_today()
        period = month_start(today, LITTLE.months), today
        categories = customers._categories(rng, LITTLE.customers)
        drawn = customers._draw_cars(rng, categories, period)
        return [
            (visit.car.vin, visit.day, visit.work)
            for store_visits in visits.draw_visits(rng, drawn, LITTLE, today)
            for visit in store_visits
        ]


@tagged("post_install", "-at_install")
@freeze_time("2026-03-01 02:00:00")
class TestDemoDealerFirstOfMonth(DemoCase):
    """On the first day of a month, the month before is over all the same."""

    def test_reference_month(self):
        self._check_reference_month()
