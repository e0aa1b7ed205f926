import datetime
import json

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from .common import ReportCase

TODAY = "2026-03-20 04:00:00"


@tagged("post_install", "-at_install")
class TestDashboard(ReportCase):
    """The director's dashboard: the engine's figures, each opens its records."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._followups(3, cls.month, "completed", band_level="very_satisfied")
        cls._followups(1, cls.month, "no_answer")
        cls._followups(2, datetime.date(2026, 2, 3), "completed")
        cls._followups(5, cls.month, "completed", company_id=cls.other_company.id)
        cls.complaint = (
            cls.env["aftersales.complaint"]
            .sudo()
            .create(
                {
                    "company_id": cls.company.id,
                    "partner_id": cls.partner.id,
                    "vehicle_id": cls.vehicle.id,
                    "description": "Waited long",
                    "date_received": "2026-03-05 04:00:00",
                }
            )
        )
        cls.dashboard = cls.env["aftersales.dashboard"].with_user(cls.director)

    def _opened(self, path, ids=None):
        action = self.dashboard.open_figure(path, ids)
        found = self.env[action["res_model"]].with_user(self.director)
        return found.with_context(active_test=False).search_count(action["domain"])

    @freeze_time(TODAY)
    def test_numbers_open_their_records(self):
        """This month, last month and last year; open, late and late today."""
        page = self.dashboard.get_page()
        self.assertEqual(page["chosen"], self.company.ids)
        for path, count in (
            ("cards/value/due", 4),
            ("cards/previous/due", 2),
            ("cards/last_year/due", 0),
            ("cards/value/effective_rate_short", 3),
            ("cards/value/complaints", 1),
            ("cards/value/open_now", 1),
        ):
            self.assertIn(f'data-figure="{path}"', page["html"])
            self.assertEqual(self._opened(path), count, path)
        self.assertIn("75.0 %", page["html"])

    @freeze_time(TODAY)
    def test_late_today(self):
        """Late from the moment on; late today is what ends before midnight there."""
        self.complaint.deadline_ids.sudo().unlink()
        deadlines = self.env["aftersales.complaint.deadline"].sudo()

        def deadline(moment):
            return deadlines.create(
                {
                    "complaint_id": self.complaint.id,
                    "kind": "contact",
                    "clock": "elapsed",
                    "start_event": "date_received",
                    "date_alarm": moment,
                    "is_open": True,
                }
            )

        for moment, late, today in (
            ("2026-03-20 03:59:00", 1, 0),
            ("2026-03-20 15:59:00", 0, 1),
            ("2026-03-20 16:00:00", 0, 0),
        ):
            row = deadline(moment)
            self.assertEqual(self._opened("cards/value/late_now"), late, moment)
            self.assertEqual(self._opened("cards/value/due_today"), today, moment)
            row.unlink()

    @freeze_time(TODAY)
    def test_stores(self):
        """Head office chooses stores and sees them side by side; a store its own."""
        with self.assertRaises(AccessError):
            self.dashboard.get_page(self.other_company.ids)
        both = self.company + self.other_company
        self.director.sudo().company_ids = [(6, 0, both.ids)]
        page = self.dashboard.get_page(both.ids)
        self.assertEqual([one["id"] for one in page["stores"]], sorted(both.ids))
        self.env["aftersales.complaint"].sudo().create(
            {
                "company_id": self.other_company.id,
                "partner_id": self.partner.id,
                "description": "Waited long in the west",
            }
        )
        for ids, count in ((both.ids, 2), (self.company.ids, 1)):
            cells = self.dashboard._cells(ids, self.dashboard._month(ids))
            self.assertEqual(cells["open_now"]["value"].value, count)
        more = self.dashboard.get_more(both.ids)
        self.assertEqual(more.count("<svg"), 5)
        path = f"stores/main_figures/main_due/store_{self.other_company.id}"
        self.assertIn(f'data-figure="{path}"', more)
        wide = self.dashboard.with_context(allowed_company_ids=both.ids)
        action = wide.open_figure(path, both.ids)
        found = wide.env[action["res_model"]].search_count(action["domain"])
        self.assertEqual(found, 5)
        self.assertNotIn("main_figures", self.dashboard.get_more(self.company.ids))

    @freeze_time(TODAY)
    def test_hostile(self):
        """No figure, no store, no list: an error, not a page."""
        for path in (
            "",
            "cards/value/none",
            "cards/none/due",
            "stores/a/b/c",
            "x" * 99,
        ):
            with self.assertRaises(UserError):
                self.dashboard.open_figure(path)
        for ids in ("1", {"a": 1}, ["1"], 7):
            with self.assertRaises(UserError):
                self.dashboard.get_page(ids)
        for user in (self.agent, self.advisor):
            for call in (
                lambda one: one.get_page(),
                lambda one: one.get_more(),
                lambda one: one.open_figure("cards/value/due"),
            ):
                with self.assertRaises(AccessError):
                    call(self.env["aftersales.dashboard"].with_user(user))

    @freeze_time(TODAY)
    def test_repair_analysis(self):
        """Orders as facts: redone ones, booked ones, the rate as a mean."""
        order = self._make_repair(
            date_closed="2026-03-03 04:00:00", intake="booked_dealer"
        )
        self._make_repair(date_closed="2026-03-09 04:00:00", rework_of_id=order.id)
        self._make_repair(company=self.other_company, technician_ids=False)
        analysis = self.env["aftersales.repair.analysis"].with_user(self.director)
        sums = analysis._read_group(
            [("day_closed", ">=", "2026-03-01")],
            [],
            ["order_count:sum", "redone_count:sum", "booked_count:sum", "fix_rate:avg"],
        )[0]
        self.assertEqual(sums, (2, 1, 1, 50.0))
        with self.assertRaises(AccessError):
            analysis.with_user(self.agent).search([])


@tagged("post_install", "-at_install")
class TestReportRoutes(ReportCase, HttpCase):
    """The new reports over HTTP: URLs and RPC ask for the rights."""

    def _login(self, user):
        user.sudo().password = f"{user.login}!long"
        self.authenticate(user.login, f"{user.login}!long")

    def _call(self, model, method, *args):
        return self.url_open(
            "/web/dataset/call_kw",
            data=json.dumps(
                {
                    "params": {
                        "model": model,
                        "method": method,
                        "args": list(args),
                        "kwargs": {},
                    }
                }
            ),
            headers={"Content-Type": "application/json"},
        ).json()

    def test_agent_gets_nothing(self):
        """No kind of report, no minutes, no digest, no dashboard for an agent."""
        self._followups(2, self._days(), "completed")
        reports = [self._report(kind=kind) for kind in ("sales", "people")]
        meeting = (
            self.env["aftersales.review.meeting"]
            .with_user(self.manager)
            .create({"name": "Review", "company_id": self.company.id})
        )
        prefix = "aftersales_followup_report"
        urls = [
            f"/report/{kind}/{prefix}.{name}/{one.id}"
            for one in reports
            for kind, name in (
                ("html", "report_month"),
                ("pdf", "report_month"),
                ("xlsx", "month_xlsx"),
            )
        ]
        urls += [
            f"/report/{kind}/{prefix}.report_meeting/{meeting.id}"
            for kind in ("html", "pdf")
        ]
        self._login(self.agent)
        for url in urls:
            with self.subTest(url):
                self.assertGreaterEqual(self.url_open(url).status_code, 400)
        for call in (
            ("aftersales.dashboard", "get_page", []),
            ("aftersales.dashboard", "get_more", self.company.ids),
            ("aftersales.dashboard", "open_figure", "cards/value/due"),
            ("aftersales.report", "action_open_figure", reports[0].ids, "s1/a/b/c"),
            ("aftersales.report.analysis", "search_read", []),
            ("aftersales.digest", "search_read", []),
            ("aftersales.repair.analysis", "search_read", []),
            ("aftersales.review.meeting", "read", meeting.ids),
        ):
            with self.subTest(call[:2]):
                self.assertIn("error", self._call(*call))
        self._login(self.manager)
        for url in urls:
            with self.subTest(url):
                self.assertEqual(self.url_open(url).status_code, 200)
        self.assertIn("result", self._call("aftersales.dashboard", "get_page", []))
        for method in ("_make", "_tell", "_cron_weekly", "_cells"):
            self.assertIn("error", self._call("aftersales.digest", method, []))
