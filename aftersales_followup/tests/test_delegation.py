import datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .common import AftersalesCase

MORNING = "2026-03-03 02:30:00"  # 10:30 in Shanghai


@tagged("post_install", "-at_install")
@freeze_time(MORNING)
class TestDelegation(AftersalesCase):
    """An absent person's open queue goes to the delegate, and comes back (F16)."""

    def setUp(self):
        super().setUp()
        self.program.write({"assignment": "person", "user_id": self.agent.id})
        self.substitute = self._make_user("substitute", "group_agent")

    def _due(self, number=1, **values):
        """Return follow-ups of yesterday's repairs, in the queue of the agent."""
        for _number in range(number):
            self._make_repair(partner_id=self._make_customer("X").id, **values)
        return self._generate()[-number:]

    def _absence(self, delegate, first="2026-03-03", last="2026-03-05", absent=None):
        return (
            self.env["aftersales.delegation"]
            .with_user(self.manager)
            .create(
                {
                    "user_id": (absent or self.agent).id,
                    "delegate_id": delegate.id,
                    "date_from": first,
                    "date_to": last,
                    "company_id": self.company.id,
                }
            )
        )

    def _cron(self, moment=MORNING):
        with freeze_time(moment), self.enter_registry_test_mode():
            self.env.ref(
                "aftersales_followup.cron_open_and_expire"
            ).method_direct_trigger()
        self.env.invalidate_all()

    def _assert_holders(self, followups, user, absent=None):
        """Who calls, in whose place, and whose activities they are."""
        none = self.env["res.users"]
        self.assertEqual(
            [(f.user_id, f.absent_user_id) for f in followups],
            [(user or none, absent or none)] * len(followups),
        )
        self.assertEqual(followups._own_activities().user_id, user or none)
        due = followups.filtered(lambda f: f.state == "open")
        self.assertEqual(len(due._own_activities()), len(due) if user else 0)

    def _notes(self, followup):
        return " ".join(followup.message_ids.mapped("body"))

    # -- there and back

    def test_open_queue_goes_and_comes_back(self):
        followups = self._due(3)
        self._assert_holders(followups, self.agent)
        self._absence(self.substitute)
        self._assert_holders(followups, self.substitute, self.agent)
        self.assertIn("Agent is away: Substitute takes over", self._notes(followups[0]))
        Queue = self.env["aftersales.followup"]
        self.assertEqual(
            Queue.with_user(self.substitute)._next_in_queue(), followups[0]
        )
        self.assertFalse(Queue.with_user(self.agent)._next_in_queue())
        # What is made meanwhile comes back too.
        followups |= self._due()
        self._assert_holders(followups, self.substitute, self.agent)
        self._cron("2026-03-05 15:30:00")  # 23:30 on the last day
        self._assert_holders(followups, self.substitute, self.agent)
        self._cron("2026-03-05 16:30:00")  # half past midnight in Shanghai
        self._assert_holders(followups, self.agent)
        self.assertIn("Agent is back", self._notes(followups[0]))

    def test_begins_with_its_day(self):
        followups = self._due(2)
        self._absence(self.substitute, "2026-03-04")
        self._assert_holders(followups, self.agent)
        self._cron("2026-03-03 15:30:00")
        self._assert_holders(followups, self.agent)
        self._cron("2026-03-03 16:30:00")
        self._assert_holders(followups, self.substitute, self.agent)

    def test_planned_ones_go_when_they_open(self):
        followup = self._due()
        followup.write({"state": "planned", "date_due": "2026-03-04"})
        followup._close_activities()
        self._absence(self.substitute)
        self.assertEqual(followup.user_id, self.agent)
        self._cron("2026-03-03 16:30:00")
        self.assertEqual(followup.state, "open")
        self._assert_holders(followup, self.substitute, self.agent)

    def test_closed_ones_stay_whose_they_were(self):
        done, opened = self._due(2)
        done.with_user(self.agent).finish_call(
            self._get_outcome("refused").id, note="No"
        )
        self._absence(self.substitute)
        self.assertEqual((done.user_id, opened.user_id), (self.agent, self.substitute))
        opened.with_user(self.substitute).finish_call(
            self._get_outcome("refused").id, note="No"
        )
        self._cron("2026-03-07 02:00:00")
        # The figures of the delegate's work stay the delegate's.
        self.assertEqual(opened.user_id, self.substitute)
        self.assertFalse(opened._own_activities())

    def test_what_the_delegate_has_spoken_about_stays(self):
        spoken, tried = self._due(2)
        self._absence(self.substitute)
        spoken.with_user(self.substitute).finish_call(
            self._get_outcome("callback").id, callback_date="2026-03-06 08:00:00"
        )
        tried.with_user(self.substitute).finish_call(self._get_outcome("no_answer").id)
        self._cron("2026-03-05 16:30:00")
        self._assert_holders(spoken, self.substitute)
        self._assert_holders(tried, self.agent)
        self.assertEqual(str(spoken.date_next), "2026-03-06 08:00:00")
        self.assertIn("has spoken with the customer", self._notes(spoken))

    def test_messages_and_investigations_follow_without_activity(self):
        message, lost = self._due(2)
        message.channel = "sms"
        message._close_activities()
        lost.is_investigated = True
        lost._close_activities()
        self._absence(self.substitute)
        self.assertEqual((message + lost).user_id, self.substitute)
        self.assertFalse((message + lost)._own_activities())

    def test_who_is_on_the_line_finishes_the_call(self):
        followup = self._due()
        followup.with_user(self.agent).start_call()
        self._absence(self.substitute)
        self.assertEqual(followup.user_id, self.agent)
        followup.with_user(self.agent).finish_call(self._get_outcome("no_answer").id)
        self._cron()
        self._assert_holders(followup, self.substitute, self.agent)

    # -- absences that change

    def test_another_delegate_in_the_middle_of_the_day(self):
        followups = self._due(2)
        absence = self._absence(self.substitute)
        absence.delegate_id = self.agent_2
        self._assert_holders(followups, self.agent_2, self.agent)
        absence.user_id = self.manager
        self._assert_holders(followups, self.agent)

    def test_back_earlier_or_not_away_at_all(self):
        followups = self._due(2)
        absence = self._absence(self.substitute, "2026-03-01")
        self._assert_holders(followups, self.substitute, self.agent)
        absence.date_to = "2026-03-02"
        self._assert_holders(followups, self.agent)
        absence.date_to = "2026-03-04"
        self._assert_holders(followups, self.substitute, self.agent)
        absence.unlink()
        self._assert_holders(followups, self.agent)

    def test_given_to_somebody_by_hand_stays_there(self):
        followup = self._due()
        self._absence(self.substitute)
        followup.with_user(self.manager).user_id = self.agent_2
        self._assert_holders(followup, self.agent_2)
        self._cron("2026-03-05 16:30:00")
        self._assert_holders(followup, self.agent_2)

    # -- chains and circles

    def test_a_delegate_who_is_away_hands_on(self):
        mine = self._due()
        self._absence(self.agent_2)
        self._assert_holders(mine, self.agent_2, self.agent)
        self._absence(self.substitute, absent=self.agent_2, last="2026-03-04")
        self._assert_holders(mine, self.substitute, self.agent)
        # The delegate is back before the agent is.
        self._cron("2026-03-04 16:30:00")
        self._assert_holders(mine, self.agent_2, self.agent)
        self._cron("2026-03-05 16:30:00")
        self._assert_holders(mine, self.agent)

    def test_what_was_spoken_about_goes_on_to_the_own_delegate(self):
        followup = self._due()
        self._absence(self.agent_2)
        followup.with_user(self.agent_2).finish_call(
            self._get_outcome("callback").id, callback_date="2026-03-06 08:00:00"
        )
        self._absence(self.substitute, absent=self.agent_2, last="2026-03-04")
        self._assert_holders(followup, self.substitute, self.agent_2)
        self._cron("2026-03-04 16:30:00")
        self._assert_holders(followup, self.agent_2)

    def test_in_a_circle_the_team_takes_it(self):
        mine = self._due()
        self._absence(self.agent_2)
        other = self._absence(self.agent, absent=self.agent_2, last="2026-03-04")
        self._assert_holders(mine, None, self.agent)
        self.assertIn("nobody stands in", self._notes(mine))
        self.team.member_ids |= self.substitute
        self.assertEqual(
            self.env["aftersales.followup"].with_user(self.substitute)._next_in_queue(),
            mine,
        )
        self.assertEqual(self._due().user_id, self.substitute, "new ones too")
        other.unlink()
        self._assert_holders(mine, self.agent_2, self.agent)
        self._cron("2026-03-05 16:30:00")
        self._assert_holders(mine, self.agent)

    def test_three_in_a_ring_and_one_beside_it(self):
        ring = (self.agent_2, self.substitute, self.manager)
        self._absence(self.agent_2)
        for absent, delegate in zip(ring, ring[1:] + ring[:1], strict=True):
            self._absence(delegate, absent=absent)
        callers = self.env["aftersales.delegation"]._callers_on(
            datetime.date(2026, 3, 3), self.company
        )
        self.assertEqual(set(callers), {self.agent, *ring})
        self.assertFalse(self.env["res.users"].union(*callers.values()))

    def test_the_latest_of_two_absences_decides(self):
        followup = self._due()
        self._absence(self.agent_2)
        self._absence(self.substitute)
        self._assert_holders(followup, self.substitute, self.agent)

    # -- who cannot stand in

    def test_nobody_of_another_store(self):
        stranger = self._make_user(
            "stranger", "group_agent", company=self.other_company
        )
        for nobody, words in (
            (stranger, "no access to Store East"),
            (self.agent, "somebody else"),
        ):
            with (
                self.assertRaisesRegex(ValidationError, words),
                self.cr.savepoint(),
            ):
                self._absence(nobody)
        # The access is taken away later.
        self.substitute.company_ids = [(4, self.other_company.id)]
        followup = self._due()
        self._absence(self.substitute)
        self._assert_holders(followup, self.substitute, self.agent)
        self.substitute.write(
            {
                "company_id": self.other_company.id,
                "company_ids": [(6, 0, self.other_company.ids)],
            }
        )
        self._cron()
        self._assert_holders(followup, None, self.agent)

    def test_who_has_left_or_makes_no_calls(self):
        followup = self._due()
        self._absence(self.substitute)
        self.substitute.active = False
        self._cron()
        self._assert_holders(followup, None, self.agent)
        self.substitute.active = True
        self._cron()
        self._assert_holders(followup, self.substitute, self.agent)
        self.substitute.group_ids = [
            (3, self.env.ref("aftersales_followup.group_agent").id)
        ]
        self._cron()
        self._assert_holders(followup, None, self.agent)

    def test_queue_of_who_has_left(self):
        followups = self._due(2)
        self.agent.active = False
        self._cron()
        self._assert_holders(followups, None, self.agent)
        self.assertIn("Agent has left: the team takes over", self._notes(followups[0]))
        self.assertEqual(
            self.env["aftersales.followup"].with_user(self.agent_2)._next_in_queue(),
            followups[0],
        )
        # Somebody who takes up the work of a person who has left.
        self._absence(self.substitute)
        self._assert_holders(followups, self.substitute, self.agent)

    def test_other_stores_queue_stays(self):
        self.agent.company_ids = [(4, self.other_company.id)]
        west = self.env["aftersales.followup"].browse()
        self._make_repair(self.other_company)
        self.step._generate(self.other_company)
        west = self._generate(self.other_company)
        self.assertEqual(west.user_id, self.agent)
        self._absence(self.substitute)
        self.assertEqual(west.user_id, self.agent)

    def test_agents_enter_no_absences_and_lend_nothing(self):
        with self.assertRaises(AccessError):
            self.env["aftersales.delegation"].with_user(self.agent).create(
                {
                    "user_id": self.agent_2.id,
                    "delegate_id": self.agent.id,
                    "date_from": "2026-03-03",
                    "date_to": "2026-03-03",
                }
            )
        with self.assertRaises(AccessError):
            self._due().with_user(self.agent).absent_user_id = self.agent_2

    # -- in one go

    def test_a_long_queue_in_few_queries(self):
        self._due(3)
        self.env.flush_all()
        few = self._count_queries(lambda: self._absence(self.substitute).unlink())
        self._due(30)
        self.env.flush_all()
        many = self._count_queries(lambda: self._absence(self.substitute).unlink())
        self.assertLess(many, few + 15)

    def _count_queries(self, work):
        before = self.cr.sql_log_count
        work()
        self.env.flush_all()
        return self.cr.sql_log_count - before

    def test_nothing_to_hand_over_is_cheap(self):
        self._due(3)
        self.env.flush_all()
        Followup = self.env["aftersales.followup"]
        Followup._cron_change_hands(self.company)
        self.assertLessEqual(
            self._count_queries(lambda: Followup._cron_change_hands(self.company)), 3
        )
