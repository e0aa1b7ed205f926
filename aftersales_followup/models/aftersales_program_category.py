from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .aftersales_program_step import ASSIGNMENTS


class AftersalesProgramSampling(models.Model):
    """Who follows up the customers of a category: firms, the service manager (F6)."""

    _inherit = "aftersales.program.sampling"

    assignment = fields.Selection(
        ASSIGNMENTS,
        string="Made by",
        help="Empty: as the step or the program says. The service manager is the head "
        "of the workshop.",
    )

    @api.constrains("assignment", "program_id")
    def _check_person(self):
        for line in self:
            if line.assignment == "person" and not line.program_id.user_id:
                raise ValidationError(
                    self.env._(
                        "Choose the person of “%s” first, then give this category to "
                        "that person.",
                        line.program_id.name,
                    )
                )

    def _assignments(self):
        """Return {category id: who makes it} of the categories that have their own."""
        return {
            line.category_id.id: line.assignment for line in self if line.assignment
        }
