"""One row of a file as the values of a job: all is read, every fault is named (F21)."""

from . import import_dates
from . import import_values as read
from .import_phone import phone, phone_key
from .import_values import ImportValueError

LIMITS = {"owner": 128, "sender": 128, "brand": 64, "model": 64, "category": 64,
          "advisor": 64, "work": 10_000, "note": 10_000}  # fmt: skip
BOOKED = ("booked", "appointment", "预约", "yes", "是", "y")
BOOKED_BY_US = ("邀约", "主动预约", "招揽", "by us", "dealer")
NOT_BOOKED = ("非预约", "未预约", "walk", "自来", "否", "no")
SUMS = {"合计", "总计", "小计", "total", "sum", "subtotal", "grand total"}


def read_row(cells, targets, options):
    """Return (values, faults) of a row.

    >>> cells = ["沪Ａ·12345", "王伟", "138 0000 0001", "G1", "2026/3/1", "1.2万"]
    >>> names = ("plate", "owner", "phone", "job", "date", "mileage")
    >>> targets = dict(enumerate(names))
    >>> values, faults = read_row(cells, targets, {})
    >>> values["plate"], values["phone_key"], faults
    ('沪A12345', '+8613800000001', [])
    >>> values["date"], values["mileage"]
    ('2026-03-01 12:00:00', 12000)
    >>> _values, faults = read_row(["", "", "", "", "x", "-3"], targets, {})
    >>> [fault.code for target, fault in faults]
    ['date_bad', 'mileage_bad', 'job_missing', 'car_missing']

    :param dict targets: {index of the column: what it is}
    :param dict options: ``region``, ``date_order``, ``decimal``, ``now`` and
        ``to_utc`` (a function: naive local moment → naive UTC moment)
    :return: values that JSON can hold, and a list of (target, ImportValueError)
    """
    values, faults = {}, []
    raw = {t: cells[i] if i < len(cells) else None for i, t in targets.items()}
    for target, cell in raw.items():
        try:
            values.update(_read_cell(target, cell, raw, options))
        except ImportValueError as fault:
            faults.append((target, fault))
    faulty = {target for target, _fault in faults}
    if not values.get("job") and "job" not in faulty:
        faults.append(("job", ImportValueError("job_missing")))
    if "date" not in raw:
        faults.append(("date", ImportValueError("date_missing")))
    if (
        not values.get("plate")
        and not values.get("vin")
        and not faulty & {"plate", "vin"}
    ):
        faults.append(("plate", ImportValueError("car_missing")))
    return values, faults


def is_sum(cells):
    """Tell a line of totals under a table from a job.

    >>> is_sum(["合计：", "", 123]), is_sum(["沪A12345", "合计"]), is_sum(["", "Total"])
    (True, False, True)
    """
    first = next((word for word in map(read.line, cells) if word), "")
    return first.casefold().rstrip(":： ") in SUMS


def _read_cell(target, cell, raw, options):
    """Return the values that one cell gives."""
    decimal = options.get("decimal", "auto")
    if target == "date":
        return {"date": _read_moment(cell, raw.get("time"), options)}
    if target == "delivery_date":
        if not read.text(cell):
            return {}
        day, _timed = import_dates.moment(cell, options.get("date_order", "auto"))
        return {target: day.date().isoformat()}
    if target in ("phone", "sender_phone"):
        region = options.get("region", "CN")
        number = phone(cell, region)
        return {
            target: number,
            f"{target}_key": phone_key(cell, region) if number else "",
        }
    if target == "technicians":
        return {target: read.names(cell)}
    if target in ("work", "note"):
        return {target: _limited(target, read.text(cell))}
    if target == "intake":
        return {target: _read_intake(read.line(cell).casefold())}
    if target in ("time", "reason"):
        return {}
    simple = {
        "job": read.job_number,
        "plate": read.plate,
        "vin": read.vin,
        "mileage": lambda value: read.mileage(value, decimal),
        "amount": lambda value: read.amount(value, decimal),
    }
    if target in simple:
        return {target: simple[target](cell)}
    return {target: _limited(target, read.line(cell))}


def _read_moment(cell, time_cell, options):
    """Return the settled moment as a UTC text.

    A day without a time is taken as noon, so that it is that day in any zone.
    """
    moment, is_timed = import_dates.moment(cell, options.get("date_order", "auto"))
    time = None if is_timed else import_dates.clock(time_cell)
    if time:
        moment = moment.replace(hour=time.hour, minute=time.minute, second=time.second)
    elif not is_timed:
        moment = moment.replace(hour=12)
    if moment.tzinfo:
        moment = (moment - moment.utcoffset()).replace(tzinfo=None)
    elif "to_utc" in options:
        moment = options["to_utc"](moment)
    now = options.get("now")
    if now and moment > now:
        raise ImportValueError("date_future", read.text(cell))
    return moment.isoformat(sep=" ", timespec="seconds")


def _read_intake(word):
    if any(sign in word for sign in BOOKED_BY_US):
        return "booked_dealer"
    if not any(sign in word for sign in NOT_BOOKED):
        if any(sign in word for sign in BOOKED):
            return "booked_customer"
    return "walk_in" if word else ""


def _limited(target, value):
    if len(value) > LIMITS[target]:
        raise ImportValueError("too_long", value)
    return value
