"""What else stands in the demo dealer's books: wishes, absences, letters, sources."""

import datetime

from dateutil.relativedelta import relativedelta

WISHES = (
    "喜欢发微信通知，不喜欢打电话",
    "只要李建国顾问接待",
    "来店喝绿茶，不喝咖啡",
    "车内请不要移动儿童座椅",
    "希望周末上午来店，平时没有时间",
    "结算单请先发给公司财务核对",
)
BLOCKS = (
    ("reminder", "sms", "短信太多了，提醒请打电话"),
    ("", "", "已移居外地，请不要再联系"),
    ("new_vehicle", "phone", "不需要新车介绍"),
    ("", "letter", "地址不方便收信"),
)
# (weekday, from, to)
WINDOWS = (
    (False, 10.0, 11.5),
    ("5", 9.0, 12.0),
    (False, 18.5, 20.0),
    ("2", 15.0, 17.0),
)
WEAR_PARTS = (
    ("tyres", 18, "前轮花纹3毫米"),
    ("brake_pads", 22, "前片剩余5毫米"),
    ("battery", 30, ""),
    ("wipers", 11, ""),
    ("air_filter", 11, ""),
)
# (kind, subject, text, days ago, what became of it, the customer's reply)
LETTERS = (
    ("notice", "冬季用车提示", "入冬前请检查防冻液、电瓶和轮胎气压。", 20, "sent", ""),
    ("invitation", "爱车课堂邀请函", "诚邀您参加爱车课堂。", 12, "replied", "两人参加"),
    ("invitation", "爱车课堂邀请函", "诚邀您参加本月的爱车课堂。", 12, "returned", ""),
    ("notice", "保养手册更新通知", "随信附上新版保养手册。", 6, "sent", ""),
    ("notice", "车辆年检提示", "您的车辆下月到期年检，可由我店代办。", 1, "draft", ""),
)  # fmt: skip
COLUMNS = (
    ("工单号", "job"), ("结算日期", "date"), ("车牌号", "plate"), ("车架号", "vin"),
    ("车主", "owner"), ("手机", "phone"), ("车型", "model"), ("里程", "mileage"),
    ("服务顾问", "advisor"), ("维修技师", "technicians"), ("维修项目", "work"),
    ("结算金额", "amount"), ("送修人", "sender"), ("备件金额", ""), ("打印次数", ""),
)  # fmt: skip
CENTRAL_LINE = 12
POINTS = (("10", "10", "8"), ("8", "10", "10"), ("10", "8", "6"))


def make_files(env, rng, store, all_cars, today):
    """Write wishes, windows, blocks, parts, letters, absences and a source.

    :param rng: a generator of its own: the year before it stays as it was
    :param store: ``stores.Store``
    :param all_cars: list of ``customers.Car``
    :param datetime.date today: the store's day
    """
    cars = [car for car in all_cars if car.store == 0]
    chosen = rng.sample(cars, min(60, len(cars)))
    _make_wishes(env, chosen[:20])
    _make_parts(env, chosen[20:45], today)
    _make_letters(env, store, chosen[45:50], today)
    _make_absences(env, store, today)
    _make_source(env, store)
    _lose_facts(env, store, today)
    _evaluate(env, rng, store)
    _review(env, today)


def _make_wishes(env, cars):
    partners = env["res.partner"].browse(car.partner_id for car in cars)
    for partner, wish in zip(partners, WISHES, strict=False):
        partner.wishes = wish
    env["aftersales.contact.window"].create(
        [
            {
                "partner_id": partner.id,
                "weekday": weekday,
                "hour_from": start,
                "hour_to": end,
            }
            for partner, (weekday, start, end) in zip(
                partners[4:12], WINDOWS * 2, strict=False
            )
        ]
    )
    purposes = {
        purpose.code: purpose for purpose in env["aftersales.purpose"].search([])
    }
    env["aftersales.contact.block"].create(
        [
            {
                "partner_id": partner.id,
                "purpose_id": purpose and purposes[purpose].id,
                "channel": channel or False,
                "reason": reason,
            }
            for partner, (purpose, channel, reason) in zip(
                partners[12:16], BLOCKS, strict=False
            )
        ]
    )


def _make_parts(env, cars, today):
    """Parts that were replaced so long ago that they are due about now."""
    env["aftersales.vehicle.wear.part"].create(
        [
            {
                "vehicle_id": car.vehicle_id,
                "part_id": env.ref(f"aftersales_followup.wear_part_{part}").id,
                "date_replaced": max(
                    today - relativedelta(months=months), car.delivery_date
                ),
                "date_due": today + datetime.timedelta(days=8 + number % 9),
                "note": note,
            }
            for number, (car, (part, months, note)) in enumerate(
                zip(cars, WEAR_PARTS * 5, strict=False)
            )
        ]
    )


def _make_letters(env, store, cars, today):
    letters = env["aftersales.letter"]
    for car, (kind, subject, text, days, state, reply) in zip(
        cars, LETTERS, strict=False
    ):
        letter = letters.create(
            {
                "company_id": store.company.id,
                "kind": kind,
                "date": today - datetime.timedelta(days=days),
                "partner_id": car.partner_id,
                "vehicle_id": car.vehicle_id,
                "subject": subject,
                "body": f"<p>尊敬的客户：</p><p>{text}</p>",
                "user_id": store.agents[0].id,
            }
        )
        if state == "draft":
            continue
        letter.action_send()
        letter.date_sent = letter.date
        if state == "replied":
            letter.reply = reply
            letter.action_reply()
        elif state == "returned":
            letter.action_return()


def _make_absences(env, store, today):
    env["aftersales.delegation"].create(
        [
            {
                "company_id": store.company.id,
                "user_id": store.agents[-1].id,
                "delegate_id": store.agents[0].id,
                "date_from": today + datetime.timedelta(days=start),
                "date_to": today + datetime.timedelta(days=end),
            }
            for start, end in ((-40, -34), (9, 13))
        ]
    )


def _make_source(env, store):
    """A source whose columns were told once, so that its next file needs no telling."""
    profile = env["aftersales.import.profile"].create(
        {"name": "厂家DMS系统", "company_id": store.company.id, "date_order": "ymd"}
    )
    profile._remember(dict(COLUMNS))


def _lose_facts(env, store, today):
    """Files that reception left incomplete: they are the advisers' to complete (A1)."""
    orders = env["repair.order"].search(
        [("company_id", "=", store.company.id), ("archive_date", "<=", today)],
        order="id desc",
        limit=24,
    )
    orders[:8].vehicle_id.write({"vin_sn": False})
    orders[8:16].vehicle_id.write({"insurance_date": False})
    orders[16:20].partner_id.write({"street": False})
    orders._check_archives()


def _evaluate(env, rng, store):
    """Orders that the central line took, half of them evaluated (Q7)."""
    company = store.company
    company.write(
        {
            "evaluation_foreman_id": store.service_manager.id,
            "evaluation_dispatcher_id": store.agents[0].id,
            "evaluation_manager_id": store.team.leader_id.id,
        }
    )
    orders = env["repair.order"].search(
        [("company_id", "=", company.id), ("state", "=", "done")],
        order="date_closed desc, id desc",
        limit=CENTRAL_LINE,
    )
    orders.central_line = True
    orders._make_evaluations()
    evaluations = env["aftersales.evaluation"].search(
        [("repair_id", "in", orders[CENTRAL_LINE // 2 :].ids)]
    )
    for evaluation in evaluations:
        for line, points in zip(evaluation.line_ids, rng.choice(POINTS), strict=False):
            line.points = points
        evaluation.action_done()


def _review(env, today):
    """Questionnaires belong to the manager; one is to be looked through again (Q8)."""
    manager = env["res.users"].search([("login", "=", "manager")])
    surveys = env["survey.survey"].search([("survey_type", "=", "aftersales")])
    surveys.user_id = manager
    surveys.date_reviewed = today - relativedelta(months=5)
    env.ref("aftersales_followup.survey_five_levels").date_reviewed = (
        today - relativedelta(months=13)
    )
