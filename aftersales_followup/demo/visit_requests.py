"""Customers of the demo dealer who asked for somebody to come (F28)."""

import datetime

from odoo import fields

# (what the customer asks for, hours ago, hours until somebody went or None)
REQUESTS = (
    ("车辆无法启动，停在小区地下车库，需要上门救援。", 3, None),
    ("左前轮扎钉漏气，请派人到公司停车场补胎。", 26, 5),
    ("老人行动不便，希望上门取车做保养。", 40, 15),
)


def make_visit_requests(env, store):
    """Make a request that waits, one that was met in time and one that was late.

    :param store: ``stores.Store``
    """
    now = fields.Datetime.now()
    cars = env["fleet.vehicle"].search(
        [("home_company_id", "=", store.company.id), ("owner_id", "!=", False)],
        order="id desc",
        limit=len(REQUESTS),
    )
    for car, (reason, ago, taken) in zip(cars, REQUESTS, strict=False):
        asked = now - datetime.timedelta(hours=ago)
        env["aftersales.visit.request"].create(
            {
                "company_id": store.company.id,
                "partner_id": car.owner_id.id,
                "vehicle_id": car.id,
                "reason": reason,
                "date_requested": asked,
                "date_sent": taken and asked + datetime.timedelta(hours=taken),
                "user_id": taken and store.advisors[:1].id,
            }
        )
