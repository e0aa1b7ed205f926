"""What must hold after a year, by the journal and the tables, without the engine."""

from itertools import groupby

from . import year_rules
from .year_nights import PREVIEWS

DRAWS = """
    SELECT followup.id, followup.step_id, followup.company_id, followup.draw_value,
           followup.draw_rate, followup.customer_category_id AS category,
           date_trunc('month', followup.date_planned)::date AS month,
           followup.res_model, followup.res_id, followup.occurrence_key,
           program.sampling_seed AS seed, reason.code = 'not_drawn' AS is_left,
           COALESCE(own.rate, category.sampling_rate, program.default_sampling_rate)
               AS rate
      FROM aftersales_followup followup
      JOIN aftersales_program program ON program.id = followup.program_id
      LEFT JOIN aftersales_customer_category category
        ON category.id = followup.customer_category_id
      LEFT JOIN aftersales_program_sampling own
        ON own.program_id = program.id AND own.category_id = category.id
      LEFT JOIN aftersales_skip_reason reason ON reason.id = skip_reason_id
     WHERE followup.company_id IN %s
     ORDER BY followup.id"""
# What every follow-up has come to.
ENDS = """
    SELECT followup.id, followup.state, reason.code AS reason, followup.date_done,
           followup.is_effective, followup.attempt_count, followup.is_unreachable,
           followup.survey_id IS NOT NULL AS asks, program.unreachable_days
      FROM aftersales_followup followup
      JOIN aftersales_program program ON program.id = followup.program_id
      LEFT JOIN aftersales_skip_reason reason ON reason.id = skip_reason_id
     WHERE followup.company_id IN %s
     ORDER BY followup.id"""
ASKED_TO_INVESTIGATE = """
    SELECT activity.res_id, count(*)
      FROM mail_activity activity
      JOIN ir_model_data data ON data.res_id = activity_type_id
       AND data.model = 'mail.activity.type'
       AND data.name = 'mail_activity_type_investigate'
     WHERE activity.res_model = 'aftersales.followup'
     GROUP BY 1"""


class YearChecks:
    """Contacts, wishes, days of grace, the draw: each recomputed from plain rows."""

    def _by_followup(self):
        rows = sorted(self.attempts, key=lambda row: (row["followup_id"], row["id"]))
        return {
            number: list(attempts)
            for number, attempts in groupby(rows, lambda row: row["followup_id"])
        }

    def _check_journal(self):
        """Nothing was tried behind the journal's back."""
        [row] = self._rows(
            "SELECT count(*) FROM aftersales_followup_attempt attempt"
            " JOIN aftersales_followup followup ON followup.id = followup_id"
            " WHERE followup.company_id IN %s",
            tuple(self.stores.ids),
        )
        self.assertEqual(row["count"], len(self.attempts))

    def _check_cap(self):
        """At most one proactive contact in seven days, over all programs (F14)."""
        merged = {person: day for person, day in self.merged.values()}
        contacts = self._contacts(self._asked_for())
        wrong = {
            person: pairs
            for person, days in contacts.items()
            if (pairs := year_rules.too_close(days, 7, merged.get(person)))
        }
        self.assertEqual(wrong, {})

    def _check_windows(self):
        """Nobody is disturbed outside the usual or the own hours (F14)."""
        asked_for = self._asked_for()
        self.assertEqual(
            [
                {name: row[name] for name in ("moment", "zone", "program", "channel")}
                for row in self.attempts
                if row["channel"] != "letter"
                and row["outcome"] != "not_sent"
                and row["id"] not in asked_for
                and not year_rules.in_window(row["moment"], row["zone"], row["windows"])
            ],
            [],
        )

    def _check_wishes(self):
        """Who does not want to be contacted is not, from that moment (F13)."""
        self.assertEqual(
            [
                {name: row[name] for name in ("moment", "program", "channel", "wishes")}
                for row in self.attempts
                if year_rules.unwanted(row)
            ],
            [],
        )

    def _check_grace(self):
        """What nobody finished is missed on the day after its last one (F15)."""
        self.assertEqual(self._too_late(), [])
        self.assertEqual(self.too_early, [])
        # Some had to wait for others, and were not lost for it.
        self.assertGreater(len({row["id"] for row in self.overdue}), 5)

    def _check_ends(self):
        """Done once, by the last attempt; what is missed is no contact (F11, F15).

        A message that asks nothing is done when it is sent.
        """
        by_followup = self._by_followup()
        wrong = []
        for row in self._rows(ENDS, tuple(self.stores.ids)):
            attempts = by_followup.get(row["id"], [])
            closing = [
                bool(a["is_closing"]) or a["outcome"] == "sent" and not row["asks"]
                for a in attempts
            ]
            holds = {
                "planned": not row["date_done"],
                "open": not row["date_done"] and not any(closing),
                "done": attempts and row["date_done"] and sum(closing) == 1,
                "missed": not row["is_effective"] and not any(closing),
                "skipped": row["reason"],
                "cancelled": row["reason"] and not row["is_effective"],
            }[row["state"]]
            effective = any(a["outcome"] == "completed" for a in attempts)
            if (
                not holds
                or row["attempt_count"] != len(attempts)
                or row["state"] == "done"
                and bool(row["is_effective"]) != effective
                or any(closing[:-1])
            ):
                wrong.append((row, [a["outcome"] for a in attempts]))
        self.assertEqual(wrong, [])

    def _check_unreachable(self):
        """Who was tried in vain on three days is reported once, nobody else (F12)."""
        asked = {
            row["res_id"]: row["count"] for row in self._rows(ASKED_TO_INVESTIGATE)
        }
        by_followup = self._by_followup()
        reported = 0
        for row in self._rows(ENDS, tuple(self.stores.ids)):
            attempts = by_followup.get(row["id"], [])
            in_vain = year_rules.days_in_vain(attempts)
            with self.subTest(followup=row["id"], in_vain=in_vain):
                if in_vain >= row["unreachable_days"]:
                    # Where the last try closed it, there is nobody to find any more.
                    closed = attempts[-1]["is_closing"]
                    if not (closed and in_vain == row["unreachable_days"]):
                        self.assertTrue(row["is_unreachable"])
                if row["is_unreachable"]:
                    self.assertEqual(asked.get(row["id"]), 1)
                    reported += 1
                else:
                    self.assertNotIn(row["id"], asked)
        self.assertGreater(reported, 5)

    def _check_draw(self):
        """Anyone can compute again who was drawn, from what is stored (F10)."""
        strata = {}
        left = set()
        for row in self._rows(DRAWS, tuple(self.stores.ids)):
            name = {key: row[key] for key in ("res_model", "res_id", "occurrence_key")}
            self.assertEqual(
                row["draw_value"],
                year_rules.draw_value(row["seed"], row["step_id"], *name.values()),
            )
            self.assertEqual(row["draw_rate"], row["rate"], name)
            lot = sum(last < row["id"] for last in self.lots)
            stratum = tuple(
                row[key]
                for key in ("step_id", "company_id", "category", "month", "rate")
            )
            lots = strata.setdefault(stratum, {})
            lots.setdefault(lot, {})[row["id"]] = row["draw_value"]
            if row["is_left"]:
                left.add(row["id"])
        computed = set()
        for stratum, lots in strata.items():
            computed.update(year_rules.not_drawn(lots.values(), stratum[-1]))
        self.assertEqual(left, computed)
        self.assertTrue(left)

    def _check_previews(self):
        """The preview of the evening is what the night, or the day's runs, make."""
        for day, program, promised, made in self.previews:
            with self.subTest(day=day, program=program):
                self.assertEqual(
                    sorted(map(str, promised - made)), sorted(map(str, made - promised))
                )
        kinds = {
            (step.program_id, step._is_precise())
            for step in self.programs.step_ids
            # Whoever agrees on a contact makes its follow-up.
            if step.program_id.code != "F26"
        }
        self.assertEqual(
            [
                (program.code, "hours" if precise else "days")
                for program, precise in kinds
                if self._previewed[program, precise]
                < (
                    PREVIEWS
                    if precise
                    else max(1, min(PREVIEWS, self._nights[program]))
                )
            ],
            [],
            "previewed too seldom with something in it",
        )

    def _check_nights(self):
        """A second run writes nothing; killed ones and days without a server were."""
        self.assertEqual(self.differences, [])
        self.assertGreater(self.kills, 10)
