import datetime

from freezegun import freeze_time
from psycopg2.errors import CheckViolation

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import AftersalesCase


@tagged("post_install", "-at_install")
class TestArchive(AftersalesCase):
    """The customer's file: one history, complete two days after reception (A1)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Item = cls.env["aftersales.archive.item"]
        cls.activity_type = cls.env.ref(
            "aftersales_followup.mail_activity_type_archive"
        )

    def _receive(self, **values):
        return self._make_repair(
            state="confirmed",
            date_closed=False,
            date_received=fields.Datetime.now(),
            **values,
        )

    def _run_cron(self, days=2):
        cron = self.env.ref("aftersales_followup.cron_check_archives")
        self.env.flush_all()
        with (
            freeze_time(fields.Datetime.now() + datetime.timedelta(days=days)),
            self.enter_registry_test_mode(),
        ):
            cron.method_direct_trigger()
        self.env.invalidate_all()

    def _reminders(self, record):
        return self.env["mail.activity"].search(
            [
                ("res_model", "=", record._name),
                ("res_id", "=", record.id),
                ("activity_type_id", "=", self.activity_type.id),
            ]
        )

    def _complete_car(self):
        self.vehicle.write(
            {
                "vin_sn": "LSVNV2182E2100001",
                "delivery_date": "2024-03-01",
                "insurance_date": "2027-03-01",
                "inspection_date": "2027-03-01",
            }
        )

    # History --------------------------------------------------------------

    def test_history_of_customer_and_car(self):
        """Repairs, follow-ups, complaints, letters: one list, newest first."""
        self.program.start_date = "2026-01-01"
        repair = self._make_repair(mileage=12000)
        followup = self._generate()
        complaint = self.env["aftersales.complaint"].create(
            {
                "company_id": self.company.id,
                "partner_id": self.partner.id,
                "vehicle_id": self.vehicle.id,
                "description": "Brakes squeal",
            }
        )
        letter = self.env["aftersales.letter"].create(
            {
                "company_id": self.company.id,
                "partner_id": self.partner.id,
                "subject": "Open day",
                "body": "<p>Come</p>",
                "date": "2025-01-01",
            }
        )
        data = self.partner.with_user(self.manager).get_aftersales_history()
        found = {(line["model"], line["id"]) for line in data["lines"]}
        self.assertEqual(
            found,
            {(record._name, record.id) for record in (repair, followup, complaint)}
            | {("aftersales.letter", letter.id)},
        )
        days = [line["date"] for line in data["lines"]]
        self.assertEqual(days, sorted(days, reverse=True))
        self.assertEqual(data["lines"][-1]["id"], letter.id)
        self.assertFalse(data["has_more"])
        titles = " ".join(line["title"] for line in data["lines"])
        for words in ("Oil service", "12000 km", "Brakes squeal", "沪A12345"):
            self.assertIn(words, titles)
        car = self.vehicle.with_user(self.manager).get_aftersales_history()
        self.assertNotIn("aftersales.letter", {line["model"] for line in car["lines"]})
        self.assertEqual(len(car["lines"]), 3)
        only = self.partner.get_aftersales_history(kinds=["letter"])
        self.assertEqual([line["id"] for line in only["lines"]], letter.ids)

    def test_history_is_set_based(self):
        """More lines do not mean more queries."""
        self.program.start_date = "2026-01-01"
        user = self.partner.with_user(self.manager)

        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            lines = user.get_aftersales_history()["lines"]
            return len(lines), self.env.cr.sql_log_count - before

        self._make_repair()
        self._generate()
        queries()  # what is read once, is in the caches now
        few, first = queries()
        for _number in range(8):
            self._make_repair()
        self._generate()
        many, second = queries()
        self.assertGreater(many, few + 8)
        self.assertLessEqual(second, first)

    def test_history_shows_what_the_user_may_read(self):
        """Another store's orders and a colleague's follow-ups are no lines."""
        self._make_repair(company=self.other_company, vehicle_id=False)
        own = self._make_repair()
        lines = self.partner.with_user(self.agent).get_aftersales_history()["lines"]
        self.assertEqual([line["id"] for line in lines], own.ids)

    def test_history_pages(self):
        """The limit is kept, and says that there is more."""
        for _number in range(3):
            self._make_repair()
        data = self.vehicle.get_aftersales_history(limit=2)
        self.assertEqual(len(data["lines"]), 2)
        self.assertTrue(data["has_more"])

    def test_campaign_in_the_history(self):
        """Who was at a campaign has it in the file; whoever was only listed, not."""
        campaign = self.env["aftersales.campaign"].create(
            {
                "name": "Car-care class",
                "date": "2026-03-01",
                "company_id": self.company.id,
                "content": "How to care for a car",
            }
        )
        participant = self.env["aftersales.campaign.participant"].create(
            {"campaign_id": campaign.id, "partner_id": self.partner.id}
        )
        history = self.partner.with_user(self.manager)
        self.assertFalse(history.get_aftersales_history()["lines"])
        participant.sudo().attended = True
        [line] = history.get_aftersales_history()["lines"]
        self.assertEqual((line["model"], line["id"]), (campaign._name, campaign.id))
        self.assertIn("Was there", line["title"])

    # Completeness ---------------------------------------------------------

    def test_rate_and_filter(self):
        """What is missing is named, counted and found."""
        self.partner.street = "Jinqiao Road 1"
        self.assertEqual(self.partner.archive_rate, 100)
        self.partner.phone = "  "
        self.partner.invalidate_recordset()
        self.assertEqual(self.partner.archive_rate, 75)
        self.assertEqual(self.partner.archive_missing, "Phone")
        vehicles = self.env["fleet.vehicle"]
        mine = [("id", "=", self.vehicle.id)]
        incomplete = [("archive_incomplete", "=", True), *mine]
        self.assertIn("VIN", self.vehicle.archive_missing)
        self.assertEqual(vehicles.search(incomplete), self.vehicle)
        self._complete_car()
        self.assertFalse(vehicles.search(incomplete))
        self.assertEqual(
            vehicles.search([("archive_incomplete", "=", False), *mine]), self.vehicle
        )
        self.assertTrue(self.vehicle.service_interval)
        self.env["aftersales.service.plan"].search([]).active = False
        self.assertEqual(vehicles.search(incomplete), self.vehicle)

    def test_car_of_unknown_model(self):
        """The model that stands for “not known” is none."""
        self._complete_car()
        self.vehicle.model_id = self.env.ref(
            "aftersales_followup.vehicle_model_unknown"
        )
        self.assertEqual(self.vehicle.archive_missing, "Model")
        self.assertTrue(
            self.env["fleet.vehicle"].search(
                [("archive_incomplete", "=", True), ("id", "=", self.vehicle.id)]
            )
        )

    def test_reminder_once_and_closed(self):
        """Two days after reception the adviser is asked, once; it closes by itself."""
        self.advisor.lang = "en_US"  # the to-do is in his language
        repair = self._receive()
        day = fields.Datetime.context_timestamp(
            repair.with_context(tz="Asia/Shanghai"), repair.date_received
        ).date()
        self.assertEqual(repair.archive_date, day + datetime.timedelta(days=2))
        self._run_cron(days=1)
        self.assertFalse(self._reminders(self.vehicle))
        self._run_cron()
        car, customer = self._reminders(self.vehicle), self._reminders(self.partner)
        self.assertEqual((car + customer).user_id, self.advisor)
        self.assertIn("VIN", car.summary)
        self.assertIn("Address", customer.summary)
        self.assertFalse(repair.archive_date)
        self._receive()
        self._run_cron()
        self.assertEqual(self._reminders(self.vehicle), car)
        # The adviser himself completes it, bit by bit.
        self.vehicle.with_user(self.advisor).vin_sn = "LSVNV2182E2100001"
        self.assertNotIn("VIN", car.summary)
        self._complete_car()
        self.partner.with_user(self.advisor).street = "Jinqiao Road 1"
        self.assertFalse(self._reminders(self.vehicle) + self._reminders(self.partner))
        self._receive()
        self._run_cron()
        self.assertFalse(self._reminders(self.vehicle) + self._reminders(self.partner))

    def test_reminder_by_closing(self):
        """An order closed without a reception counts from its closing."""
        repair = self._make_repair(state="under_repair", date_closed=False)
        self.assertFalse(repair.archive_date)
        repair.write({"state": "done"})
        self.assertTrue(repair.archive_date)

    def test_old_jobs_ask_nobody(self):
        """Jobs of last year, as an import brings them, are no reception."""
        closed = fields.Datetime.now() - datetime.timedelta(days=300)
        self.assertFalse(self._make_repair(date_closed=closed).archive_date)

    def test_nobody_to_ask(self):
        """Without an adviser, the team's leader; without anybody, nothing breaks."""
        self._receive(advisor_id=False, user_id=False)
        self._run_cron()
        self.assertEqual(self._reminders(self.vehicle).user_id, self.manager)
        self._reminders(self.vehicle).unlink()
        self.team.leader_id = False
        self._receive(advisor_id=False, user_id=False)
        self._run_cron()
        self.assertFalse(self._reminders(self.vehicle))

    def test_items_are_data(self):
        """A manager adds and drops items; only facts of the file can be asked for."""
        self._complete_car()
        self.partner.street = "Jinqiao Road 1"
        item = self.Item.with_user(self.manager).create(
            {"name": "Wishes", "field_path": "res.partner.wishes"}
        )
        self.partner.invalidate_recordset()
        self.assertEqual(self.partner.archive_missing, "Wishes")
        item.active = False
        self.partner.invalidate_recordset()
        self.assertFalse(self.partner.archive_missing)
        with self.assertRaises(ValidationError):
            self.Item.with_user(self.manager).create(
                {"name": "Password", "field_path": "res.users.password"}
            )
        with self.assertRaises(AccessError):
            self.Item.with_user(self.agent).create(
                {"name": "Mail", "field_path": "res.partner.email"}
            )

    # Benefits and final inspection (A5) ------------------------------------

    def test_benefits(self):
        """What the category grants stands on customer, order and call screen."""
        vip = self.env.ref("aftersales_followup.customer_category_vip")
        vip.write({"discount": 12.5, "pays_by_transfer": True, "has_free_rescue": True})
        self.partner.customer_category_id = vip
        words = "12.5 % discount · payment by transfer · free local rescue"
        self.assertEqual(self.partner.benefits, words)
        self.program.start_date = "2026-01-01"
        repair = self._make_repair(date_inspected=fields.Datetime.now())
        self.assertEqual(repair.benefits, words)
        self.partner.wishes = "Tea, no coffee"
        followup = self._generate()
        customer = followup.with_user(followup.user_id).get_call_data()["sheet"][
            "customer"
        ]
        self.assertEqual(customer["benefits"], words)
        self.assertEqual(customer["wishes"], "Tea, no coffee")
        with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"):
            vip.discount = 130
            vip.flush_recordset()

    def test_no_route_closes_without_inspection(self):
        """Create, write, import and a change of customer: all ask for it (A5)."""
        key = self._make_customer(
            "Chief",
            customer_category_id=self.env.ref(
                "aftersales_followup.customer_category_vip"
            ).id,
        )
        with self.assertRaisesRegex(UserError, "final inspection"):
            self._make_repair(partner_id=key.id)
        repair = self._make_repair(
            partner_id=key.id, state="under_repair", date_closed=False
        )
        with self.assertRaisesRegex(UserError, "Chief"):
            repair.write({"state": "done", "date_inspected": False})
        with self.assertRaisesRegex(UserError, "Chief"):
            repair.action_repair_done()
        result = (
            self.env["repair.order"]
            .with_company(self.company)
            .load(
                ["partner_id/.id", "state"],
                [[str(key.id), "done"]],
            )
        )
        self.assertIn("final inspection", result["messages"][0]["message"])
        repair.action_inspect()
        repair.write({"state": "done"})
        with self.assertRaisesRegex(UserError, "final inspection"):
            repair.date_inspected = False
        other = self._make_repair()
        with self.assertRaisesRegex(UserError, "final inspection"):
            other.partner_id = key
        # Who becomes a key customer later does not lock the past.
        self.partner.customer_category_id = key.customer_category_id
        other.write({"mileage": 15000})
        self.assertEqual(other.mileage, 15000)
