import logging

from odoo import api, models

_logger = logging.getLogger(__name__)


class AftersalesProgram(models.Model):
    _inherit = "aftersales.program"

    @api.model
    def _cron_generate(self):
        """Make what is due, in every company and its own "today", in committed chunks.

        Safe to run as often as one likes, twice at once, and after a crash: an
        occasion that has its follow-up is passed over. A program that fails is
        set aside with its reason and does not keep the others from running.
        """
        for step, company in self.search([])._steps_and_companies():
            try:
                made = step._generate(company, commit=True)
            except Exception as error:
                self.env.cr.rollback()
                _logger.exception("%s in %s", step.display_name, company.name)
                step._record_failure(company, error)
            else:
                _logger.info("%s in %s: %s", step.display_name, company.name, made)
            self.env["ir.cron"]._commit_progress()

    def _steps_and_companies(self):
        """Return the (step, company) pairs to run, the highest priority first."""
        programs = self.sorted(lambda p: (-int(p.priority), p.sequence, p.id))
        return [
            (step, company)
            for program in programs
            for step in program.step_ids
            for company in program._companies()
        ]

    def action_generate(self):
        """Make what is due now, and say how many (the button "Generate now")."""
        self.check_access("write")
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
                else self.env._("Nothing new is due: every occasion has its follow-up."),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
