import re

from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from .common_channel import ChannelCase


@tagged("post_install", "-at_install")
class TestOptOutLink(ChannelCase, HttpCase):
    """The customer takes back the permission to be contacted, by link (F13, F18)."""

    def setUp(self):
        super().setUp()
        self.followup = self._make_followup("sms")
        url = self.followup.optout_url
        self.path = url[url.index("/fu/") :]

    def _open(self, path=None, data=None):
        page = self.url_open(path or self.path, data=data)
        self.env.invalidate_all()
        return page

    def _confirm(self, **data):
        """Open the page and send its form, as a browser does."""
        page = self._open()
        token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]
        return self._open(data={"csrf_token": token, **data})

    def _blocks(self):
        return self.env["aftersales.contact.block"].search(
            [("partner_id", "=", self.partner.id)]
        )

    def test_opening_the_link_changes_nothing(self):
        for _visit in range(2):
            page = self._open()
            self.assertEqual(page.status_code, 200)
            self.assertIn("noindex", page.headers["X-Robots-Tag"])
            self.assertIn("400-100-200", page.text)
        self.assertFalse(self._blocks())
        self.assertEqual(self.followup.state, "open")

    def test_for_this_purpose(self):
        page = self._confirm(scope="purpose", words="  Too many\nmessages ")
        self.assertIn('data-code="noted"', page.text)
        block = self._blocks()
        self.assertEqual(block.purpose_id, self.followup.purpose_id)
        self.assertFalse(block.channel)
        self.assertIn("Too many messages", block.reason)
        followup = self.followup
        self.assertEqual(followup.state, "done")
        self.assertTrue(followup.refused and followup.is_contact and followup.is_called)
        self.assertFalse(followup.is_effective)
        self.assertEqual(followup.attempt_ids.outcome_id.code, "refused")
        self.assertIn("Too many messages", followup.attempt_ids.note)
        # Respected from now on by the engine.
        self.assertEqual(
            self._make_followup("sms").skip_reason_id.code, "do_not_contact"
        )

    def test_at_all(self):
        other = self._make_followup("phone")
        other.purpose_id = self.env.ref("aftersales_followup.purpose_reminder")
        self._confirm(scope="all")
        self.assertFalse(self._blocks().purpose_id)
        self.assertTrue(self._blocks().reason)
        self.assertEqual(self.followup.state, "done")
        self.assertEqual(other.state, "cancelled")
        self.assertEqual(other.skip_reason_id.code, "do_not_contact")
        # That covers each purpose: nothing is left to be said.
        self.assertIn('data-code="noted"', self._open().text)
        self.followup._opt_out()
        self.assertEqual(len(self._blocks()), 1)

    def test_who_brought_the_car_speaks_for_himself(self):
        """The owner's calls go on when the driver wants none (F22)."""
        driver = self._make_customer("Driver", phone="13900000009")
        other = self._make_followup("phone")
        other.contact_id = driver
        self.followup.contact_id = driver
        self._confirm(scope="all", words="I only drove it")
        self.assertFalse(self._blocks())
        self.assertEqual(driver.contact_block_ids.reason[-15:], "I only drove it")
        self.assertEqual(self.followup.state, "done")
        self.assertEqual(other.state, "open")
        with self.assertRaises(UserError):
            other._check_link("sms")

    def test_another_purpose_goes_on(self):
        other = self._make_followup("phone")
        other.purpose_id = self.env.ref("aftersales_followup.purpose_reminder")
        self._confirm(scope="purpose")
        self.assertEqual(other.state, "open")

    def test_twice_is_once(self):
        self._confirm(scope="purpose")
        page = self._open()
        self.assertIn('data-code="noted"', page.text)
        self.followup._opt_out()
        self.assertEqual(len(self._blocks()), 1)
        self.assertEqual(len(self.followup.attempt_ids), 1)
        # First for the purpose, then for all: both are what was said.
        self.followup._opt_out(everything=True)
        self.followup._opt_out(everything=True)
        self.assertEqual(len(self._blocks()), 2)

    def test_after_the_follow_up_was_finished(self):
        self.followup._expire()
        self._confirm(scope="purpose")
        self.assertTrue(self._blocks())
        self.assertEqual(self.followup.state, "missed")
        self.assertFalse(self.followup.attempt_ids)

    def test_forged(self):
        number, signature = self.path.split("/")[2].split("-")
        other = self._make_followup("sms")
        for token in (
            f"{other.id:x}-{signature}",
            f"{number}-{'0' * 24}",
            f"{number}-{signature[:-1]}",
            "fffffffff-" + signature,
            "nonsense",
            "%00",
        ):
            with self.subTest(token):
                page = self._open(f"/fu/{token}/stop")
                self.assertEqual(page.status_code, 404)
                self.assertNotIn("Traceback", page.text)
        self.assertFalse(self._blocks())

    def test_form_of_another_site(self):
        self._open()
        page = self._open(data={"scope": "all", "csrf_token": "forged"})
        self.assertEqual(page.status_code, 400)
        self.assertFalse(self._blocks())

    def test_hostile_words(self):
        self._confirm(scope="nonsense", words="<script>alert(1)</script>" * 100)
        block = self._blocks()
        self.assertTrue(block.purpose_id)
        self.assertLess(len(block.reason), 600)
