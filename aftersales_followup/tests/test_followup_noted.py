import datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import AftersalesCase


@tagged("post_install", "-at_install")
@freeze_time("2026-03-03 02:00:00")  # 10:00 in Shanghai
class TestFollowupNoted(AftersalesCase):
    """What a call leads to beside its answers: wishes, the next contact (F19, F26)."""

    def setUp(self):
        super().setUp()
        self.company.contact_cap_days = 7
        self._make_repair(date_closed="2026-03-02 09:00:00")
        self.followup = self._generate()
        self.followup.user_id = self.agent
        self.mine = self.followup.with_user(self.agent)
        self.seller = self._make_user("seller")
        self.reception = self._make_user("reception")

    # -- wishes

    def test_wish_to_buy_goes_to_the_sales_adviser(self):
        self.company.wish_sales_user_id = self.reception
        self.vehicle.sales_adviser_id = self.seller
        noted = self.mine.note_wish("buy", "An <b>electric</b> one\nfor his wife")
        wish = self.followup.wish_ids
        self.assertEqual(wish.user_id, self.seller)
        self.assertEqual(
            (wish.res_model, wish.res_id), ("res.partner", self.partner.id)
        )
        self.assertEqual(wish.date_deadline, datetime.date(2026, 3, 3))
        self.assertEqual(wish.summary, "Buy a car: An <b>electric</b> one")
        self.assertIn("&lt;b&gt;electric", wish.note)
        self.assertIn("13800000000", wish.note)
        self.assertEqual(
            [(n["text"], n["who"], n["is_done"]) for n in noted],
            [(wish.summary, "Seller", False)],
        )
        # Whoever gets it can do it, without rights in after-sales; and it stays.
        wish.with_user(self.seller).action_feedback(feedback="Sold")
        self.assertTrue(self.mine.get_call_data()["sheet"]["noted"][0]["is_done"])

    def test_who_takes_up_a_wish(self):
        self.vehicle.sales_adviser_id = self.seller
        self.seller.active = False
        self.mine.note_wish("buy", "A van")
        self.assertEqual(
            self.followup.wish_ids.user_id, self.manager, "the team's head"
        )
        self.company.wish_sales_user_id = self.reception
        self.assertEqual(self.followup._wish_user("buy"), self.reception)
        self.assertEqual(self.followup._wish_user("other"), self.advisor)
        self.assertEqual(self.followup._wish_user("visit"), self.advisor)
        self.company.wish_reception_user_id = self.reception
        self.assertEqual(self.followup._wish_user("visit"), self.reception)
        # Somebody of another store would not see the store's customer's orders.
        self.company.wish_reception_user_id = self._make_user(
            "west_seller", company=self.other_company
        )
        self.assertEqual(self.followup._wish_user("visit"), self.advisor)

    def test_the_agent_chooses_who_gets_it(self):
        seller = self._make_user("seller2", "group_advisor")
        self.seller.group_ids += self.env.ref("sales_team.group_sale_salesman")
        self.vehicle.sales_adviser_id = self.reception
        who = {
            wish["kind"]: [user["name"] for user in wish["who"]]
            for wish in self.mine.get_call_data()["sheet"]["wishes"]
        }
        # First whose it is; a visit is no salesperson's.
        self.assertEqual(who["buy"][0], "Reception")
        self.assertEqual(set(who["buy"]), {"Reception", "Advisor", "Seller", "Seller2"})
        self.assertEqual(set(who["visit"]), {"Advisor", "Seller2"})
        self.mine.note_wish("buy", "A van", user_id=self.seller.id)
        self.assertEqual(self.followup.wish_ids.user_id, self.seller)
        self.mine.note_wish("visit", "Tyres", user_id=seller.id)
        self.assertEqual(self.followup.wish_ids.user_id, self.seller + seller)

    def test_nobody_of_another_store_gets_it(self):
        stranger = self._make_user("west", "group_advisor", company=self.other_company)
        left = self._make_user("left", "group_advisor")
        left.active = False
        for user_id in (stranger.id, left.id, self.auditor.id, -1, "1", [1]):
            with self.subTest(user_id), self.assertRaises(UserError):
                self.mine.note_wish("buy", "A van", user_id=user_id)
        self.assertFalse(self.followup.wish_ids)

    def test_visit_with_a_day_is_booked(self):
        self.mine.note_wish("visit", "Brakes", "2026-03-04 01:00:00")
        order = self.partner.vehicle_ids.repair_ids.filtered(
            lambda repair: repair.state == "draft"
        )
        self.assertRecordValues(
            order,
            [
                {
                    "intake": "booked_dealer",
                    "partner_id": self.partner.id,
                    "vehicle_id": self.vehicle.id,
                    "reception_note": "Brakes",
                    "company_id": self.company.id,
                    "schedule_date": datetime.datetime(2026, 3, 4, 1),
                }
            ],
        )
        wish = self.followup.wish_ids
        self.assertIn(order.name, wish.note)
        self.assertEqual(wish.date_deadline, datetime.date(2026, 3, 4))
        self.mine.note_wish("visit", "Some day")
        self.assertEqual(len(self.vehicle.repair_ids), 2, "No day, no order")

    def test_wishes_that_are_none(self):
        for values in (
            ("steal", "A car"),
            ("buy", " "),
            ("buy", None),
            (None, "A car"),
            ("visit", "Brakes", "2020-01-01 00:00:00"),
        ):
            with self.subTest(values), self.assertRaises(UserError):
                self.mine.note_wish(*values)
        with self.assertRaises(AccessError):
            self.followup.with_user(self.advisor).note_wish("buy", "A car")

    # -- the next contact

    def test_next_contact_comes_at_its_minute(self):
        # At night, within the week: the customer asked for it.
        self.mine.note_next_contact("Price of the tyres", "2026-03-05 12:40:00")
        contact = self.followup.agreed_ids
        agreed = contact.followup_id
        self.assertRecordValues(
            agreed,
            [
                {
                    "state": "planned",
                    "program_id": self.env.ref("aftersales_followup.program_agreed").id,
                    "partner_id": self.partner.id,
                    "vehicle_id": self.vehicle.id,
                    "user_id": self.agent.id,
                    "topic": "Price of the tyres",
                    "date_due": datetime.date(2026, 3, 5),
                    "date_planned": datetime.date(2026, 3, 5),
                    "date_next": datetime.datetime(2026, 3, 5, 12, 40),
                    "company_id": self.company.id,
                }
            ],
        )
        self.assertEqual(
            agreed.with_user(self.agent).get_call_data()["sheet"]["topic"],
            "Price of the tyres",
        )
        cron = self.env.ref("aftersales_followup.cron_open_and_expire")
        with freeze_time("2026-03-05 12:30:00"), self.enter_registry_test_mode():
            cron.method_direct_trigger()
            agreed.invalidate_recordset()
            self.assertEqual(agreed.state, "open")
            self.assertNotEqual(self.mine._next_in_queue(self.mine), agreed)
        with freeze_time("2026-03-05 12:40:00"):
            self.assertEqual(self.mine._next_in_queue(self.mine), agreed)

    def test_today_is_in_the_queue_at_once(self):
        self.mine.note_next_contact("Tyres", "2026-03-03 09:00:00")
        agreed = self.followup.agreed_ids.followup_id
        self.assertEqual(agreed.state, "open")
        self.assertEqual(agreed.activity_ids.user_id, self.agent)

    def test_the_night_makes_it_no_second_time(self):
        self.mine.note_next_contact("Tyres", "2026-03-05 02:00:00")
        step = self.env.ref("aftersales_followup.program_step_agreed")
        step.program_id.start_date = "2020-01-01"
        with freeze_time("2026-03-05 02:00:00"):
            self.assertEqual(step._generate(self.company), 0)
        self.assertEqual(step.followup_count, 1)

    def test_agreed_after_the_call(self):
        self._answer_all(self.mine)
        self.mine.finish_call(self._get_outcome("completed").id)
        self.mine.note_next_contact("Tyres", "2026-03-05 02:00:00")
        self.assertTrue(self.followup.agreed_ids.followup_id)

    def test_absent_agents_contact_goes_to_the_delegate(self):
        self.env["aftersales.delegation"].create(
            {
                "user_id": self.agent.id,
                "delegate_id": self.agent_2.id,
                "date_from": "2026-03-01",
                "date_to": "2026-03-09",
                "company_id": self.company.id,
            }
        )
        self.mine.note_next_contact("Tyres", "2026-03-05 02:00:00")
        self.assertEqual(self.followup.agreed_ids.followup_id.user_id, self.agent_2)

    def test_who_wants_no_contact_gets_none(self):
        self.env["aftersales.contact.block"].create(
            {"partner_id": self.partner.id, "reason": "Never again"}
        )
        with self.assertRaises(UserError), self.cr.savepoint():
            self.mine.note_next_contact("Tyres", "2026-03-05 02:00:00")
        self.assertFalse(self.followup.agreed_ids)

    def test_agreements_that_are_none(self):
        for topic, date in (
            ("", "2026-03-05 02:00:00"),
            (None, "2026-03-05 02:00:00"),
            ("Tyres", "2026-03-03 01:59:00"),
            ("Tyres", None),
        ):
            with self.subTest(topic), self.assertRaises(UserError):
                self.mine.note_next_contact(topic, date)
        with self.assertRaises(AccessError):
            self.followup.with_user(self.advisor).note_next_contact(
                "Tyres", "2026-03-05 02:00:00"
            )
        self.env.ref("aftersales_followup.program_agreed").active = False
        with self.assertRaises(UserError):
            self.mine.note_next_contact("Tyres", "2026-03-05 02:00:00")

    def test_a_store_sees_its_own(self):
        self.mine.note_next_contact("Tyres", "2026-03-05 02:00:00")
        stranger = self._make_user("west", "group_agent", company=self.other_company)
        contacts = self.env["aftersales.agreed.contact"]
        self.assertTrue(contacts.with_user(self.agent).search([]))
        self.assertFalse(
            contacts.with_user(stranger)
            .with_context(allowed_company_ids=self.other_company.ids)
            .search([])
        )
        with self.assertRaises(AccessError):
            contacts.with_user(self.agent).search([]).write({"topic": "Nothing"})
