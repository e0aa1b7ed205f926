from odoo import fields, models

from ..tools.import_match import CustomerIndex, VehicleIndex
from ..tools.import_values import (
    ImportValueError,
    is_same_name,
    line,
    looks_like_company,
)


class Pending:
    """A record that a batch is about to make; ``record`` is filled when it is made."""

    def __init__(self, vals):
        self.vals = vals
        self.record = None


class ImportBatch:
    """What the rows of a chunk mean, looked up together, before anything is written."""

    def __init__(self, customers, vehicles, orders, people):
        self.customers = customers
        self.vehicles = vehicles
        self.orders = orders
        self.people = people
        self.new_customers = []
        self.new_vehicles = []
        self.plans = []


class AftersalesImport(models.Model):
    """From rows to customers and cars: matched, never doubled (F21)."""

    _inherit = "aftersales.import"

    def _load_rows(self, rows):
        """Load rows; each ends as new, updated, matched or rejected with its reason."""
        jobs = [(row, row.data) for row in rows]
        batch = self._look_up([data for _row, data in jobs])
        repeated = []
        for row, data in jobs:
            if data.get("same_as"):
                repeated.append((row, data))
                continue
            try:
                self._plan(batch, row, data)
            except ImportValueError as fault:
                row.write({"state": "rejected", "reason": self._fault_message(fault)})
        self._make_records(batch)
        self._load_orders(batch)
        for row, data in repeated:
            self._load_repeated(batch, row, data)

    def _look_up(self, data_list):
        """Fetch all that the rows may mean, in a handful of queries."""
        vehicles = self._find_vehicles(data_list)
        orders = self.env["repair.order"].search(
            [
                ("import_profile_id", "=", self.profile_id.id),
                ("import_job_number", "in", [data["job"] for data in data_list]),
            ]
        )
        vehicle_index = VehicleIndex()
        for vehicle in vehicles:
            vehicle_index.add(vehicle, vehicle.vin_key, vehicle.plate_key)
        customer_index = CustomerIndex(self.profile_id.customer_match == "phone")
        for partner in self._find_customers(data_list):
            customer_index.add(partner, partner.name or "", partner.phone_key)
        return ImportBatch(
            customer_index,
            vehicle_index,
            {order.import_job_number: order for order in orders},
            self._people(data_list),
        )

    def _find_vehicles(self, data_list):
        """Return the cars that the rows may mean, the latest visitor first."""
        vins = {data.get("vin") for data in data_list} - {None, ""}
        plates = {data.get("plate") for data in data_list} - {None, ""}
        vehicles = (
            self.env["fleet.vehicle"]
            .with_context(active_test=False)
            .search(
                ["|", ("vin_key", "in", list(vins)), ("plate_key", "in", list(plates))]
            )
        )
        return vehicles.sorted(
            lambda v: (
                v.active,
                v.last_visit_date or fields.Date.to_date("1900-01-01"),
                v.id,
            ),
            reverse=True,
        )

    def _find_customers(self, data_list):
        """Return the customers with a number or name of the rows, the oldest first."""
        keys, names = set(), set()
        for data in data_list:
            for who, phone in (("owner", "phone_key"), ("sender", "sender_phone_key")):
                keys.add(data.get(phone))
                names.add(data.get(who))
        return (
            self.env["res.partner"]
            .with_context(active_test=False)
            .search(
                [
                    ("company_id", "in", [False, self.company_id.id]),
                    ("type", "not in", ("invoice", "delivery", "other")),
                    "|",
                    ("phone_key", "in", list(keys - {None, ""})),
                    ("name", "in", list(names - {None, ""})),
                ],
                order="active desc, id",
            )
        )

    # ------------------------------------------------------------------
    # Decisions
    # ------------------------------------------------------------------

    def _plan(self, batch, row, data):
        """Decide what a row means; ImportValueError when that cannot be told."""
        order = batch.orders.get(data["job"])
        car = batch.vehicles.find(data.get("vin"), data.get("plate"))
        if order and order.vehicle_id and car != order.vehicle_id:
            raise ImportValueError("job_other_car", data["job"])
        notes = []
        customer = self._decide_customer(batch, car, data, notes)
        if car is None:
            car = self._plan_vehicle(batch, customer, data)
        sender = self._decide_sender(batch, customer, data)
        batch.plans.append((row, data, order, car, customer, sender, notes))

    def _decide_customer(self, batch, car, data, notes):
        """Return the car's owner, somebody else who is known, or somebody new."""
        owner = self._owner_of(car)
        name, key = data.get("owner") or "", data.get("phone_key") or ""
        if not name and not key:
            if not owner:
                raise ImportValueError("owner_missing")
            return owner
        if owner and self._is_owner(owner, name, key):
            self._fill_phone(owner, data, notes)
            return owner
        return self._find_or_plan(batch, name, data.get("phone") or "", key, data)

    def _owner_of(self, car):
        if isinstance(car, Pending):
            return car.vals["owner"]
        return car.owner_id if car else None

    def _is_owner(self, owner, name, key):
        """Tell whether a row names the owner whom the car has already."""
        known_name = _name_of(owner)
        known_key = (
            owner.vals["phone_key"] if isinstance(owner, Pending) else owner.phone_key
        )
        if name:
            by_phone = self.profile_id.customer_match == "phone" and key == known_key
            return is_same_name(known_name, name) or (bool(key) and by_phone)
        return key == known_key

    def _fill_phone(self, owner, data, notes):
        """Complete the owner's number; one that customer care has is not replaced."""
        if isinstance(owner, Pending) or not data.get("phone_key"):
            return
        if not owner.phone:
            owner.phone = data["phone"]
        elif owner.phone_key != data["phone_key"]:
            notes.append(
                self.env._(
                    "%(name)s has another phone number in the file (%(phone)s): "
                    "ours is kept.",
                    name=owner.name,
                    phone=data["phone"],
                )
            )

    def _find_or_plan(self, batch, name, phone, key, data):
        found = batch.customers.find(name, key)
        if found is not None:
            return found
        if not name:
            raise ImportValueError("owner_missing")
        category = batch.people.find("category", data.get("category"))
        pending = Pending(
            {
                "name": line(name),
                "phone": phone,
                "phone_key": key,
                "customer_category_id": category.id if category else False,
                "is_company": looks_like_company(name),
            }
        )
        batch.customers.add(pending, name, key)
        batch.new_customers.append(pending)
        return pending

    def _decide_sender(self, batch, customer, data):
        """Return who brought the car when that is somebody else with a number (F22)."""
        name, key = data.get("sender") or "", data.get("sender_phone_key") or ""
        if not key or not name or is_same_name(_name_of(customer), name):
            return None
        return self._find_or_plan(batch, name, data["sender_phone"], key, {})

    def _plan_vehicle(self, batch, customer, data):
        pending = Pending({**data, "owner": customer})
        batch.vehicles.add(pending, data.get("vin"), data.get("plate"))
        batch.new_vehicles.append(pending)
        return pending

    # ------------------------------------------------------------------
    # Records
    # ------------------------------------------------------------------

    def _make_records(self, batch):
        """Make the customers and cars that are new, each kind in one go."""
        partners = self.env["res.partner"].create(
            [
                {
                    name: value
                    for name, value in pending.vals.items()
                    if name != "phone_key"
                }
                for pending in batch.new_customers
            ]
        )
        for pending, partner in zip(batch.new_customers, partners, strict=True):
            pending.record = partner
        models_by_name = self._car_models(
            [pending.vals for pending in batch.new_vehicles]
        )
        Vehicle = self.env["fleet.vehicle"]
        # Once for all: as a default it is looked up for each.
        state = Vehicle.default_get(["state_id"])
        vehicles = Vehicle.create(
            [
                {**state, **self._prepare_vehicle(pending.vals, models_by_name)}
                for pending in batch.new_vehicles
            ]
        )
        for pending, vehicle in zip(batch.new_vehicles, vehicles, strict=True):
            pending.record = vehicle
        self.new_partner_count += len(partners)
        self.new_vehicle_count += len(vehicles)

    def _prepare_vehicle(self, data, models_by_name):
        return {
            "license_plate": data.get("plate"),
            "vin_sn": data.get("vin"),
            "owner_id": _record_of(data["owner"]).id,
            "model_id": models_by_name[_car_key(data)].id,
            "delivery_date": data.get("delivery_date"),
            # By default these are today: an old car would look new.
            "acquisition_date": data.get("delivery_date"),
            "contract_date_start": False,
        }

    def _car_models(self, data_list):
        """Return {(brand, model) as named: car model}; what is not there is made."""
        unknown = self.env.ref("aftersales_followup.vehicle_model_unknown")
        Model, Brand = (
            self.env["fleet.vehicle.model"],
            self.env["fleet.vehicle.model.brand"],
        )
        found = {("", ""): unknown}
        for brand_name, model_name in {_car_key(data) for data in data_list} - {
            ("", "")
        }:
            brand = self.profile_id.brand_id or unknown.brand_id
            if brand_name:
                brand = Brand.search(
                    [("name", "=ilike", _literal(brand_name))], limit=1
                )
                brand = brand or Brand.create({"name": brand_name})
            domain = [("name", "=ilike", _literal(model_name or unknown.name))]
            car_model = Model.search([*domain, ("brand_id", "=", brand.id)], limit=1)
            if not car_model and not brand_name:
                # The file names no brand: a model that only one brand has is that one.
                known = Model.search(domain, limit=2)
                car_model = known if len(known) == 1 else Model
            found[brand_name, model_name] = car_model or Model.create(
                {"name": model_name or unknown.name, "brand_id": brand.id}
            )
        return found


def _name_of(customer):
    return (
        customer.vals["name"] if isinstance(customer, Pending) else customer.name or ""
    )


def _record_of(reference):
    """Return the record behind a reference, also of one that was just made."""
    return reference.record if isinstance(reference, Pending) else reference


def _car_key(data):
    return data.get("brand") or "", data.get("model") or ""


def _literal(name):
    """Return a name for ``=ilike`` that matches itself only."""
    return name.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
