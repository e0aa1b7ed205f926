"""What happens to the customers and cars of the year's dealer, as the plan has it."""

import datetime

from odoo import fields

from . import year_plan


class YearEvents:
    """One method for each kind of event in the plan."""

    def _happen(self, day):
        for event in self.plan.get(day, ()):
            getattr(self, f"_event_{event.kind}")(day, event.who, event.value)
        self._handle_complaints(day)

    def _event_visit(self, day, car, mileage):
        vehicle = self.cars[car]
        if not vehicle.active or not vehicle.owner_id:
            return
        store = self._store(car)
        self._make_repair(
            store,
            partner_id=vehicle.owner_id.id,
            vehicle_id=vehicle.id,
            mileage=mileage,
            date_closed=fields.Datetime.now(),
            date_inspected=fields.Datetime.now(),
            technician_ids=[(6, 0, self.technician.ids)]
            if store == self.company
            else False,
        )

    def _event_delivery(self, day, car, _value):
        self.cars[car].delivery_date = day

    def _event_insurance(self, _day, car, date):
        self.cars[car].insurance_date = date

    def _event_inspection(self, _day, car, date):
        self.cars[car].inspection_date = date

    def _event_wear(self, _day, car, replaced):
        self.env["aftersales.vehicle.wear.part"].create(
            {
                "vehicle_id": self.cars[car].id,
                "part_id": self.env.ref("aftersales_followup.wear_part_wipers").id,
                "date_replaced": replaced,
            }
        )

    def _event_replace(self, _day, car, replaced):
        self.cars[car].wear_part_ids.date_replaced = replaced

    def _event_block(self, _day, customer, _value):
        self.env["aftersales.contact.block"].create(
            {"partner_id": self.customers[customer].id, "reason": "Wrote a letter"}
        )

    def _event_absence(self, _day, agent, days):
        both = (self.agent, self.agent_2)
        self.env["aftersales.delegation"].create(
            {
                "user_id": both[agent].id,
                "delegate_id": both[1 - agent].id,
                "date_from": days[0],
                "date_to": days[1],
                "company_id": self.company.id,
            }
        )

    def _event_resell(self, _day, car, _value):
        self.cars[car].owner_id = self.customers[(car + 7) % year_plan.CUSTOMERS]

    def _event_scrap(self, _day, car, _value):
        self.cars[car].active = False

    def _event_sale(self, _day, customer, _value):
        order = (
            self.env["sale.order"]
            .with_company(self.company)
            .create(
                {
                    "partner_id": self.customers[customer].id,
                    "company_id": self.company.id,
                    "order_line": [
                        (0, 0, {"product_id": self.product.id, "product_uom_qty": 1})
                    ],
                }
            )
        )
        order.action_confirm()
        order.picking_ids.move_ids.write({"quantity": 1, "picked": True})
        order.picking_ids.button_validate()

    def _handle_complaints(self, day):
        """Two days later a complaint is handled; the re-visit is then due (F7)."""
        before = fields.Datetime.now() - datetime.timedelta(days=2)
        for complaint in self.env["aftersales.complaint"].search(
            [
                ("company_id", "=", self.company.id),
                ("date_received", "<", before),
                ("date_handled", "=", False),
            ]
        ):
            complaint = complaint.with_context(allowed_company_ids=self.company.ids)
            complaint.cause_ids = self.quality
            self._walk(complaint, until="handled")
