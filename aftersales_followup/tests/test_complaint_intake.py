from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_complaint import ComplaintCase


@tagged("post_install", "-at_install")
class TestComplaintIntake(ComplaintCase):
    """From a follow-up, an order, a car, a customer, in one click (C1, Q5)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.repair = cls._make_repair(date_closed="2026-03-02 04:00:00")

    def _make_followup(self):
        followup = self._generate()
        followup.user_id = self.agent
        return followup.with_user(self.agent)

    def _finish_low(self, followup, note="Not happy at all"):
        self._answer_all(followup, 9, lounge=3)
        lounge = self.survey.question_ids.filtered(
            lambda question: question.satisfaction_item_id.code == "lounge"
        )
        followup.save_answer(lounge.id, 3, "No seat, no tea")
        followup.finish_call(self._get_outcome("completed").id, note=note)
        return lounge

    def _open(self, action):
        return self.env[action["res_model"]].browse(action["res_id"])

    def test_from_low_answer(self):
        """Question and customer's words are in it, the facts are the visit's."""
        followup = self._make_followup()
        lounge = self._finish_low(followup)
        self.partner.customer_category_id = (
            False  # After the visit: it stays as it was.
        )
        complaint = self._open(followup.action_create_complaint())
        self.assertRecordValues(
            complaint,
            [
                {
                    "partner_id": self.partner.id,
                    "vehicle_id": self.vehicle.id,
                    "repair_id": self.repair.id,
                    "followup_id": followup.id,
                    "advisor_id": self.advisor.id,
                    "customer_category_id": self.private.id,
                    "company_id": self.company.id,
                    "source": "followup",
                    "description": "No seat, no tea",
                    "question_ids": lounge.ids,
                    "function": lounge.satisfaction_item_id.function,
                    "stage_code": "new",
                }
            ],
        )
        self.assertIn(lounge.title, complaint.low_answers)
        self.assertIn("No seat, no tea", complaint.low_answers)
        self.assertIn("contact", complaint.deadline_ids.mapped("kind"))

    def test_second_click_opens_the_first_complaint(self):
        followup = self._make_followup()
        self._finish_low(followup)
        first = self._open(followup.action_create_complaint())
        self.assertEqual(self._open(followup.action_create_complaint()), first)
        self.assertEqual(followup.complaint_count, 1)

    def test_during_the_call_without_low_answers(self):
        """The customer complains before any question: the call goes on after."""
        followup = self._make_followup()
        complaint = self._open(followup.action_create_complaint())
        self.assertTrue(complaint.description)
        self.assertFalse(complaint.low_answers)
        self.assertEqual(followup.state, "open")
        followup.finish_call(self._get_outcome("busy").id)

    def test_foreign_followup_is_not_copied(self):
        followup = self._make_followup()
        followup.sudo().write({"user_id": self.agent_2.id, "team_id": False})
        with self.assertRaises(AccessError):
            followup.action_create_complaint()

    def test_from_order_car_and_customer(self):
        """What the order or the car knows is not typed again."""
        expected = {
            "partner_id": self.partner.id,
            "vehicle_id": self.vehicle.id,
            "repair_id": self.repair.id,
            "advisor_id": self.advisor.id,
        }
        for record in (self.repair, self.vehicle, self.partner):
            action = record.with_user(self.agent).action_create_complaint()
            form = Form(
                self.env["aftersales.complaint"]
                .with_user(self.agent)
                .with_context(**action["context"])
            )
            form.description = "Seat dirty"
            complaint = form.save()
            self.assertRecordValues(complaint.sudo(), [expected])
            self.assertEqual(complaint.customer_category_id, self.private)
            complaint.sudo().unlink()

    def test_counts_and_lists_on_the_forms(self):
        complaint = self._make_complaint(repair_id=self.repair.id)
        for record in (self.repair, self.vehicle, self.partner):
            mine = record.with_user(self.agent)
            self.assertEqual(mine.complaint_count, 1)
            self.assertEqual(mine.open_complaint_count, 1)
            action = mine.action_view_complaints()
            self.assertEqual(
                self.env["aftersales.complaint"].search(action["domain"]), complaint
            )
        nobody = self._make_user("nobody")
        self.assertEqual(self.partner.with_user(nobody).complaint_count, 0)

    def test_by_rpc_the_order_completes_it(self):
        complaint = self._make_complaint(
            partner_id=False, vehicle_id=False, repair_id=self.repair.id
        )
        self.assertEqual(complaint.partner_id, self.partner)
        self.assertEqual(complaint.vehicle_id, self.vehicle)
        self.assertEqual(complaint.advisor_id, self.advisor)

    def test_another_stores_order(self):
        elsewhere = self._make_repair(self.other_company)
        with self.assertRaises(UserError):
            self._make_complaint(user=self.env.user, repair_id=elsewhere.id)

    def test_words_are_needed_and_stay_plain_text(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self._make_complaint(description=False)
        hostile = "<script>alert(1)</script> =cmd|' /C calc'!A0"
        complaint = self._make_complaint(description=hostile)
        self.assertEqual(complaint.description, hostile)
        notes = complaint.activity_ids.mapped("note")
        self.assertTrue(notes)
        self.assertNotIn("<script>", "".join(notes))
        bodies = complaint.message_ids.mapped("body")
        self.assertNotIn("<script>", "".join(bodies))

    def test_numbers_follow_each_other(self):
        one, two = self._make_complaint(), self._make_complaint()
        self.assertRegex(one.name, r"^CP\d{4}-\d{5}$")
        self.assertEqual(int(two.name[-5:]), int(one.name[-5:]) + 1)
        copy = one.copy()
        self.assertNotEqual(copy.name, one.name)
        self.assertEqual(copy.stage_code, "new")

    def test_cause_brings_department_head_and_process(self):
        """C2"""
        complaint = self._make_complaint(cause_ids=False)
        self.assertFalse(complaint.responsible_id)
        complaint.cause_ids = self.quality.child_ids[0]
        self.assertEqual(complaint.function, "workshop")
        self.assertEqual(complaint.department_id, self.department)
        self.assertEqual(complaint.responsible_id, self.service_manager)
        self.assertEqual(complaint.process_text, self.quality.process)
        complaint.responsible_id = self.manager
        complaint.description = "More words"
        self.assertEqual(complaint.responsible_id, self.manager)
        complaint.cause_ids = self.attitude
        self.assertEqual(complaint.function, "front_desk")

    def test_cause_tree(self):
        with self.assertRaises(UserError):
            self.quality.parent_id = self.quality.child_ids[0]
        self.assertIn(self.quality.name, self.quality.child_ids[0].display_name)
        child = self.quality.child_ids[0]
        child.process = "Another way"
        complaint = self._make_complaint(
            cause_ids=[(6, 0, (child | self.attitude).ids)]
        )
        self.assertEqual(
            complaint.process_text.split("\n"), ["Another way", self.attitude.process]
        )

    def test_archived_head_is_nobody(self):
        self.service_manager.active = False
        complaint = self._make_complaint()
        self.assertFalse(complaint.responsible_id)
        self.assertEqual(complaint._owners(), self.manager)

    def test_responsible_has_to_see_it(self):
        complaint = self._make_complaint()
        for user in (
            self._make_user("nobody"),
            self._make_user(
                "west", "group_service_manager", company=self.other_company
            ),
        ):
            with self._refused("may not see", ValidationError):
                complaint.responsible_id = user
            with self._refused("may not see", ValidationError):
                complaint.user_id = user

    def test_attention_from_the_day_after(self):
        """C8: local midnight; a mark that was taken away stays away."""
        self._make_complaint()
        with self._at("2026-03-03 15:59:00"):
            self._run_cron("cron_complaint_attention")
            self.assertFalse(self.partner.attention)
        with self._at("2026-03-03 16:00:00"):
            self._run_cron("cron_complaint_attention")
            self.assertTrue(self.partner.attention)
            self.partner.attention = False
            self._run_cron("cron_complaint_attention")
            self.assertFalse(self.partner.attention)

    def test_attention_shows_on_order_car_call_and_queue(self):
        """C8: the mark is the customer's, wherever the customer shows."""
        followup = self._make_followup()
        self.assertFalse(followup.get_call_data()["sheet"]["customer"]["attention"])
        self.partner.attention = True
        self.assertTrue(followup.get_call_data()["sheet"]["customer"]["attention"])
        for record, name in (
            (self.repair, "repair_order_view_form_aftersales"),
            (self.repair, "repair_order_view_list_aftersales"),
            (self.vehicle, "fleet_vehicle_view_form_aftersales"),
            (self.vehicle, "fleet_vehicle_view_list_aftersales"),
            (followup, "aftersales_followup_view_form"),
            (followup, "aftersales_followup_queue_view_list"),
        ):
            with self.subTest(name):
                view = self.env.ref(f"aftersales_followup.{name}")
                mine = record.with_user(self.agent)
                self.assertIn('name="attention"', mine.get_view(view.id)["arch"])
                self.assertTrue(mine.attention)

    def test_wants_a_call_back(self):
        """C16"""
        complaint = self._make_complaint(
            wants_callback=True, caller_phone="139", date_callback="2026-03-03 08:00:00"
        )
        activity = complaint.activity_ids.filtered(
            lambda activity: activity.summary == "Customer wants a call back"
        )
        self.assertEqual(activity.user_id, self.service_manager)
        self.assertIn("139", activity.note)

    def test_duplicate_is_proposed_and_joined(self):
        """The same customer and car again: one complaint, both sets of words."""
        first = self._make_complaint()
        other_car = self._make_vehicle(self.partner, "沪A99999")
        elsewhere = self._make_complaint(vehicle_id=other_car.id)
        with self._at("2026-03-04 02:00:00"):
            second = self._make_complaint(
                description="And it stinks", cause_ids=[(6, 0, self.attitude.ids)]
            )
            second.message_post(body="He is furious")
            self.assertEqual(second.duplicate_ids, first)
            self.assertFalse(elsewhere.duplicate_ids)
            with self._refused("is the earlier one"):
                first.with_user(self.agent).action_join()
            self._walk(first, until="verified")
            action = second.with_user(self.agent).action_join()
        self.assertEqual(self._open(action), first)
        self.assertIn("And it stinks", first.description)
        self.assertEqual(first.cause_ids, self.quality | self.attitude)
        self.assertIn("He is furious", str(first.message_ids.mapped("body")))
        self.assertEqual(second.joined_into_id, first)
        self.assertFalse(second.active)
        self.assertFalse(second.activity_ids)
        self.assertFalse(second.deadline_ids.filtered("is_open"))
        # No figure counts it twice.
        self.assertFalse(second.day_received)
        with self._refused("no open complaint"):
            elsewhere.with_user(self.agent).action_join()
        with self._refused("by hand", AccessError):
            second.with_user(self.manager).active = True

    def test_duplicates_show_while_typing(self):
        first = self._make_complaint()
        form = Form(self.env["aftersales.complaint"].with_user(self.agent))
        form.partner_id = self.partner
        self.assertEqual(form.duplicate_ids[:], first)
        form.date_received = False
        self.assertFalse(form.duplicate_ids[:])

    def test_back_again(self):
        """C13: complaint and zero-price rework order in one step, the lead is told."""
        action = self.repair.with_user(self.agent).action_back_again()
        complaint = self._open(action)
        order = complaint.order_ids
        self.assertRecordValues(
            order,
            [
                {
                    "rework_of_id": self.repair.id,
                    "complaint_id": complaint.id,
                    "vehicle_id": self.vehicle.id,
                    "company_id": self.company.id,
                    "under_warranty": True,
                }
            ],
        )
        self.assertIn(self.service_manager, complaint.warning_ids.user_id)
        self.assertEqual(complaint.with_user(self.agent).order_count, 1)
        self.repair.state = "under_repair"
        with self._refused("not done yet"):
            self.repair.with_user(self.agent).action_back_again()

    def test_orders_from_complaint_and_followup(self):
        """C14"""
        followup = self._make_followup()
        followup.action_create_inspection()
        complaint = followup.complaint_ids
        self.assertEqual(complaint.order_ids.intent, "inspection")
        self.assertFalse(complaint.order_ids.rework_of_id)
        followup.action_create_rework()
        self.assertEqual(followup.complaint_ids, complaint)
        self.assertEqual(len(complaint.order_ids), 2)
        bare = self._make_complaint(vehicle_id=False, partner_id=False)
        with self._refused("Choose the repair order"):
            bare.with_user(self.agent).action_create_rework()
        with self._refused("Choose the vehicle"):
            bare.with_user(self.agent).action_create_inspection()
        with self.assertRaises(AccessError):
            complaint.with_user(self.auditor).action_create_inspection()

    def test_revisit_through_the_engine(self):
        """F7, C7: due the day after, deadline three days; happy ends well."""
        complaint = self._walk(self._make_complaint(), until="handled")
        followup = self._revisit(complaint)
        self.assertEqual(str(followup.date_planned), "2026-03-04")
        self.assertEqual(str(followup.date_deadline), "2026-03-06")
        self._answer_revisit(followup, low=False)
        self.assertEqual(complaint.revisit_result, "satisfied")
        self.assertTrue(complaint.date_revisit)
        self.assertEqual(complaint.stage_code, "handled")

    def test_unhappy_at_the_revisit(self):
        """C7: reopened, the director knows; the next round is re-visited too."""
        complaint = self._walk(self._make_complaint(), until="revisit")
        followup = self._revisit(complaint)
        self._answer_revisit(followup, low=True)
        self.assertEqual(complaint.stage_code, "verified")
        self.assertEqual(complaint.reopen_count, 1)
        self.assertEqual(complaint.reopening_ids.note, "Still the same")
        self.assertIn(self.director, complaint.warning_ids.user_id)
        self._walk(complaint, until="handled")
        self.assertNotEqual(self._revisit(complaint), followup)

    def _revisit(self, complaint):
        program = self.env.ref("aftersales_followup.program_complaint_revisit")
        program.start_date = "2026-03-01"
        handled = complaint.date_handled
        with self._at(f"2026-03-04 {handled:%H:%M:%S}"):
            program.step_ids._generate(self.company)
            # Once, whatever runs twice.
            self.assertFalse(program.step_ids._generate(self.company))
        followups = self.env["aftersales.followup"].search(
            [("res_model", "=", complaint._name), ("res_id", "=", complaint.id)],
            order="id desc",
        )
        followups[0].user_id = self.agent
        return followups[0]

    def _answer_revisit(self, followup, low):
        mine = followup.with_user(self.agent)
        question = followup.survey_id.question_ids.filtered("satisfaction_scale_id")[0]
        choices = question.suggested_answer_ids.sorted("sequence")
        mine.save_answer(question.id, choices[-1 if low else 0].id)
        mine.finish_call(
            self._get_outcome("completed").id, note="Still the same" if low else "Good"
        )
