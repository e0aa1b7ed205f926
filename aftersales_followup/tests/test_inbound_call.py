from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import AftersalesCase


@tagged("post_install", "-at_install")
class TestInboundCall(AftersalesCase):
    """A customer calls: found by number or plate, registered, archived (F27)."""

    def setUp(self):
        super().setUp()
        self.partner.phone = "138 0000 1234"
        self.calls = self.env["aftersales.inbound.call"].with_user(self.agent)

    def _call(self, **values):
        return self.calls.create(
            {
                "partner_id": self.partner.id,
                "question": "Which oil?",
                "answer": "5W-30",
                **values,
            }
        )

    def test_found_by_number_or_plate(self):
        for caller in ("13800001234", " 138 0000 1234", "沪A12345", "沪a 12345"):
            with self.subTest(caller), Form(self.calls) as form:
                form.caller = caller
                self.assertEqual(form.partner_id, self.partner)
                self.assertEqual(form.vehicle_id, self.vehicle)
                form.question = "Which oil?"
                form.answer = "5W-30"

    def test_nobody_is_better_than_somebody_else(self):
        self._make_customer("Namesake", phone="138 0000 1234")
        self.env.flush_all()  # numbers are searched by SQL
        found = self.calls._find_caller
        self.assertFalse(found("13800001234")[0], "two customers with one number")
        for text in ("", "1", "138", "%", "_", "沪A1234", "%%%%%%%%", "' OR 1=1 --"):
            with self.subTest(text):
                self.assertFalse(found(text)[0])

    def test_is_registered(self):
        first, second = self._call(), self._call(vehicle_id=self.vehicle.id)
        self.assertNotEqual(first.name, second.name)
        self.assertEqual(first.user_id, self.agent)
        self.assertEqual(first.company_id, self.company)
        self.assertEqual(self.partner.inbound_call_count, 2)
        self.assertEqual(self.vehicle.inbound_call_count, 1)
        action = self.partner.with_user(self.agent).action_view_inbound_calls()
        self.assertEqual(self.calls.search(action["domain"]), first + second)

    def test_a_store_may_have_numbers_of_its_own(self):
        self.env["ir.sequence"].create(
            {
                "name": "Calls of the other store",
                "code": "aftersales.inbound.call",
                "prefix": "WEST-",
                "company_id": self.other_company.id,
            }
        )
        calls = self.calls.sudo().create(
            [
                {"question": "Which oil?", "answer": "5W-30", "company_id": store.id}
                for store in (self.other_company, self.company)
            ]
        )
        self.assertEqual(
            [call.name.startswith("WEST-") for call in calls], [True, False]
        )

    def test_changes_no_figure(self):
        self._make_repair()
        followup = self._generate()
        before = followup.read()
        self._call()
        self.assertEqual(followup.read(), before)
        self.assertEqual(
            self.env["aftersales.followup"].search_count(
                [("partner_id", "=", self.partner.id)]
            ),
            1,
        )
        self.assertFalse(followup.attempt_ids)

    def test_waiting_follow_up_is_offered(self):
        self._make_repair()
        followup = self._generate()
        followup.user_id = self.agent
        call = self._call()
        self.assertEqual(call.waiting_followup_id, followup)
        self.assertEqual(call.action_call_waiting()["res_id"], followup.id)
        call.sudo().company_id = self.other_company
        self.assertFalse(call.waiting_followup_id, "another store's customer")
        call.sudo().company_id = self.company
        self.assertEqual(call.waiting_followup_id, followup)
        followup.action_cancel()
        call.invalidate_recordset()
        self.assertFalse(call.waiting_followup_id)

    def test_needs_an_end(self):
        for values in (
            {"answer": " "},
            {"answer": False},
            {"outcome": "passed_on", "answer": False},
        ):
            with (
                self.subTest(values),
                self.assertRaises(UserError),
                self.cr.savepoint(),
            ):
                self._call(**values)

    def test_passed_on_is_a_to_do(self):
        call = self._call(
            answer=False, outcome="passed_on", passed_to_id=self.advisor.id
        )
        self.assertEqual(call.activity_ids.user_id, self.advisor)
        self.assertEqual(call.activity_ids.summary, "Which oil?")
        call.question = "Which oil, and how much?"
        call.passed_to_id = self.advisor
        self.assertEqual(len(call.activity_ids), 1)
        theirs = call.with_user(self.advisor)
        theirs.write({"answer": "5W-30, four litres"})
        theirs.activity_ids.action_feedback(feedback="Told")
        self.assertFalse(call.activity_ids)

    def test_complaint_in_one_click(self):
        call = self._call(question="The brake squeaks")
        action = call.action_create_complaint()
        complaint = self.env["aftersales.complaint"].browse(action["res_id"])
        self.assertRecordValues(
            complaint,
            [
                {
                    "partner_id": self.partner.id,
                    "description": "The brake squeaks",
                    "source": "phone",
                    "company_id": self.company.id,
                }
            ],
        )
        self.assertEqual(call.outcome, "complaint")
        self.assertEqual(call.action_create_complaint()["res_id"], complaint.id)

    def test_who_sees_it(self):
        call = self._call()
        for user in (self.service_manager, self.director, self.auditor, self.manager):
            self.assertTrue(call.with_user(user).question)
        with self.assertRaises(AccessError):
            call.with_user(self.advisor).read(["question"])
        with self.assertRaises(AccessError):
            call.with_user(self.auditor).write({"answer": "x"})
        with self.assertRaises(AccessError):
            call.unlink()
        stranger = self._make_user("west", "group_agent", company=self.other_company)
        self.assertFalse(
            self.calls.with_user(stranger)
            .with_context(allowed_company_ids=self.other_company.ids)
            .search([])
        )
