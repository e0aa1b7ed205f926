import datetime

from odoo.tests import tagged

from .common_scenario import ScenarioCase

DAY = datetime.date


@tagged("post_install", "-at_install")
class TestScenarioDelivery(ScenarioCase):
    """From the delivery of a car or of goods to the closed follow-up (F3–F5)."""

    def _deliver(self, day, **values):
        with self._local(day, 11):
            self.vehicle.write({"delivery_date": day, **values})

    def _sell(self, day, product="Roof box"):
        """Sell a product to the customer and hand it over on a local day."""
        product = self.env["product.product"].create({"name": product})
        with self._local(day, 11):
            order = (
                self.env["sale.order"]
                .with_company(self.company)
                .create(
                    {
                        "partner_id": self.partner.id,
                        "company_id": self.company.id,
                        "order_line": [
                            (0, 0, {"product_id": product.id, "product_uom_qty": 1})
                        ],
                    }
                )
            )
            order.action_confirm()
            order.picking_ids.move_ids.write({"quantity": 1, "picked": True})
            order.picking_ids.button_validate()
        return order.picking_ids

    def _live_around(self, say, *days):
        """Live the days themselves, the day before and the two after."""
        for day in map(datetime.date.fromisoformat, days):
            first, last = (
                (day + datetime.timedelta(days=shift)).isoformat() for shift in (-1, 2)
            )
            self._live(first, last, say)

    def test_delivered_product(self):
        """F3: one month, three months, the end of the first warranty year."""
        self._switch_on("delivered", "2026-01-30")
        self._deliver("2026-01-31")
        marks = iter([9, 4, 10])
        self._live_around(
            lambda f: {"outcome": "completed", "marks": next(marks)},
            "2026-02-28",
            "2026-04-30",
            "2027-01-31",
        )
        self._assert_story(
            "02-28 10:00 F3 phone Customer Chen: completed",
            "04-30 10:00 F3 phone Customer Chen: completed",
            "01-31 10:00 F3 phone Customer Chen: completed",
        )
        self.assertEqual(
            [(f.state, f.date_planned) for f in self._all()],
            [
                ("done", DAY(2026, 2, 28)),
                ("done", DAY(2026, 4, 30)),
                ("done", DAY(2027, 1, 31)),
            ],
        )
        self.assertEqual([bool(f.low_answer_count) for f in self._all()], [0, 1, 0])

    def test_goods_of_a_sales_order(self):
        """F3 for what was sold without a car: the delivery of the goods counts."""
        self._switch_on("sale_delivered", "2026-03-01")
        picking = self._sell("2026-03-05")
        self._live_around(lambda followup: "completed", "2026-04-05", "2026-06-05")
        self._assert_story(
            "04-05 10:00 F3S phone Customer Chen: completed",
            "06-05 10:00 F3S phone Customer Chen: completed",
        )
        self.assertEqual(set(self._all().mapped("res_id")), {picking.id})

    def test_three_three_three(self):
        """F4: 3 days, 3 weeks, 3 months; who refuses is not asked the third time."""
        self._switch_on("three_three_three", "2026-03-01")
        self._deliver("2026-03-02")
        answers = iter(
            [
                "no_answer",
                "completed",
                {"outcome": "refused", "note": "Calls too often"},
            ]
        )
        self._live("2026-03-02", "2026-03-25", lambda followup: next(answers))
        self._live_around(None, "2026-06-02")
        self._assert_story(
            "03-05 10:00 F4 phone Customer Chen: no_answer",
            "03-06 10:00 F4 phone Customer Chen: completed",
            "03-23 10:00 F4 phone Customer Chen: refused",
        )
        self._assert_ends(
            "03-05 F4 Customer Chen: done",
            "03-23 F4 Customer Chen: done",
            "06-02 F4 Customer Chen: skipped (do_not_contact)",
        )

    def test_new_vehicle(self):
        """F5: the sales adviser that afternoon, then the agents on day 3, 7 and 25."""
        self._switch_on("new_vehicle", "2026-03-01")
        self._live(
            "2026-03-02",
            "2026-03-28",
            lambda followup: "completed",
            d0302=lambda: self._deliver(
                "2026-03-02", sales_adviser_id=self.director.id
            ),
        )
        self._assert_story(
            "03-02 15:00 F5 phone Customer Chen: completed",
            "03-05 10:00 F5 phone Customer Chen: completed",
            "03-09 10:00 F5 phone Customer Chen: completed",
            "03-27 10:00 F5 phone Customer Chen: completed",
        )
        callers = [f.attempt_ids.user_id for f in self._all()]
        self.assertEqual(callers[0], self.director)
        self.assertTrue(all(c in self.team.member_ids for c in callers[1:]))

    def test_the_car_goes_back(self):
        """A delivery that is taken back leaves nobody to call."""
        self._switch_on("new_vehicle", "2026-03-01")
        self._deliver("2026-03-02")
        self._live("2026-03-02", "2026-03-05", None)
        with self._local("2026-03-05", 12):
            self.vehicle.owner_id = False
        self._live("2026-03-06", "2026-03-28", lambda followup: "completed")
        self._assert_story()
        self._assert_ends(
            "03-02 F5 Customer Chen: cancelled (came_in)",
            "03-05 F5 Customer Chen: cancelled (came_in)",
        )
