from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_scenario import ScenarioCase


@tagged("post_install", "-at_install")
class TestScenarioHours(ScenarioCase):
    """Appointments, deliveries, visits and agreed contacts, to the hour.

    R1, F5, F28, F26.
    """

    def _in_berlin(self):
        self.company.resource_calendar_id.tz = "Europe/Berlin"
        self.tz = self.company._aftersales_tz()

    def _book(self, moment):
        """Book a visit to the workshop for a local moment; the agent received it."""
        return self._make_repair(
            partner_id=self._make_customer(f"For {moment}").id,
            vehicle_id=False,
            advisor_id=self.agent.id,
            state="confirmed",
            date_closed=False,
            intake="booked_customer",
            schedule_date=self._utc(moment),
        )

    def _deliver(self, moment):
        """Hand a new car over at a local moment; the director sold it."""
        owner = self._make_customer(f"Got {moment}")
        return self._make_vehicle(
            owner,
            f"B {moment}",
            home_company_id=self.company.id,
            sales_adviser_id=self.director.id,
            delivered_at=self._utc(moment),
        )

    def _moments(self):
        return [str(attempt.date) for attempt in self._all().attempt_ids.sorted("date")]

    # ------------------------------------------------------------------
    # R1: one hour before an appointment
    # ------------------------------------------------------------------

    def test_appointments_as_summer_time_begins(self):
        """Also over the end of a month, and at hours at which nobody else is called."""
        self._in_berlin()
        self._switch_on("appointment", "2026-03-27")
        for moment in (
            "2026-03-28 16:00",
            "2026-03-29 08:30",
            "2026-03-29 17:00",
            "2026-04-01 00:30",
        ):
            self._book(moment)
        self._live(
            "2026-03-27",
            "2026-04-01",
            lambda f: "completed",
            hours=(7.5, 10.0, 15.0, 16.0, 23.5),
        )
        self._assert_story(
            "03-28 15:00 R1A phone For 2026-03-28 16:00: completed",
            "03-29 07:30 R1A phone For 2026-03-29 08:30: completed",
            "03-29 16:00 R1A phone For 2026-03-29 17:00: completed",
            "03-31 23:30 R1A phone For 2026-04-01 00:30: completed",
        )
        self.assertEqual(
            self._moments(),
            [
                "2026-03-28 14:00:00",  # an hour ahead of UTC
                "2026-03-29 05:30:00",  # two hours
                "2026-03-29 14:00:00",
                "2026-03-31 21:30:00",
            ],
        )
        self._assert_ends(
            "03-28 R1A For 2026-03-28 16:00: done",
            "03-29 R1A For 2026-03-29 08:30: done",
            "03-29 R1A For 2026-03-29 17:00: done",
            "03-31 R1A For 2026-04-01 00:30: done",
        )

    def test_appointments_as_summer_time_ends(self):
        """Moved over the night with 25 hours, kept, and one that came too early."""
        self._in_berlin()
        self._switch_on("appointment", "2026-10-23")
        moved = self._book("2026-10-24 10:00")
        self._book("2026-10-25 09:00")
        early = self._book("2026-10-25 16:00")

        def move():
            moved.schedule_date = self._utc("2026-10-26 10:00")

        def come():
            early.state = "under_repair"

        self._live(
            "2026-10-23",
            "2026-10-26",
            lambda f: "completed",
            hours=(8.0, 9.0, 11.0, 15.0),
            d1023=move,
            d1025=come,
        )
        self._assert_story(
            "10-25 08:00 R1A phone For 2026-10-25 09:00: completed",
            "10-26 09:00 R1A phone For 2026-10-24 10:00: completed",
        )
        self.assertEqual(
            self._moments(), ["2026-10-25 07:00:00", "2026-10-26 08:00:00"]
        )

    # ------------------------------------------------------------------
    # F5: before noon that afternoon, later the next morning
    # ------------------------------------------------------------------

    def _switch_on_first_step(self, day):
        program = self._switch_on("new_vehicle", day)
        program.step_ids[1:].active = False

    def test_deliveries_as_summer_time_begins(self):
        self._in_berlin()
        self._switch_on_first_step("2026-03-27")
        for moment in (
            "2026-03-28 11:59",
            "2026-03-28 12:00",
            "2026-03-29 11:30",
            "2026-03-31 18:00",
        ):
            self._deliver(moment)
        self._live(
            "2026-03-27", "2026-04-02", lambda f: "completed", hours=(10.0, 15.0)
        )
        self._assert_story(
            "03-28 15:00 F5 phone Got 2026-03-28 11:59: completed",
            "03-29 10:00 F5 phone Got 2026-03-28 12:00: completed",
            "03-29 15:00 F5 phone Got 2026-03-29 11:30: completed",
            "04-01 10:00 F5 phone Got 2026-03-31 18:00: completed",
        )
        self.assertEqual(
            self._moments(),
            [
                "2026-03-28 14:00:00",
                "2026-03-29 08:00:00",
                "2026-03-29 13:00:00",
                "2026-04-01 08:00:00",
            ],
        )
        self.assertEqual(self._all().user_id, self.director)

    def test_deliveries_as_summer_time_ends(self):
        self._in_berlin()
        self._switch_on_first_step("2026-10-23")
        for moment in ("2026-10-24 17:00", "2026-10-25 11:59", "2026-10-31 12:00"):
            self._deliver(moment)
        for first, last in (("10-24", "10-25"), ("10-31", "11-01")):
            self._live(
                f"2026-{first}",
                f"2026-{last}",
                lambda f: "completed",
                hours=(10.0, 15.0),
            )
        self._assert_story(
            "10-25 10:00 F5 phone Got 2026-10-24 17:00: completed",
            "10-25 15:00 F5 phone Got 2026-10-25 11:59: completed",
            "11-01 10:00 F5 phone Got 2026-10-31 12:00: completed",
        )
        self.assertEqual(
            self._moments(),
            ["2026-10-25 09:00:00", "2026-10-25 14:00:00", "2026-11-01 09:00:00"],
        )

    # ------------------------------------------------------------------
    # F28: twelve hours to send somebody
    # ------------------------------------------------------------------

    def _request(self, moment, name="Customer Chen"):
        partner = self.partner
        if name != partner.name:
            partner = self._make_customer(name)
        return (
            self.env["aftersales.visit.request"]
            .with_user(self.agent)
            .create(
                {
                    "partner_id": partner.id,
                    "reason": "Does not start, at home",
                    "date_requested": self._utc(moment),
                    "company_id": self.company.id,
                }
            )
        )

    def test_visit_on_request_at_night(self):
        """Asked for at ten in the evening of a month's last day: sent for at once."""
        self._switch_on("visit_request", "2026-03-30")
        request = self._request("2026-03-31 22:00")
        self._live(
            "2026-03-31", "2026-04-01", lambda f: "completed", hours=(10.0, 22.0)
        )
        self._assert_story(
            "03-31 22:00 F28R visit Customer Chen: completed",
            "04-01 10:00 F28R phone Customer Chen: completed",
        )
        self._assert_ends(
            "03-31 F28R Customer Chen: done", "04-01 F28R Customer Chen: done"
        )
        # The call to send somebody says that somebody was sent.
        self.assertEqual(request.date_sent, self._utc("2026-03-31 22:00"))
        self.assertEqual(request.user_id, self._all()[0].user_id)
        self.assertFalse(request.is_late)

    def test_visit_on_request_noted_on_the_request(self):
        """Whoever notes it on the request need not note it again in the queue."""
        self._switch_on("visit_request", "2026-03-01")
        request = self._request("2026-03-03 09:00")
        withdrawn = self._request("2026-03-03 09:00", "Withdrawn")
        moved = self._request("2026-03-03 09:00", "Moved")
        sent = self._request("2026-03-03 09:00", "Sent")
        with self._local("2026-03-03", 9.1):
            sent.action_send()
            self._run_cron("cron_generate_hours")
            withdrawn.active = False
        with self._local("2026-03-03", 11):
            request.action_send()
            moved.date_requested = self._utc("2026-03-03 13:00")
        self.assertEqual(moved.date_deadline, self._utc("2026-03-04 01:00"))
        self._live(
            "2026-03-03",
            "2026-03-04",
            lambda f: "completed" if f.channel == "phone" else "no_answer",
            hours=(13.5, 15.5, 22.0),
        )
        self._assert_ends(
            "03-03 F28R Customer Chen: done",
            "03-03 F28R Withdrawn: cancelled (date_gone)",
            "03-03 F28R Moved: open",
            "03-03 F28R Customer Chen: done",
            "03-03 F28R Sent: done",
            "03-04 F28R Moved: done",
        )
        self.assertEqual(
            sorted(x for x in self._story() if "Chen" in x or "Sent" in x),
            [
                "03-03 11:00 F28R visit Customer Chen: completed",
                # Nine in the evening is no hour to ask, nor is half past one: the next
                # day, in the afternoon.
                "03-04 15:30 F28R phone Customer Chen: completed",
                "03-04 15:30 F28R phone Sent: completed",
            ],
        )
        with self._local("2026-03-04", 2):
            self.env.invalidate_all()
            self.assertTrue(moved.is_late, "twelve hours are over")

    # ------------------------------------------------------------------
    # F28: every half year during the warranty
    # ------------------------------------------------------------------

    def test_half_yearly_visits(self):
        """Two years of warranty from a 31st of August: the month's last days."""
        self.vehicle.write({"delivery_date": "2024-08-31"})
        self.vehicle.warranty_date = "2026-08-30"
        self._switch_on("half_yearly", "2025-02-01")
        said = iter(["no_answer", "completed", "completed", "completed"])
        for first, last in (
            ("2025-02-27", "2025-03-03"),
            ("2025-08-30", "2025-09-02"),
            ("2026-02-27", "2026-03-02"),
            ("2026-08-29", "2026-09-02"),
        ):
            self._live(first, last, lambda f: next(said))
        self._assert_story(
            "02-28 10:00 F28 visit Customer Chen: no_answer",
            "03-01 10:00 F28 visit Customer Chen: completed",
            "08-31 10:00 F28 visit Customer Chen: completed",
            "02-28 10:00 F28 visit Customer Chen: completed",
        )
        self._assert_ends(
            "02-28 F28 Customer Chen: done",
            "08-31 F28 Customer Chen: done",
            "02-28 F28 Customer Chen: done",
        )
        self.assertTrue(all(self._all().mapped("has_score")))

    def test_half_yearly_visits_of_a_car_that_is_sold_on(self):
        """The new owner's visits go on; a car without a warranty has none."""
        self.vehicle.write({"delivery_date": "2024-08-31"})
        self.vehicle.warranty_date = "2026-08-30"
        self.vehicle.owner_id = self._make_customer("New Owner")
        self._make_vehicle(
            self._make_customer("Bare"),
            "沪A9",
            home_company_id=self.company.id,
            delivery_date="2024-08-31",
        ).warranty_date = False
        self._switch_on("half_yearly", "2025-02-01")
        self._live("2025-02-28", "2025-02-28", lambda f: "completed")
        self._assert_ends("02-28 F28 New Owner: done")

    # ------------------------------------------------------------------
    # F26: the next contact, set at the end of any call
    # ------------------------------------------------------------------

    def test_next_contact_of_any_call(self):
        """At the minute agreed, at any hour, within the week; and once more from it."""
        self._switch_on("after_repair", "2026-03-01")
        self._switch_on("agreed", "2026-03-01")
        with self._local("2026-03-03", 17):
            self._make_repair(date_closed=self.clock.time_to_freeze)
        agreed = {
            "F1": ("Price of winter tyres", "2026-03-05 12:30"),
            "Price of winter tyres": ("Fitting day", "2026-03-06 20:00"),
        }

        def say(followup):
            topic = followup.topic or followup.program_id.code
            if topic in agreed:
                text, moment = agreed[topic]
                followup.note_next_contact(text, self._utc(moment))
            return "completed"

        self._live("2026-03-03", "2026-03-07", say, hours=(10.0, 12.5, 20.0))
        self._assert_story(
            "03-04 10:00 F1 phone Customer Chen: completed",
            "03-05 12:30 F26 phone Customer Chen: completed",
            "03-06 20:00 F26 phone Customer Chen: completed",
        )
        first, second, third = self._all()
        self.assertEqual(
            (second.topic, third.topic), ("Price of winter tyres", "Fitting day")
        )
        self.assertEqual((second + third).user_id, first.user_id)
        self.assertEqual(first.agreed_ids.followup_id, second)

    def test_next_contact_of_a_call_that_came_in(self):
        self._switch_on("agreed", "2026-03-01")
        with self._local("2026-03-03", 11):
            call = (
                self.env["aftersales.inbound.call"]
                .with_user(self.agent)
                .create(
                    {
                        "company_id": self.company.id,
                        "partner_id": self.partner.id,
                        "question": "When do the tyres arrive?",
                        "answer": "We call you",
                        "next_date": self._utc("2026-03-04 12:30"),
                        "next_topic": " Tyres have arrived ",
                    }
                )
            )
        self._live(
            "2026-03-03", "2026-03-05", lambda f: "completed", hours=(10.0, 12.5)
        )
        self._assert_story("03-04 12:30 F26 phone Customer Chen: completed")
        self.assertEqual(self._all().topic, "Tyres have arrived")
        self.assertEqual(call.agreed_id.followup_id, self._all())

    def test_next_contacts_that_cannot_be(self):
        self._switch_on("agreed", "2026-03-01")
        Call = self.env["aftersales.inbound.call"].with_user(self.agent)
        good = {
            "company_id": self.company.id,
            "partner_id": self.partner.id,
            "question": "When?",
            "answer": "We call you",
            "next_date": self._utc("2026-03-04 12:30"),
            "next_topic": "Tyres",
        }
        with self._local("2026-03-03", 11):
            for bad, words in (
                ({"next_topic": "  "}, "what the next contact is about"),
                ({"next_topic": False}, "what the next contact is about"),
                ({"next_date": False}, "when the customer is to be called"),
                ({"next_date": self._utc("2026-03-03 10:00")}, "has passed"),
                ({"partner_id": False}, "who is to be contacted"),
            ):
                with (
                    self.subTest(bad),
                    self.assertRaisesRegex(UserError, words),
                    self.cr.savepoint(),
                ):
                    Call.create({**good, **bad})
            call = Call.create(good)
            with self.assertRaisesRegex(UserError, "agreed already"):
                call.next_date = self._utc("2026-03-05 12:30")
            call.answer = "We call you on Wednesday"
            self.env["aftersales.contact.block"].create(
                {"partner_id": self.partner.id, "reason": "No calls any more"}
            )
            with self.assertRaises(UserError), self.cr.savepoint():
                Call.create({**good, "next_date": self._utc("2026-03-06 12:30")})
        self._live(
            "2026-03-03", "2026-03-05", lambda f: "completed", hours=(10.0, 12.5)
        )
        self._assert_story()
        self._assert_ends("03-04 F26 Customer Chen: cancelled (do_not_contact)")
