"""Paper questionnaires and survey plans of the demo dealer."""

import datetime
import random

from .plan import month_start

SEED = 20260512
# (department, sheets, came back, sent days ago, due days ago, usual mark of 30)
BATCHES = (
    ("front_desk", 30, 26, 24, 10, 26),
    ("workshop", 24, 13, 18, 4, 24),
)
WORDS = (
    "休息区座位太少，周末要站着等。",
    "希望交车前把车内也擦一下。",
    "服务顾问很热情，讲解清楚。",
)


def make_paper(env, store, today):
    """Make two batches of a store, one of which came back too little, and plans.

    The sheets carry no names: the past month's figures stay what they are.
    """
    rng = random.Random(SEED)
    manager = env["res.users"].search([("login", "=", "manager")])
    survey = env.ref("aftersales_followup.survey_points_300")
    marks = survey.question_ids.filtered("satisfaction_scale_id")
    words = survey.question_ids - marks
    for function, sent, returned, days_sent, days_due, usual in BATCHES:
        batch = env["aftersales.paper.batch"].create(
            {
                "survey_id": survey.id,
                "function": function,
                "company_id": store.company.id,
                "user_id": manager.id,
                "sent_count": sent,
                "date_sent": today - datetime.timedelta(days=days_sent),
                "date_due": today - datetime.timedelta(days=days_due),
            }
        )
        batch.action_send()
        for number in sorted(rng.sample(range(1, sent + 1), returned)):
            answers = {
                str(question.id): str(max(0, min(30, round(rng.gauss(usual, 3)))))
                for question in marks
            }
            if rng.random() < 0.3:
                answers[str(words.id)] = rng.choice(WORDS)
            batch.save_sheet(number, answers)
        for sheet in batch.sheet_ids:
            sheet.user_id = rng.choice(store.agents)
            sheet.date_returned = batch.date_due - datetime.timedelta(
                days=rng.randint(0, 6)
            )
        if batch.return_rate < store.company.paper_return_threshold:
            batch._report_return_rate(today)
    _make_plans(env, store, today, manager, survey)


def _make_plans(env, store, today, manager, paper_survey):
    program = env.ref("aftersales_followup.program_after_repair")
    last, this = month_start(today, 1), month_start(today)
    after = month_start(today, -1)
    day = datetime.timedelta(days=1)
    common = {"company_id": store.company.id, "user_id": manager.id}
    env["aftersales.survey.plan"].create(
        [
            {
                **common,
                "name": "上月维修客户满意度",
                "date_from": last,
                "date_to": this - day,
                "method": "phone",
                "program_id": program.id,
                "target_count": 650,
                "content": "维修后次日电话回访，了解十项满意度，用于月度报告第三章。",
                "conclusion": "达到计划；在店时间和车辆清洁两项需要改善。",
                "state": "done",
            },
            {
                **common,
                "name": "本月维修客户满意度",
                "date_from": this,
                "date_to": after - day,
                "method": "phone",
                "program_id": program.id,
                "target_count": 700,
                "content": "维修后次日电话回访，了解十项满意度。",
                "state": "running",
            },
            {
                **common,
                "name": "前台与车间书面问卷",
                "date_from": today - datetime.timedelta(days=30),
                "date_to": today - day,
                "method": "paper",
                "survey_id": paper_survey.id,
                "target_count": 45,
                "content": "三百分问卷，由前台和车间发放，匿名回收。",
                "state": "running",
            },
            {
                **common,
                "name": "下月重点客户走访",
                "date_from": after,
                "date_to": month_start(today, -2) - day,
                "method": "visit",
                "purpose_id": env.ref("aftersales_followup.purpose_key_customer").id,
                "target_count": 20,
                "content": "走访集团和政府用户，了解满意之处、不足和对手的做法。",
            },
        ]
    )
