"""What stands in the records on a night, read without the engine."""

import datetime

from odoo import fields

from . import year_rules

# The anchors of cars: name, key and day, the moment too where there is one.
CARS = """
    SELECT id, last_visit_date, delivery_date, maintenance_date, first_maintenance_date,
           insurance_date, inspection_date, delivered_at, warranty_date
      FROM fleet_vehicle
     WHERE active AND owner_id IS NOT NULL AND home_company_id = %s"""
PARTS = """
    SELECT part.id, date_replaced, date_due
      FROM aftersales_vehicle_wear_part part
      JOIN fleet_vehicle car ON car.id = vehicle_id
     WHERE car.active AND owner_id IS NOT NULL AND home_company_id = %s"""
# The anchors that are a moment: anchor, model, and id, key and moment by store.
MOMENTS = (
    (
        "repair.settled",
        "repair.order",
        """SELECT id, 'settled', date_closed FROM repair_order
            WHERE state = 'done' AND company_id = %s""",
    ),
    (
        "repair.appointment",
        "repair.order",
        """SELECT id, 'appointment', schedule_date FROM repair_order
            WHERE state IN ('draft', 'confirmed') AND intake <> 'walk_in'
              AND company_id = %s""",
    ),
    (
        "complaint.handled",
        "aftersales.complaint",
        """SELECT id, 'handled:' || COALESCE(reopen_count, 0), date_handled
             FROM aftersales_complaint
            WHERE date_handled IS NOT NULL AND company_id = %s""",
    ),
    (
        "sale.delivered",
        "stock.picking",
        """SELECT picking.id, 'delivered', date_done
             FROM stock_picking picking
             JOIN stock_picking_type type ON type.id = picking_type_id
            WHERE state = 'done' AND type.code = 'outgoing'
              AND sale_id IS NOT NULL AND picking.company_id = %s""",
    ),
    (
        "visit.request.visit",
        "aftersales.visit.request",
        """SELECT id, 'requested', date_requested FROM aftersales_visit_request
            WHERE active AND date_sent IS NULL AND company_id = %s""",
    ),
    (
        "visit.request.phone",
        "aftersales.visit.request",
        """SELECT id, 'requested', date_requested FROM aftersales_visit_request
            WHERE active AND company_id = %s""",
    ),
    (
        "agreed",
        "aftersales.agreed.contact",
        "SELECT id, 'agreed', date FROM aftersales_agreed_contact"
        " WHERE company_id = %s",
    ),
)
# What was asked or offered, and the last repair of the car: is it none since?
WITHOUT_REPAIR = (
    (
        "repair.quoted",
        "repair.order",
        """SELECT quote.id, 'quoted', date_received, last_visit_date
             FROM repair_order quote
             JOIN fleet_vehicle car ON car.id = vehicle_id
            WHERE quote_decision = 'quote' AND state <> 'done'
              AND quote.company_id = %s""",
    ),
    (
        "consultation",
        "aftersales.inbound.call",
        """SELECT call.id, 'asked', date, last_visit_date
             FROM aftersales_inbound_call call
             JOIN fleet_vehicle car ON car.id = vehicle_id
            WHERE topic IN ('question', 'price', 'policy', 'advice')
              AND complaint_id IS NULL AND call.company_id = %s""",
    ),
)
INVITED = """
    SELECT guest.id, campaign.date, guest.answer, guest.date_letter
      FROM aftersales_campaign_participant guest
      JOIN aftersales_campaign campaign ON campaign.id = campaign_id
     WHERE campaign.state = 'running' AND NOT COALESCE(attended, FALSE)
       AND campaign.company_id = %s AND campaign.date >= %s"""
KEY_CUSTOMERS = """
    SELECT DISTINCT partner.id
      FROM res_partner partner
      JOIN aftersales_customer_category category
        ON category.id = customer_category_id AND is_key
      JOIN fleet_vehicle car ON car.owner_id = partner.id AND car.active
     WHERE home_company_id = %s"""


class YearRecords:
    """The steps and the dates that they hang on, as plain values."""

    def _expect(self, precise=False):
        """Note what stands in the records for a run that begins now.

        :param precise: only for steps of hours, as the run each quarter of an hour
        :return: the programs for which something new was found
        """
        self.env.flush_all()
        now = fields.Datetime.now()
        new = set()
        for store in self.stores:
            zone = store.resource_calendar_id.tz
            steps = [
                step
                for step in self._plain_steps(store)
                if not precise or step["unit"] in ("hour", "half_day")
            ]
            if steps:
                dates = self._plain_dates(
                    store, zone, year_rules.local(now, zone).date()
                )
                new |= self.expected.see(now, zone, steps, dates)
        return self.env["aftersales.program.step"].browse(new).program_id

    def _plain_steps(self, store):
        return [
            step
            for step in self._all_plain_steps()
            if step["store"] in (store.id, False)
        ]

    def _all_plain_steps(self):
        """Return all steps; nobody changes them in the year."""
        if not hasattr(self, "_steps"):
            self._steps = [self._plain_step(step) for step in self.programs.step_ids]
        return self._steps

    def _plain_step(self, step):
        program = step.program_id
        anchor = program.anchor.removeprefix("aftersales.anchor.")
        if anchor in ("campaign", "visit.request"):
            anchor = f"{anchor}.{step.channel}"
        if step.recurrence == "warranty":
            anchor = f"{anchor}.warranty"
        repeat = {"once": (1, 0), "count": (step.recurrence_count,)}
        return {
            "id": step.id,
            "anchor": anchor,
            "store": program.company_id.id,
            "offset": step.offset,
            "unit": step.offset_unit,
            "start": program.start_date,
            "back": program.look_back_days,
            "repeat": (*repeat.get(step.recurrence, (60,)), step.recurrence_interval)[
                :2
            ],
        }

    def _plain_dates(self, store, zone, today):
        """Return {anchor: [(model, id, key, day, moment, last)]} of a store."""
        dates = {}

        def add(anchor, model, res_id, key, day, moment=None, last=None):
            if day:
                dates.setdefault(anchor, []).append(
                    (model, res_id, key, day, moment, last)
                )

        self._add_cars(store, zone, today, add)
        self._add_moments(store, zone, today, add)
        for part, replaced, due in self._tuples(PARTS, store.id):
            key = f"wear:{replaced}"
            add("wear.part", "aftersales.vehicle.wear.part", part, key, due)
        for guest, day, answer, wish in self._tuples(INVITED, store.id, today):
            model = "aftersales.campaign.participant"
            if not answer:
                add("campaign.phone", model, guest, "campaign", day)
            if answer != "no":
                add("campaign.sms", model, guest, "campaign", day)
            add("campaign.letter", model, guest, "letter", wish)
        quarter = datetime.date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)
        for [partner] in self._tuples(KEY_CUSTOMERS, store.id):
            key = f"{quarter.year}Q{(quarter.month + 2) // 3}"
            add("quarter", "res.partner", partner, key, quarter)
        return dates

    def _tuples(self, query, *args):
        self.env.cr.execute(query, args)
        return self.env.cr.fetchall()

    def _add_cars(self, store, zone, today, add):
        """Give the dates of cars, and those fixed in the calendar."""
        for (
            car,
            visit,
            delivery,
            service,
            first,
            insurance,
            inspection,
            at,
            end,
        ) in self._tuples(CARS, store.id):
            # Without an hour it was handed over in the morning.
            handed_over = at or delivery and year_rules.utc(delivery, 8, zone)
            model, delivered = "fleet.vehicle", f"delivered:{delivery}"
            for anchor, key, day in (
                ("vehicle.delivered", delivered, delivery),
                ("vehicle.last.visit", f"visit:{visit}", visit),
                ("vehicle.maintenance", f"maint:{visit}", service),
                ("vehicle.first.maintenance", f"first:{delivery}", first),
                ("vehicle.insurance", f"ins:{insurance}", insurance),
                ("vehicle.inspection", f"insp:{inspection}", inspection),
            ):
                add(anchor, model, car, key, day, handed_over)
            if end:
                anchor = "vehicle.delivered.warranty"
                add(anchor, model, car, delivered, delivery, last=end)
            for year in (today.year - 1, today.year, today.year + 1):
                day = datetime.date(year, 10, 15)
                add("date", model, car, f"{self.winter}:{year}", day)

    def _add_moments(self, store, zone, today, add):
        """Give what happened at a moment, and what ended without a repair."""
        for anchor, model, query in MOMENTS:
            for res_id, key, moment in self._tuples(query, store.id):
                day = year_rules.local(moment, zone).date()
                if anchor == "agreed":
                    # Whoever agrees it has the follow-up at once.
                    day = min(day, today)
                add(anchor, model, res_id, key, day, moment)
        for anchor, model, query in WITHOUT_REPAIR:
            for res_id, key, moment, repaired in self._tuples(query, store.id):
                day = year_rules.local(moment, zone).date()
                if not repaired or repaired < day:
                    add(anchor, model, res_id, key, day)
