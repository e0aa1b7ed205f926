import datetime

from freezegun import freeze_time
from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.mail.tests.common import MailCase

from .common import ReportCase

# A Monday at noon in Shanghai; the week before is 9 to 15 March.
MONDAY = "2026-03-16 04:00:00"
CRON = "aftersales_followup_report.ir_cron_digest_weekly"


@tagged("post_install", "-at_install")
class TestDigest(ReportCase, MailCase):
    """The weekly digest of low items (M11): once, told, there without a mail, too."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # other stores of the database have weeks of their own
        cls.code = cls.items[0].code
        week = [datetime.date(2026, 3, 9), datetime.date(2026, 3, 15)]
        cls.low = cls._followups(2, week, "completed", low_answer_count=1)
        cls._scores(cls.low, {cls.code: 40.0})
        fine = cls._followups(2, week, "completed")
        cls._scores(fine, {cls.code: 100.0})
        outside = cls._followups(1, datetime.date(2026, 3, 16), "completed")
        cls._scores(outside, {cls.code: 10.0})

    def _digests(self):
        return self.env["aftersales.digest"].search(
            [("company_id", "=", self.company.id)]
        )

    def _make(self):
        """The digest of the one week that is due."""
        digests = self.env["aftersales.digest"]
        [week] = digests._weeks_due(self.company)
        return digests._make(self.company, week)

    def _run(self):
        with self.enter_registry_test_mode():
            self.env.ref(CRON).method_direct_trigger()

    @freeze_time(MONDAY)
    def test_once_a_week(self):
        """However often it runs, the week is told once; the next Monday the next."""
        with self.mock_mail_gateway():
            self._run()
            digest = self._digests()
            self.assertEqual(len(digest), 1)
            self.assertEqual(
                (str(digest.date_from), str(digest.date_to)),
                ("2026-03-09", "2026-03-15"),
            )
            self.assertEqual((digest.low_count, digest.customer_count), (2, 2))
            told = digest.message_ids.filtered("partner_ids")
            self._run()
            self.assertEqual(self._digests(), digest)
            self.assertEqual(digest.message_ids.filtered("partner_ids"), told)
            with freeze_time("2026-03-24 04:00:00"):
                self._run()
            self.assertEqual(len(self._digests()), 2)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(UniqueViolation),
            self.env.cr.savepoint(),
        ):
            self.env["aftersales.digest"].create(
                {"company_id": self.company.id, "date_from": "2026-03-09"}
            )

    @freeze_time(MONDAY)
    def test_who_is_told(self):
        """The store's managers; not its agents, not another store's managers."""
        stranger = self._make_user(
            "stranger", "group_care_manager", company=self.other_company
        )
        self.env["aftersales.digest"]._readers(self.company).lang = "en_US"
        with self.mock_mail_gateway():
            digest = self._make()
        told = digest.message_ids.partner_ids
        people = self.manager + self.director + self.service_manager
        self.assertLessEqual(people.partner_id, told)
        for other in (self.agent, self.auditor, stranger):
            self.assertNotIn(other.partner_id, told)
        self.assertEqual(digest.mail_state, "sent")
        body = digest.message_ids.filtered("partner_ids")[:1].body
        self.assertIn(self.items[0].name, body)

    @freeze_time(MONDAY)
    def test_words_of_who_reads_it(self):
        """Made at night by nobody, it is in the language of those who read it."""
        self.env["res.lang"]._activate_lang("zh_CN")
        item = self.items[0]
        item.with_context(lang="zh_CN").name = "接待迅速"
        figures = self.env["aftersales.figures"]
        langs = ("zh_CN", "en_US")
        heads = [figures.with_context(lang=lang)._label("item") for lang in langs]
        readers = self.env["aftersales.digest"]._readers(self.company)
        self.assertLess(self.manager + self.director, readers)
        readers.lang = "zh_CN"
        self.manager.lang = "en_US"
        with self.mock_mail_gateway():
            digest = self._make()
        for lang, head in zip(langs, heads, strict=True):
            chapter = digest.with_context(lang=lang)._figure_chapter("w1")
            table = chapter.table("week_items")
            self.assertEqual(table.row_header, head)
            self.assertIn("接待迅速", [row.label for row in table.rows])

    @freeze_time(MONDAY)
    def test_not_delivered(self):
        """The digest is there to be read, and says that no mail took it."""
        users = self.manager + self.director + self.service_manager
        users.sudo().notification_type = "email"
        users.partner_id.email = False
        with self.mock_mail_gateway():
            digest = self._make()
        digest.invalidate_recordset(["mail_state"])
        self.assertEqual(digest.mail_state, "failed")
        self.assertIn("Customer Chen", digest.with_user(self.manager).page)

    @freeze_time(MONDAY)
    def test_figures_open_records(self):
        """Numbers open what they count, and stay when an answer changes later."""
        with self.mock_mail_gateway():
            digest = self._make()
        mine = digest.with_user(self.manager)
        for path, count in (
            ("w1/week_figures/low_customers/this_week", 2),
            ("w1/week_figures/without_complaint/this_week", 2),
            (f"w1/week_items/{self.code}/low_answers", 2),
            (f"w1/week_items/{self.code}/sample", 4),
        ):
            action = mine.action_open_figure(path)
            found = self.env[action["res_model"]].with_user(self.manager)
            self.assertEqual(found.search_count(action["domain"]), count, path)
        page = digest.page
        self.low.sudo().unlink()
        digest.invalidate_recordset(["page"])
        self.assertEqual(digest.page, page)
        for path in ("w1", "x/y/z/a", "", "w1/week_items/none/mean"):
            with self.assertRaises(UserError):
                mine.action_open_figure(path)

    @freeze_time(MONDAY)
    def test_rights(self):
        """Managers read; nobody writes, makes or deletes one."""
        with self.mock_mail_gateway():
            digest = self._make()
        self.assertTrue(digest.with_user(self.auditor).page)
        with self.assertRaises(AccessError):
            digest.with_user(self.agent).read(["page"])
        with self.assertRaises(AccessError):
            digest.with_user(self.agent).action_open_figure("w1/week_low/1/")
        with self.assertRaises(AccessError):
            digest.with_user(self.manager).write({"low_count": 0})
        with self.assertRaises(AccessError):
            digest.with_user(self.manager).unlink()
        stranger = self._make_user(
            "other", "group_care_manager", company=self.other_company
        )
        elsewhere = digest.with_user(stranger).with_context(
            allowed_company_ids=self.other_company.ids
        )
        with self.assertRaises(AccessError):
            elsewhere.read(["page"])

    @freeze_time(MONDAY)
    def test_silent_store(self):
        """A store without an answer in the week has no digest."""
        self.assertFalse(self.env["aftersales.digest"]._weeks_due(self.other_company))

    def test_missed_weeks(self):
        """Nothing ran for a month: each week with answers is made up for, once."""
        weeks = [datetime.date(2026, 3, day) for day in (16, 30)] + [
            datetime.date(2026, 4, 6)
        ]
        for day in weeks:
            answers = self._followups(1, day, "completed", low_answer_count=1)
            self._scores(answers, {self.code: 30.0})
        with self.mock_mail_gateway():
            with freeze_time(MONDAY):
                self._run()
            first = self._digests()
            told = first.message_ids.filtered("partner_ids")
            with freeze_time("2026-04-07 04:00:00"):
                self._run()
                self._run()
        # 23 March had no answer, the week of 6 April is not over
        self.assertEqual(
            self._digests().sorted("date_from").mapped("date_from"),
            [datetime.date(2026, 3, 9), *weeks[:2]],
        )
        self.assertEqual(first.message_ids.filtered("partner_ids"), told)
        made_up = (self._digests() - first).sorted("date_from")
        self.assertEqual(made_up.mapped("low_count"), [2, 1])
        for digest in made_up:
            self.assertEqual(len(digest.message_ids.filtered("partner_ids")), 1)

    def test_no_digest_of_the_past(self):
        """A store's first digest is of last week, whatever was answered before."""
        with freeze_time("2026-03-31 04:00:00"):
            self.assertFalse(self.env["aftersales.digest"]._weeks_due(self.company))

    def test_answers_in_a_week_told(self):
        """Answers that come into a week that was told make no second digest."""
        with self.mock_mail_gateway(), freeze_time(MONDAY):
            digest = self._make()
            late = self._followups(1, datetime.date(2026, 3, 10), "completed")
            self._scores(late, {self.code: 20.0})
            self._run()
        self.assertEqual(self._digests(), digest)
