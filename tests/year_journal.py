"""What happened to the year's customers, written down when it happened.

Plain rows, read from the tables at once: what a customer wished at that moment, and by
which clock he lived, may be another thing at the end of the year.
"""

from . import year_rules

ANY_ATTEMPT = "SELECT id FROM aftersales_followup_attempt WHERE id > %s LIMIT 1"
ATTEMPTS = """
    SELECT attempt.id, attempt.date AS moment, attempt.channel, attempt.callback_date,
           attempt.user_id, attempt.followup_id,
           outcome.code AS outcome, outcome.is_contact, outcome.is_closing,
           followup.partner_id, followup.res_model, followup.res_id,
           COALESCE(partner.tz, calendar.tz) AS zone, calendar.tz AS store_zone,
           program.code AS program, purpose.code AS purpose, purpose.is_proactive
      FROM aftersales_followup_attempt attempt
      JOIN aftersales_followup followup ON followup.id = attempt.followup_id
      JOIN aftersales_followup_outcome outcome ON outcome.id = attempt.outcome_id
      JOIN aftersales_program program ON program.id = followup.program_id
      JOIN aftersales_purpose purpose ON purpose.id = followup.purpose_id
      JOIN res_partner partner ON partner.id = followup.partner_id
      JOIN res_company store ON store.id = followup.company_id
      JOIN resource_calendar calendar ON calendar.id = store.resource_calendar_id
     WHERE attempt.id > %s AND followup.company_id IN %s
     ORDER BY attempt.id"""
WISHES = """
    SELECT block.partner_id, purpose.code, channel
      FROM aftersales_contact_block block
      LEFT JOIN aftersales_purpose purpose ON purpose.id = purpose_id
     WHERE block.active"""
# Open beyond due day and days of grace, as the program has them now.
OVERDUE = """
    SELECT followup.id, followup.partner_id, followup.date_due, program.expiry_days,
           CASE WHEN step.offset < 0 THEN followup.anchor_date END AS before,
           program.code AS program, followup.res_model, followup.res_id
      FROM aftersales_followup followup
      JOIN aftersales_program program ON program.id = followup.program_id
      JOIN aftersales_program_step step ON step.id = followup.step_id
     WHERE followup.state IN ('planned', 'open') AND followup.company_id = %s
       AND followup.date_due + program.expiry_days < %s"""
MISSED_NOW = """
    SELECT followup.id, followup.date_due + program.expiry_days
      FROM aftersales_followup followup
      JOIN aftersales_program program ON program.id = followup.program_id
     WHERE followup.state = 'missed' AND followup.company_id = %s
       AND followup.id NOT IN %s"""


class YearJournal:
    """Rows of attempts, of runs of the night, of what was missed on which day."""

    def _open_journal(self):
        self.attempts = []
        self.lots = []  # ids of follow-ups up to which each run of the engine came
        self.missed = {}
        self.overdue = []  # open beyond the days of grace, after a night
        self.too_early = []  # missed before it
        self.merged = {}  # who was: (who is now, the day on which they became one)
        self._wished = self._read_wishes()
        self._windows = self._read_windows()

    def _rows(self, query, *args):
        self.env.flush_all()
        self.env.cr.execute(query, args)
        return self.env.cr.dictfetchall()

    def _read_wishes(self):
        return {tuple(row.values()) for row in self._rows(WISHES)}

    def _read_windows(self):
        windows = {}
        for row in self._rows(
            "SELECT partner_id, hour_from, hour_to, weekday"
            " FROM aftersales_contact_window"
        ):
            weekday = row["weekday"] and int(row["weekday"])
            windows.setdefault(row["partner_id"], []).append(
                (row["hour_from"], row["hour_to"], weekday)
            )
        return windows

    def _note_attempts(self):
        """Write down what was tried since the last time, and what was wished then.

        To be called after each hour of work: what was wished before it counts for it,
        and what a customer said on the phone from then on.
        """
        last = self.attempts[-1]["id"] if self.attempts else 0
        if not self._rows(ANY_ATTEMPT, last):
            return
        new = self._rows(ATTEMPTS, last, tuple(self.stores.ids))
        for row in new:
            row["wishes"] = {
                (purpose, channel)
                for partner, purpose, channel in self._wished
                if partner == row["partner_id"]
            }
            row["windows"] = self._windows.get(row["partner_id"], [])
            if row["outcome"] == "refused":
                self._wished.add((row["partner_id"], row["purpose"], None))
        self.attempts += new

    def _note_wishes(self):
        """Write down what customers wish from now on."""
        self._wished = self._read_wishes()
        self._windows = self._read_windows()

    def _note_lot(self):
        """Write down up to where a run of the engine came."""
        [row] = self._rows("SELECT max(id) AS last FROM aftersales_followup")
        self.lots.append(row["last"] or 0)

    def _note_missed(self, today):
        """Write down what was given up this night, and what should have been (F15).

        :param today: {store: its local day}
        """
        for store, day in today.items():
            self.overdue += [
                {"day": day, **row} for row in self._rows(OVERDUE, store.id, day)
            ]
            for row in self._rows(MISSED_NOW, store.id, tuple(self.missed) or (0,)):
                number, last_day = row.values()
                self.missed[number] = day
                if day <= last_day:
                    self.too_early.append((number, last_day, day))

    def _too_late(self):
        """Return what was open beyond its last day: the days on which we had to keep
        away from the customer do not count (F14, F15)."""
        tried = {}
        reached = {}
        for row in self.attempts:
            day = year_rules.local(row["moment"], row["store_zone"]).date()
            tried.setdefault(row["followup_id"], day)
            if row["is_proactive"] and (row["is_contact"] or row["outcome"] == "sent"):
                contact = (day, self._occasion(row))
                reached.setdefault(self._person(row), []).append(contact)
        wrong = []
        for row in self.overdue:
            days = {
                day
                for day, occasion in reached.get(self._person(row), ())
                if tried.get(row["id"], row["day"]) <= day < row["day"]
                and occasion != self._occasion(row)
            }
            last_day = year_rules.last_day(
                row["date_due"],
                row["expiry_days"],
                year_rules.days_kept_away(days, 7),
                row["before"],
            )
            if last_day < row["day"]:
                wrong.append(row)
        return wrong

    def _person(self, row):
        return self.merged.get(row["partner_id"], (row["partner_id"], None))[0]

    def _occasion(self, row):
        return row["program"], row["res_model"], row["res_id"]

    def _asked_for(self):
        """Return the attempts that were the customer's own doing: a time that he
        named, his own appointment, his wish that we come, or his answer by the link."""
        promised = set()
        result = set()
        for row in self.attempts:
            by_link = row["user_id"] == 1 and row["outcome"] not in ("sent", "not_sent")
            if (
                row["followup_id"] in promised
                or by_link
                or row["res_model"] == "aftersales.agreed.contact"
                or row["program"] == "R1A"
                or (row["program"], row["channel"]) == ("F28R", "visit")
            ):
                result.add(row["id"])
            promised.discard(row["followup_id"])
            if row["callback_date"]:
                promised.add(row["followup_id"])
        return result

    def _contacts(self, asked_for):
        """Return {customer: [(day, occasion, who it was then)]} of what we began."""
        contacts = {}
        for row in self.attempts:
            reached = row["is_contact"] or row["outcome"] == "sent"
            if reached and row["is_proactive"] and row["id"] not in asked_for:
                day = year_rules.local(row["moment"], row["zone"]).date()
                contact = (day, self._occasion(row), row["partner_id"])
                contacts.setdefault(self._person(row), []).append(contact)
        return contacts
