"""The dashboard and the analysis views, written anew from docs/figures.md."""

import datetime

from .recompute_complaint import Complaints
from .recompute_rows import LOW, NOT_DUE, UTC, Days, Span, count
from .recompute_survey import Survey
from .recompute_workshop import Workshop
from .recompute_year import Main


def dashboard_again(tables, ids, today, now):
    """Figure → column → figure; ``now`` is the moment in UTC."""
    so_far = Days(today.replace(day=1), today)
    month = Span.of(today.year, today.month)
    main = Main(tables, ids, today)
    columns = {
        "value": main.figures(so_far, month.shift(-6)),
        "previous": main.figures(month.shift(-1)),
        "last_year": main.figures(month.shift(-12)),
    }
    cells = {
        code: {column: figures[code] for column, figures in columns.items()}
        for code in columns["value"]
    }
    standing = [
        row
        for row in tables.complaints
        if row["company_id"] in ids
        and row["active"]
        and not tables.by_id["stages"][row["stage_id"]]["is_closed"]
    ]
    alarms = {row["id"]: [] for row in tables.complaints}
    for deadline in tables.deadlines:
        if deadline["is_open"] and deadline["date_alarm"]:
            alarms[deadline["complaint_id"]].append(deadline["date_alarm"])

    def midnight(company_id):
        zone = tables.zones[company_id]
        day = now.replace(tzinfo=UTC).astimezone(zone).date()
        day += datetime.timedelta(days=1)
        start = datetime.datetime.combine(day, datetime.time(), zone)
        return start.astimezone(UTC).replace(tzinfo=None)

    late = [row for row in standing if any(one < now for one in alarms[row["id"]])]
    ends_today = [
        row
        for row in standing
        if any(now <= one < midnight(row["company_id"]) for one in alarms[row["id"]])
    ]
    return cells | {
        "open_now": {"value": count(standing)},
        "late_now": {"value": count(late)},
        "due_today": {"value": count(ends_today)},
    }


# Lines of the analysis views ----------------------------------------------------------


def followup_lines(tables, ids):
    """A line a follow-up, due or not."""
    survey = Survey(tables, ids)
    on_time = {row["id"] for row in survey.on_time(tables.followups)}
    lines = []
    for row in tables.followups:
        if row["company_id"] not in ids:
            continue
        due = int(row["state"] not in NOT_DUE)
        called, effective = bool(row["is_called"]), bool(row["is_effective"])
        top = row["band_level"] == "very_satisfied"
        lines.append(
            {
                "followup_id": row["id"],
                "company_id": row["company_id"],
                "purpose_id": row["purpose_id"],
                "advisor_id": row["advisor_id"],
                "sales_adviser_id": row["sales_adviser_id"],
                "state": row["state"],
                "date_planned": row["date_planned"],
                "due_count": due,
                "called_count": due * called,
                "effective_count": due * effective,
                "unreachable_count": due * (called and not row["is_contact"]),
                "refused_count": due * (called and bool(row["refused"])),
                "top_count": due * (effective and top),
                "low_count": due * (effective and row["band_level"] in LOW),
                "is_on_time": row["id"] in on_time,
                "score": row["score"] if row["has_score"] else 0.0,
            }
        )
    return lines


def complaint_lines(tables, ids):
    """A line a complaint and cause, one without a cause; nothing that was joined."""
    complaints = Complaints(tables, ids)
    lines = []
    for row in tables.complaints:
        if row["company_id"] not in ids or not row["active"]:
            continue
        causes = tables.causes_of[row["id"]] or [None]
        closed = bool(complaints.closed([row]))
        for cause in causes:
            lines.append(
                {
                    "complaint_id": row["id"],
                    "company_id": row["company_id"],
                    "cause_id": cause,
                    "main_cause_id": cause and complaints.root(cause),
                    "day_received": complaints.day(row),
                    "week_of_month": str(complaints.week(row)),
                    "sales_adviser_id": row["sales_adviser_id"],
                    "is_closed": closed,
                    "reason_count": int(cause is not None),
                    "complaint_count": round(1 / len(causes), 2),
                    "reopen_count": round((row["reopen_count"] or 0) / len(causes), 2),
                    "days_to_close": row["days_to_close"] if closed else 0.0,
                }
            )
    return lines


def repair_lines(tables, ids):
    """A line an order that was settled."""
    workshop = Workshop(tables, ids)
    lines = []
    for row in tables.orders:
        if row["company_id"] not in ids or row["state"] != "done" or not row["day"]:
            continue
        again = tables.redone_by.get(row["id"], [])
        named = [
            one
            for one in tables.complaints
            if one["repair_id"] == row["id"] and one["active"]
        ]
        lines.append(
            {
                "repair_id": row["id"],
                "company_id": row["company_id"],
                "day_closed": row["day"],
                "advisor_id": row["advisor_id"],
                "intake": row["intake"],
                "rework_reason_id": again and again[0]["rework_reason_id"],
                "order_count": 1,
                "redone_count": int(bool(again)),
                "booked_count": int(row["intake"] != "walk_in"),
                "complaint_count": len(named),
                "warranty_count": int(bool(row["warranty_until"])),
                "warranty_redone_count": int(
                    bool(row["warranty_until"] and workshop.in_warranty([row]))
                ),
                "fix_rate": 0.0 if again else 100.0,
            }
        )
    return lines


ANALYSES = {
    "aftersales.followup.analysis": followup_lines,
    "aftersales.complaint.analysis": complaint_lines,
    "aftersales.repair.analysis": repair_lines,
}
