"""Crons that run out of time say what is left, so that Odoo comes back at once."""

import datetime
from unittest.mock import patch

from odoo import fields

from odoo.addons.aftersales_followup.tests.common import AftersalesCase

from .common import AcrossCase

MODELS = "odoo.addons.aftersales_followup.models"


class TestCronTime(AcrossCase, AftersalesCase):
    """A cron whose time is always up after one chunk of two, run by Odoo's scheduler.

    The scheduler calls it again as long as something is left; else not before an hour.
    """

    def setUp(self):
        super().setUp()
        for _number in range(5):
            partner = self._make_customer("Customer")
            self._make_repair(partner_id=partner.id)

    def _run(self, name):
        """Run a cron; return what it said was left, each time that it committed."""
        Cron = type(self.env["ir.cron"])
        original = Cron._commit_progress
        left = []

        def commit(cron, processed=0, *, remaining=None, deactivate=False):
            left.append(remaining)
            original(cron, processed, remaining=remaining, deactivate=deactivate)
            return 0

        with (
            patch.object(Cron, "_commit_progress", commit),
            patch(f"{MODELS}.aftersales_program_step_generate.CHUNK", 2),
            patch(f"{MODELS}.aftersales_followup_activity.CHUNK", 2),
            self.enter_registry_test_mode(),
        ):
            self.env.ref(f"aftersales_followup.{name}").method_direct_trigger()
        return left

    def _followups(self):
        return self.env["aftersales.followup"].search(
            [("company_id", "=", self.company.id)]
        )

    def test_generation(self):
        left = self._run("cron_generate")
        self.assertEqual(self._followups().mapped("state"), ["open"] * 5)
        self.assertEqual(left[-1], 0)

    def test_opening_and_expiry(self):
        followups = self._generate()
        followups.write({"state": "planned"})
        left = self._run("cron_open_and_expire")
        self.assertEqual(followups.mapped("state"), ["open"] * 5)
        self.assertEqual(left[-1], 0)
        before = fields.Date.today() - datetime.timedelta(days=2)
        followups.write({"date_expiry": before})
        self._run("cron_open_and_expire")
        self.assertEqual(followups.mapped("state"), ["missed"] * 5)
        self.assertFalse(followups.activity_ids)
