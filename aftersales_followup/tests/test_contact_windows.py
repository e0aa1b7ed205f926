import datetime

import pytz
from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import BaseCase, tagged

from ..tools import retry
from .common import AftersalesCase

AT = datetime.datetime
ZONES = ("Asia/Shanghai", "Asia/Urumqi", "Europe/Berlin", "America/New_York")
SATURDAY_EVENING = ((18.5, 20.0, 5),)


@tagged("post_install", "-at_install")
class TestNextSlot(BaseCase):
    """Never at meals, rest or night, on the customer's own clock (F14)."""

    def test_every_moment_of_some_weeks(self):
        # Over the summer times of New York (8 March) and Berlin (29 March).
        start = AT(2026, 3, 5)
        for zone in ZONES:
            tz = pytz.timezone(zone)
            for windows in ((), SATURDAY_EVENING, ((9.0, 9.5), (12.0, 13.0, 6))):
                for minutes in range(0, 30 * 24 * 60, 97):
                    moment = start + datetime.timedelta(minutes=minutes)
                    slot = retry.next_slot(moment, tz, windows)
                    self.assertGreaterEqual(slot, moment)
                    self.assertLessEqual(slot - moment, datetime.timedelta(days=8))
                    local = pytz.utc.localize(slot).astimezone(tz)
                    hour = local.hour + local.minute / 60
                    self.assertTrue(
                        any(
                            start_hour <= hour < stop
                            and (not weekday or weekday[0] == local.weekday())
                            for start_hour, stop, *weekday in (
                                windows or retry.DEFAULT_WINDOWS
                            )
                        ),
                        f"{local} for {moment}",
                    )


@tagged("post_install", "-at_install")
@freeze_time("2026-03-03 00:30:00")
class TestContactWindows(AftersalesCase):
    """The same through the engine: who waits for which window."""

    def _moment(self, **values):
        repair = self._make_repair(partner_id=self._make_customer("X", **values).id)
        self._generate()
        return repair.followup_ids.date_next

    def test_in_the_customers_time_zone(self):
        # From 08:00 in Shanghai on: 19:00 of the day before in New York.
        self.assertEqual(self._moment(tz="America/New_York"), AT(2026, 3, 3, 15))
        self.assertEqual(self._moment(tz="Europe/Berlin"), AT(2026, 3, 3, 9))
        self.assertEqual(self._moment(tz="Asia/Shanghai"), AT(2026, 3, 3, 2))
        self.assertEqual(self._moment(tz=False), AT(2026, 3, 3, 2))

    def test_own_window_of_a_weekday(self):
        window = {"weekday": "5", "hour_from": 18.5, "hour_to": 20}
        self.assertEqual(
            self._moment(contact_window_ids=[(0, 0, window)]), AT(2026, 3, 7, 10, 30)
        )

    def test_hours_are_the_managers(self):
        """The usual hours are data: for all stores, or a store's own (F14)."""
        Hours = self.env["aftersales.calling.hours"].with_user(self.manager)
        shipped = Hours.search([])
        self.assertEqual(
            shipped.mapped(lambda h: (h.hour_from, h.hour_to)),
            list(retry.DEFAULT_WINDOWS),
        )
        self.assertEqual(self._moment(), AT(2026, 3, 3, 2))
        own = Hours.create(
            {"company_id": self.company.id, "hour_from": 13.5, "hour_to": 14.0}
        )
        self.assertEqual(self._moment(), AT(2026, 3, 3, 5, 30))
        own.weekday = "5"
        self.assertEqual(self._moment(), AT(2026, 3, 7, 5, 30))
        own.unlink()
        shipped.write({"hour_from": 9.0, "hour_to": 9.5})
        self.assertEqual(self._moment(), AT(2026, 3, 3, 1))
        shipped.unlink()
        self.assertEqual(self._moment(), AT(2026, 3, 3, 2))
        with self.assertRaises(AccessError):
            Hours.with_user(self.agent).create({"hour_from": 0, "hour_to": 24})

    def test_a_call_back_is_when_the_customer_said(self):
        self._make_repair()
        followup = self._generate()
        at_noon = AT(2026, 3, 3, 4, 10)
        followup.finish_call(
            self._get_outcome("callback").id, callback_date=str(at_noon)
        )
        self.assertEqual(followup.date_next, at_noon)
