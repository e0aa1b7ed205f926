"""Single complaints of the demo dealer: what does not happen to every customer."""

import datetime

from odoo import fields
from odoo.fields import Command

from .plan import month_start

LIMITS = (("handler", 500), ("manager", 3000), ("director", 20000))
# (kind, days ago, login or None for the service manager, evidence, amount, decision,
# reason of the decision)
INCIDENTS = (
    ("late_report", 19, "manager", "上月月报四日上午才提交。", 50, "confirmed", ""),
    ("dissatisfaction", 8, None, "客户当面不满，当天没有上报。", 100, "draft", ""),
    ("register", 12, None, "登记表漏登两条。", 50, "waived", "系统维护，次日补登"),
)
AUTOMAILS = (
    ("auto_submitted", "自动回复：外出", "\"陈先生\" <chen@customer.example>",
     "您好，我正在休假，下周一回复您的邮件。"),
    ("no_return", "Undelivered Mail Returned to Sender", "postmaster@mail.example",
     "您的邮件未能送达以下收件人。"),
)  # fmt: skip


class Cases:
    """Adds them to one store's complaints, in the ways the users take."""

    def __init__(self, env, store, today):
        """Prepare for one store, a ``stores.Store``."""
        self.env = env
        self.store = store
        self.company = store.company
        self.today = today
        self.now = fields.Datetime.now()
        self.Complaint = env["aftersales.complaint"].with_company(store.company)
        self.manager = env["res.users"].search([("login", "=", "manager")])

    def make(self):
        """Make the store's limits, special days and single cases."""
        self.company.complaint_form = True
        self.env["aftersales.complaint.authority"].create(
            [
                {"company_id": self.company.id, "level": level, "max_cost": limit}
                for level, limit in LIMITS
            ]
        )
        self._mark_attention()
        self._hold()
        self._escalate()
        self._reopen()
        self._make_new()
        self._make_measure()
        self._make_incidents()
        self._set_mails_aside()
        # After the clocks: this store was open on those days, its next ones may not be.
        self.env["aftersales.calendar.exception"].with_company(
            self.company
        ).action_load_official_days()

    def _at(self, code):
        """Return the store's complaints in a stage, the latest first."""
        return self.Complaint.search(
            [("company_id", "=", self.company.id), ("stage_id.code", "=", code)],
            order="date_received desc, id desc",
        )

    def _mark_attention(self):
        """Mark who complained before today, as the scheduled action does (C8)."""
        complained = self.Complaint.search(
            [("company_id", "=", self.company.id), ("partner_id", "!=", False)]
        ).filtered(lambda complaint: complaint.day_received < self.today)
        recent = month_start(self.today, 2)
        complained.filtered(
            lambda complaint: complaint.day_received >= recent
        ).partner_id.attention = True
        complained._record({"attention_set": True})

    def _hold(self):
        """One waits for the customer since it was signed for, one did so (C4)."""
        for complaint, is_over in zip(
            self._at("handling"), (False, True), strict=False
        ):
            start = complaint.date_signed
            self.env["aftersales.complaint.hold"].create(
                {
                    "complaint_id": complaint.id,
                    "reason": "等客户寄来另一家修理厂的发票",
                    "user_id": self.store.service_manager.id,
                    "date_from": start,
                    "date_to": is_over
                    and min(start + datetime.timedelta(hours=5), self.now),
                }
            )

    def _escalate(self):
        """One costs more than its handler may decide (C11, C12)."""
        complaint = self._at("handling")[2:3]
        if complaint:
            complaint.cost = 1800
            self.env["aftersales.complaint.escalation"].create(
                {
                    "complaint_id": complaint.id,
                    "level": "manager",
                    "reason": "补偿费用一千八百元，超出经办人权限。",
                    "user_id": self.store.service_manager.id,
                }
            )

    def _reopen(self):
        """One customer is still unhappy, one complaint was closed by mistake (C7)."""
        Reopening = self.env["aftersales.complaint.reopening"]
        unhappy = self._at("revisit")[:1]
        if unhappy:
            unhappy._record({"final_word": "异响还在，上次根本没有修好。"})
            Reopening.create(
                {
                    "complaint_id": unhappy.id,
                    "kind": "unhappy",
                    "note": "异响还在，上次根本没有修好。",
                    "user_id": self.manager.id,
                }
            )
        closed = self._at("closed")[:1]
        if closed and closed.day_received >= month_start(self.today):
            Reopening.create(
                {
                    "complaint_id": closed.id,
                    "kind": "mistake",
                    "note": "点错了，客户还没有收到书面答复。",
                    "user_id": self.manager.id,
                }
            )

    def _make_new(self):
        """Three of the last hour: urgent, by the web, and the same matter twice."""
        hour = self.now - datetime.timedelta(hours=1)
        cars = self._at("closed").filtered("vehicle_id")[:1]
        fault = self.env.ref("aftersales_followup.complaint_cause_vehicle_fault")
        common = {"company_id": self.company.id, "date_received": hour}
        self.Complaint.create(
            [
                {
                    **common,
                    "source": "hotline",
                    "severity": "serious",
                    "partner_id": cars.partner_id.id,
                    "vehicle_id": cars.vehicle_id.id,
                    "description": "厂家热线转来：高速上故障灯亮，车辆自动降速。",
                    "cause_ids": [Command.set(fault.ids)],
                    "user_id": self.store.service_manager.id,
                    "wants_callback": True,
                    "date_callback": self.now + datetime.timedelta(hours=1),
                },
                {
                    **common,
                    "source": "web",
                    "caller_name": "黄女士",
                    "caller_phone": "139 0000 7788",
                    "description": "预约九点，十一点才有人接待。\n\n车牌号：沪A·00T11",
                },
            ]
        )
        first = self._at("issued")[:1]
        if first.partner_id:
            words = (
                "又打来问：上次反映的事怎么还没有答复？",
                "第三次来电，还是同一件事。",
            )
            joined, proposed = self.Complaint.create(
                [
                    {
                        **common,
                        "source": "phone",
                        "partner_id": first.partner_id.id,
                        "vehicle_id": first.vehicle_id.id,
                        "description": text,
                    }
                    for text in words
                ]
            )
            if joined.duplicate_ids[:1] == first:
                joined._join_to(first)
            proposed._record({"date_contacted": self.now})
            proposed._sync_deadlines()

    def _make_measure(self):
        """A measure born from complaints of one kind, done and found to work (C15)."""
        cause = self.env.ref("aftersales_followup.complaint_cause_cost")
        complaints = self.Complaint.search(
            [
                ("company_id", "=", self.company.id),
                ("cause_ids", "child_of", cause.ids),
                ("is_closed", "=", True),
            ],
            order="date_received desc, id desc",
            limit=4,
        )
        start = month_start(self.today, 2)
        due = start + datetime.timedelta(days=20)
        measure = self.env["aftersales.measure"].create(
            {
                "company_id": self.company.id,
                "problem": "增项没有事先确认，客户结算时才知道",
                "measure": "增项一律电话或短信确认并留存记录，未确认的不得施工。",
                "checkpoint": "每周抽查十张有增项的工单",
                "function": "front_desk",
                "cause_ids": [Command.set(cause.ids)],
                "complaint_ids": [Command.set(complaints.ids)],
                "owner_id": self.store.service_manager.id,
                "supervisor_id": self.manager.id,
                "date_start": start,
                "date_due": due,
            }
        )
        measure.status = "done"
        measure.write({"date_done": due, "evidence": "抽查三十张工单，确认记录齐全。"})
        measure.with_user(self.manager).write(
            {"effect": "此后同类抱怨由每月九件降到四件。", "effect_state": "effective"}
        )

    def _make_incidents(self):
        """Performance incidents in each state, one by a complaint (P2)."""
        Incident = self.env["aftersales.incident"]
        director = self.env["res.users"].search([("login", "=", "director")])
        for kind, ago, login, evidence, amount, state, note in INCIDENTS:
            person = self.manager if login else self.store.service_manager
            incident = Incident.create(
                {
                    "company_id": self.company.id,
                    "person_id": person.id,
                    "kind": kind,
                    "date": self.today - datetime.timedelta(days=ago),
                    "evidence": evidence,
                    "amount": amount,
                    "decision_note": note,
                }
            )
            if state != "draft":
                incident.with_user(director)._decide(state)
        closed = self._at("closed").filtered("advisor_id")[:1]
        if closed:
            closed._record({"responsible_person_id": closed.advisor_id.id})
            closed._register_personal_fault()
            closed.incident_ids.amount = 200

    def _set_mails_aside(self):
        """What machines sent to the complaints' address."""
        self.env["aftersales.complaint.automail"].create(
            [
                {
                    "company_id": self.company.id,
                    "date": self.now - datetime.timedelta(hours=7 * number),
                    "reason": reason,
                    "subject": subject,
                    "sender": sender,
                    "words": words,
                }
                for number, (reason, subject, sender, words) in enumerate(AUTOMAILS, 1)
            ]
        )
