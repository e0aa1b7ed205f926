from odoo.exceptions import UserError
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
# Where a complaint goes on to, and back; nothing else exists (shipped configuration).
WAYS = {
    "new": {"verified"},
    "verified": {"instruction"},
    "instruction": {"issued"},
    "issued": {"handling", "verified"},
    "handling": {"handled", "verified"},
    "handled": {"revisit", "handling"},
    "revisit": {"closed", "handling"},
    "closed": set(),
}
# Who may take it into a stage.
MOVERS = {
    "new": set(),
    "verified": {"manager"},
    "instruction": {"director"},
    "issued": {"manager", "director"},
    "handling": {"manager", "service_manager"},
    "handled": {"manager", "service_manager"},
    "revisit": {"manager"},
    "closed": {"manager", "director"},
}
ROLES = ("agent", "advisor", "service_manager", "manager", "director", "auditor")
# What a refusal says: who may, where it goes on to, what comes first, it is closed.
SENTENCES = (
    r"Only .+ may move complaint CP\d{4}-\d{5} to “.+”\.",
    r"Complaint CP\d{4}-\d{5} cannot go from “.+” to “.+”\. It goes on to: .+\.",
    r"Complaint CP\d{4}-\d{5} is closed\. Use “Reopen” and say why\.",
    r"Complaint CP\d{4}-\d{5} is closed\. Reopen it to change it\.",
    r"Complaint CP\d{4}-\d{5} is not minor: it needs the director's instruction",
)


@tagged("post_install", "-at_install")
class TestComplaintMoves(ComplaintCase):
    """Each role, from each stage, to each stage, by each route (C3).

    By the button of the form, by a write over RPC, by a drag on the board (which saves
    as the web client does): what is not allowed is refused with a sentence that says
    why, and leaves the complaint as it was.
    """

    def _make_seen_by_all(self):
        """Return a complaint that each role sees: the adviser's own customer's."""
        repair = self._make_repair(date_closed="2026-03-01 00:00:00")
        return self._make_complaint(repair_id=repair.id)

    def _by_button(self, complaint, _stage):
        complaint.action_next_stage()

    def _by_write(self, complaint, stage):
        complaint.write({"stage_id": stage.id})

    def _by_drag(self, complaint, stage):
        complaint.web_save({"stage_id": stage.id}, {"stage_id": {}})

    def _assert_refused(self, route, complaint, code):
        stage = complaint.stage_id
        with (
            self.assertRaises(UserError) as caught,
            self.env.cr.savepoint(),
        ):
            route(complaint.with_user(self.user), self._stage(code))
        self.assertRegex(str(caught.exception), "|".join(SENTENCES))
        complaint.invalidate_recordset()
        self.assertEqual(complaint.stage_id, stage)

    def test_every_forbidden_move_is_refused(self):
        complaint = self._make_seen_by_all()
        tried = 0
        for now in CODES:
            self._walk(complaint, until=now)
            # What has to be filled in is there: only the right decides.
            for role in ROLES:
                self.user = getattr(self, role)
                for code in set(CODES) - {now}:
                    if code in WAYS[now] and role in MOVERS[code]:
                        continue
                    for route in (self._by_write, self._by_drag):
                        with self.subTest(
                            now=now, to=code, role=role, route=route.__name__
                        ):
                            self._assert_refused(route, complaint, code)
                            tried += 1
        # 8 stages, 6 roles, 7 targets, 2 routes, without the 17 moves that are allowed.
        self.assertEqual(tried, (8 * 6 * 7 - 17) * 2)

    def test_the_button_refuses_what_the_board_refuses(self):
        complaint = self._make_seen_by_all()
        for now, following in zip(CODES, CODES[1:], strict=False):
            self._walk(complaint, until=now)
            for role in ROLES:
                self.user = getattr(self, role)
                if role in MOVERS[following]:
                    continue
                with self.subTest(now=now, role=role):
                    # Nor is there a button that would only be refused.
                    self.assertFalse(complaint.with_user(self.user).can_move_on)
                    self._assert_refused(self._by_button, complaint, following)

    def test_what_is_allowed_goes_by_each_route(self):
        for route in (self._by_button, self._by_write, self._by_drag):
            for code in ("verified", "instruction", "issued", "handling"):
                with self.subTest(to=code, route=route.__name__):
                    before = CODES[CODES.index(code) - 1]
                    complaint = self._walk(self._make_complaint(), until=before)
                    if code == "instruction":
                        complaint.with_user(self.director).instruction = "Do it again"
                    mover = getattr(self, min(MOVERS[code]))
                    route(complaint.with_user(mover), self._stage(code))
                    self.assertEqual(complaint.stage_code, code)

    def test_several_at_once_move_all_or_none(self):
        ready, bare = self._make_complaint(), self._make_complaint(cause_ids=False)
        both = (ready | bare).with_user(self.manager)
        with self._refused("cannot become"):
            both.write({"stage_id": self._stage("verified").id})
        self.assertEqual(both.stage_id, self._stage("new"))
