"""What happens to the customers and cars of the year's dealer, as the plan has it."""

import datetime

from odoo import fields

from odoo.addons.aftersales_followup.tools import localtime

from . import year_plan


class YearEvents:
    """One method for each kind of event in the plan."""

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

    def _event_delivery(self, _day, car, _value):
        self.cars[car].write(self._delivered(fields.Datetime.now()))

    def _event_sold(self, _day, car, day):
        """Delivered before the year, at an hour that nobody remembers."""
        self.cars[car].write({**self._delivered(day), "delivered_at": False})

    def _delivered(self, moment):
        day = fields.Date.to_date(moment)
        return {
            "delivered_at": moment,
            "delivery_date": day,
            "warranty_date": day + datetime.timedelta(days=730),
        }

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

    def _event_block(self, _day, customer, what):
        kind, name = what or ("", "")
        purpose = kind == "purpose" and self.env.ref(
            f"aftersales_followup.purpose_{name}"
        )
        self.env["aftersales.contact.block"].create(
            {
                "partner_id": self.customers[customer].id,
                "reason": "Wrote a letter",
                "purpose_id": purpose and purpose.id,
                "channel": kind == "channel" and name,
            }
        )

    def _event_merge(self, day, double, original):
        """Somebody finds out that two customers are one."""
        double, original = self.customers[double], self.customers[original]
        self.merged[double.id] = (original.id, day)
        self.customers -= double
        self.env["base.partner.merge.automatic.wizard"].create({})._merge(
            (double + original).ids, original
        )
        self.env.invalidate_all()

    def _event_book(self, _day, car, appointment):
        """The next one in the workshop, by telephone (R1)."""
        number, day, hour = appointment
        vehicle = self.cars[car]
        if vehicle.active and vehicle.home_company_id == self.company:
            self.booked[number] = self._make_repair(
                self.company,
                state="confirmed",
                intake="booked_customer" if number % 2 else "booked_dealer",
                partner_id=vehicle.owner_id.id,
                vehicle_id=vehicle.id,
                date_closed=False,
                schedule_date=localtime.utc_moment(day, hour, self.tz),
            )

    def _event_rebook(self, _day, _car, appointment):
        number, day, hour = appointment
        if number in self.booked:
            self.booked[number].schedule_date = localtime.utc_moment(day, hour, self.tz)

    def _event_arrive(self, _day, _car, number):
        """He is there, and waits for it."""
        if number in self.booked:
            self.booked[number].state = "under_repair"
            self.booked[number].write(
                {"state": "done", "date_inspected": fields.Datetime.now()}
            )

    def _event_call_off(self, _day, _car, number):
        if number in self.booked:
            self.booked[number].state = "cancel"

    def _event_ask(self, _day, car, answer):
        """Stands at home and does not start: somebody is to come (F28)."""
        vehicle = self.cars[car]
        if vehicle.active:
            request = self.env["aftersales.visit.request"].create(
                {
                    "partner_id": vehicle.owner_id.id,
                    "vehicle_id": vehicle.id,
                    "company_id": self.company.id,
                    "reason": "Does not start",
                }
            )
            if answer == "at once":
                self._send_somebody(request)
            elif answer == "later":
                self.waiting += request

    def _send_somebody(self, requests):
        requests.with_user(self.agent).with_context(
            allowed_company_ids=self.company.ids
        ).action_send()

    def _event_quote(self, _day, car, number):
        """Looks at the offer at home (F2)."""
        vehicle = self.cars[car]
        if vehicle.active:
            self._make_repair(
                self.company,
                state="confirmed",
                intake="walk_in",
                partner_id=vehicle.owner_id.id,
                vehicle_id=vehicle.id,
                date_closed=False,
                date_received=fields.Datetime.now(),
                diagnosis="Brake pads worn",
                quote_amount=800 + number,
                quote_decision="quote",
            )

    def _event_consult(self, _day, car, number):
        """Calls with a question, and gets an answer (F2, F27)."""
        vehicle = self.cars[car]
        if vehicle.active:
            self.env["aftersales.inbound.call"].create(
                {
                    "company_id": self.company.id,
                    "user_id": self.agent.id,
                    "partner_id": vehicle.owner_id.id,
                    "vehicle_id": vehicle.id,
                    "topic": ("price", "advice", "visit")[number % 3],
                    "question": "What do four tyres cost?",
                    "answer": "2000, fitted",
                }
            )

    def _event_campaign(self, _day, number, day):
        """Written, approved by somebody else, and started (F9)."""
        campaign = (
            self.env["aftersales.campaign"]
            .with_user(self.marketing)
            .with_context(allowed_company_ids=self.company.ids)
            .create(
                {
                    "name": f"Campaign {number}",
                    "date": day,
                    "place": "Workshop",
                    "summary": "Battery and tyres, free of charge.",
                    "content": "We check battery, brakes and tyres.",
                    "company_id": self.company.id,
                }
            )
        )
        campaign.action_submit()
        campaign.with_user(self.director).action_approve()
        campaign.action_start()
        self.campaigns[number] = campaign

    def _event_campaign_end(self, _day, number, _value):
        """Some of those who said yes were there."""
        campaign = self.campaigns[number]
        said_yes = campaign.participant_ids.filtered(lambda p: p.answer == "yes")
        said_yes[: len(said_yes) // 2].attended = True
        campaign.action_finish()

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
