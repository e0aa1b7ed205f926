"""What stands in the records on a night, read without the engine."""

import datetime

from odoo import fields

from . import year_rules


class YearRecords:
    """The steps and the dates that they hang on, as plain values."""

    def _expect(self, _day):
        """Note what stands in the records, this night, for each store's own day."""
        self.env.flush_all()
        for store in self.stores:
            zone = store.resource_calendar_id.tz
            today = year_rules.local(fields.Datetime.now(), zone).date()
            self.expected.see(
                today, self._plain_steps(store), self._plain_dates(store, zone, today)
            )

    def _plain_steps(self, store):
        return [
            {
                "id": step.id,
                "anchor": step.program_id.anchor.removeprefix("aftersales.anchor."),
                "offset": step.offset,
                "unit": step.offset_unit,
                "start": step.program_id.start_date,
                "back": step.program_id.look_back_days,
            }
            for step in self.programs.step_ids
            if step.program_id.company_id in (store, store.browse())
        ]

    def _plain_dates(self, store, zone, today):
        """Return {anchor: [(model, id, key, day)]} of a store, read from the tables."""
        dates = {}

        def rows(query, *args):
            self.env.cr.execute(query, args)
            return self.env.cr.fetchall()

        def add(anchor, model, res_id, key, day):
            if day:
                dates.setdefault(anchor, []).append((model, res_id, key, day))

        for car, visit, delivery, service, first, insurance, inspection in rows(
            """SELECT id, last_visit_date, delivery_date, maintenance_date,
                      first_maintenance_date, insurance_date, inspection_date
                 FROM fleet_vehicle
                WHERE active AND owner_id IS NOT NULL AND home_company_id = %s""",
            store.id,
        ):
            for anchor, key, day in (
                ("vehicle.delivered", f"delivered:{delivery}", delivery),
                ("vehicle.last.visit", f"visit:{visit}", visit),
                ("vehicle.maintenance", f"maint:{visit}", service),
                ("vehicle.first.maintenance", f"first:{delivery}", first),
                ("vehicle.insurance", f"ins:{insurance}", insurance),
                ("vehicle.inspection", f"insp:{inspection}", inspection),
            ):
                add(anchor, "fleet.vehicle", car, key, day)
        for part, replaced, due in rows(
            """SELECT part.id, date_replaced, date_due
                 FROM aftersales_vehicle_wear_part part
                 JOIN fleet_vehicle car ON car.id = vehicle_id
                WHERE car.active AND owner_id IS NOT NULL AND home_company_id = %s""",
            store.id,
        ):
            add(
                "wear.part",
                "aftersales.vehicle.wear.part",
                part,
                f"wear:{replaced}",
                due,
            )
        for anchor, model, query in (
            (
                "repair.settled",
                "repair.order",
                "SELECT id, 'settled', date_closed FROM repair_order "
                "WHERE state = 'done' AND company_id = %s",
            ),
            (
                "complaint.handled",
                "aftersales.complaint",
                "SELECT id, 'handled:' || COALESCE(reopen_count, 0), date_handled "
                "FROM aftersales_complaint "
                "WHERE date_handled IS NOT NULL AND company_id = %s",
            ),
            (
                "sale.delivered",
                "stock.picking",
                "SELECT picking.id, 'delivered', date_done "
                "FROM stock_picking picking "
                "JOIN stock_picking_type type ON type.id = picking_type_id "
                "WHERE state = 'done' AND type.code = 'outgoing' "
                "AND sale_id IS NOT NULL AND picking.company_id = %s",
            ),
        ):
            for res_id, key, moment in rows(query, store.id):
                add(anchor, model, res_id, key, year_rules.local(moment, zone).date())
        quarter = datetime.date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)
        for [partner] in rows(
            """SELECT DISTINCT partner.id FROM res_partner partner
                 JOIN aftersales_customer_category category
                   ON category.id = customer_category_id AND is_key
                 JOIN fleet_vehicle car ON car.owner_id = partner.id AND car.active
                WHERE home_company_id = %s""",
            store.id,
        ):
            key = f"{quarter.year}Q{(quarter.month + 2) // 3}"
            add("quarter", "res.partner", partner, key, quarter)
        return dates
