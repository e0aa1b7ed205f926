"""A year of a small dealer, day by day, with every shipped program on.

What must hold afterwards is recomputed from plain rows (``year_rules``), not with the
methods that it is to prove.
"""

import doctest

from . import year_plan, year_rules
from .common import AcrossCase
from .year_dealer import PROGRAMS, YearDealer
from .year_nights import YearNights
from .year_records import YearRecords


def test_examples():
    """The plan and the rules do what their examples say."""
    for module in (year_plan, year_rules):
        result = doctest.testmod(module)
        assert result.attempted
        assert not result.failed


class TestYear(AcrossCase, YearNights, YearRecords, YearDealer):
    """Nobody is contacted too often, at the wrong time, or forgotten (F10–F20)."""

    def test_year(self):
        self.registry_enter_test_mode()
        self.previews = []
        self.differences = []
        self._live_through(year_plan.DAYS, self._each_night)
        for rule in (
            self._check_cap,
            self._check_windows,
            self._check_wishes,
            self._check_anchors,
            self._check_states,
            self._check_activities,
            self._check_nothing_failed,
            self._check_previews,
            self._check_twice,
            self._check_it_was_a_year,
        ):
            with self.subTest(rule.__name__, seed=self.SEED):
                rule()

    # ------------------------------------------------------------------
    # What must hold
    # ------------------------------------------------------------------

    def _followups(self):
        return self.env["aftersales.followup"].search(
            [("company_id", "in", self.stores.ids)], order="id"
        )

    def _attempts(self):
        """Return every attempt as a plain dict, in its order."""
        attempts = self._followups().attempt_ids.sorted(lambda a: (a.date, a.id))
        promised = set()
        result = []
        for attempt in attempts:
            followup = attempt.followup_id
            result.append(
                {
                    "id": attempt.id,
                    "moment": attempt.date,
                    "customer": followup.partner_id,
                    "zone": followup.partner_id.tz
                    or followup.company_id.resource_calendar_id.tz,
                    "program": followup.program_id.code,
                    "purpose": followup.purpose_id,
                    "occasion": (
                        followup.program_id.code,
                        followup.res_model,
                        followup.res_id,
                    ),
                    "channel": attempt.channel,
                    "outcome": attempt.outcome_id.code,
                    "reached": attempt.outcome_id.is_contact
                    or attempt.outcome_id.code == "sent",
                    # The customer's own doing: a time named before, or the link.
                    "asked_for": followup.id in promised
                    or attempt.user_id.id == 1
                    and attempt.outcome_id.code not in ("sent", "not_sent"),
                }
            )
            promised.discard(followup.id)
            if attempt.callback_date:
                promised.add(followup.id)
        return result

    def _check_cap(self):
        """At most one proactive contact in seven days, over all programs (F14)."""
        contacts = {}
        for attempt in self._attempts():
            if (
                attempt["reached"]
                and attempt["purpose"].is_proactive
                and not attempt["asked_for"]
            ):
                day = year_rules.local(attempt["moment"], attempt["zone"]).date()
                contacts.setdefault(attempt["customer"].name, []).append(
                    (day, attempt["occasion"])
                )
        wrong = {
            name: pairs
            for name, days in contacts.items()
            if (pairs := year_rules.too_close(days, 7))
        }
        self.assertEqual(wrong, {})

    def _check_windows(self):
        """Nobody is disturbed outside the usual or the own hours (F14)."""
        windows = {
            customer.id: [
                (w.hour_from, w.hour_to, int(w.weekday) if w.weekday else None)
                for w in customer.contact_window_ids
            ]
            for customer in self.customers
        }
        self.assertEqual(
            [
                (a["customer"].name, a["moment"], a["program"], a["channel"])
                for a in self._attempts()
                if a["channel"] != "letter"
                and a["outcome"] != "not_sent"
                and not a["asked_for"]
                and not year_rules.in_window(
                    a["moment"], a["zone"], windows[a["customer"].id]
                )
            ],
            [],
        )

    def _check_wishes(self):
        """Who does not want to be contacted is not, from that moment (F13)."""
        blocks = self.env["aftersales.contact.block"].search(
            [("partner_id", "in", self.customers.ids)]
        )
        self.assertEqual(
            [
                (a["customer"].name, a["moment"], a["program"])
                for a in self._attempts()
                for block in blocks
                if block.partner_id == a["customer"]
                and block.purpose_id in (a["purpose"], block.purpose_id.browse())
                and block.date < year_rules.local(a["moment"], a["zone"]).date()
                and a["outcome"] != "not_sent"
            ],
            [],
        )

    def _check_anchors(self):
        """Every occasion has its follow-up, each one, and no follow-up has none."""
        made = [
            (f.step_id.id, f.res_model, f.res_id, f.occurrence_key)
            for f in self._followups()
        ]
        self.assertEqual(len(made), len(set(made)), "nothing is doubled")
        names = {step.id: step.display_name for step in self.programs.step_ids}

        def readable(keys):
            return sorted(
                (names[step], *rest, self.expected.occasions.get((step, *rest)))
                for step, *rest in keys
            )

        expected = set(self.expected.occasions)
        self.assertEqual(readable(expected - set(made)), [], "forgotten")
        self.assertEqual(readable(set(made) - expected), [], "made of nothing")

    def _check_states(self):
        """Nothing is open past its expiry; what was not made says why (F15, F20)."""
        followups = self._followups()
        today = {store: store._aftersales_today() for store in self.stores}
        self.assertFalse(
            followups.filtered(
                lambda f: (
                    f.state in ("planned", "open")
                    and f.date_expiry < today[f.company_id]
                )
            )
        )
        self.assertFalse(
            followups.filtered(
                lambda f: f.state in ("skipped", "cancelled") and not f.skip_reason_id
            )
        )
        self.assertFalse(
            followups.filtered(lambda f: f.state == "done" and not f.attempt_ids)
        )
        self.assertFalse(
            self.env["aftersales.reconciliation"].search(
                [("status", "=", "alarm"), ("company_id", "in", self.stores.ids)]
            )
        )

    def _check_activities(self):
        """Activities stand for what an agent is to do, one each, and nothing else."""
        followups = self._followups()
        to_do = followups.filtered(
            lambda f: (
                f.state == "open"
                and f.user_id
                and f.channel not in ("sms", "email")
                and not f.is_investigated
            )
        )
        self.assertEqual(
            sorted(followups._own_activities().mapped("res_id")), sorted(to_do.ids)
        )

    def _check_nothing_failed(self):
        self.assertEqual(self.programs.failure_ids.mapped("reason"), [])

    def _check_previews(self):
        for day, promised, made in self.previews:
            with self.subTest(day=day):
                self.assertEqual(
                    sorted(map(str, promised - made)), sorted(map(str, made - promised))
                )
        self.assertGreater(sum(len(made) for _day, _promised, made in self.previews), 5)

    def _check_twice(self):
        self.assertEqual(self.differences, [])

    def _check_it_was_a_year(self):
        """The year had everything in it, or it would prove nothing."""
        followups = self._followups()
        self.assertEqual(set(PROGRAMS), set(followups.program_id.mapped("code")))
        self.assertEqual(
            set(followups.skip_reason_id.mapped("code")),
            {"not_drawn", "do_not_contact", "recently_contacted", "came_in"},
        )
        self.assertLessEqual(
            {"sms", "email", "phone", "visit"},
            set(followups.attempt_ids.mapped("channel")),
        )
        self.assertLessEqual(
            set(year_plan.OUTCOMES),
            set(followups.attempt_ids.outcome_id.mapped("code")),
        )
        self.assertTrue(followups.complaint_ids)
        self.assertIn("missed", followups.mapped("state"))
