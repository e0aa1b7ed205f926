import base64

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_complaint import ComplaintCase

MAIL = """Message-Id: <{number}@customer.example>
From: {sender}
To: aftersales-complaint@store.example
Subject: {subject}
{headers}MIME-Version: 1.0
Content-Type: {kind}

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
                        "kind": 'text/plain; charset="utf-8"',
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
            "<p>It <b>rattles</b></p><script>alert(1)</script>",
            kind='text/html; charset="utf-8"',
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
        """Nobody signed it: a complaint of nobody yet, and somebody has it to do."""
        complaint = self._receive(sender="")
        self.assertEqual(len(complaint), 1)
        self.assertFalse(complaint.partner_id)
        self.assertFalse(complaint.caller_name)
        self.assertFalse(complaint.caller_email)
        self.assertEqual(complaint.activity_ids.user_id, self.manager)

    def test_sender_that_is_no_address(self):
        complaint = self._receive(sender="<<not an address>>")
        self.assertEqual(len(complaint), 1)
        self.assertFalse(complaint.partner_id)

    def test_style_and_pictures_are_not_the_customers_words(self):
        complaint = self._receive(
            "<html><head><title>x</title><style>p {color: red}</style></head><body>"
            '<p>It rattles</p><img src="http://spy.example/pixel.gif"></body></html>',
            kind='text/html; charset="utf-8"',
        )
        self.assertIn("It rattles", complaint.description)
        self.assertNotIn("color", complaint.description)

    def test_huge_attachment(self):
        """A video of the noise: kept with the complaint, the words stay words."""
        video = base64.b64encode(b"\0" * 12_000_000).decode()
        complaint = self._receive(
            "--x\nContent-Type: text/plain\n\nListen to this\n"
            "--x\nContent-Type: video/mp4; name=noise.mp4\n"
            "Content-Disposition: attachment; filename=noise.mp4\n"
            f"Content-Transfer-Encoding: base64\n\n{video}\n--x--",
            kind='multipart/mixed; boundary="x"',
        )
        self.assertEqual(complaint.description, "Bad repair\n\nListen to this")
        attachment = complaint.message_ids.attachment_ids
        self.assertEqual(attachment.name, "noise.mp4")
        self.assertEqual(attachment.file_size, 12_000_000)

    def test_broken_attachment_and_charset(self):
        complaint = self._receive(
            "--x\nContent-Type: text/plain; charset=no-such\n\nIt rattles\n"
            "--x\nContent-Type: image/png\nContent-Disposition: attachment; "
            'filename="../../etc/passwd"\nContent-Transfer-Encoding: base64\n\n'
            "%%% not base64 %%%\n",  # And the last boundary is missing.
            kind='multipart/mixed; boundary="x"',
        )
        self.assertEqual(len(complaint), 1)
        self.assertIn("It rattles", complaint.description)

    def test_chinese_mail_in_the_old_character_set(self):
        """GB2312 is what mailers say, its successors' characters are in it."""
        words = base64.b64encode("朱镕基路的车".encode("gb18030")).decode()
        complaint = self._receive(
            words,
            kind='text/plain; charset="gb2312"',
            headers="Content-Transfer-Encoding: base64\n",
        )
        self.assertEqual(complaint.description, "Bad repair\n\n朱镕基路的车")

    def test_nul_and_endless_subject(self):
        complaint = self._receive("It \0rattles", subject="A\0B" + "C" * 50_000)
        self.assertIn("rattles", complaint.description)
        self.assertNotIn("\0", complaint.description)
        self.assertLessEqual(len(complaint.description), 10_000)

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

    def _set_aside(self):
        return self.env["aftersales.complaint.automail"].search(
            [("company_id", "=", self.company.id)]
        )

    def test_automatic_mails_are_set_aside(self):
        """Absence notes and the like open nothing, and are kept with their reason."""
        for header, reason in (
            ("Auto-Submitted: auto-replied (vacation)", "auto_submitted"),
            ("Auto-Submitted: auto-generated", "auto_submitted"),
            ("X-Auto-Response-Suppress: All", "answerer"),
            ("X-Autoreply: yes", "answerer"),
            ("Precedence: bulk", "precedence"),
            ("Precedence: auto_reply", "precedence"),
            ("Return-Path: <>", "no_return"),
        ):
            with self.subTest(header):
                before = self._set_aside()
                self.assertFalse(
                    self._receive("I am not in the office", headers=f"{header}\n")
                )
                mail = self._set_aside() - before
                self.assertRecordValues(
                    mail,
                    [
                        {
                            "reason": reason,
                            "subject": "Bad repair",
                            "sender": '"Chen" <chen@customer.example>',
                            "words": "I am not in the office",
                            "complaint_id": False,
                        }
                    ],
                )

    def test_what_people_write_is_not_set_aside(self):
        for header in (
            "Auto-Submitted: no",
            "X-Auto-Response-Suppress: OOF",
            "Precedence: first-class",
            "Return-Path: <chen@customer.example>",
        ):
            with self.subTest(header):
                self.assertEqual(len(self._receive(headers=f"{header}\n")), 1)
        self.assertFalse(self._set_aside())

    def test_absence_note_on_our_answer_stays_with_its_complaint(self):
        complaint = self._receive()
        message = complaint.message_ids.filtered(lambda m: m.message_type == "email")
        self.assertFalse(
            self._receive(
                "On holiday",
                headers=f"In-Reply-To: {message.message_id}\n"
                "Auto-Submitted: auto-replied\n",
            )
        )
        self.assertIn("On holiday", "".join(complaint.message_ids.mapped("body")))
        self.assertFalse(self._set_aside())

    def test_delivery_report_is_no_complaint(self):
        """Odoo's own mechanism: a bounce ends at the mail that it is about."""
        self.assertFalse(
            self._receive(sender="MAILER-DAEMON <mailer-daemon@customer.example>")
        )

    def test_one_click_makes_the_complaint_it_was(self):
        """A machine may be wrong: the mail comes in after all, with its files."""
        self._receive(
            "--x\nContent-Type: text/plain\n\nThe form of our web page\n"
            "--x\nContent-Type: text/csv\nContent-Disposition: attachment; "
            "filename=form.csv\n\na;b\n--x--",
            kind='multipart/mixed; boundary="x"',
            headers="Auto-Submitted: auto-generated\n",
        )
        mail = self._set_aside()
        for user in (self.agent, self.service_manager, self.director, self.auditor):
            with self.subTest(user.name), self.assertRaises(AccessError):
                mail.with_user(user).action_create_complaint()
        action = mail.with_user(self.manager).action_create_complaint()
        complaint = self.env["aftersales.complaint"].browse(action["res_id"])
        self.assertRecordValues(
            complaint,
            [
                {
                    "partner_id": self.partner.id,
                    "company_id": self.company.id,
                    "source": "email",
                    "description": "Bad repair\n\nThe form of our web page",
                }
            ],
        )
        self.assertEqual(complaint.message_ids.attachment_ids.name, "form.csv")
        self.assertEqual(mail.complaint_id, complaint)
        again = mail.with_user(self.manager).action_create_complaint()
        self.assertEqual(again["res_id"], complaint.id)

    def test_mail_that_can_no_longer_be_read(self):
        self._receive(headers="Precedence: bulk\n")
        mail = self._set_aside()
        mail.source = False
        with self.assertRaisesRegex(UserError, "enter the complaint by hand"):
            mail.with_user(self.manager).action_create_complaint()

    def test_old_automatic_mails_go_after_a_year(self):
        self._receive(headers="Precedence: bulk\n")
        mail = self._set_aside()
        with self._at("2027-03-03 01:00:00"):
            mail._gc_old()
            self.assertTrue(mail.exists())
        with self._at("2027-03-03 03:00:00"):
            mail._gc_old()
            self.assertFalse(mail.exists())

    def test_another_store_does_not_see_them(self):
        self._receive(headers="Precedence: bulk\n")
        west = self._make_user("west", "group_care_manager", company=self.other_company)
        theirs = self._set_aside().with_user(west)
        self.assertFalse(
            theirs.with_context(allowed_company_ids=self.other_company.ids).has_access(
                "read"
            )
        )
