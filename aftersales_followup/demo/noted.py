"""What customers say beside a survey: questions, wishes."""

import datetime

# (days ago, hour, topic, question, answer, outcome)
CALLS = (
    (0, 9, "visit", "想预约周六上午做保养",
     "已登记，周六9点，由前台确认", "answered"),
    (0, 10, "price", "四条轮胎换下来多少钱？",
     "", "passed_on"),
    (1, 15, "policy", "更换的刹车片保修多久？",
     "一年或两万公里，以先到为准", "answered"),
    (2, 11, "question", "仪表盘亮了黄色小扳手灯",
     "是保养提示灯，可以继续行驶", "answered"),
    (4, 16, "advice", "长途自驾前要检查什么？",
     "轮胎、刹车、机油，欢迎来店免费检查", "answered"),
)  # fmt: skip
WISHES = (("buy", "想给爱人换一台七座车"), ("visit", "周末来做四轮定位"))


def make_noted(env, store, all_cars, today):
    """Write inbound calls and wishes into the first store's books.

    :param store: ``stores.Store``
    :param all_cars: list of ``customers.Car``
    :param datetime.date today: the store's day
    """
    cars = [car for car in all_cars if car.store == 0 and car.partner_id]
    now = datetime.datetime.combine(today, datetime.time())
    for car, (days, hour, topic, question, answer, outcome) in zip(
        cars, CALLS, strict=False
    ):
        env["aftersales.inbound.call"].create(
            {
                "company_id": store.company.id,
                "date": now - datetime.timedelta(days=days, hours=8 - hour),
                "user_id": store.agents[0].id,
                "partner_id": car.partner_id,
                "vehicle_id": car.vehicle_id,
                "topic": topic,
                "question": question,
                "answer": answer,
                "outcome": outcome,
                "passed_to_id": outcome == "passed_on" and store.advisors[0].id,
            }
        )
    followups = env["aftersales.followup"].search(
        [
            ("company_id", "=", store.company.id),
            ("state", "=", "open"),
            ("partner_id", "!=", False),
            ("partner_id.contact_block_ids", "=", False),
        ],
        limit=2,
    )
    for followup, wish in zip(followups, WISHES, strict=False):
        followup.with_user(store.agents[0]).sudo().note_wish(*wish)
