from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_complaint import ComplaintCase

MAIL = """Message-Id: <{number}@customer.example>
From: {sender}
To: aftersales-complaint@store.example
Subject: {subject}
{headers}MIME-Version: 1.0
Content-Type: {kind}; charset="utf-8"

{body}
"""


@tagged("post_install", "-at_install")
class TestComplaintMail(ComplaintCase):
    """Complaints by e-mail (C1): hostile and broken ones too end in a clean record."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        domain = cls.env["mail.alias.domain"].create(
            {"name": "store.example", "bounce_alias": "bounce", "catchall_alias": "all"}
        )
        cls.company.alias_domain_id = domain
        cls.alias = cls.env.ref("aftersales_followup.mail_alias_complaint")
        cls.alias.write(
            {
                "alias_domain_id": domain.id,
                "alias_defaults": repr({"company_id": cls.company.id}),
            }
        )
        cls.partner.email = "chen@customer.example"
        cls.number = 0

    def _receive(self, body="It rattles", **values):
        """Feed a mail to the gateway and return what became of it."""
        type(self).number += 1
        before = self.env["aftersales.complaint"].search([])
        with mute_logger("odoo.addons.mail.models.mail_thread", "odoo.models.unlink"):
            self.env["mail.thread"].message_process(
                False,
                MAIL.format(
                    **{
                        "number": self.number,
                        "sender": "Chen <chen@customer.example>",
                        "subject": "Bad repair",
                        "kind": "text/plain",
                        "headers": "",
                        "body": body,
                        **values,
                    }
                ),
            )
        return self.env["aftersales.complaint"].search([]) - before

    def test_known_customer(self):
        complaint = self._receive()
        self.assertRecordValues(
            complaint,
            [
                {
                    "partner_id": self.partner.id,
                    "company_id": self.company.id,
                    "source": "email",
                    "description": "Bad repair\n\nIt rattles",
                    "caller_email": "chen@customer.example",
                    "caller_name": False,
                    "stage_code": "new",
                }
            ],
        )
        self.assertRegex(complaint.name, r"^CP\d{4}-\d{5}$")
        self.assertIn("contact", complaint.deadline_ids.mapped("kind"))
        self.assertTrue(
            complaint.message_ids.filtered(lambda m: m.message_type == "email")
        )

    def test_unknown_customer(self):
        complaint = self._receive(sender='"Herr Müller" <m@elsewhere.example>')
        self.assertFalse(complaint.partner_id)
        self.assertEqual(complaint.caller_name, "Herr Müller")
        self.assertEqual(complaint.caller_email, "m@elsewhere.example")

    def test_address_of_two_customers(self):
        self._make_customer("Twin", email="chen@customer.example")
        complaint = self._receive()
        self.assertFalse(complaint.partner_id)
        self.assertEqual(complaint.caller_name, "Chen")

    def test_colleague_is_not_the_customer(self):
        complaint = self._receive(sender=f"x <{self.agent.partner_id.email}>")
        self.assertFalse(complaint.partner_id)

    def test_markup_is_words(self):
        complaint = self._receive(
            "<p>It <b>rattles</b></p><script>alert(1)</script>", kind="text/html"
        )
        self.assertIn("rattles", complaint.description)
        self.assertNotIn("<", complaint.description)
        bodies = "".join(complaint.message_ids.mapped("body"))
        self.assertNotIn("<script", bodies)

    def test_empty_huge_and_strange(self):
        empty = self._receive("", subject="")
        self.assertEqual(empty.description, "(An e-mail without any text)")
        huge = self._receive("A" * 100_000)
        self.assertEqual(len(huge.description), 10_000)
        broken = self._receive(
            "\udcff?".encode("utf-8", "replace").decode(), subject="=?x?Q?=FF?="
        )
        self.assertTrue(broken.description)

    def test_no_sender(self):
        complaint = self._receive(sender="")
        self.assertTrue(len(complaint) <= 1)
        if complaint:
            self.assertFalse(complaint.partner_id)

    def test_loop_ends(self):
        """An automatic answerer does not fill the list: Odoo stops it."""
        found = [self._receive(sender="robot@loop.example") for _number in range(25)]
        self.assertLessEqual(len([c for c in found if c]), 20)

    def test_answer_goes_to_the_same_complaint(self):
        complaint = self._receive()
        message = complaint.message_ids.filtered(lambda m: m.message_type == "email")
        self.assertFalse(
            self._receive("And again", headers=f"In-Reply-To: {message.message_id}\n")
        )
        self.assertIn("And again", "".join(complaint.message_ids.mapped("body")))
