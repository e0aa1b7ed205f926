import datetime

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common_scenario import ScenarioCase


@tagged("post_install", "-at_install")
class TestScenarioConsultation(ScenarioCase):
    """A question or a quote without a repair, to the second call (F2)."""

    def _quote(self, day, **values):
        """Receive a car at ten of a local day; the customer takes the quote home."""
        with self._local(day, 10):
            return self._make_repair(
                **{
                    "state": "confirmed",
                    "date_closed": False,
                    "date_received": self.clock.time_to_freeze,
                    "diagnosis": "Brake pads\nworn",
                    "quote_amount": 1200,
                    "quote_decision": "quote",
                    **values,
                }
            )

    def _ask(self, day, **values):
        """Take a call with a question at eleven of a local day."""
        with self._local(day, 11):
            return self.env["aftersales.inbound.call"].create(
                {
                    "company_id": self.company.id,
                    "user_id": self.agent.id,
                    "partner_id": self.partner.id,
                    "vehicle_id": self.vehicle.id,
                    "topic": "price",
                    "question": "What do four tyres cost?",
                    "answer": "2000, fitted",
                    "date": self.clock.time_to_freeze,
                    **values,
                }
            )

    def _settle(self, repair, day):
        with self._local(day, 17):
            repair.state = "done"

    def _first_and_second(self, followup):
        """Say what is said: the first call takes two attempts, with a note each."""
        if followup.step_id.sequence > 10:
            return "completed"
        if not followup.attempt_ids:
            return {
                "outcome": "callback",
                "callback": f"2026-03-{followup.date_due.day + 1:02} 16:00",
                "note": "At work until four",
            }
        return {
            "outcome": "completed",
            "marks": 8,
            "words": "Is there a cheaper part?",
            "note": "Asks his wife first",
        }

    # ------------------------------------------------------------------
    # A visit
    # ------------------------------------------------------------------

    def test_quote_only(self):
        program = self._switch_on("visit_quoted", "2026-03-01")
        self._quote("2026-03-03")
        self._live("2026-03-03", "2026-03-10", self._first_and_second)
        with self._local("2026-03-11", 0.5):
            self._night()
        first, second = self._all()
        self.assertEqual(
            (first.step_id + second.step_id, first.topic),
            (program.step_ids, "Brake pads worn · quoted $\xa01,200.00"),
        )
        self.assertEqual(
            (first.date_deadline, second.date_deadline),
            (datetime.date(2026, 3, 10), datetime.date(2026, 3, 17)),
        )
        self._assert_nothing_is_asked_twice(first, second)
        self._live("2026-03-11", "2026-03-20", self._first_and_second)
        self._assert_story(
            "03-06 10:00 F2V phone Customer Chen: callback",
            "03-07 16:00 F2V phone Customer Chen: completed",
            "03-11 10:00 F2V phone Customer Chen: completed",
        )
        self._assert_ends(
            "03-06 F2V Customer Chen: done", "03-11 F2V Customer Chen: done"
        )

    def _assert_nothing_is_asked_twice(self, first, second):
        """The second call shows each note and answer of the first, and asks else."""
        with self._local(second.date_due, 10):
            data = second.with_user(second.user_id).start_call()
        earlier = data["sheet"]["followups"][0]
        self.assertEqual(
            (earlier["id"], earlier["note"]),
            (first.id, "At work until four\nAsks his wife first"),
        )
        told = {line["question"]: str(line["answer"]) for line in earlier["answers"]}
        self.assertEqual(len(told), len(first.survey_id.question_ids))
        self.assertEqual(
            told["What else would you like to know?"], "Is there a cheaper part?"
        )
        asked = {question["title"] for question in data["questions"]}
        self.assertFalse(asked & set(told))

    def test_repaired_after_all(self):
        """What is open goes; the call after the repair takes its place."""
        self._switch_on("visit_quoted", "2026-03-01")
        self._switch_on("after_repair", "2026-03-01")
        repair = self._quote("2026-03-03")
        self._live(
            "2026-03-03",
            "2026-03-20",
            lambda f: "completed" if f.program_id.code == "F1" else "no_answer",
            d0307=lambda: self._settle(repair, "2026-03-07"),
        )
        self._assert_story(
            "03-06 10:00 F2V phone Customer Chen: no_answer",
            "03-07 10:00 F2V phone Customer Chen: no_answer",
            "03-08 10:00 F1 phone Customer Chen: completed",
        )
        self._assert_ends(
            "03-06 F2V Customer Chen: cancelled (came_in)",
            "03-08 F1 Customer Chen: done",
        )

    def test_repaired_under_another_order(self):
        """Before the first call, and in the middle: the same car, another number."""
        self._switch_on("visit_quoted", "2026-03-01")
        self._quote("2026-03-03")
        other = self._make_vehicle(self._make_customer("Other"), "沪A2")
        self._quote("2026-03-03", vehicle_id=other.id, partner_id=other.owner_id.id)

        def repair(car, day):
            with self._local(day, 17):
                self._make_repair(
                    vehicle_id=car.id,
                    partner_id=car.owner_id.id,
                    date_closed=self.clock.time_to_freeze,
                )

        self._live(
            "2026-03-03",
            "2026-03-20",
            lambda followup: "no_answer",
            d0304=lambda: repair(other, "2026-03-04"),
            d0306=lambda: repair(self.vehicle, "2026-03-06"),
        )
        self._assert_story("03-06 10:00 F2V phone Customer Chen: no_answer")
        self._assert_ends("03-06 F2V Customer Chen: cancelled (came_in)")

    def test_decided_otherwise(self):
        """Admitted or booked is no visit without a repair; called off is one."""
        self._switch_on("visit_quoted", "2026-03-01")
        changed = self._quote("2026-03-03")
        for decision in ("admit", "book", False):
            self._quote("2026-03-03", quote_decision=decision)
        gone = self._make_customer("Gone")
        self._quote("2026-03-03", partner_id=gone.id, vehicle_id=False, state="cancel")
        self._live("2026-03-03", "2026-03-06")
        self._assert_ends("03-06 F2V Customer Chen: open", "03-06 F2V Gone: open")
        with self._local("2026-03-06", 18):
            changed.quote_decision = "book"
        self._assert_ends(
            "03-06 F2V Customer Chen: cancelled (came_in)", "03-06 F2V Gone: open"
        )

    def test_nobody_noted_when_it_came(self):
        """The order was opened then; the time is entered later, and the call moves."""
        self._switch_on("visit_quoted", "2026-03-01")
        repair = self._quote("2026-03-03", date_received=False)
        # The transaction's own time, which no test freezes.
        self.env.cr.execute(
            "UPDATE repair_order SET create_date = '2026-03-03 02:00' WHERE id = %s",
            [repair.id],
        )
        repair.invalidate_recordset(["create_date"])
        self._live("2026-03-03", "2026-03-06")
        followup = self._all()
        self.assertEqual(followup.date_due, datetime.date(2026, 3, 6))
        with self._local("2026-03-06", 18):
            repair.date_received = "2026-03-05 02:00:00"
        self.assertEqual(
            (followup.state, followup.date_due),
            ("planned", datetime.date(2026, 3, 8)),
        )

    # ------------------------------------------------------------------
    # A question
    # ------------------------------------------------------------------

    def test_consultation(self):
        self._switch_on("consultation", "2026-03-01")
        self._ask("2026-03-31")  # over the end of a month
        self._live(
            "2026-03-31",
            "2026-04-20",
            lambda f: {"outcome": "completed", "marks": 9, "words": "Thanks"},
        )
        self._assert_story(
            "04-03 10:00 F2C phone Customer Chen: completed",
            "04-08 10:00 F2C phone Customer Chen: completed",
        )
        first = self._all()[0]
        self.assertEqual(first.topic, "What do four tyres cost? → 2000, fitted")
        with self._local("2026-04-03", 10):
            sheet = first.with_user(self.agent)._call_sheet()
        self.assertEqual(sheet["topic"], first.topic)
        self.assertEqual((first.score, first.purpose_id.code), (90.0, "consultation"))

    def test_who_is_not_called_about_a_question(self):
        """Complaints, bookings, unknown callers, who came in, other stores' callers."""
        self._switch_on("consultation", "2026-03-01")
        nobody = {"partner_id": False, "vehicle_id": False}
        self._ask("2026-03-03", topic="complaint")
        self._ask("2026-03-03", topic="visit")
        self._ask("2026-03-03", company_id=self.other_company.id)
        self._ask("2026-03-03", **nobody)
        upset = self._ask("2026-03-03")
        with self._local("2026-03-03", 12):
            upset.action_create_complaint()
        repaired = self._make_customer("Repaired")
        car = self._make_vehicle(repaired, "沪A3")
        self._ask("2026-03-03", partner_id=repaired.id, vehicle_id=False)
        with self._local("2026-03-04", 17):
            self._make_repair(
                partner_id=repaired.id,
                vehicle_id=car.id,
                date_closed=self.clock.time_to_freeze,
            )
        self._live("2026-03-03", "2026-03-06", lambda followup: "completed")
        self._assert_story()
        self._assert_ends("03-06 F2C False: skipped (no_customer)")

    def test_comes_in_after_a_question_without_a_car(self):
        self._switch_on("consultation", "2026-03-01")
        self._ask("2026-03-03", vehicle_id=False)

        def repair():
            with self._local("2026-03-07", 17):
                self._make_repair(date_closed=self.clock.time_to_freeze)

        self._live(
            "2026-03-03", "2026-03-14", lambda followup: "no_answer", d0307=repair
        )
        self._assert_ends("03-06 F2C Customer Chen: cancelled (came_in)")

    # ------------------------------------------------------------------
    # What the agent sees, and what a manager may look for
    # ------------------------------------------------------------------

    def test_first_call_of_a_fleet_is_not_drowned(self):
        """Ten other cars of the owner later the first call still stands on top, also
        for an agent of another team, who could not open it."""
        self._switch_on("visit_quoted", "2026-03-01")
        self.company.contact_cap_days = 0
        self._quote("2026-03-03")
        self._live("2026-03-03", "2026-03-10", self._first_and_second)
        for _number in range(6):
            self._quote("2026-03-06", vehicle_id=False)
        with self._local("2026-03-11", 0.5):
            self._night()
        first = self._all()[0]
        second = self._all().filtered(lambda f: f.res_id == first.res_id and f != first)
        stranger = self._make_user("stranger", "group_agent")
        first.write({"team_id": False, "user_id": self.agent.id})
        second.write({"team_id": False, "user_id": stranger.id})
        self.assertFalse(first.with_user(stranger).has_access("read"))
        self._assert_nothing_is_asked_twice(first, second)

    def test_another_stores_words_stay_there(self):
        """A customer is every store's; what was said in a call is not (F8)."""
        program = self._switch_on("key_customer", "2026-03-01")
        self.env["aftersales.team"].create(
            {"name": "West", "company_id": self.other_company.id}
        )
        mine, other = (
            self.env["aftersales.followup"].create(
                {
                    "program_id": program.id,
                    "step_id": program.step_ids.id,
                    "purpose_id": program.purpose_id.id,
                    "res_model": "res.partner",
                    "res_id": self.partner.id,
                    "occurrence_key": company.name,
                    "anchor_date": "2026-03-01",
                    "date_planned": "2026-03-08",
                    "date_due": "2026-03-08",
                    "date_expiry": "2026-03-23",
                    "company_id": company.id,
                    "partner_id": self.partner.id,
                    "user_id": self.agent.id,
                    "state": "open",
                }
            )
            for company in (self.company, self.other_company)
        )
        other.finish_call(self._get_outcome("no_answer").id, note="Secret of West")
        sheet = mine.with_user(self.agent).get_call_data()["sheet"]
        self.assertNotIn("Secret", str(sheet))

    def test_preview_is_the_night(self):
        program = self._switch_on("visit_quoted", "2026-03-01")
        self._quote("2026-03-03")
        self._quote("2026-03-03", partner_id=False, vehicle_id=False)
        with self._local("2026-03-05", 18):
            preview = (
                self.env["aftersales.program.preview"]
                .with_user(self.manager)
                .with_company(self.company)
                .create({"program_id": program.id, "date": "2026-03-06"})
            )
            shown = {
                (line.partner_id, line.skip_reason_id.code) for line in preview.line_ids
            }
        with self._local("2026-03-06", 0.5):
            self._night()
        made = {(f.partner_id, f.skip_reason_id.code) for f in self._all()}
        self.assertEqual(len(made), 2)
        self.assertEqual(shown, made)

    def test_filters(self):
        for name, good, bad in (
            ("visit_quoted", "[('quote_amount', '>', 500)]", "[('notes', '=', 'x')]"),
            ("consultation", "[('topic', '=', 'price')]", "[('question', '=', 'x')]"),
        ):
            program = self.env.ref(f"aftersales_followup.program_{name}")
            program.filter_domain = good
            with self.assertRaises(ValidationError):
                program.filter_domain = bad
        program = self._switch_on("visit_quoted", "2026-03-01")
        program.filter_domain = "[('quote_amount', '>', 2000)]"
        self._quote("2026-03-03")
        big = self._make_customer("Big")
        self._quote(
            "2026-03-03", partner_id=big.id, vehicle_id=False, quote_amount=5000
        )
        self._live("2026-03-03", "2026-03-06")
        self._assert_ends("03-06 F2V Big: open")
