import json

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import ReportCase

PDF = "aftersales_followup_report.report_month"
XLSX = "aftersales_followup_report.month_xlsx"


@tagged("post_install", "-at_install")
class TestRoutes(ReportCase, HttpCase):
    """The report over HTTP: URLs of files, attachments and RPC ask for the rights."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._followups(3, cls._days(), "completed")
        cls.report = cls._report()
        cls.report.action_confirm()
        for user in (cls.manager, cls.agent):
            user.sudo().password = f"{user.login}!long"

    def _login(self, user):
        self.authenticate(user.login, f"{user.login}!long")

    def _urls(self):
        report = self.report
        files = report.sudo().pdf_attachment_id + report.sudo().xlsx_attachment_id
        return [
            f"/report/html/{PDF}/{report.id}",
            # tests get HTML instead of a PDF without the context key
            f"/report/pdf/{PDF}/{report.id}?context=%7B%22force_report_rendering%22:1%7D",
            f"/report/xlsx/{XLSX}/{report.id}",
            *(f"/web/content/{one.id}" for one in files),
        ]

    def _call(self, method):
        return self.url_open(
            "/web/dataset/call_kw",
            data=json.dumps(
                {
                    "params": {
                        "model": "aftersales.report",
                        "method": method,
                        "args": [[self.report.id]],
                        "kwargs": {},
                    }
                }
            ),
            headers={"Content-Type": "application/json"},
        ).json()

    def test_manager(self):
        """The manager gets every file; confirmed ones are the archived bytes."""
        self._login(self.manager)
        html, pdf, xlsx, *files = (self.url_open(url) for url in self._urls())
        self.assertIn("as-report", html.text)
        self.assertEqual(pdf.content, files[0].content)
        self.assertEqual(xlsx.content, files[1].content)

    def test_archive_is_not_deleted_in_the_chatter(self):
        """The chatter deletes files as superuser: an archived one stays."""
        self._login(self.manager)
        files = self.report.pdf_attachment_id + self.report.xlsx_attachment_id
        for one in files:
            with mute_logger("odoo.http"):
                answer = self.url_open(
                    "/mail/attachment/delete",
                    data=json.dumps({"params": {"attachment_id": one.id}}),
                    headers={"Content-Type": "application/json"},
                ).json()
            self.assertEqual(
                answer["error"]["data"]["name"], "odoo.exceptions.UserError"
            )
        self.assertEqual(files.exists(), files)

    def test_agent(self):
        """An agent gets nothing by URL, attachment or RPC."""
        self._login(self.agent)
        for url in self._urls():
            with self.subTest(url):
                answer = self.url_open(url)
                self.assertGreaterEqual(answer.status_code, 400)
                self.assertNotIn(b"%PDF", answer.content[:10])
        for method in ("action_confirm", "read", "action_propose_measures"):
            self.assertIn("error", self._call(method), method)
        # private methods answer nobody
        self._login(self.manager)
        for method in ("chapters", "_headless_month", "differences"):
            self.assertIn("error", self._call(method), method)
