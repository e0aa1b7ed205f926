import datetime

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import AftersalesCase


@tagged("post_install", "-at_install")
class TestSalesAdviser(AftersalesCase):
    """Who had sold the car when the follow-up was made stays on it (Q6)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls._make_user("seller", "group_advisor")
        cls.successor = cls._make_user("successor", "group_advisor")
        cls.vehicle.sales_adviser_id = cls.seller

    def _followup(self):
        self._make_repair(advisor_id=self.director.id)
        return self._generate()[-1:]

    def test_followup_keeps_who_sold_the_car(self):
        """A later change of the car's adviser is for later follow-ups."""
        first = self._followup()
        self.vehicle.sales_adviser_id = self.successor
        self.assertEqual(first.sales_adviser_id, self.seller)
        self.assertEqual(self._followup().sales_adviser_id, self.successor)
        # who sold it still reads what counts for him, the successor what is his now
        for user in (self.seller, self.successor):
            self.assertTrue(first.with_user(user).has_access("read"), user.name)
        self.vehicle.sales_adviser_id = False
        self.assertTrue(first.with_user(self.seller).has_access("read"))
        self.assertFalse(first.with_user(self.successor).has_access("read"))
        with self.assertRaises(AccessError):
            first.with_user(self.manager).sales_adviser_id = self.successor

    def test_car_without_an_adviser(self):
        """Nobody sold it: nobody is named, then or later."""
        self.vehicle.sales_adviser_id = False
        followup = self._followup()
        self.vehicle.sales_adviser_id = self.successor
        self.assertFalse(followup.sales_adviser_id)

    def test_complaint_keeps_who_sold_the_car(self):
        """From a follow-up the one of that day, else the car's of the day it came."""
        followup = self._followup()
        self.vehicle.sales_adviser_id = self.successor
        complaints = self.env["aftersales.complaint"].with_user(self.manager)
        of_call = complaints.create(
            complaints._prepare_from_followup(followup.with_user(self.manager))
        )
        self.assertEqual(of_call.sales_adviser_id, self.seller)
        by_phone = complaints.create(
            {
                "vehicle_id": self.vehicle.id,
                "description": "Promised mats",
                "date_received": datetime.datetime(2026, 3, 2, 4),
            }
        )
        self.assertEqual(by_phone.sales_adviser_id, self.successor)
        self.vehicle.sales_adviser_id = False
        self.assertEqual(by_phone.sales_adviser_id, self.successor)
        with self.assertRaises(AccessError):
            by_phone.sales_adviser_id = self.seller
