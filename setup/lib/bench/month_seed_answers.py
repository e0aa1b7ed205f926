"""What follows from a million follow-ups: answers, scores, complaints, measures."""

import datetime
import json

from dateutil.relativedelta import relativedelta

from odoo.tools import SQL

from . import seed
from .month_seed import FOLLOWUPS, MONTHS, advisors, day_of, pick

COMPLAINTS = 400  # a month


def fill(env, company, first, followups):
    """Fill what ``month_seed.fill`` made; takes what that returns."""
    _answers(env, followups)
    _scores(env, company)
    _complaints(env, company, first)
    _handful(env, company, first + relativedelta(months=MONTHS))


def _answers(env, followups):
    """Answered questionnaires of the last month; no figure reads older answers."""
    lost = env.ref("aftersales_followup.survey_lost_reason")
    survey = env.ref("aftersales_followup.survey_css")
    scored = survey.question_ids.filtered("satisfaction_item_id").ids
    words = survey.question_ids.filtered(lambda one: one.question_type == "text_box")
    pattern = env["survey.user_input"].create({"survey_id": survey.id})
    start = followups[1] - FOLLOWUPS + 1
    with seed.bare(env, "survey_user_input", "survey_user_input_line"):
        inputs = seed.multiply(
            env, pattern, FOLLOWUPS, access_token=SQL("'bench-' || n")
        )
        shift = inputs - start
        env.cr.execute(
            SQL(
                "UPDATE aftersales_followup SET user_input_id = id + %s"
                " WHERE id >= %s AND is_effective",
                shift,
                start,
            )
        )
        purpose = env.ref("aftersales_followup.purpose_lost_vehicle").id
        env.cr.execute(
            SQL(
                "UPDATE aftersales_followup f SET loss_reason_id = %s"
                " WHERE id >= %s AND is_effective AND purpose_id = %s",
                pick(lost.suggested_answer_ids.loss_reason_id.ids, SQL("f.id")),
                start,
                purpose,
            )
        )
        for condition, question, kind, answer, text in (
            ("TRUE", SQL("unnest(%s::int[])", scored), "scale", SQL("NULL"), None),
            ("f.id % 20 = 0", SQL("%s", words[:1].id), "text_box", SQL("NULL"), "More"),
            (
                f"f.purpose_id = {int(purpose)}",
                SQL("%s", lost.id),
                "suggestion",
                pick(lost.suggested_answer_ids.ids, SQL("f.id")),
                None,
            ),
        ):
            env.cr.execute(
                SQL(
                    "INSERT INTO survey_user_input_line (user_input_id, survey_id,"
                    " question_id, answer_type, skipped, suggested_answer_id,"
                    " value_text_box) SELECT f.user_input_id, %s, %s, %s, FALSE, %s, %s"
                    " FROM aftersales_followup f WHERE f.id >= %s AND f.is_effective"
                    " AND %s",
                    survey.id,
                    question,
                    kind,
                    answer,
                    text,
                    start,
                    SQL(condition.replace("%", "%%")),
                )
            )


def _scores(env, company):
    """Ten scores an answered follow-up, one in three hundred with words."""
    asked = {}
    for survey in ("survey_mix", "survey_css"):
        for question in env.ref(f"aftersales_followup.{survey}").question_ids:
            if question.satisfaction_scale_id:
                asked[question.satisfaction_item_id.id] = question.id
    with seed.bare(env, "aftersales_followup_score"):
        env.cr.execute(
            SQL(
                """
                INSERT INTO aftersales_followup_score (followup_id, question_id,
                    item_id, item_code, raw_value, value, weight, is_low, comment, date,
                    advisor_id, company_id)
                SELECT id, (%s::jsonb->>item_id::text)::int, item_id, code, points / 10,
                    points, weight, points < 60,
                    CASE WHEN id %% 300 = 0 AND points < 60 THEN 'Too long' END,
                    date_planned, advisor_id, company_id
                FROM (
                    SELECT f.*, i.id AS item_id, i.code, i.weight,
                        (40 + ((hashint8(f.id) & 2147483647) / i.id) %% 7 * 10)::float8
                            AS points
                    FROM aftersales_followup f
                    CROSS JOIN aftersales_satisfaction_item i
                    WHERE f.company_id = %s AND f.is_effective
                      AND (i.is_mot OR i.code = 'fixed_first_time' AND f.id %% 50 = 0)
                ) answer
                """,
                json.dumps(asked),
                company.id,
            )
        )
        env.cr.execute(
            "UPDATE aftersales_followup_score"
            " SET value = CASE WHEN value < 60 THEN 0 ELSE 100 END"
            " WHERE item_code = 'fixed_first_time'"
        )


def _complaints(env, company, first):
    """Complaints with one or two causes and two deadlines each."""
    Complaint = env["aftersales.complaint"]
    causes = env["aftersales.complaint.cause"].search([]).ids
    stages = env["aftersales.complaint.stage"].search([])
    closed = stages.filtered("is_closed")[:1]
    count = MONTHS * COMPLAINTS
    pattern = Complaint.create(
        {"company_id": company.id, "description": "Not content", "function": "workshop"}
    )
    day = day_of(first, COMPLAINTS)
    start = seed.multiply(
        env,
        pattern,
        count,
        name=SQL("'BENCH/C' || n"),
        date_received=SQL("%s + interval '4 hours'", day),
        day_received=day,
        week_of_month=SQL("(LEAST(n %% 28 / 7, 3) + 1)::text"),
        stage_id=SQL(
            "CASE WHEN n %% 10 > 0 THEN %s ELSE %s END", closed.id, stages[0].id
        ),
        is_closed=SQL("n %% 10 > 0"),
        days_to_close=SQL("CASE WHEN n %% 10 > 0 THEN n %% 9 / 2.0 ELSE 0 END"),
        reopen_count=SQL("(n %% 20 = 0)::int"),
        advisor_id=pick(advisors(env, company)),
        vehicle_id=pick(env["fleet.vehicle"].search([], limit=50).ids),
        customer_category_id=pick(env["aftersales.customer.category"].search([]).ids),
        severity=SQL("(ARRAY['minor', 'normal', 'serious'])[1 + n %% 3]"),
        source=SQL("(ARRAY['phone', 'counter', 'followup'])[1 + n %% 3]"),
        function=SQL("(ARRAY['workshop', 'parts', 'front_desk'])[1 + n %% 3]"),
        revisit_result=SQL("(ARRAY['satisfied', 'dissatisfied', NULL])[1 + n %% 3]"),
        final_evaluation=SQL("(ARRAY['satisfied', 'accepted', NULL])[1 + n %% 3]"),
    )
    field = Complaint._fields["cause_ids"]
    for step in (3, 7):
        env.cr.execute(
            SQL(
                "INSERT INTO %s (%s, %s) SELECT %s + n, %s FROM"
                " generate_series(0, %s, %s) AS n ON CONFLICT DO NOTHING",
                SQL.identifier(field.relation),
                SQL.identifier(field.column1),
                SQL.identifier(field.column2),
                start,
                pick(causes, SQL("(n / %s)", step)),
                count - 1,
                1 if step == 3 else 2,
            )
        )
    env.cr.execute(
        SQL(
            """
            INSERT INTO aftersales_complaint_deadline (complaint_id, company_id, kind,
                clock, start_event, cycle, is_open, met_late, date_alarm)
            SELECT %s + n, %s, kind, 'elapsed', 'received', 0, n %% 10 = 0,
                   n %% 11 = 0, now() - (n %% 3 - 1) * interval '1 day'
            FROM generate_series(0, %s) n,
                 unnest(%s::text[]) kind
            """,
            start,
            company.id,
            count - 1,
            [key for key, _label in env["aftersales.complaint.deadline"]._kinds()][:2],
        )
    )


def _handful(env, company, this_month):
    """Measures and external scores: a few records, made by Odoo."""
    items = env["aftersales.satisfaction.item"].search([("is_mot", "=", True)])
    causes = env["aftersales.complaint.cause"].search([])
    last = this_month - relativedelta(months=1)
    functions = ("front_desk", "workshop", "parts", "customer_care")
    env["aftersales.measure"].create(
        [
            {
                "problem": f"Problem {number}",
                "measure": "Talk about it every morning",
                "company_id": company.id,
                "function": functions[number % 4],
                "item_id": items[number % len(items)].id,
                "cause_ids": [(6, 0, causes[number % len(causes)].ids)],
                "date_start": last - datetime.timedelta(days=number),
                "date_due": last + datetime.timedelta(days=2 * number),
            }
            for number in range(40)
        ]
    )
    for month in (last, last - relativedelta(months=1)):
        for scope in ("store", "region", "nation"):
            env["aftersales.external.score"].create(
                {
                    "company_id": company.id,
                    "kind": "survey",
                    "scope": scope,
                    "date_from": month,
                    "sample": 60,
                    "mot": 99.2,
                    "css": 96.5,
                    "line_ids": [
                        (0, 0, {"item_id": item.id, "value": 90.0 + number})
                        for number, item in enumerate(items)
                    ]
                    + [
                        (0, 0, {"item_id": item, "advisor_id": person, "value": 95.0})
                        for person in advisors(env, company)[:2]
                        for item in (items[0].id, False)
                        if scope == "store"
                    ],
                }
            )
