import datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ReportCase


@tagged("post_install", "-at_install")
class TestReportDue(ReportCase):
    """Due on the third at 24:00 local, lateness with its fine, mail (M8)."""

    def _cron(self):
        with self.enter_registry_test_mode():
            cron = self.env.ref("aftersales_followup_report.ir_cron_report_due")
            cron.sudo().method_direct_trigger()

    def _reports(self):
        domain = [("company_key", "=", str(self.company.id))]
        return self.env["aftersales.report"].sudo().search(domain)

    def test_due_moment(self):
        """24:00 of 3 April in Shanghai is 16:00 UTC of that day."""
        report = self._report()
        self.assertEqual(report.date_due, datetime.datetime(2026, 4, 3, 16, 0))
        self.assertFalse(self._report(period_type="year").date_due)

    def test_draft_and_reminder(self):
        """On the first the draft is there, once, with a to-do for the manager."""
        self._followups(1, self.month, "completed")
        with freeze_time("2026-03-31 17:00:00"):  # 1 April in Shanghai
            self._cron()
            self._cron()
        report = self._reports()
        self.assertEqual(len(report), 1)
        self.assertEqual(report.date_from, self.month)
        self.assertIn(self.manager, report.activity_ids.user_id)
        todo = report.activity_ids.filtered(lambda one: one.user_id == self.manager)
        self.assertEqual(todo.date_deadline, datetime.date(2026, 4, 3))

    def test_reminder_of_an_opened_month(self):
        """Who looked at the running month is reminded of it all the same, once."""
        report = self._report()
        for moment in ("2026-03-31 15:00:00", "2026-03-31 17:00:00"):
            with freeze_time(moment):
                self._cron()
            report.invalidate_recordset()
            # 31 March, then 1 April in Shanghai
            reminded = self.manager in report.activity_ids.user_id
            self.assertEqual(reminded, moment.endswith("17:00:00"))
        report.activity_ids.action_feedback()
        with freeze_time("2026-04-01 20:00:00"):
            self._cron()
        report.invalidate_recordset()
        self.assertFalse(report.activity_ids, "done once is done")

    def test_no_draft_without_followups(self):
        """A company without follow-ups that month gets no report and no fine."""
        with freeze_time("2026-04-01 04:00:00"):
            self._cron()
        self.assertFalse(self._reports())

    def test_late_once(self):
        """Late report and analysis are registered once each, with the fine."""
        self.company.aftersales_report_fine = 80.0
        report = self._report()
        with freeze_time("2026-04-03 15:59:00"):
            self._cron()
            self.assertFalse(report.lateness_ids)
        with freeze_time("2026-04-03 16:01:00"):
            self._cron()
            self._cron()
        report.invalidate_recordset()
        kinds = report.lateness_ids.mapped("kind")
        self.assertEqual(sorted(kinds), ["complaint_analysis", "report"])
        self.assertEqual(set(report.lateness_ids.mapped("fine")), {80.0})
        report.action_confirm()
        self.assertEqual(len(report.lateness_ids), 2)
        late = report.lateness_ids.filtered(lambda one: one.kind == "report")
        self.assertEqual(late.date_done, report.date_confirmed)

    def test_in_time(self):
        """Words before the deadline and a confirmation before it: nothing late."""
        report = self._report()
        with freeze_time("2026-04-02 04:00:00"):
            analysis = report.chapter_ids.filtered(lambda one: one.code == "m4")
            analysis.problem = "Waiting time"
            report.action_confirm()
        with freeze_time("2026-04-05 04:00:00"):
            self._cron()
        self.assertFalse(report.lateness_ids)

    def test_late_confirmation(self):
        """A late confirmation is registered even when the nightly run did not."""
        report = self._report()
        with freeze_time("2026-04-04 04:00:00"):
            report.action_confirm()
        self.assertEqual(len(report.lateness_ids), 2)

    def test_who_decides(self):
        """A manager confirms or waives; the auditor reads; nobody enters by hand."""
        report = self._report()
        report.action_confirm()
        late = report.lateness_ids[0]
        late.with_user(self.auditor).read(["fine"])
        late.user_id = self.manager
        with self.assertRaises(UserError):
            late.with_user(self.director).action_waive()
        late.note = "The system was down"
        for action in (
            lambda: late.with_user(self.auditor).action_waive(),
            lambda: late.with_user(self.manager).action_waive(),  # the own person
            lambda: late.with_user(self.agent).read(["fine"]),
            lambda: late.with_user(self.manager).copy(),
            lambda: late.with_user(self.manager).unlink(),
        ):
            with self.assertRaises(AccessError):
                action()
        late.with_user(self.director).action_waive()
        self.assertEqual(late.state, "waived")

    def test_confirmed_lateness_is_an_incident(self):
        """P2: of who answers for it, once, with the fine; without a person none."""
        report = self._report()
        with freeze_time("2026-04-04 04:00:00"):
            report.action_confirm()
        late = report.lateness_ids[0]
        late.user_id, report.lateness_ids[1].user_id = self.agent, False
        for _time in range(2):
            report.lateness_ids.with_user(self.director).action_confirm()
        incidents = self.env["aftersales.incident"].search(
            [("company_id", "=", self.company.id), ("kind", "=", "late_report")]
        )
        self.assertRecordValues(
            incidents,
            [
                {
                    "person_id": self.agent.id,
                    "amount": late.fine,
                    "state": "confirmed",
                    "decided_by_id": self.director.id,
                    "evidence": report.display_name,
                    # Due on the 3rd at 24:00 there, which is the 4th at 0:00.
                    "date": datetime.date(2026, 4, 4),
                }
            ],
        )

    def test_mail(self):
        """Directors of all the companies and named recipients get the files."""
        self.director.email = "director@example.com"
        guest = self.env["res.partner"].create(
            {"name": "Owner", "email": "owner@example.com"}
        )
        self.company.aftersales_report_partner_ids = guest
        report = self._report()
        report.action_confirm()
        message = report.message_ids[0]
        self.assertIn(guest, message.partner_ids)
        self.assertIn(self.director.partner_id, message.partner_ids)
        self.assertEqual(len(message.attachment_ids), 2)

    def test_silent_confirmation(self):
        """Confirmed in time without a word on complaints: nobody can write it any more,
        so the analysis is late when its day is over; once."""
        report = self._report()
        with freeze_time("2026-04-02 04:00:00"):
            report.action_confirm()
        with freeze_time("2026-04-03 15:59:00"):
            self._cron()
        self.assertFalse(report.lateness_ids)
        with freeze_time("2026-04-03 16:01:00"):
            self._cron()
            self._cron()
        report.invalidate_recordset()
        self.assertEqual(report.lateness_ids.mapped("kind"), ["complaint_analysis"])
        self.assertFalse(report.lateness_ids.date_done)

    def test_lateness_does_not_vanish(self):
        """A late draft is neither deleted nor made another month's report."""
        report = self._report()
        with freeze_time("2026-04-04 04:00:00"):
            self._cron()
        report.invalidate_recordset()
        for change in (
            lambda: report.unlink(),
            lambda: report.write({"date_from": "2026-02-01"}),
            lambda: report.write({"kind": "sales"}),
            lambda: report.write({"company_ids": [(4, self.company.id)]}),
        ):
            with self.assertRaises(UserError):
                change()
        self.assertEqual(len(report.lateness_ids), 2)
        report.summary = "Words are still welcome"

    def test_facts_of_lateness(self):
        """What is a fact is not written, what was decided is final."""
        report = self._report()
        report.action_confirm()
        late = report.lateness_ids[0]
        other = self._report(date_from="2026-02-01")
        for vals in (
            {"state": "waived"},
            {"report_id": other.id},
            {"date_due": "2027-01-01 00:00:00"},
            {"company_id": self.other_company.id},
            {"kind": "report"},
            # a note lets nothing else through
            {"note": "x", "state": "confirmed"},
        ):
            with self.subTest(vals), self.assertRaises(UserError):
                late.write(vals)
        late.write({"note": "The system was down", "fine": 20.0})
        late.user_id = self.agent
        late.action_confirm()
        for change in (
            lambda: late.write({"fine": 0.0}),
            lambda: late.write({"user_id": self.advisor.id}),
            lambda: late.action_waive(),
        ):
            with self.assertRaises(UserError):
                change()
        self.assertEqual((late.state, late.fine), ("confirmed", 20.0))
