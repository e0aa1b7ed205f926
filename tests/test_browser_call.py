from odoo import fields

from odoo.addons.aftersales_followup.tests.common import AftersalesCase

from .common import AcrossHttpCase


class TestBrowserCall(AcrossHttpCase, AftersalesCase):
    """The call screen in a real browser, by keyboard (F11, F17, Q5)."""

    def setUp(self):
        super().setUp()
        self.customers = self.partner + self._make_customer("Customer Deng")
        cars = self.vehicle + self._make_vehicle(self.customers[1], "沪A67890")
        for customer, car in zip(self.customers, cars, strict=True):
            self._make_repair(partner_id=customer.id, vehicle_id=car.id)
        self.followups = self._generate()
        self.followups.write({"user_id": self.agent.id, "state": "open"})
        # In the past, and callable at any time: due now, in this order, at whatever
        # hour the test runs.
        self.env["aftersales.contact.window"].create(
            [
                {"partner_id": customer.id, "hour_from": 0, "hour_to": 24}
                for customer in self.customers
            ]
        )
        for day, followup in enumerate(self.followups, 1):
            followup.date_next = f"2020-01-0{day}"
        self.env.flush_all()

    def _start(self, tour, url="/odoo/aftersales-queue"):
        self.start_tour(url, tour, login=self.agent.login)
        self.env.invalidate_all()

    def test_call_by_keyboard(self):
        self._start("aftersales_call_by_keyboard")
        first, second = self.followups
        self.assertRecordValues(
            first,
            [
                {
                    "state": "done",
                    "outcome_id": self._get_outcome("completed").id,
                    "is_effective": True,
                    "attempt_count": 1,
                    "low_answer_count": 1,
                    "has_score": True,
                }
            ],
        )
        self.assertEqual(first.partner_id, self.partner, "F22: the owner stays")
        self.assertEqual(first.attempt_ids.contact_id.name, "Driver Hu")
        self.assertEqual(first.attempt_ids.note, "Wants the car looked at again")
        self.assertEqual(first.attempt_ids.user_id, self.agent)
        self.assertEqual(
            {score.item_code: score.raw_value for score in first.score_ids},
            {
                "explain_work": 9,
                "reception": 10,
                "work_quality": 4,
                "explain_bill": 8,
                "handover": 9,
                "time_spent": 7,
                "kindness": 10,
                "pickup_help": 9,
                "car_clean": 8,
                "lounge": 9,
            },
        )
        # Weighted mean of Q3: 0.1·90 + 0.05·100 + 0.15·40 + 0.1·80 + 0.05·90
        # + 0.15·70 + 0.05·100 + 0.05·90 + 0.2·80 + 0.1·90
        self.assertAlmostEqual(first.score, 77.5)
        complaint = first.complaint_ids
        self.assertEqual(len(complaint), 1)
        self.assertEqual(complaint.description, "The brake still squeaks")
        self.assertEqual(complaint.partner_id, self.partner)
        self.assertRecordValues(
            second,
            [
                {
                    "state": "open",
                    "outcome_id": self._get_outcome("no_answer").id,
                    "is_called": True,
                    "is_contact": False,
                    "attempt_count": 1,
                }
            ],
        )

    def test_two_agents(self):
        first = self.followups[0]
        first.with_user(self.agent_2).start_call()
        self.env.flush_all()
        self._start("aftersales_call_two_agents")
        self.assertEqual(first.outcome_id, self._get_outcome("wrong_number"))
        self.assertEqual(first.attempt_count, 1)

    def test_closed(self):
        first = self.followups[0].with_user(self.agent)
        self._answer_all(first)
        first.finish_call(self._get_outcome("completed").id)
        self.env.flush_all()
        self._start("aftersales_call_closed", f"/odoo/aftersales-call/{first.id}")
        self.assertEqual(first.attempt_count, 1)
        self.assertEqual(set(first.sudo().score_ids.mapped("raw_value")), {9})

    def test_offline(self):
        self._start("aftersales_call_offline")
        answers = {
            line.question_id.satisfaction_item_id.code: line.value_scale
            for line in self.followups[0].user_input_id.user_input_line_ids
        }
        self.assertEqual(
            answers, {"explain_work": 9, "reception": 8, "work_quality": 7}
        )
        self.assertFalse(self.followups[0].attempt_ids)

    def test_not_due(self):
        self.followups[1].date_next = "2099-01-05 02:00:00"
        self._start("aftersales_call_not_due")
        self.assertEqual(self.followups.mapped("attempt_count"), [1, 1])
        self.assertFalse(self.followups.caller_id)

    def test_link(self):
        self.partner.email = "chen@example.com"
        self._start("aftersales_call_link")
        first = self.followups[0]
        self.assertEqual(first.attempt_ids.channel, "email")
        self.assertEqual(first.state, "open")
        # Not yet saved when the agent left: it went along with the farewell.
        self.assertEqual(first.user_input_id.user_input_line_ids.value_scale, 9)
        self.assertFalse(first.caller_id, "A colleague may take the customer at once")

    def test_noted(self):
        colleague = self._make_user("advisor2", "group_advisor")
        self._start("aftersales_call_noted")
        first = self.followups[0]
        self.assertIn("Winter tyres", first.wish_ids.summary)
        self.assertEqual(first.wish_ids.user_id, colleague)
        draft = self.vehicle.repair_ids.filtered(lambda order: order.state == "draft")
        self.assertEqual(draft.intake, "booked_dealer")
        self.assertEqual(first.agreed_ids.topic, "Price of the tyres")
        self.assertEqual(first.agreed_ids.followup_id.user_id, self.agent)
        self.assertEqual(
            (first.feedback_ids.kind, first.feedback_ids.function),
            ("question", "workshop"),
        )
        self.assertEqual(first.feedback_ids.description, "Which oil was it?")
        self.assertEqual(first.state, "open")

    def test_car_and_inbound(self):
        self.vehicle.insurance_date = "2026-04-01"
        self.env.flush_all()
        self._start("aftersales_call_car")
        self.assertEqual(str(self.vehicle.insurance_date), "2027-04-01")
        ahead = self.vehicle.inspection_date - fields.Date.today()
        self.assertIn(ahead.days, range(363, 368))
        inbound = self.env["aftersales.inbound.call"].search(
            [("user_id", "=", self.agent.id)]
        )
        self.assertRecordValues(
            inbound,
            [
                {
                    "partner_id": self.customers[1].id,
                    "vehicle_id": self.customers[1].vehicle_ids.id,
                    "question": "When do you open?",
                    "answer": "At half past eight",
                }
            ],
        )
        self.assertEqual(
            self.followups[0].user_input_id.user_input_line_ids.value_scale, 9
        )

    def test_plug_pulled(self):
        first = self.followups[0]
        self._start("aftersales_call_plug", f"/odoo/aftersales-call/{first.id}")
        lines = first.user_input_id.user_input_line_ids
        self.assertEqual(lines.mapped("value_scale"), [7, 0])
        self.assertEqual(lines._comment(), "Slow")
