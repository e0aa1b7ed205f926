from freezegun import freeze_time

from odoo.tests import tagged

from .test_demo import LITTLE, DemoCase


@tagged("post_install", "-at_install")
@freeze_time("2026-03-22 02:00:00")
class TestCampaignDemo(DemoCase):
    """The demo dealer shows campaigns, and its reference month stays exact (F9)."""

    def test_campaigns(self):
        campaigns = self.env["aftersales.campaign"].search(
            [("company_id", "=", self.east.id)], order="date"
        )
        self.assertEqual(
            campaigns.filtered(lambda c: c.state != "approved").mapped("state")[0],
            "done",
        )
        past = campaigns[0]
        self.assertGreater(past.yes_count, past.kept_count)
        self.assertGreater(past.kept_count, 0)
        self.assertIn("waiting", campaigns.mapped("state"))
        self.assertFalse(
            self.env["aftersales.followup"].search_count(
                [("res_model", "=", "aftersales.campaign.participant")]
            )
        )
        self._check_reference_month()

    def test_paper(self):
        """One batch came back well, one too little; the plans count (F18, F24)."""
        well, badly = self.env["aftersales.paper.batch"].search(
            [("company_id", "=", self.east.id)], order="id"
        )
        self.assertGreater(well.return_rate, 70)
        self.assertLess(badly.return_rate, 70)
        self.assertTrue(badly.date_alarm)
        self.assertFalse(well.date_alarm)
        plans = self.env["aftersales.survey.plan"].search(
            [("company_id", "=", self.east.id)], order="date_from"
        )
        phone = plans.filtered(lambda plan: plan.state == "done")
        self.assertEqual(phone.asked_count, LITTLE.called)
        self.assertEqual(phone.done_count, LITTLE.effective)
        on_paper = plans.filtered(lambda plan: plan.method == "paper")
        self.assertEqual(
            on_paper.done_count, well.returned_count + badly.returned_count
        )
