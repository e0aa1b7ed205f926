import datetime

from freezegun import freeze_time

from odoo.tests import tagged

from .common import AftersalesCase


@tagged("post_install", "-at_install")
class TestFollowupInvestigation(AftersalesCase):
    """Three days unreachable: the service adviser finds out how (F12)."""

    def setUp(self):
        super().setUp()
        with freeze_time("2026-03-03 02:00:00"):  # 10:00 in Shanghai
            self._make_repair(date_closed="2026-03-02 09:00:00")
            self.followup = self._generate()
            self.followup.user_id = self.agent
        self.mine = self.followup.with_user(self.agent)
        for day in (3, 4, 5):
            with freeze_time(f"2026-03-0{day} 02:00:00"):
                self._finish("switched_off")
        self.queue = self.env["aftersales.followup"].with_user(self.agent)

    def _finish(self, code):
        return self.mine.finish_call(self._get_outcome(code).id)

    def _activity(self, kind):
        activity_type = self.env.ref(f"aftersales_followup.mail_activity_type_{kind}")
        return self.followup.activity_ids.filtered(
            lambda activity: activity.activity_type_id == activity_type
        )

    def _is_in_queue(self):
        return self.mine in self.queue.search(self.queue._queue_domain())

    def test_waits_outside_the_queue(self):
        self.assertTrue(self.followup.is_investigated)
        self.assertEqual(self._activity("investigate").user_id, self.advisor)
        self.assertFalse(self._activity("followup"))
        with freeze_time("2026-03-07 02:00:00"):
            self.assertFalse(self._is_in_queue())
            self.assertFalse(self.queue._next_in_queue())
        self.followup.user_id = self.agent_2
        self.assertEqual(self._activity("investigate").user_id, self.advisor)
        self.assertFalse(self._activity("followup"))

    def test_comes_back_when_the_adviser_has_finished(self):
        with freeze_time("2026-03-07 04:00:00"):  # lunch: not before 15:00
            self._activity("investigate").with_user(self.advisor).action_feedback(
                feedback="New number from the sales desk"
            )
        self.assertFalse(self.followup.is_investigated)
        self.assertEqual(self.followup.date_next, datetime.datetime(2026, 3, 7, 7))
        self.assertTrue(self._is_in_queue())
        self.assertEqual(self._activity("followup").user_id, self.agent)
        self.assertIn("sales desk", "".join(self.followup.message_ids.mapped("body")))

    def test_comes_back_when_the_activity_is_called_off(self):
        self._activity("investigate").unlink()
        self.assertTrue(self._is_in_queue())

    def test_comes_back_with_another_number(self):
        self.partner.write({"name": "Chen Wei", "phone": self.partner.phone})
        self.assertFalse(self._is_in_queue(), "The same number is no news")
        self.partner.phone = False
        self.assertFalse(self._is_in_queue(), "No number is no help")
        self.partner.with_user(self.agent).phone = "13900000000"
        self.assertTrue(self._is_in_queue())
        self.assertFalse(self._activity("investigate"))

    def test_comes_back_by_hand(self):
        self.followup.with_user(self.advisor).action_end_investigation()
        self.assertTrue(self._is_in_queue())
        self.followup.with_user(self.advisor).action_end_investigation()
        self.assertEqual(len(self._activity("followup")), 1)

    def test_is_investigated_once(self):
        self.followup.action_end_investigation()
        with freeze_time("2026-03-09 02:00:00"):
            self._finish("no_answer")
        self.assertFalse(self.followup.is_investigated)
        self.assertTrue(self._is_in_queue())

    def test_reached_in_spite_of_everything(self):
        with freeze_time("2026-03-06 02:00:00"):
            self._finish("busy")
            self.assertTrue(self.followup.is_investigated, "Nothing has changed")
            self.mine.finish_call(
                self._get_outcome("callback").id, callback_date="2026-03-06 08:00:00"
            )
        self.assertFalse(self.followup.is_investigated)
        self.assertEqual(self.followup.date_next, datetime.datetime(2026, 3, 6, 8))
        self.assertFalse(self._activity("investigate"))
        self.assertEqual(len(self._activity("followup")), 1)

    def test_who_was_reached_once_is_not_investigated(self):
        """The number is right: the customer is tried again until the expiry."""
        with freeze_time("2026-03-05 02:00:00"):
            self._make_repair(date_closed="2026-03-02 09:00:00")
            other = self._generate() - self.followup
            other.finish_call(
                self._get_outcome("callback").id, callback_date="2026-03-05 08:00:00"
            )
        for day in (6, 7, 8):
            with freeze_time(f"2026-03-0{day} 02:00:00"):
                other.finish_call(self._get_outcome("no_answer").id)
        self.assertFalse(other.is_unreachable)

    def test_days_are_the_stores(self):
        """Ten and three o'clock of one day in Auckland are two days in UTC."""
        self.company.resource_calendar_id.tz = "Pacific/Auckland"
        with freeze_time("2026-03-09 20:00:00"):
            self._make_repair(date_closed="2026-03-08 22:00:00")
            other = self._generate() - self.followup
        for moment in ("09 21:00", "10 02:00", "11 02:00"):
            self.assertFalse(other.is_unreachable)
            with freeze_time(f"2026-03-{moment}:00"):
                other.finish_call(self._get_outcome("no_answer").id)
        self.assertFalse(other.is_unreachable, "the 10th twice, and the 11th")
        with freeze_time("2026-03-12 02:00:00"):
            other.finish_call(self._get_outcome("no_answer").id)
        self.assertTrue(other.is_unreachable)

    def test_expires_all_the_same(self):
        cron = self.env.ref("aftersales_followup.cron_open_and_expire")
        with freeze_time("2026-03-19 02:00:00"), self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.followup.invalidate_recordset()
        self.assertEqual(self.followup.state, "missed")
        self.assertFalse(self.followup.activity_ids)
        self.partner.phone = "13900000000"
        self.assertEqual(self.followup.state, "missed")
