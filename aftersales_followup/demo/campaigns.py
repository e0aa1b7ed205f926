"""Campaigns of the demo dealer: one that is over, one that runs, one to be approved."""

import datetime
import random

SEED = 20260409
# (name, kind, days from today, time, place, one sentence, content)
PAST = (
    "金秋爱车课堂",
    "class",
    -40,
    "14:00–16:00",
    "东店二楼客户休息区",
    "一小时学会看懂胎压、机油和仪表盘报警灯，现场有茶点。",
    "由技术主管讲解日常保养、胎压和机油的检查方法、常见报警灯的处理，最后半小时自由提问。"
    "到场客户赠送胎压表一支。",
)
COMING = (
    "冬季免费检测",
    "free_check",
    20,
    "9:00–17:00",
    "东店维修车间",
    "冬季二十六项免费检测，电瓶、制动、轮胎一次查清。",
    "入冬前为您的爱车做二十六项免费检测：电瓶、制动、轮胎、防冻液、雨刮、灯光。"
    "检测约四十分钟，检测结果当场书面告知，需要更换的配件享受九折。请提前预约时间段。",
)
WAITING = (
    "新春客户答谢会",
    "event",
    55,
    "18:30–20:30",
    "东店展厅",
    "与老客户一起迎新春，现场抽奖，孩子们有手工活动。",
    "感谢您一年来的信任。晚会有节目、抽奖和儿童手工区，每车可带两位家人。"
    "请在活动前一周确认人数，以便安排座位。",
)
# How those invited to the past campaign answered, and how many of them came.
ANSWERS = (("yes", 42, 0.8), ("maybe", 18, 0.3), ("no", 25, 0.0), (False, 15, 0.05))
INVITED = 96


def make_campaigns(env, store, today):
    """Make the campaigns of a store; what is over has its attendance.

    No follow-ups are made here: the past month's figures stay what they are.
    """
    rng = random.Random(SEED)
    people = {
        login: env["res.users"].search([("login", "=", login)])
        for login in ("marketing", "director", "manager")
    }
    past = _make(env, store, today, people, PAST)
    _fill(env, rng, store, past)
    past.state = "done"
    vip = env.ref("aftersales_followup.customer_category_vip")
    coming = _make(env, store, today, people, COMING)
    coming.filter_domain = f"[('owner_id.customer_category_id', '=', {vip.id})]"
    for campaign in past + coming:
        campaign.write(
            {
                "approved_by_id": people["director"].id,
                "date_approved": _at_ten(
                    min(campaign.date - datetime.timedelta(days=25), today)
                ),
            }
        )
    coming.state = "approved"
    if coming._filtered_vehicles(store.company):
        coming.action_start()
    waiting = _make(env, store, today, people, WAITING)
    waiting.action_submit()


def _make(env, store, today, people, plan):
    name, kind, days, time_text, place, summary, content = plan
    campaign = env["aftersales.campaign"].create(
        {
            "name": name,
            "kind": kind,
            "date": today + datetime.timedelta(days=days),
            "time_text": time_text,
            "place": place,
            "summary": summary,
            "content": content,
            "company_id": store.company.id,
            "user_id": people["manager"].id,
        }
    )
    campaign.author_ids = people["marketing"]
    return campaign


def _at_ten(day):
    """Return a moment of a day in working hours, in UTC."""
    return datetime.datetime.combine(day, datetime.time(2, 30))


def _fill(env, rng, store, campaign):
    """Give a past campaign its participants, with answers and attendance."""
    cars = env["fleet.vehicle"].search(
        [
            ("owner_id", "!=", False),
            ("home_company_id", "=", store.company.id),
            ("last_visit_date", "<", campaign.date),
        ],
        order="id",
    )
    by_owner = {car.owner_id: car for car in cars}
    owners = rng.sample(list(by_owner), min(INVITED, len(by_owner)))
    called = _at_ten(campaign.date)
    values = []
    for owner in owners:
        answer, _weight, came = rng.choices(
            ANSWERS, [weight for _answer, weight, _came in ANSWERS]
        )[0]
        values.append(
            {
                "campaign_id": campaign.id,
                "partner_id": owner.id,
                "vehicle_id": by_owner[owner].id,
                "is_by_hand": False,
                "date_invited": called - datetime.timedelta(days=rng.randint(9, 14)),
                "invited_by_id": rng.choice(store.agents).id,
                "is_reached": bool(answer),
                "answer": answer,
                "wants_letter": answer == "yes" and rng.random() < 0.2,
                "attended": rng.random() < came,
            }
        )
    env["aftersales.campaign.participant"].create(values)
