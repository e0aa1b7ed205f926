import io
import shutil

from freezegun import freeze_time
from pypdf import PdfReader

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from .common_channel import MORNING, ChannelCase


@tagged("post_install", "-at_install")
@freeze_time(MORNING)
class TestLetter(ChannelCase):
    """The letter register: written, printed, posted, answered or back (F18)."""

    def _make_letter(self, user=None, **values):
        return (
            self.env["aftersales.letter"]
            .with_user(user or self.agent)
            .create(
                {
                    "partner_id": self.partner.id,
                    "subject": "Your complaint",
                    "body": "<p>Dear Mr Chen</p>",
                    "company_id": self.company.id,
                    **values,
                }
            )
        )

    def _due_letter(self, **step):
        followup = self._make_followup("letter", **step)
        self._send_due()
        return followup, followup.letter_ids

    def test_by_hand(self):
        first, second = self._make_letter(), self._make_letter(kind="reply")
        self.assertTrue(first.name and second.name and first.name != second.name)
        self.assertEqual(first.state, "draft")
        self.assertEqual(first.address.splitlines()[0], "Customer Chen")
        self.assertIn("1 Nanjing Road", first.address)
        self.assertIn("Customer Chen", first.display_name)

    def test_address_within_the_country(self):
        """The country stands on letters that leave it, and on no other."""
        china, france = self.env.ref("base.cn"), self.env.ref("base.fr")
        self.company.country_id = china
        self.partner.country_id = china
        letter = self._make_letter()
        self.assertNotIn(china.name, letter.address)
        self.assertIn("1 Nanjing Road", letter.address)
        self.partner.country_id = france
        letter.invalidate_recordset()
        self.assertIn(france.name, letter.address)

    def test_of_a_step(self):
        followup, letter = self._due_letter()
        self.assertEqual(letter.kind, "invitation")
        self.assertEqual(
            (letter.partner_id, letter.vehicle_id), (self.partner, self.vehicle)
        )
        self.assertIn("沪A12345", letter.body)
        self.assertEqual(followup.state, "open")
        self.assertFalse(followup.attempt_ids)
        # It lies there until somebody posts it, however long that takes.
        with freeze_time("2026-03-10 02:30:00"):
            self._send_due()
        self.assertEqual((len(followup.letter_ids), followup.channel), (1, "letter"))
        letter._mark_printed()
        with freeze_time("2026-03-11 02:30:00"):
            self._send_due()
        self.assertEqual((len(followup.letter_ids), followup.channel), (1, "letter"))

    def test_to_who_is_really_spoken_to(self):
        """Who brought the car gets the letter, at his own address (F22)."""
        followup = self._make_followup("letter")
        followup.contact_id = self._make_customer("Driver", street="2 Huaihai Road")
        self._send_due()
        self.assertEqual(followup.letter_ids.partner_id, followup.contact_id)
        self.assertIn("2 Huaihai Road", followup.letter_ids.address)

    def test_posted_and_not_answered(self):
        followup, letter = self._due_letter(answer_days=5)
        letter.with_user(self.manager).action_send()
        self.assertEqual((letter.state, str(letter.date_sent)), ("sent", "2026-03-03"))
        self.assertEqual(followup.attempt_ids.channel, "letter")
        self.assertEqual(followup.outcome_id.code, "sent")
        with freeze_time("2026-03-07 02:30:00"):
            self._send_due()
        self.assertEqual(followup.channel, "letter", "five days for the answer")
        with freeze_time("2026-03-08 02:30:00"):
            self._send_due()
        self.assertEqual((followup.channel, followup.state), ("phone", "open"))

    def test_notice_is_done_when_posted(self):
        followup, letter = self._due_letter(survey=False)
        self.assertEqual(letter.kind, "notice")
        letter.action_send()
        self.assertEqual(followup.state, "done")
        self.assertFalse(followup.is_effective)

    def test_came_back(self):
        followup, letter = self._due_letter()
        with self.assertRaisesRegex(UserError, "not been sent"):
            letter.action_return()
        letter.action_send()
        letter.action_return()
        self.assertEqual(letter.state, "returned")
        self.assertEqual((followup.channel, followup.state), ("phone", "open"))
        self.assertIn("brought the letter back", self._notes(followup))

    def test_reply(self):
        letter = self._make_letter()
        with self.assertRaisesRegex(UserError, "not been sent"):
            letter.action_reply()
        letter.action_send()
        with self.assertRaisesRegex(UserError, "Write down"):
            letter.action_reply()
        letter.reply = "Thank you, I will come by"
        letter.action_reply()
        self.assertEqual(
            (letter.state, str(letter.reply_date)), ("replied", "2026-03-03")
        )

    def test_what_was_sent_stays(self):
        letter = self._make_letter()
        letter.subject = "Corrected"
        letter.action_send()
        for values in (
            {"subject": "x"},
            {"body": "x"},
            {"partner_id": self.partner.id},
        ):
            with self.assertRaisesRegex(UserError, "as the customer got it"):
                letter.write(values)
        with self.assertRaises(UserError):
            letter.action_send()
        with self.assertRaisesRegex(UserError, "stays in the register"):
            letter.with_user(self.manager).unlink()
        self._make_letter().with_user(self.manager).unlink()

    def test_rights(self):
        letter = self._make_letter()
        for user in (self.auditor, self.service_manager, self.director):
            self.assertTrue(letter.with_user(user).subject)
            with self.assertRaises(AccessError):
                letter.with_user(user).write({"reply": "x"})
        with self.assertRaises(AccessError):
            letter.with_user(self.agent).unlink()
        with self.assertRaises(AccessError):
            letter.with_user(self.advisor).read(["subject"])
        west = self._make_user("west", "group_care_manager", company=self.other_company)
        with self.assertRaises(AccessError):
            letter.with_user(west).read(["subject"])

    def test_link_is_printed_for_those_who_send(self):
        _followup, letter = self._due_letter()
        self.assertTrue(letter.with_user(self.manager)._printed_link())
        self.assertFalse(letter.with_user(self.auditor)._printed_link())
        letter.followup_id._expire()
        self.assertFalse(letter.with_user(self.manager)._printed_link())

    def test_html_in_the_name(self):
        self.partner.name = "<img src=x onerror=alert(1)>"
        _followup, letter = self._due_letter()
        self.assertNotIn("<img", letter.body)
        html = (
            self.env["ir.actions.report"]
            ._render_qweb_html("aftersales_followup.report_letter", letter.ids)[0]
            .decode()
        )
        self.assertNotIn("<img src=x", html)
        self.assertIn("&lt;img src=x", html)


@tagged("post_install", "-at_install")
class TestLetterPrint(ChannelCase, HttpCase):
    def test_one_pdf_for_each_letter(self):
        self.assertTrue(shutil.which("wkhtmltopdf"), "Letters need wkhtmltopdf")
        letters = self.env["aftersales.letter"].create(
            [
                {
                    "partner_id": self.partner.id,
                    "subject": f"Letter number {number}",
                    "body": "<p>Dear Mr Chen</p>",
                    "company_id": self.company.id,
                }
                for number in (1, 2, 3)
            ]
        )
        pdf, kind = (
            self.env["ir.actions.report"]
            .with_context(force_report_rendering=True)
            ._render_qweb_pdf("aftersales_followup.report_letter", letters.ids)
        )
        self.assertEqual(kind, "pdf")
        pages = [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]
        self.assertEqual(len(pages), 3)
        for number, page in enumerate(pages, start=1):
            self.assertIn(
                f"number {number}", page.replace("\t", " ").replace("\xa0", " ")
            )
            self.assertIn("400-100-200", page.replace("‒", "-").replace("–", "-"))
        self.assertEqual(set(letters.mapped("state")), {"printed"})
