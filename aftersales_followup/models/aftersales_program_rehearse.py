from odoo import models

from ..tools.rehearsal import REHEARSAL, Rehearsal


class AftersalesProgram(models.Model):
    """What a program would make in a night, beside all the others."""

    _inherit = "aftersales.program"

    def _rehearse(self, company, day):
        """Return [(step, values)] of the follow-ups that the night would make, and the
        day after it of steps that count by the hour.

        :param company: the store
        :param day: its local day
        """
        self.ensure_one()
        # sudo: the engine decides with full rights, as it does at night.
        program = self.sudo().with_context(**{REHEARSAL: Rehearsal(day)})
        # What is made in the course of the day finds what the night has made.
        night = sorted(
            (program.search([]) | program)._steps_and_companies(),
            key=lambda pair: pair[0]._is_precise(),
        )
        left = {
            step
            for step, store in night
            if step.program_id == program and store == company
        }
        decided = []
        for step, store in night:
            if not left:
                break
            vals_list = step.with_company(store)._rehearse(store)
            if store == company and step in left:
                decided += [(step, vals) for vals in vals_list]
                left.remove(step)
        return decided
