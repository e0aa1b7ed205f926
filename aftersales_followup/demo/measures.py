"""What the demo dealer does about its weak points, last month and this month."""

import datetime

from .plan import month_start

# (item, problem, what is done, how one sees it, department, months back, due on this
# day of the month, state, evidence, effect)
MEASURES = (
    (
        "time_spent",
        "客户反映在店时间太长，进度没有人告知",
        "预约按半小时分段，超出预计时间前半小时由服务顾问主动告知进度。",
        "抽查二十张工单的进度告知记录",
        "front_desk",
        1,
        10,
        "done",
        "已抽查二十张工单，十八张有告知记录。",
        "本月该项得分仍偏低，需继续跟踪。",
    ),
    (
        "car_clean",
        "交车时车辆不干净，玻璃有水印",
        "洗车工位增加交车前检查表，服务顾问签字后才能交车。",
        "检查表签字率百分之百",
        "workshop",
        1,
        20,
        "doing",
        "",
        "",
    ),
    (
        "explain_bill",
        "结算费用没有逐项解释",
        "结算前在车旁解释结算单，增项必须事先电话或短信确认。",
        "回访中该项低分不超过百分之五",
        "front_desk",
        1,
        25,
        "todo",
        "",
        "",
    ),
    (
        "work_quality",
        "异响、抖动类故障一次修复率偏低",
        "此类故障交车前由技术主管路试签字。",
        "返修率低于百分之五",
        "workshop",
        0,
        20,
        "doing",
        "",
        "",
    ),
    (
        "lounge",
        "休息区周末座位不足",
        "周末开放二楼会议室作为临时休息区，每两小时巡视一次。",
        "巡视记录完整",
        "customer_care",
        0,
        25,
        "todo",
        "",
        "",
    ),
)
# The main cause of complaints that a measure is to make rarer.
CAUSES = {"time_spent": "time", "explain_bill": "cost", "work_quality": "quality"}


def make_measures(env, store, today):
    """Make the measures of a store."""
    manager = env["res.users"].search([("login", "=", "manager")])
    for item, problem, measure, checkpoint, function, back, day, *course in MEASURES:
        start = month_start(today, back)
        is_care = function == "customer_care"
        cause = f"aftersales_followup.complaint_cause_{CAUSES.get(item)}"
        record = env["aftersales.measure"].create(
            {
                "company_id": store.company.id,
                "item_id": env.ref(f"aftersales_followup.satisfaction_item_{item}").id,
                "cause_ids": env.ref(cause).ids if item in CAUSES else [],
                "problem": problem,
                "measure": measure,
                "checkpoint": checkpoint,
                "function": function,
                "owner_id": (manager if is_care else store.service_manager).id,
                "supervisor_id": manager.id,
                "date_start": start,
                "date_due": start.replace(day=day),
            }
        )
        _let_run(record, course, manager)


def _let_run(record, course, manager):
    """Bring a measure to where it has come by now."""
    state, evidence, effect = course
    if state != "todo":
        record.status = state
    if state == "done":
        done = record.date_due - datetime.timedelta(days=1)
        record.write({"date_done": done, "evidence": evidence})
        record.with_user(manager).write(
            {"effect": effect, "effect_state": "ineffective"}
        )
