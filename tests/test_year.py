"""A year of a small dealer, day by day, with every shipped program on.

What must hold afterwards is recomputed from plain rows (``year_rules``), not with the
methods that it is to prove.
"""

import doctest
from pathlib import Path

from lxml import etree

from . import year_plan, year_rules
from .common import AcrossCase
from .year_checks import YearChecks
from .year_dealer import YearDealer
from .year_journal import YearJournal
from .year_nights import YearNights
from .year_records import YearRecords

DATA = Path(__file__).resolve().parents[1] / "aftersales_followup" / "data"


def test_examples():
    """The plan and the rules do what their examples say."""
    for module in (year_plan, year_rules):
        result = doctest.testmod(module)
        assert result.attempted
        assert not result.failed


class TestYear(
    AcrossCase, YearChecks, YearNights, YearJournal, YearRecords, YearDealer
):
    """Nobody is contacted too often, at the wrong time, or forgotten (F10–F20)."""

    def test_year(self):
        self.registry_enter_test_mode()
        self.over = set()
        self.booked, self.campaigns, self.found = {}, {}, {}
        self.waiting = self.env["aftersales.visit.request"]
        self._open_journal()
        self._begin_nights()
        self._live_through(year_plan.DAYS)
        self._note_attempts()
        for rule in (
            self._check_journal,
            self._check_cap,
            self._check_windows,
            self._check_wishes,
            self._check_anchors,
            self._check_states,
            self._check_grace,
            self._check_ends,
            self._check_unreachable,
            self._check_draw,
            self._check_activities,
            self._check_nothing_failed,
            self._check_previews,
            self._check_nights,
            self._check_programs,
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

    def _check_programs(self):
        """Each program that ships was lived: made, worked off and closed."""
        shipped = {
            record.findtext("field[@name='code']")
            for file in DATA.glob("*.xml")
            for record in etree.parse(file).iterfind(
                ".//record[@model='aftersales.program']"
            )
        }
        done = self._followups().filtered(lambda f: f.state == "done")
        self.assertEqual(set(done.program_id.mapped("code")), shipped)
        # And each of its steps.
        self.assertEqual(
            set(self.programs.step_ids.mapped("display_name"))
            - set(done.step_id.mapped("display_name")),
            set(),
        )

    def _check_it_was_a_year(self):
        """The year had everything in it, or it would prove nothing."""
        followups = self._followups()
        self.assertEqual(
            set(followups.skip_reason_id.mapped("code")),
            {
                "not_drawn",
                "do_not_contact",
                "recently_contacted",
                "came_in",
                "campaign_over",
            },
        )
        attempts = followups.attempt_ids
        self.assertLessEqual(
            {"sms", "email", "phone", "visit", "letter"},
            set(attempts.mapped("channel")),
        )
        self.assertLessEqual(
            set(year_plan.OUTCOMES), set(attempts.outcome_id.mapped("code"))
        )
        complaints = followups.complaint_ids
        self.assertTrue(max(complaints.mapped("reopen_count")))
        self.assertIn("missed", followups.mapped("state"))
        self.assertTrue(self.merged)
        campaigns = self.env["aftersales.campaign"].browse(
            [campaign.id for campaign in self.campaigns.values()]
        )
        self.assertEqual(campaigns.mapped("state"), ["done"] * 2)
        self.assertTrue(campaigns.participant_ids.filtered("attended"))
        back = followups.filtered(
            lambda f: (
                f.program_id.code == "F6"
                and f.vehicle_id == self.cars[year_plan.COMES_BACK]
            )
        )
        self.assertIn("came_in", back.skip_reason_id.mapped("code"))
        waverer = followups.filtered(
            lambda f: (
                f.program_id.code == "R3"
                and f.vehicle_id == self.cars[year_plan.WAVERS]
            )
        )
        keys = [(f.step_id, f.occurrence_key) for f in waverer]
        self.assertEqual(len(keys), len(set(keys)), "the same date reminds once (R6)")
