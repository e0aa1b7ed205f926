from odoo import fields, models

from ..tools import localtime
from ..tools.import_values import is_same_name
from .aftersales_import_match import Pending, _name_of, _record_of


class AftersalesImport(models.Model):
    """From rows to orders that are done, so that programs follow them up (F21)."""

    _inherit = "aftersales.import"

    def _load_orders(self, batch):
        """Make the orders that are new, in one go, and correct those that changed."""
        new, news = [], []
        for row, data, order, car, customer, sender, notes in batch.plans:
            vehicle, partner = _record_of(car), _record_of(customer)
            if not isinstance(car, Pending):
                self._update_vehicle(vehicle, partner, data, notes)
            self._complete_customer(batch, partner, data)
            vals = self._prepare_order(batch, data, partner, sender)
            if order:
                changed = self._update_order(order, vals)
                self._close_row(row, "updated" if changed else "matched", order, notes)
            else:
                new.append(
                    {
                        **self._prepare_new_order(data, vehicle),
                        **self._prepare_inspection(data, partner),
                        **vals,
                    }
                )
                news.append((row, notes))
        orders = self._create_orders(new)
        for order, (row, notes) in zip(orders, news, strict=True):
            self._close_row(row, "new", order, notes)
        batch.orders.update({order.import_job_number: order for order in orders})
        self._remember_unknown(batch.people)

    def _close_row(self, row, state, order, notes):
        row.write(
            {"state": state, "repair_id": order.id, "note": "\n".join(notes) or False}
        )

    def _load_repeated(self, batch, row, data):
        """Close a further row of a job: its work is in the order of the first."""
        order = batch.orders.get(data["job"])
        if order:
            note = self.env._("The same job as row %s.", data["same_as"])
            self._close_row(row, "matched", order, [note])
        else:
            reason = self.env._("The same job as row %s, which was rejected.")
            row.write({"state": "rejected", "reason": reason % data["same_as"]})

    # ------------------------------------------------------------------
    # Orders
    # ------------------------------------------------------------------

    def _prepare_order(self, batch, data, partner, sender):
        """Return what a row says about its order; what it does not say is left out."""
        people = batch.people
        advisor = people.find("advisor", data.get("advisor"))
        technicians = self.env["hr.employee"].browse(
            employee.id
            for name in data.get("technicians", [])
            if (employee := people.find("technician", name))
        )
        vals = {
            "partner_id": partner.id,
            "date_closed": data["date"],
            "mileage": data.get("mileage"),
            "settled_amount": self._rounded(data.get("amount")),
            "work_summary": data.get("work"),
            "reception_note": self._reception_note(data, partner, sender),
            "intake": data.get("intake"),
            "sender_id": _record_of(sender).id if sender else False,
            "advisor_id": advisor.id if advisor else False,
            "technician_ids": sorted(technicians.ids),
            "import_advisor": data.get("advisor"),
            "import_technicians": ", ".join(data.get("technicians", [])),
            "import_category": data.get("category"),
        }
        return {
            name: value
            for name, value in vals.items()
            if value not in (None, "", False, [])
        }

    def _rounded(self, amount):
        """Return an amount as it is stored: else it would differ each time."""
        return amount and self.company_id.currency_id.round(amount)

    def _reception_note(self, data, partner, sender):
        """Return the notes, with who brought the car when there is only a name."""
        note, name = data.get("note") or "", data.get("sender") or ""
        if name and not sender and not is_same_name(_name_of(partner), name):
            brought = self.env._("Brought by %s", name)
            note = f"{note}\n{brought}" if note else brought
        return note

    def _prepare_new_order(self, data, vehicle):
        return {
            # The number that the workshop and the customer have on paper.
            "name": data["job"],
            "company_id": self.company_id.id,
            "vehicle_id": vehicle.id,
            "state": "done",
            "user_id": False,
            "schedule_date": data["date"],
            "import_profile_id": self.profile_id.id,
            "import_job_number": data["job"],
        }

    def _prepare_inspection(self, data, partner):
        """Return the final inspection of a key customer's job (A5).

        The other system has settled it; whether it was inspected, its file does not
        say. The order says so.
        """
        if not partner.customer_category_id.is_key:
            return {}
        return {
            "date_inspected": data["date"],
            "inspection_note": self.env._("Settled in the other system."),
        }

    def _create_orders(self, vals_list):
        """Make orders without what the workshop's own orders look up one by one."""
        if not vals_list:
            return self.env["repair.order"]
        Order = self.env["repair.order"]
        picking_type = Order.default_get(["picking_type_id"])["picking_type_id"]
        references = self.env["stock.reference"].create(
            [{"name": vals["name"]} for vals in vals_list]
        )
        # As a default of the context: else it is looked up for each of them.
        return Order.with_context(default_picking_type_id=picking_type).create(
            [
                {
                    "picking_type_id": picking_type,
                    "reference_ids": [(4, reference.id)],
                    **vals,
                }
                for vals, reference in zip(vals_list, references, strict=True)
            ]
        )

    def _update_order(self, order, vals):
        """Bring an order that was loaded before to what the file says now.

        Texts are added to, so that nothing that stands there is lost.

        :return: whether anything was different
        """
        for name in ("work_summary", "reception_note"):
            if vals.get(name):
                vals[name] = _with_lines(order[name], vals[name])
        vals["date_closed"] = fields.Datetime.to_datetime(vals["date_closed"])
        changed = {
            name: value for name, value in vals.items() if _plain(order, name) != value
        }
        if changed:
            order.write(
                {
                    name: [(6, 0, value)] if name == "technician_ids" else value
                    for name, value in changed.items()
                }
            )
            if changed.keys() & {"date_closed", "mileage"}:
                order.vehicle_id._note_visits(order)
        return bool(changed)

    # ------------------------------------------------------------------
    # What a visit tells about car and customer
    # ------------------------------------------------------------------

    def _update_vehicle(self, vehicle, partner, data, notes):
        """Complete a car that is known; the latest visit decides plate and owner."""
        day = localtime.local_date(
            fields.Datetime.to_datetime(data["date"]), self.company_id._aftersales_tz()
        )
        is_latest = not vehicle.last_visit_date or day >= vehicle.last_visit_date
        vals = {}
        if data.get("vin") and not vehicle.vin_sn:
            vals["vin_sn"] = data["vin"]
        if data.get("delivery_date") and not vehicle.delivery_date:
            vals["delivery_date"] = data["delivery_date"]
        if data.get("plate") and data["plate"] != vehicle.plate_key and is_latest:
            vals["license_plate"] = data["plate"]
        unknown = self.env.ref("aftersales_followup.vehicle_model_unknown")
        if data.get("model") and vehicle.model_id == unknown:
            vals["model_id"] = self._car_models([data])[
                data.get("brand") or "", data["model"]
            ].id
        # A car without an owner is the dealer's own, whoever brings it.
        if vehicle.owner_id and vehicle.owner_id != partner and is_latest:
            notes.append(
                self.env._(
                    "%(plate)s belonged to %(old)s, now to %(new)s.",
                    plate=vehicle.license_plate or vehicle.vin_sn,
                    old=vehicle.owner_id.name,
                    new=partner.name,
                )
            )
            vals["owner_id"] = partner.id
        if vals:
            vehicle.write(vals)

    def _complete_customer(self, batch, partner, data):
        """Give a known customer the category that was missing."""
        if data.get("category") and not partner.customer_category_id:
            category = batch.people.find("category", data["category"])
            if category:
                partner.customer_category_id = category


def _with_lines(text, more):
    """Return a text with those lines added that it does not have."""
    have = (text or "").split("\n")
    fresh = [
        line
        for line in more.split("\n")
        if line.strip() not in {h.strip() for h in have}
    ]
    return "\n".join([*filter(None, have), *fresh])


def _plain(order, name):
    """Return a field's value as a row's values are written."""
    value = order[name]
    if order._fields[name].type == "many2one":
        return value.id
    if order._fields[name].type == "many2many":
        return sorted(value.ids)
    return value
