"""More than calls after a repair: the first store's other programs, switched on.

Their follow-ups lie in the current month, before today: the reference month keeps its
figures, and the night makes today's.
"""

import datetime

from ..models.aftersales_program_step_policy import DECIDED_ON
from ..tools import localtime
from .plan import month_start

# Switched on at the first store, and whether for one brand only: a filter keeps
# reminders to a handful a day.
PROGRAMS = (
    ("delivered", False),
    ("new_vehicle", False),
    ("lost", False),
    ("maintenance", True),
    ("first_maintenance", False),
    ("insurance", True),
    ("inspection", True),
    ("wear_part", False),
    ("key_customer", False),
    ("consultation", False),
)
BRAND = "Skoda"
DAYS = 4
# Few cars are lost in a day: two weeks make a list.
LOST_DAYS = 14
# (outcome, reason of loss, what the agent wrote) of the lost that were called
LOST = (
    ("completed", "other_workshop", "在小区附近的修理厂做了保养，说价格便宜"),
    ("completed", "mileage", "里程还没到，下个月来做保养"),
    ("no_answer", "", ""),
    ("completed", "too_far", "搬到松江了，来一趟要一个多小时"),
    ("completed", "other_user", "车给儿子开了，已登记他的电话"),
    ("refused", "", "不方便，不用再打了"),
    ("completed", "coming_soon", "已约本周六上午来店"),
    ("switched_off", "", ""),
)


def switch_on(env, store, today):
    """Switch the programs on and make what was due in the last days.

    :param store: ``stores.Store``; the others run after-repair calls only
    :param datetime.date today: the store's day
    :return: ``aftersales.followup``, those made
    """
    yesterday = today - datetime.timedelta(days=1)
    followups = env["aftersales.followup"]
    brand = env["fleet.vehicle.model.brand"].search([("name", "=", BRAND)], limit=1)
    for name, is_filtered in PROGRAMS:
        program = env.ref(f"aftersales_followup.program_{name}")
        days = LOST_DAYS if name == "lost" else DAYS
        start = max(today - datetime.timedelta(days=days), month_start(today))
        program.write(
            {
                "active": True,
                "company_id": store.company.id,
                "start_date": start,
                "filter_domain": f"[('brand_id', '=', {brand.id})]"
                if is_filtered
                else "[]",
            }
        )
        steps = program.step_ids.with_company(store.company)
        # Each was decided about on its day, not all of them today.
        for step in steps.with_context(**{DECIDED_ON: start}):
            anchors = step._pending_anchors(store.company, yesterday)
            followups += step._make_followups(store.company, anchors)
    _call_lost(env, store, followups, yesterday)
    return followups


def _call_lost(env, store, followups, day):
    """Let some of the lost be called, with the reason that they gave (F6)."""
    lost = followups.filtered(
        lambda one: one.purpose_id.code == "lost_vehicle" and one.state == "open"
    )
    attempts = []
    for number, (followup, (outcome, reason, note)) in enumerate(
        zip(lost, LOST, strict=False)
    ):
        moment = localtime.utc_moment(
            day, 15.1 + number / 5, store.company._aftersales_tz()
        )
        outcome = env.ref(f"aftersales_followup.followup_outcome_{outcome}")
        attempts.append(
            {
                "followup_id": followup.id,
                "date": moment,
                "channel": "phone",
                "line": followup.phone,
                "contact_id": followup.partner_id.id,
                "outcome_id": outcome.id,
                "note": note,
                "user_id": followup.user_id.id or store.agents[0].id,
            }
        )
        vals = {
            "outcome_id": outcome.id,
            "attempt_count": 1,
            "is_called": True,
            "is_contact": outcome.is_contact,
            "date_first_attempt": moment,
        }
        if reason:
            vals["loss_reason_id"] = env.ref(
                f"aftersales_followup.loss_reason_{reason}"
            ).id
        if outcome.is_closing:
            vals.update(
                state="done",
                date_done=moment,
                date_next=False,
                is_effective=outcome.is_effective,
                refused=outcome.is_refusal,
            )
        followup.write(vals)
        if outcome.is_closing:
            followup._close_activities()
    env["aftersales.followup.attempt"].create(attempts)
