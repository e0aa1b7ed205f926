"""What customers say beside a survey: questions, wishes, agreements."""

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
# (days ago, kind, department, customer's words, department's answer)
FORMS = (
    (8, "dissatisfaction", "parts",
     "等左侧踏板等了三周，一直没人告诉我什么时候到货", ""),
    (3, "question", "workshop",
     "保养后仪表盘提示胎压，需要再来一趟吗？",
     "胎压复位时需行驶十公里，提示仍在请随时来店免费检查"),
    (1, "suggestion", "front_desk",
     "交车高峰能不能多开一个结算窗口", ""),
)  # fmt: skip
# (days ahead, hour, topic): the night makes their follow-ups
CONTACTS = (
    (0, 16, "确认续保报价"),
    (1, 10, "冬季轮胎到货后约安装时间"),
    (7, 15, "异响处理后行驶一周的情况"),
)
WISHES = (("buy", "想给爱人换一台七座车"), ("visit", "周末来做四轮定位"))


def make_noted(env, store, all_cars, today):
    """Write inbound calls, wishes and agreements into the first store's books.

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
        agent = store.agents[0]
        spoken = followup.with_user(agent).with_context(lang=agent.lang)
        spoken.sudo().note_wish(*wish)
    heard = env["aftersales.followup"].search(
        [
            ("company_id", "=", store.company.id),
            ("state", "=", "done"),
            ("user_id", "=", store.agents[0].id),
            ("is_effective", "=", True),
            ("partner_id.contact_block_ids", "=", False),
        ],
        order="date_done desc, id",
        limit=len(FORMS) + len(CONTACTS),
    )
    _make_forms(heard[: len(FORMS)], store, now)
    _make_contacts(heard[len(FORMS) :], store, now)


def _make_forms(followups, store, now):
    agent = store.agents[0]
    for followup, form in zip(followups, FORMS, strict=False):
        days, kind, function, words, answer = form
        made = followup.env["aftersales.feedback"].create(
            {
                "kind": kind,
                "function": function,
                "description": words,
                "company_id": store.company.id,
                "partner_id": followup.partner_id.id,
                "vehicle_id": followup.vehicle_id.id,
                "followup_id": followup.id,
                "user_id": agent.id,
                "date_received": now - datetime.timedelta(days=days, hours=-3),
            }
        )
        if answer:
            made.answer = answer
            theirs = made.with_user(made.responsible_id).sudo()
            theirs.with_context(lang=agent.lang).action_answer()
            made.date_answered = now - datetime.timedelta(days=1, hours=-7)


def _make_contacts(followups, store, now):
    for followup, (days, hour, topic) in zip(followups, CONTACTS, strict=False):
        followup.env["aftersales.agreed.contact"].create(
            {
                "topic": topic,
                "date": now + datetime.timedelta(days=days, hours=hour - 8),
                "partner_id": followup.partner_id.id,
                "vehicle_id": followup.vehicle_id.id,
                "repair_id": followup.repair_id.id,
                "origin_id": followup.id,
                "user_id": store.agents[0].id,
                "company_id": store.company.id,
            }
        )
