from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ReportCase
from .test_report import pdf_text


@tagged("post_install", "-at_install")
class TestReviewMeeting(ReportCase):
    """Review meetings with minutes and measures (M11)."""

    def _meeting(self, **values):
        meetings = self.env["aftersales.review.meeting"].with_user(self.manager)
        return meetings.create(
            {
                "name": "Review of March",
                "date": "2026-04-03 06:00:00",
                "company_id": self.company.id,
                "participant_ids": [(6, 0, (self.agent + self.director).ids)],
                **values,
            }
        )

    def _print(self, meeting, user):
        reports = self.env["ir.actions.report"].with_user(user)
        return pdf_text(
            reports.with_context(force_report_rendering=True)._render_qweb_pdf(
                "aftersales_followup_report.action_report_meeting", meeting.ids
            )[0]
        )

    def test_minutes(self):
        """Held with minutes only; they go to who takes part, and are kept."""
        meeting = self._meeting()
        self.assertLessEqual(
            (self.agent + self.director + self.manager).partner_id,
            meeting.message_partner_ids,
        )
        with self.assertRaises(UserError):
            meeting.action_hold()
        meeting.minutes = "<p>Cars are washed twice</p><script>alert(1)</script>"
        self.assertNotIn("script", meeting.minutes)
        meeting.action_hold()
        self.assertEqual(meeting.state, "held")
        told = meeting.message_ids.filtered(lambda one: "twice" in (one.body or ""))
        self.assertIn(self.agent.partner_id, told.partner_ids)
        with self.assertRaises(UserError):
            meeting.unlink()

    def test_measures_on_paper(self):
        """What was decided is a measure, in chapter 1 and on the printed minutes."""
        meeting = self._meeting(minutes="<p>Decided</p>")
        self.env["aftersales.measure"].with_user(self.manager).create(
            {
                "problem": "Dirty cars <b>",
                "measure": "Check before hand-over",
                "date_start": "2026-03-03",
                "date_due": "2026-03-20",
                "company_id": self.company.id,
                "meeting_id": meeting.id,
            }
        )
        text = self._print(meeting, self.manager)
        for words in ("Review of March", "Dirty cars <b>", "Decided"):
            self.assertIn(words, text)
        self.assertRegex(text, "14:00|2:00", "the store's hour, however it is written")
        first = self._chapter(self._report(), "m1").table("measures")
        self.assertEqual([row.label for row in first.rows], ["Dirty cars <b>"])

    def test_rights(self):
        """Who takes part reads; others of the floor do not; another store neither."""
        meeting = self._meeting(minutes="<p>Decided</p>")
        self.assertEqual(meeting.with_user(self.agent).name, meeting.name)
        with self.assertRaises(AccessError):
            meeting.with_user(self.agent).write({"name": "Other"})
        with self.assertRaises(AccessError):
            meeting.with_user(self.agent).action_hold()
        for user in (self.agent_2, self.advisor):
            with self.assertRaises(AccessError):
                meeting.with_user(user).read(["minutes"])
            with self.assertRaises(AccessError):
                self._print(meeting, user)
        stranger = self._make_user(
            "elsewhere", "group_director", company=self.other_company
        )
        elsewhere = meeting.with_user(stranger).with_context(
            allowed_company_ids=self.other_company.ids
        )
        with self.assertRaises(AccessError):
            elsewhere.read(["minutes"])
