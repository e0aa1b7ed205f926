"""The demo dealer's customers and their cars."""

import datetime
from dataclasses import dataclass
from functools import partial

from dateutil.relativedelta import relativedelta

from . import cars, people, stores

# category code: (share of the customers, cars at least, cars at most, visits compared
# with a private car, km a day at least, at most)
CATEGORIES = {
    "private": (0.8696, 1, 2, 1.0, 18, 60),
    "business": (0.06, 1, 3, 1.2, 40, 110),
    "vip": (0.045, 1, 2, 1.1, 25, 60),
    "government": (0.016, 2, 5, 1.1, 25, 70),
    "police": (0.007, 3, 7, 1.3, 40, 110),
    "fleet": (0.0024, 6, 14, 1.7, 110, 230),
}
ORGANISATIONS = ("business", "government", "police", "fleet")
LOST_SHARE = 0.24  # of the cars never come again after some day of the period
# Registered some days after delivery: the inspection does not fall on the insurance.
INSPECTION_LATER = datetime.timedelta(days=20)
OLDEST_CAR = datetime.timedelta(days=7 * 365)


@dataclass
class Car:
    """A customer's car, and what the generator knows of its future."""

    owner: int  # index in the list of customers
    store: int
    category: str
    model: tuple
    delivery_date: datetime.date
    first_day: datetime.date  # no visit before this day …
    last_day: datetime.date  # … nor after this one
    weight: float
    km_per_day: float
    plate: str
    vin: str
    color: str
    vehicle_id: int = 0
    partner_id: int = 0
    sender_id: int = 0
    phone: str = ""

    @property
    def is_electric(self):
        """Tell whether it has no oil to change."""
        return self.model[3] == "electric"

    def mileage(self, day):
        """Return the kilometres on the clock on a day."""
        return int((day - self.delivery_date).days * self.km_per_day) + 12


def make_customers(env, rng, size, period, stores_made):
    """Make the customers and their cars.

    :param period: (first day, last day) of the visits
    :return: list of :class:`Car`
    """
    wanted = _categories(rng, size.customers)
    partners = _make_partners(env, rng, wanted)
    all_cars = _draw_cars(rng, wanted, period)
    drivers = _make_drivers(env, rng, wanted, partners)
    _make_vehicles(env, all_cars, partners, stores_made, period[1])
    for car in all_cars:
        car.partner_id = partners[car.owner].id
        car.sender_id = drivers.get(car.owner, 0)
        car.phone = partners[car.owner]._lines_to_call()[0]
    return all_cars


def _categories(rng, count):
    """Return each customer's category code: shares are exact, the order is drawn."""
    codes = [
        code
        for code, (share, *_rest) in CATEGORIES.items()
        if code != "private"
        for _number in range(round(share * count))
    ]
    codes += ["private"] * (count - len(codes))
    rng.shuffle(codes)
    return codes


def _make_partners(env, rng, wanted):
    phones = set()
    china, shanghai = env.ref("base.cn"), env.ref("base.state_cn_SH", False)
    vals_list = []
    for index, code in enumerate(wanted):
        is_organisation = code in ORGANISATIONS
        district, street = people.address(rng)
        vals_list.append(
            {
                "name": people.firm_name(rng, code)
                if is_organisation
                else people.person_name(rng),
                "is_company": is_organisation,
                "phone": people.unique(partial(_phone, rng, is_organisation), phones),
                # Some have a landline as well; not drawn, the rest stays as it is.
                "landline": not is_organisation
                and index % 15 == 0
                and f"+86 21 6000 {index:04d}",
                "street": street,
                "city": district,
                "state_id": shanghai.id if shanghai else False,
                "country_id": china.id,
                "lang": "zh_CN",
                "tz": stores.TZ,
                "customer_category_id": env.ref(
                    f"aftersales_followup.customer_category_{code}"
                ).id,
            }
        )
    return env["res.partner"].create(vals_list)


def _phone(rng, is_organisation):
    if is_organisation and rng.random() < 0.5:
        return people.landline(rng)
    return people.mobile(rng)


def _make_drivers(env, rng, wanted, partners):
    """Give organisations a driver (F22); return {index of customer: partner id}."""
    indexes = [index for index, code in enumerate(wanted) if code in ORGANISATIONS]
    drivers = env["res.partner"].create(
        [
            {
                "name": people.person_name(rng),
                "parent_id": partners[index].id,
                "type": "contact",
                "function": "驾驶员",
                "phone": people.mobile(rng),
                "lang": "zh_CN",
                "tz": stores.TZ,
            }
            for index in indexes
        ]
    )
    return dict(zip(indexes, drivers.ids, strict=True))


def _draw_cars(rng, wanted, period):
    first_day, last_day = period
    plates, vins, drawn = set(), set(), []
    for owner, code in enumerate(wanted):
        _share, least, most, visits, slow, fast = CATEGORIES[code]
        store = 0 if rng.random() < stores.STORES[0].share else 1
        number = rng.randint(least, most)
        if most == 2 and rng.random() < 0.76:
            number = 1
        for _number in range(number):
            model = rng.choices(cars.MODELS, [m[4] for m in cars.MODELS])[0]
            delivery = last_day - OLDEST_CAR * rng.random() ** 1.3
            gone = rng.random() < LOST_SHARE
            period_days = (last_day - first_day).days
            drawn.append(
                Car(
                    owner=owner,
                    store=store,
                    category=code,
                    model=model,
                    delivery_date=delivery,
                    first_day=max(first_day, delivery + datetime.timedelta(days=30)),
                    last_day=first_day
                    + datetime.timedelta(days=rng.randrange(20, period_days))
                    if gone
                    else last_day,
                    weight=visits * rng.uniform(0.6, 1.4),
                    km_per_day=rng.uniform(slow, fast),
                    plate=people.unique(
                        partial(cars.plate, rng, model[3] == "electric"), plates
                    ),
                    vin=people.unique(
                        partial(cars.vin, rng, model[2], delivery.year), vins
                    ),
                    color=rng.choice(cars.COLORS),
                )
            )
    return drawn


def _anniversary(day, years):
    """Return the day some years after a day."""
    return day + relativedelta(years=years)


def _next_anniversary(day, today):
    """Return the first anniversary of a day that lies after today."""
    years = today.year - day.year
    this_year = _anniversary(day, years)
    return this_year if this_year > today else _anniversary(day, years + 1)


def _make_vehicles(env, all_cars, partners, stores_made, today):
    models = _make_models(env)
    registered = env.ref("fleet.fleet_vehicle_state_registered", False)
    vehicles = env["fleet.vehicle"].create(
        [
            {
                "model_id": models[car.model].id,
                "license_plate": car.plate,
                "vin_sn": car.vin,
                "model_year": str(car.delivery_date.year),
                "fuel_type": car.model[3],
                "color": car.color,
                "acquisition_date": car.delivery_date,
                "home_company_id": stores_made[car.store].company.id,
                "insurance_date": _next_anniversary(car.delivery_date, today),
                "inspection_date": _next_anniversary(
                    car.delivery_date + INSPECTION_LATER, today
                ),
                "warranty_date": _anniversary(car.delivery_date, 3),
                "delivery_date": car.delivery_date,
                "owner_id": partners[car.owner].id,
                "sales_adviser_id": stores_made[car.store].advisors[-1].id,
                "state_id": registered.id if registered else False,
                "company_id": False,
            }
            for car in all_cars
        ]
    )
    for car, vehicle in zip(all_cars, vehicles, strict=True):
        car.vehicle_id = vehicle.id


def _make_models(env):
    """Return {row of ``cars.MODELS``: fleet.vehicle.model}."""
    Brand = env["fleet.vehicle.model.brand"]
    found = {}
    for row in cars.MODELS:
        brand = Brand.search([("name", "=", row[0])], limit=1)
        found[row] = env["fleet.vehicle.model"].create(
            {
                "brand_id": (brand or Brand.create({"name": row[0]})).id,
                "name": row[1],
                "vehicle_type": "car",
                "default_fuel_type": row[3],
            }
        )
    return found
