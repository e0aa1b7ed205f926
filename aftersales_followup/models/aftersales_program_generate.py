import logging
from contextlib import contextmanager

from odoo import api, models
from odoo.exceptions import UserError
from odoo.service.model import (
    MAX_TRIES_ON_CONCURRENCY_FAILURE,
    PG_CONCURRENCY_EXCEPTIONS_TO_RETRY,
)
from odoo.tools import SQL

from ..tools.occasion import PRECISE_UNITS

_logger = logging.getLogger(__name__)


class AftersalesProgram(models.Model):
    """Running the programs: one process at a time, each occasion exactly once.

    Draw, contact cap and equal load are decided over all that is due, so two
    processes must not decide at once: ``docs/decisions``, 0010.
    """

    _inherit = "aftersales.program"

    @api.model
    def _cron_generate_hours(self):
        """Make what is due to the hour: every 15 minutes, those steps alone (R1, F5).

        Without a program that has such a step there is nothing to do.
        """
        steps = self.search([("step_ids.offset_unit", "in", PRECISE_UNITS)]).step_ids
        if precise := steps.filtered(lambda step: step._is_precise()):
            self._generate_due(precise)

    @api.model
    def _cron_generate(self):
        """Make what is due, in every company and its own "today"."""
        self._generate_due(self.search([]).step_ids)

    @api.model
    def _generate_due(self, steps):
        """Make what is due of some steps, in every company, in committed chunks.

        Safe to run as often as one likes, twice at once, and after a crash: an
        occasion that has its follow-up is passed over. A program that fails is
        set aside with its reason and does not keep the others from running.
        """
        # What was read to find them is forgotten at the first commit.
        steps = steps.with_prefetch()
        with self._alone() as moment:
            if not moment:
                _logger.info("another process is making the follow-ups")
                return
            pairs = [
                (step, company)
                for step, company in steps.program_id._steps_and_companies()
                if step in steps
            ]
            marks = {
                (mark.step_id, mark.company_id): mark
                for mark in self.env["aftersales.program.mark"].search([])
            }
            no_mark = self.env["aftersales.program.mark"]
            for position, (step, company) in enumerate(pairs):
                mark = marks.get((step, company), no_mark)
                # Odoo comes back at once. Where nothing was made it goes on, so that
                # no number of idle programs keeps the last ones from their turn.
                if self._run(step, company, mark, moment) and not self.env[
                    "ir.cron"
                ]._commit_progress(remaining=len(pairs) - position):
                    return
            self.env["ir.cron"]._commit_progress(remaining=0)

    @contextmanager
    def _alone(self):
        """Let this process alone make follow-ups; no other may until the end.

        Gives the moment from which on changes may not be visible yet: the begin of
        the oldest transaction still open, a minute earlier for clocks that jump.
        None when another process is at it.

        A lock of the session, not a row lock: it outlasts the commits of the chunks,
        ends with a killed process, and is taken before the snapshot that the work
        reads. A transaction that waits for a row lock gets it without seeing what
        the former holder has committed (REPEATABLE READ).
        """
        [(is_alone, moment)] = self.env.execute_query(
            SQL(
                """
                %s, (SELECT LEAST(now(), min(xact_start)) - interval '1 minute'
                       FROM pg_stat_activity
                      WHERE datname = current_database()) AT TIME ZONE 'UTC'
                """,
                self._lock_sql("pg_try_advisory_lock"),
            )
        )
        # Only a new transaction sees all that the former holder has committed.
        self.env["ir.cron"]._commit_progress()
        try:
            yield moment if is_alone else None
        finally:
            if is_alone:
                # The work is committed; what is left is that of an error.
                self.env.cr.rollback()
                self.env.execute_query(self._lock_sql("pg_advisory_unlock"))

    def _lock_sql(self, function):
        name = f"{self._name}.generate"
        return SQL("SELECT %s(hashtextextended(%s, 0))", SQL.identifier(function), name)

    def _run(self, step, company, mark, moment):
        """Generate a step in a company; what fails is kept where the manager sees it.

        :return: number of follow-ups made
        """
        Failure = self.env["aftersales.program.failure"]
        try:
            made = self._run_undisturbed(step, company, mark, moment)
        except Exception as error:
            self.env.cr.rollback()
            _logger.exception("%s in %s", step.display_name, company.name)
            Failure._record(step, step._run_anchor(company), error)
            self.env["ir.cron"]._commit_progress()
            return 0
        if made:
            _logger.info("%s in %s: %s", step.display_name, company.name, made)
        if step.program_id.failure_ids:
            Failure._resolve(step, [step._run_anchor(company)])
        return made

    def _run_undisturbed(self, step, company, mark, moment):
        """Generate; begin again when somebody changed the same records meanwhile."""
        for tries_left in reversed(range(MAX_TRIES_ON_CONCURRENCY_FAILURE)):
            try:
                return step._generate_new(company, mark, moment)
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                self.env.cr.rollback()
                if not tries_left:
                    raise

    def _steps_and_companies(self):
        """Return the (step, company) pairs to run, the highest priority first."""
        # Each commit of the run empties the cache: what is read again then is read for
        # all steps at once.
        programs = self.with_prefetch()
        steps = programs.step_ids.with_prefetch().grouped("program_id")
        return [
            (step, company)
            for program in programs.sorted(
                lambda p: (-int(p.priority), p.sequence, p.id)
            )
            for step in steps.get(program, ())
            for company in program._companies()
        ]

    def action_generate(self):
        """Make what is due now, and say how many (the button "Generate now")."""
        self.check_access("write")
        # Until this request ends. What the cron has committed since it began breaks
        # on the unique index, and Odoo tries again.
        [(is_alone,)] = self.env.execute_query(
            self._lock_sql("pg_try_advisory_xact_lock")
        )
        if not is_alone:
            raise UserError(
                self.env._("The follow-ups are being made right now: look again soon.")
            )
        # The manager may start the engine; it works with the engine's rights.
        made = sum(
            step._generate(company)
            for step, company in self.sudo()._steps_and_companies()
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if made else "info",
                "message": self.env._("%s follow-ups were made.", made)
                if made
                else self.env._(
                    "Nothing new is due: every occasion has its follow-up."
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
