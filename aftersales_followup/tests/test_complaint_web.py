import re

from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common_complaint import ComplaintCase

FORM = {
    "name": "Chen Jun",
    "phone": "138 0000 0000",
    "email": "",
    "plate": "沪A 12345",
    "words": "The brakes squeak again.",
    "privacy": "1",
}


@tagged("post_install", "-at_install")
class TestComplaintWeb(ComplaintCase):
    """The public form's complaints (C1): limited, checked, nothing given away."""

    def _take(self, address="203.0.113.7", **values):
        public = self.env.ref("base.public_user")
        complaints = self.env["aftersales.complaint"].with_user(public)
        return complaints._create_from_web(
            self.company, {**FORM, **values}, address
        ).sudo()

    def test_owner_is_known_by_plate_and_phone(self):
        complaint = self._take()
        self.assertRecordValues(
            complaint,
            [
                {
                    "partner_id": self.partner.id,
                    "vehicle_id": self.vehicle.id,
                    "source": "web",
                    "company_id": self.company.id,
                    "description": "The brakes squeak again.",
                    "stage_code": "new",
                }
            ],
        )
        self.assertIn("handled", complaint.deadline_ids.mapped("kind"))
        self.assertTrue(complaint.activity_ids)

    def test_a_plate_proves_nothing(self):
        for values in ({"phone": "13911112222"}, {"phone": "", "email": "a@b.example"}):
            complaint = self._take(**values)
            self.assertFalse(complaint.partner_id)
            self.assertFalse(complaint.vehicle_id)
            self.assertIn("沪A 12345", complaint.description)
            self.assertEqual(complaint.caller_name, "Chen Jun")

    def test_what_is_missing_is_said(self):
        for values, sentence in (
            ({"words": " "}, "what happened"),
            ({"name": ""}, "your name"),
            ({"phone": "12", "email": ""}, "phone number"),
            ({"privacy": None}, "note on your data"),
        ):
            with self._refused(sentence):
                self._take(**values)

    def test_limit_per_hour(self):
        for _number in range(3):
            self._take()
        with self._refused("Please call us: 400-100-200"):
            self._take()
        self._take(address="203.0.113.8")
        with self._at("2026-03-03 03:00:01"):
            self._take()

    def test_address_is_not_kept(self):
        complaint = self._take()
        self.assertNotIn("203.0.113", str(complaint.read()))

    def test_hostile_texts(self):
        complaint = self._take(
            name="<b>x</b>" * 99, words="\x00<script>alert(1)</script>" + "x" * 9999
        )
        self.assertEqual(len(complaint.caller_name), 100)
        self.assertTrue(complaint.description.startswith("<script>"))
        self.assertLess(len(complaint.description), 5100)
        self.assertNotIn("<script>", "".join(complaint.activity_ids.mapped("note")))

    def test_nobody_else_gets_in(self):
        with self.assertRaises(UserError):
            self.env["aftersales.complaint"].with_user(
                self.env.ref("base.public_user")
            ).create({"description": "x"})


@tagged("post_install", "-at_install")
class TestComplaintForm(HttpCase):
    """The page itself."""

    def setUp(self):
        super().setUp()
        self.company = self.env.company
        self.company.write({"complaint_form": True, "hotline": "400-100-200"})
        self.path = f"/aftersales/complaint/{self.company.id}"

    def _send(self, **values):
        page = self.url_open(self.path).text
        for name in FORM:
            self.assertIn(f'name="{name}"', page)
        token = re.search(r'name="csrf_token" value="([^"]+)"', page).group(1)
        return self.url_open(self.path, data={**FORM, "csrf_token": token, **values})

    def _found(self):
        return self.env["aftersales.complaint"].search(
            [("source", "=", "web"), ("company_id", "=", self.company.id)]
        )

    def test_send(self):
        before = self._found()
        answer = self._send()
        self.assertEqual(answer.status_code, 200)
        complaint = self._found() - before
        self.assertEqual(len(complaint), 1)
        self.assertIn(complaint.name, answer.text)
        self.assertIn("400-100-200", answer.text)

    def test_in_the_visitors_language(self):
        """The browser's, by its full or its short name; else the store's."""
        self.env["res.lang"]._activate_lang("zh_CN")
        self.company.partner_id.lang = "zh_CN"
        for wish, words in (
            ("zh-CN,zh;q=0.9,en;q=0.8", "发生了什么"),
            ("zh", "发生了什么"),
            ("en-GB,zh;q=0.5", "What happened"),
            ("tlh", "发生了什么"),
        ):
            with self.subTest(wish):
                page = self.url_open(self.path, headers={"Accept-Language": wish})
                self.assertIn(words, page.text)

    def test_mistake_keeps_what_was_typed(self):
        before = self._found()
        answer = self._send(name="", words='"><script>alert(1)</script>')
        self.assertIn("Please tell us your name", answer.text)
        self.assertIn("&lt;script&gt;alert(1)", answer.text)
        self.assertNotIn("<script>alert(1)", answer.text)
        self.assertEqual(self._found(), before)

    def test_robots(self):
        before = self._found()
        self.assertEqual(self._send(website="http://spam").status_code, 200)
        # Without the page's token nothing is taken.
        with mute_logger("odoo.http"):
            answer = self.url_open(self.path, data=FORM)
        self.assertEqual(answer.status_code, 400)
        self.assertEqual(self._found(), before)

    def test_only_where_it_is_offered(self):
        self.company.complaint_form = False
        self.assertEqual(self.url_open(self.path).status_code, 404)
        self.assertEqual(self.url_open("/aftersales/complaint/999999").status_code, 404)
