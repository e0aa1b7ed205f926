from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common_complaint import ComplaintCase

CODES = [
    "new",
    "verified",
    "instruction",
    "issued",
    "handling",
    "handled",
    "revisit",
    "closed",
]
# Who may take a complaint into a stage, by the shipped configuration.
MOVERS = {
    "verified": {"manager"},
    "instruction": {"director"},
    "issued": {"manager", "director"},
    "handling": {"manager", "service_manager"},
    "handled": {"manager", "service_manager"},
    "revisit": {"manager"},
    "closed": {"manager", "director"},
}


@tagged("post_install", "-at_install")
class TestComplaintFlow(ComplaintCase):
    """The closed loop (C3): who moves it, what must be there, by every route."""

    def test_whole_way(self):
        complaint = self._make_complaint()
        self.assertEqual(complaint.stage_id, self._stage("new"))
        self._walk(complaint)
        self.assertTrue(complaint.is_closed)
        for name in (
            "date_verified",
            "date_instruction",
            "date_issued",
            "date_signed",
            "date_handled",
            "date_confirmed",
            "date_closed",
        ):
            self.assertTrue(complaint[name], name)
        self.assertEqual(complaint.handled_by_id, self.service_manager)
        self.assertEqual(complaint.instruction_user_id, self.director)
        self.assertFalse(complaint.deadline_ids.filtered("is_open"))

    def test_each_role_at_each_step(self):
        """Every forbidden move of every role is refused with who may do it."""
        complaint = self._make_complaint()
        roles = {
            "agent": self.agent,
            "advisor": self.advisor,
            "service_manager": self.service_manager,
            "manager": self.manager,
            "director": self.director,
            "auditor": self.auditor,
        }
        for code in CODES[1:]:
            for role, user in roles.items():
                if role in MOVERS[code]:
                    continue
                with (
                    self.subTest(stage=code, role=role),
                    self.assertRaises(AccessError),
                ):
                    self._move(complaint, code, user)
            self._walk(complaint, until=code)
        self.assertTrue(complaint.is_closed)

    def test_refusal_names_who_may(self):
        complaint = self._make_complaint()
        with self._refused("Only .*Customer-care manager.* may move", AccessError):
            self._move(complaint, "verified", self.agent)

    def test_no_jump(self):
        complaint = self._make_complaint()
        for code in ("instruction", "handled", "closed"):
            with self._refused("cannot go from"):
                self._move(complaint, code, self.manager)

    def test_instruction_is_skipped_for_minor_ones_only(self):
        complaint = self._walk(self._make_complaint(), until="verified")
        self.assertEqual(complaint._next_stage(), self._stage("instruction"))
        with self._refused("needs the director's instruction"):
            self._move(complaint, "issued", self.manager)
        complaint.severity = "minor"
        self.assertEqual(complaint._next_stage(), self._stage("issued"))
        self._move(complaint, "issued", self.manager)

    def test_what_is_missing_is_named(self):
        complaint = self._make_complaint(
            cause_ids=False, partner_id=False, vehicle_id=False
        )
        with self._refused("(?s)customer.*cause.*department"):
            self._move(complaint, "verified", self.manager)
        self.assertEqual(complaint.stage_id, self._stage("new"))

    def test_form_says_what_comes_next(self):
        complaint = self._make_complaint(cause_ids=False).with_user(self.manager)
        self.assertEqual(complaint.next_stage_id, self._stage("verified"))
        self.assertTrue(complaint.can_move_on)
        self.assertFalse(complaint.with_user(self.agent).can_move_on)
        self.assertIn("Choose at least one cause", complaint.missing_text)
        complaint.cause_ids = self.quality
        self.assertFalse(complaint.missing_text)
        self._walk(complaint)
        self.assertFalse(complaint.next_stage_id)
        self.assertFalse(complaint.can_move_on)
        with self._refused("no further step"):
            complaint.action_next_stage()

    def test_consent_is_needed(self):
        complaint = self._walk(self._make_complaint(), until="handling")
        complaint.with_user(self.service_manager).write(
            {
                "root_cause": "x",
                "responsibility": "own",
                "solution": "y",
                "corrective_action": "z",
                "consent": "refused",
                "date_contacted": "2026-03-03 02:00:00",
            }
        )
        with self._refused("consent"):
            complaint.with_user(self.service_manager).action_next_stage()
        complaint.consent = "agreed"
        complaint.with_user(self.service_manager).action_next_stage()
        self.assertEqual(complaint.stage_code, "handled")

    def test_cost_above_authority_goes_one_step_up(self):
        """C12"""
        self.env["aftersales.complaint.authority"].create(
            {"company_id": self.company.id, "level": "handler", "max_cost": 500}
        )
        complaint = self._walk(self._make_complaint(cost=800), until="handling")
        with self._refused("escalate it one step up"):
            self._walk_handled(complaint)
        complaint.with_user(self.service_manager).env[
            "aftersales.complaint.escalation"
        ].create({"complaint_id": complaint.id, "level": "manager", "reason": "800"})
        self._walk_handled(complaint)
        self.assertEqual(complaint.stage_code, "handled")

    def test_a_rung_without_a_limit_has_that_of_the_next_above(self):
        """C12: who is not named may not spend more than the department's head."""
        self.env["aftersales.complaint.authority"].create(
            [
                {"company_id": self.company.id, "level": "manager", "max_cost": 500},
                {"company_id": self.company.id, "level": "director", "max_cost": 2000},
            ]
        )
        complaint = self._walk(self._make_complaint(cost=800), until="handling")
        with self._refused("escalate it one step up"):
            self._walk_handled(complaint)
        Escalation = self.env["aftersales.complaint.escalation"]
        for level, within in (
            ("manager", False),
            ("director", True),
            ("manufacturer", True),
        ):
            Escalation.create(
                {"complaint_id": complaint.id, "level": level, "reason": "800"}
            )
            self.assertEqual(complaint._is_cost_within_authority(), within, level)
        complaint.cost = 99_999
        self.assertTrue(complaint._is_cost_within_authority())

    def _walk_handled(self, complaint):
        complaint.with_user(self.service_manager).action_contacted()
        self._move(
            complaint,
            "handled",
            self.service_manager,
            root_cause="x",
            responsibility="own",
            solution="y",
            corrective_action="z",
            consent="agreed",
        )

    def test_responsible_may_handle_whatever_the_role(self):
        complaint = self._walk(self._make_complaint(), until="issued")
        with self.assertRaises(AccessError):
            self._move(complaint, "handling", self.advisor)
        complaint.user_id = self.advisor
        self._move(complaint, "handling", self.advisor)
        self.assertEqual(complaint.stage_code, "handling")

    def test_every_entry_gets_a_dated_reply(self):
        """C1: whatever it came by, it is not closed without one."""
        for source, _name in (
            self.env["aftersales.complaint"]._fields["source"].selection
        ):
            with self.subTest(source):
                complaint = self._walk(
                    self._make_complaint(source=source), until="revisit"
                )
                complaint.date_replied = False
                result = {
                    "revisit_result": "satisfied",
                    "final_evaluation": "satisfied",
                }
                with self._refused("[Rr]epl"):
                    self._move(complaint, "closed", self.manager, **result)
                complaint.with_user(self.manager).action_replied()
                self._move(complaint, "closed", self.manager, **result)
                self.assertEqual(
                    complaint.deadline_ids.filtered(lambda r: r.kind == "reply").state,
                    "met",
                )

    def test_starts_at_the_start(self):
        """No route creates a complaint half way (kanban column, import, RPC)."""
        with self._refused("starts as"):
            self._make_complaint(user=self.manager, stage_id=self._stage("closed").id)
        with self.assertRaises(AccessError):
            self._make_complaint(user=self.manager, date_closed="2026-03-01 00:00:00")
        with self.assertRaises(AccessError):
            self._make_complaint(user=self.manager, reopen_count=3)

    def test_moments_are_not_forged(self):
        complaint = self._make_complaint()
        for values in (
            {"date_handled": "2026-03-03 01:00:00"},
            {"reopen_count": 0},
            {"advisor_id": self.advisor.id},
            {"escalation_level": "director"},
            {"company_id": self.other_company.id},
        ):
            with self._refused("by hand", AccessError):
                complaint.with_user(self.manager).write(values)

    def test_moments_make_sense(self):
        complaint = self._make_complaint()
        for moment in ("2026-03-03 02:00:01", "2026-03-03 01:59:59"):
            with self._refused("First contact", ValidationError):
                complaint.date_contacted = moment
        with self.assertRaises(ValidationError):
            self._make_complaint(date_received="2026-03-04 00:00:00")

    def test_only_directors_instruct(self):
        complaint = self._make_complaint()
        for user in (self.agent, self.manager, self.service_manager):
            with self._refused("Only Director", AccessError):
                complaint.with_user(user).instruction = "Give it away"
        complaint.with_user(self.director).instruction = "Call him yourself"

    def test_closed_stays_as_it_was(self):
        complaint = self._walk(self._make_complaint())
        for user in (self.manager, self.director):
            with self._refused("is closed"):
                complaint.with_user(user).root_cause = "Something nicer"
            with self._refused("closed"):
                self._move(complaint, "handling", user)
        # Talking about it goes on.
        complaint.with_user(self.manager).message_post(body="Thank you letter sent")

    def test_worked_on_is_not_deleted(self):
        fresh = self._make_complaint()
        with self.assertRaises(AccessError):
            fresh.with_user(self.agent).unlink()
        fresh.with_user(self.manager).unlink()
        complaint = self._walk(self._make_complaint(), until="verified")
        with self._refused("cannot be deleted"):
            complaint.with_user(self.manager).unlink()
        with self.assertRaises(UserError):
            self._stage("issued").with_user(self.manager).sudo().unlink()

    def test_reopened_when_still_unhappy(self):
        """C7: the director knows at once, the round starts over."""
        complaint = self._walk(self._make_complaint(), until="revisit")
        complaint.with_user(self.manager).write(
            {"revisit_result": "dissatisfied", "final_word": "It rattles"}
        )
        self.assertEqual(complaint.stage_code, "verified")
        self.assertEqual(complaint.reopen_count, 1)
        self.assertFalse(complaint.date_handled)
        self.assertEqual(complaint.consent, "pending")
        self.assertEqual(complaint.reopening_ids.note, "It rattles")
        self.assertIn(
            self.director,
            complaint.warning_ids.filtered(
                lambda w: w.occasion == "reopened:1"
            ).user_id,
        )
        # C15: not closed again without the director's cause and remedy.
        self._walk_again(complaint)
        with self._refused("director writes down why"):
            self._close(complaint)
        complaint.with_user(self.director).write(
            {
                "late_cause": "Not listened",
                "late_remedy": "Test drive with the customer",
            }
        )
        self._close(complaint)
        self.assertTrue(complaint.is_closed)

    def _walk_again(self, complaint):
        self._move(complaint, "instruction", self.director)
        self._move(complaint, "issued", self.manager)
        self._move(complaint, "handling", self.service_manager)
        self._walk_handled(complaint)
        self._move(complaint, "revisit", self.manager, confirmation="Fine")

    def _close(self, complaint):
        complaint.with_user(self.manager).action_replied()
        self._move(
            complaint,
            "closed",
            self.manager,
            revisit_result="satisfied",
            final_evaluation="accepted",
        )

    def test_reopening_has_its_rights(self):
        Reopening = self.env["aftersales.complaint.reopening"]
        complaint = self._walk(self._make_complaint(), until="issued")
        values = {"complaint_id": complaint.id, "note": "x"}
        with self._refused("nothing to reopen"):
            Reopening.with_user(self.manager).create(values)
        complaint = self._walk(self._make_complaint())
        values = {"complaint_id": complaint.id, "note": "x"}
        for user in (self.agent, self.advisor, self.service_manager, self.auditor):
            with self.assertRaises(AccessError):
                Reopening.with_user(user).create(values)
        Reopening.with_user(self.director).create(values)
        self.assertEqual(complaint.stage_code, "verified")

    def test_dissatisfied_cannot_be_closed(self):
        complaint = self._walk(self._make_complaint(), until="revisit")
        complaint.with_user(self.manager).action_replied()
        with self._refused("re-visit"):
            self._move(complaint, "closed", self.manager, final_evaluation="accepted")
        complaint.revisit_result = "unreachable"
        self._move(complaint, "closed", self.manager, final_evaluation="accepted")
