from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common import AftersalesCase


class CampaignCase(AftersalesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.marketing = cls._make_user("marketing", "group_marketing")
        cls.vehicle.home_company_id = cls.company
        cls.company.country_id = cls.env.ref("base.cn")
        cls.partner.write(cls._address())
        cls.program_campaign = cls.env.ref("aftersales_followup.program_campaign")
        cls.call, cls.letter, cls.sms = cls.program_campaign.step_ids

    @classmethod
    def _address(cls):
        """Return where letters and messages arrive."""
        return {
            "phone": "13812345678",
            "lang": "en_US",
            "country_id": cls.env.ref("base.cn").id,
            "street": "1 Nanjing Road",
            "city": "Shanghai",
        }

    @classmethod
    def _make_owner(cls, name, plate, **values):
        partner = cls._make_customer(name, **{**cls._address(), **values})
        cls._make_vehicle(partner, plate, home_company_id=cls.company.id)
        return partner

    def _make_campaign(self, user=None, **values):
        return (
            self.env["aftersales.campaign"]
            .with_user(user or self.marketing)
            .create(
                {
                    "name": "Winter check",
                    "date": "2026-04-20",
                    "place": "Workshop",
                    "summary": "Battery and tyres, free of charge.",
                    "content": "We check battery, brakes and tyres.",
                    **values,
                }
            )
        )

    def _approved(self, **values):
        campaign = self._make_campaign(**values)
        campaign.action_submit()
        campaign.with_user(self.director).action_approve()
        return campaign

    def _night(self, campaign_steps=None):
        for step in campaign_steps or self.program_campaign.step_ids:
            step._generate(self.company)
        self._run_cron("cron_open_and_expire")

    def _run_cron(self, name):
        with self.enter_registry_test_mode():
            self.env.ref(f"aftersales_followup.{name}").method_direct_trigger()
        self.env.invalidate_all()

    def _invitations(self, campaign):
        return self.env["aftersales.followup"].search(
            [
                ("res_model", "=", "aftersales.campaign.participant"),
                ("res_id", "in", campaign.participant_ids.ids),
            ]
        )


@tagged("post_install", "-at_install")
class TestCampaign(CampaignCase):
    """Who writes, who approves, whom a campaign is for (F9)."""

    @freeze_time("2026-03-02 02:00:00")
    def test_approval(self):
        campaign = self._make_campaign()
        self.assertEqual(campaign.author_ids, self.marketing)
        campaign.action_submit()
        self.assertEqual(campaign.state, "waiting")
        with self.assertRaisesRegex(UserError, "cannot be taken now"):
            campaign.action_start()
        self.assertFalse(campaign.participant_ids)
        asked = campaign.sudo().activity_ids.user_id
        self.assertIn(self.director, asked)
        campaign.with_user(self.director).action_approve()
        self.assertEqual(campaign.state, "approved")
        self.assertEqual(campaign.approved_by_id, self.director)
        self.assertFalse(campaign.sudo().activity_ids)

    @freeze_time("2026-03-02 02:00:00")
    def test_nobody_approves_what_he_wrote(self):
        campaign = self._make_campaign(self.manager)
        campaign.action_submit()
        with self.assertRaises(UserError):
            campaign.action_approve()
        # Nor does a comma that somebody else adds make it somebody else's.
        campaign.with_user(self.director).content = "We check battery and tyres!"
        self.assertEqual(campaign.state, "draft")
        campaign.action_submit()
        for user in (self.manager, self.director):
            with self.assertRaises(UserError):
                campaign.with_user(user).action_approve()
        other = self._make_user("director2", "group_director")
        campaign.with_user(other).action_approve()
        self.assertEqual(campaign.state, "approved")

    @freeze_time("2026-03-02 02:00:00")
    def test_who_plans_may_approve_what_others_wrote(self):
        campaign = self._make_campaign(self.manager, content=False, summary=False)
        with self.assertRaises(UserError):
            campaign.action_submit()
        campaign.with_user(self.marketing).write({"content": "Text", "summary": "T"})
        campaign.with_user(self.marketing).action_submit()
        campaign.action_approve()
        self.assertEqual(campaign.approved_by_id, self.manager)

    @freeze_time("2026-03-02 02:00:00")
    def test_marketing_does_not_approve(self):
        campaign = self._make_campaign(self.manager)
        campaign.action_submit()
        with self.assertRaises(AccessError):
            campaign.with_user(self.marketing).action_approve()
        with self.assertRaises(AccessError):
            campaign.with_user(self.marketing).action_return()
        for user in (self.agent, self.advisor, self.service_manager, self.auditor):
            with self.assertRaises(AccessError):
                campaign.with_user(user).action_approve()

    @freeze_time("2026-03-02 02:00:00")
    def test_states_are_not_written_by_hand(self):
        campaign = self._make_campaign()
        for values in (
            {"state": "approved"},
            {"approved_by_id": self.director.id},
            {"author_ids": [(5,)]},
        ):
            with self.assertRaises(AccessError):
                campaign.write(values)
            with self.assertRaises(AccessError):
                self._make_campaign(**values)
            with self.assertRaises(AccessError):
                campaign.with_user(self.manager).write(values)
        with self.assertRaises(UserError):
            campaign.action_start()

    @freeze_time("2026-03-02 02:00:00")
    def test_given_back(self):
        campaign = self._make_campaign()
        campaign.action_submit()
        by_director = campaign.with_user(self.director)
        with self.assertRaises(UserError):
            by_director.action_return()
        by_director.approval_note = "Name the price."
        by_director.action_return()
        self.assertEqual(campaign.state, "draft")
        self.assertIn("Name the price", campaign.message_ids[:1].body)

    @freeze_time("2026-03-02 02:00:00")
    def test_an_edit_needs_approval_again(self):
        campaign = self._approved()
        campaign.content = "We check battery, brakes and tyres."
        self.assertEqual(campaign.state, "approved", "nothing has changed")
        campaign.user_id = self.manager
        self.assertEqual(campaign.state, "approved", "who runs it is no content")
        for values in (
            {"content": "Another text"},
            {"place": "Car park"},
            {"date": "2026-04-21"},
            {"filter_domain": "[('last_mileage', '>', 10)]"},
        ):
            campaign.write(values)
            self.assertEqual(campaign.state, "draft", values)
            self.assertFalse(campaign.approved_by_id)
            with self.assertRaises(UserError):
                campaign.action_start()
            campaign.action_submit()
            campaign.with_user(self.director).action_approve()

    @freeze_time("2026-03-02 02:00:00")
    def test_list_by_filter(self):
        business = self.env.ref("aftersales_followup.customer_category_business")
        firm = self._make_owner("Firm", "沪B1", customer_category_id=business.id)
        self._make_vehicle(firm, "沪B2", home_company_id=self.company.id)
        west = self._make_customer("West")
        self._make_vehicle(west, "沪C1", home_company_id=self.other_company.id)
        campaign = self._make_campaign()
        campaign.action_update_list()
        self.assertLessEqual(self.partner + firm, campaign.participant_ids.partner_id)
        self.assertNotIn(west, campaign.participant_ids.partner_id)
        self.assertEqual(
            campaign.participant_ids.partner_id.mapped("id").count(firm.id), 1
        )
        by_hand = self.env["aftersales.campaign.participant"].create(
            {"campaign_id": campaign.id, "partner_id": west.id}
        )
        coming = self._make_owner("Coming", "沪A9")
        campaign.action_update_list()
        campaign.participant_ids.filtered(
            lambda participant: participant.partner_id == coming
        ).answer = "yes"
        campaign.filter_domain = (
            f"[('owner_id.customer_category_id', '=', {business.id})]"
        )
        campaign.action_update_list()
        self.assertEqual(campaign.participant_ids.partner_id, firm + west + coming)
        self.assertIn(by_hand, campaign.participant_ids)
        with self.assertRaises(ValidationError):
            by_hand.copy()

    @freeze_time("2026-03-02 02:00:00")
    def test_filter_is_no_oracle(self):
        for domain in (
            "[('owner_id.user_ids.password', '!=', False)]",
            "[('owner_id', 'any', [('vat', '!=', False)])]",
            "[('message_ids.body', 'ilike', 'x')]",
            "__import__('os').system('true')",
            "[(",
        ):
            with self.assertRaises(ValidationError, msg=domain):
                self._make_campaign(filter_domain=domain)

    @freeze_time("2026-03-02 02:00:00")
    def test_other_store(self):
        campaign = self._make_campaign()
        stranger = self._make_user(
            "west", "group_marketing", company=self.other_company
        )
        with self.assertRaises(AccessError):
            campaign.with_user(stranger).read(["name"])
        with self.assertRaises(AccessError):
            self._make_campaign(stranger, company_id=self.company.id)

    @freeze_time("2026-03-02 02:00:00")
    def test_form(self):
        form = Form(self.env["aftersales.campaign"].with_user(self.marketing))
        form.name = "Car-care class"
        form.kind = "class"
        form.date = "2026-04-20"
        form.place = "Showroom"
        form.summary = "An hour on tyres and oil."
        form.content = "Coffee included."
        campaign = form.save()
        self.assertEqual(campaign.state, "draft")
        campaign.action_submit()
        self.assertEqual(campaign.state, "waiting")

    @freeze_time("2026-03-02 02:00:00")
    def test_bad_days(self):
        past = self._make_campaign(date="2026-03-01")
        with self.assertRaises(UserError):
            past.action_submit()
        campaign = self._approved(date="2026-03-03")
        with freeze_time("2026-03-04 02:00:00"), self.assertRaises(UserError):
            campaign.action_start()

    @freeze_time("2026-03-02 02:00:00")
    def test_participants_by_hand(self):
        campaign = self._approved()
        campaign.action_start()
        Participant = self.env["aftersales.campaign.participant"]
        walk_in = Participant.with_user(self.agent).create(
            {
                "campaign_id": campaign.id,
                "partner_id": self._make_customer("Walk-in").id,
                "attended": True,
            }
        )
        self.assertEqual(campaign.came_count, 1)
        self.assertEqual(campaign.invited_count, 0)
        with self.assertRaises(AccessError):
            walk_in.with_user(self.agent).date_invited = "2026-03-02"
        with self.assertRaises(AccessError):
            walk_in.with_user(self.auditor).attended = False
        with self.assertRaises(AccessError):
            walk_in.with_user(self.agent).unlink()
        walk_in.with_user(self.marketing).unlink()
