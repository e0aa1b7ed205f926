"""The nights of the year: previewed, run twice, run late, killed in the middle."""

import collections
import datetime
from unittest.mock import patch

from odoo import fields
from odoo.tools import SQL

from . import year_plan

# Each program is previewed on so many days on which it makes something, if there are
# so many: the winter tyres are all due on one.
PREVIEWS = 2
# Days on which the server was down, from the first night to the last (F20).
DOWN = ((75, 77), (222, 224))
# Each eighth night runs twice. Once a month it is killed after one commit more than the
# last time, on the first night that makes so many, and then after the first one again.
TWICE_EVERY = 8
KILLED_EVERY = 23
COMMITS = 5
# What a second run of a night must not touch; the marks only save it time.
WATCHED = """
    SELECT relname, n_tup_ins, n_tup_upd, n_tup_del
      FROM pg_stat_xact_user_tables
     WHERE relname <> 'aftersales_program_mark'
       AND (relname LIKE 'aftersales%%' OR relname IN
            ('mail_activity', 'mail_followers', 'mail_message', 'mail_mail', 'sms_sms'))
     ORDER BY relname"""


class Killed(BaseException):
    """The process is gone: no handler of errors gets to see it."""


class YearNights:
    """The preview equals what the night then makes; a second run changes nothing."""

    def _begin_nights(self):
        self.previews = []  # (day, program, what was promised, what was made)
        self.differences = []
        self.kills = 0
        self._previewed = collections.Counter()
        self._nights = collections.Counter()  # on which a program makes something
        self._hours = None
        self._precise = self.programs.step_ids.filtered(
            lambda step: step._is_precise()
        ).program_id

    def _is_down(self, day):
        number = (day - year_plan.FIRST).days
        return any(first <= number <= last for first, last in DOWN)

    def _night(self, day):
        """Run the night as it is planned: killed, twice, or just once.

        Previewed the evening before, whenever there is something to make of a program
        that was not previewed often enough.
        """
        new = self._expect()
        self._nights.update(new)
        # Whoever agrees on a contact (F26) has its follow-up before the night.
        wanted = [
            program
            for program in new
            if self._previewed[program, False] < PREVIEWS and program.code != "F26"
        ]
        if day in self.hour_days:
            wanted += [
                program
                for program in self._precise
                if self._previewed[program, True] < PREVIEWS
            ]
        promised = self._preview(day, dict.fromkeys(wanted))
        number = (day - year_plan.FIRST).days
        last = self._last_followup()
        if new and number >= KILLED_EVERY * (self.kills + 0.5):
            self._kill_generation(1 + self.kills % COMMITS)
            self._note_lot()
        self._run_cron("cron_generate")
        self._note_lot()
        if wanted:
            self._compare(day, promised, self._made_since(last), precise=False)
            self._hours = (day, promised, last)
        self._run_cron("cron_open_and_expire")
        self._note_missed({store: store._aftersales_today() for store in self.stores})
        if not number % TWICE_EVERY:
            self._run_again(day)
        self._let_time_pass()

    # ------------------------------------------------------------------
    # Preview
    # ------------------------------------------------------------------

    def _preview(self, day, programs):
        """Return what the previews of the evening before promise, by program."""
        mornings = {store: store._aftersales_today() for store in self.stores}
        now = fields.Datetime.now()
        self._at_hour(day - datetime.timedelta(days=1), 21)
        Preview = self.env["aftersales.program.preview"]
        promised = {
            program: [
                (line.step_id, self._decision(line, store))
                for store, morning in mornings.items()
                if store in program._companies()
                for line in Preview.create(
                    {
                        "program_id": program.id,
                        "company_id": store.id,
                        "date": morning,
                    }
                ).line_ids
            ]
            for program in programs
        }
        self.clock.move_to(now)
        return promised

    def _compare(self, day, promised, made, precise):
        """Hold the previews against what was made, by program.

        :param precise: whether to look at the steps of hours: they are made in the
            course of the day, by whoever has least to do then
        """
        for program, lines in promised.items():
            due = {line for step, line in lines if step._is_precise() == precise}
            done = {
                self._decision(followup, followup.company_id)
                for followup in made
                if followup.program_id == program
                and followup.step_id._is_precise() == precise
            }
            if precise:
                due, done = ({line[:-1] for line in lines} for lines in (due, done))
            if due or done:
                self.previews.append((day, program.code, due, done))
                self._previewed[program, precise] += bool(done)

    def _compare_hours(self):
        """In the evening: what the day's runs made of what stood in the morning."""
        if self._hours:
            day, promised, last = self._hours
            made = self._made_since(last).filtered(
                lambda f: f.res_model == "repair.order" or f.anchor_date < day
            )
            self._compare(day, promised, made, precise=True)
            self._hours = None

    def _last_followup(self):
        return (
            self.env["aftersales.followup"].search([], order="id desc", limit=1).id or 0
        )

    def _made_since(self, last):
        return self.env["aftersales.followup"].search(
            [("id", ">", last), ("company_id", "in", self.stores.ids)]
        )

    def _decision(self, record, store):
        reason = record.skip_reason_id.code
        if record._name == "aftersales.followup" and record.state == "cancelled":
            reason = False
        return (
            record.step_id.display_name,
            record.partner_id.name,
            record.vehicle_id.license_plate,
            store.name,
            record.anchor_date,
            record.date_due,
            # What was taken off the list later in the day had been put on it.
            reason,
            record.user_id.login,
        )

    # ------------------------------------------------------------------
    # Again, and not to the end
    # ------------------------------------------------------------------

    def _run_again(self, day):
        """Run the night a second time: nothing is written.

        Counted by PostgreSQL itself: rows written in this transaction, by table.
        """
        before = self._written()
        for name in ("cron_generate", "cron_open_and_expire"):
            self._run_cron(name)
        after = self._written()
        if before != after:
            self.differences.append((day, sorted(set(after) - set(before))))

    def _written(self):
        self.env.flush_all()
        return self.env.execute_query(SQL(WATCHED))

    def _kill_generation(self, after):
        """Kill the run in the commit that follows ``after`` others, if there is one.

        What was committed stays, the rest is lost with the transaction; the lock goes
        with the session. In a test a commit is a savepoint, and so is what is lost.
        (A process that is really killed: ``test_parallel_generation``.)
        """
        Cron = self.env.registry["ir.cron"]
        commit = Cron._commit_progress
        done = 0

        def die(cron, *args, **options):
            nonlocal done
            if done == after:
                raise Killed
            done += 1
            return commit(cron, *args, **options)

        with patch.object(Cron, "_commit_progress", die):
            try:
                self._run_cron("cron_generate")
            except Killed:
                self.kills += 1
        self.env.invalidate_all()

    def _let_time_pass(self):
        """Set back when records changed: to the database all this is one moment.

        So that the next night takes for new only what happens from now on.
        """
        for name in self.env.registry.descendants(["aftersales.anchored"], "_inherit"):
            if self.env[name]._abstract:
                continue
            table = SQL.identifier(self.env[name]._table)
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET aftersales_changed = "
                    "aftersales_changed - interval '1 day' "
                    "WHERE aftersales_changed > now() - interval '1 hour'",
                    table,
                )
            )
        self.env.invalidate_all()
