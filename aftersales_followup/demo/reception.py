"""The demo dealer's orders from reception to hand-over (A2)."""

import datetime
import random

from odoo.fields import Command

INTENTS = (
    ("保养", "maintenance"),
    ("事故", "accident"),
    ("钣金", "accident"),
    ("检", "inspection"),
)
OUTSIDE = ("无新增损伤", "右后门旧划痕一处", "前保险杠左侧擦痕", "左前轮毂轻微剐蹭")
BELONGINGS = (
    "无贵重物品",
    "行车记录仪、儿童座椅",
    "后备箱工具一套",
    "遮阳挡、雨伞一把",
)
FINDINGS = (
    "检测正常，按项目施工。",
    "制动片剩余四毫米，建议下次更换。",
    "空调滤芯脏堵，已告知客户。",
    "蓄电池电压偏低，建议更换。",
)
EXTRA = (
    ("更换空调滤芯", 180),
    ("更换雨刮片", 160),
    ("四轮定位", 260),
    ("更换制动液", 220),
)
ADDITIONAL_SHARE = 0.12


def prepare(visit, closed, advisor_id):
    """Return what reception, workshop and hand-over noted on an order.

    Drawn by plate and day, not from the dealer's own numbers: these go on as before.

    :param visit: ``visits.Visit``
    :param closed: the moment (UTC) the order was settled
    :param int advisor_id: user who received the car
    """
    rng = random.Random(f"{visit.car.plate} {visit.day}")
    hours = datetime.timedelta(hours=rng.uniform(1.5, 4.5))
    received = closed - hours
    late = datetime.timedelta(minutes=rng.choice((-20, -10, 0, 10, 40)))
    outside = rng.choice(OUTSIDE)
    quoted = rng.randrange(280, 2400, 20)
    return {
        "intent": _intent(visit),
        "diagnosis": rng.choice(FINDINGS),
        "quote_amount": 0 if visit.rework_of else quoted,
        "quote_decision": "admit",
        "belongings": rng.choice(BELONGINGS),
        "belongings_returned": True,
        "outside_check_in": outside,
        "outside_check_out": outside,
        "date_received": received,
        "date_promised": closed - late,
        "date_ready": closed - datetime.timedelta(minutes=25),
        "date_handover": closed,
        "additional_work_ids": [
            Command.create({**values, "user_id": advisor_id})
            for values in _additional(rng, received, visit)
        ],
    }


def _intent(visit):
    if visit.rework_of:
        return "warranty"
    work = visit.work[0]
    return next((intent for word, intent in INTENTS if word in work), "repair")


def _additional(rng, received, visit):
    """Yield the work that came up and that the customer agreed to, or not."""
    if visit.rework_of or rng.random() > ADDITIONAL_SHARE:
        return
    name, amount = rng.choice(EXTRA)
    agreed = rng.random() < 0.8
    yield {
        "name": name,
        "amount": amount,
        "is_agreed": agreed,
        "agreed_by": "车主本人" if agreed else False,
        "agreed_channel": "phone" if agreed else False,
        "date_agreed": received + datetime.timedelta(minutes=40) if agreed else False,
    }
