import datetime

from odoo.tests import tagged

from .common_complaint import ComplaintCase

HOUR = datetime.timedelta(hours=1)


@tagged("post_install", "-at_install")
class TestComplaintScenario(ComplaintCase):
    """One complaint from the call to the end, and all that anybody is told of it.

    Local times of the store: 10:00 there is 02:00 in UTC. The alarm runs at the full
    hours, as often as it likes: what is told once is not told again.
    """

    maxDiff = None

    def setUp(self):
        super().setUp()
        self.now = datetime.datetime(2026, 3, 3, 2)

    def _until(self, local):
        """Let the alarm run hour by hour until a local moment ("03 14:30")."""
        day, clock = local.split()
        hour, minute = clock.split(":")
        wanted = datetime.datetime(2026, 3, int(day), int(hour), int(minute)) - 8 * HOUR
        while self.now + HOUR <= wanted:
            self.now = self.now.replace(minute=0) + HOUR
            self.clock.move_to(self.now)
            self._run_cron("cron_complaint_warn")
        self.now = wanted
        self.clock.move_to(wanted)

    def _told(self, complaint):
        names = {
            self.service_manager: "head",
            self.agent_2: "delegate of the head",
            self.manager: "care",
            self.director: "director",
        }
        found = []
        for warning in complaint.warning_ids.sorted(lambda w: (w.date, w.id)):
            moment = warning.date + 8 * HOUR
            found.append(f"{moment:%d %H:%M} {names[warning.user_id]}: {warning.about}")
        return sorted(found)

    def test_from_the_call_to_the_end(self):
        """Every stage, every rung, late, absent, unhappy, reopened, closed (C3–C15)."""
        self.env["aftersales.delegation"].create(
            {
                "user_id": self.service_manager.id,
                "delegate_id": self.agent_2.id,
                "date_from": "2026-03-04",
                "date_to": "2026-03-04",
                "company_id": self.company.id,
            }
        )
        complaint = self._make_complaint(
            source="followup", cause_ids=[(6, 0, self.product.ids)], severity="serious"
        )
        complaint = complaint.with_context(tracking_disable=True)
        head, care = self.service_manager, self.manager

        # Contact is due at 12:00, and comes at 13:30.
        self._until("03 13:30")
        complaint.with_user(head).action_contacted()
        self._move(complaint, "verified", care)
        # The instruction is due on the same working day, and comes in time.
        self._until("03 16:30")
        complaint.with_user(self.director).instruction = "Exchange the part"
        self._move(complaint, "instruction", self.director)
        self._move(complaint, "issued", care)
        complaint.responsible_id = head
        self._move(complaint, "handling", head)
        Escalation = self.env["aftersales.complaint.escalation"].with_user(head)
        Escalation.create(
            {"complaint_id": complaint.id, "level": "manager", "reason": "Costly"}
        )
        # The head is away on the 4th: half of the 24 hours are over at 01:30, and all
        # of them at 13:30.
        self._until("04 15:00")
        for level in ("director", "manufacturer"):
            Escalation.create(
                {"complaint_id": complaint.id, "level": level, "reason": "A series"}
            )
        self._until("05 09:30")
        complaint.with_user(head).action_solution_told()
        self._move(
            complaint,
            "handled",
            head,
            root_cause="Part of a bad batch",
            responsibility="manufacturer",
            solution="Exchanged",
            consent="agreed",
            corrective_action="Stock looked through",
        )
        complaint.with_user(care).action_replied()
        # Confirmation within 24 hours: warned at half time, late the next morning.
        self._until("06 11:00")
        self._move(complaint, "revisit", care, confirmation="He will try it")
        self._until("06 15:00")
        complaint.with_user(care).write(
            {"revisit_result": "dissatisfied", "final_word": "It still rattles"}
        )
        self.assertEqual(complaint.stage_code, "verified")
        # The second round is quick.
        complaint.with_user(head).action_contacted()
        self._until("06 16:00")
        complaint.with_user(self.director).write(
            {
                "instruction": "Drive there yourself",
                "late_cause": "Nobody listened",
                "late_remedy": "Test drive with the customer",
            }
        )
        self._walk(complaint, until="handling")
        complaint.with_user(head).action_solution_told()
        self._walk(complaint)
        self.assertTrue(complaint.is_closed)
        self._until("10 12:00")

        self.assertEqual(
            self._told(complaint),
            [
                "03 10:00 director: Complaint about product quality",
                "03 10:00 head: New complaint",
                "03 10:00 head: Serious complaint: contact the manufacturer",
                "03 11:00 head: Due soon: First contact",
                "03 13:00 care: Late: First contact",
                "03 13:00 director: Late: First contact",
                "03 13:00 head: Late: First contact",
                "03 16:00 head: Due soon: Director's instruction",
                "03 16:30 head: Complaint escalated to you",
                "04 02:00 delegate of the head: Due soon: Solution told",
                "04 14:00 care: Late: Solution told",
                "04 14:00 delegate of the head: Late: Solution told",
                "04 14:00 director: Late: Solution told",
                "04 15:00 director: Complaint escalated to you",
                "04 15:00 director: Contact the manufacturer",
                "04 17:00 delegate of the head: Due soon: Reply to the customer",
                "05 22:00 head: Due soon: Confirmation with the customer",
                "06 10:00 care: Late: Confirmation with the customer",
                "06 10:00 director: Late: Confirmation with the customer",
                "06 10:00 head: Late: Confirmation with the customer",
                "06 15:00 director: Customer still unhappy",
                "06 15:00 head: Customer still unhappy",
                "06 16:00 head: Due soon: Director's instruction",
            ],
        )
        # Nothing is left to do for anybody.
        self.assertFalse(complaint.activity_ids)
