from odoo import api, fields, models

from .aftersales_complaint_cause import FUNCTIONS


class AftersalesComplaintDepartment(models.Model):
    """Who answers for a department of a store, and who stands above (C2, C11)."""

    _name = "aftersales.complaint.department"
    _description = "Complaint Department"
    _order = "company_id, function"
    _rec_name = "function"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    function = fields.Selection(FUNCTIONS, string="Department", required=True)
    manager_id = fields.Many2one(
        "res.users",
        string="Head",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Becomes responsible for the complaints of the department.",
    )
    director_id = fields.Many2one(
        "res.users",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Gives instructions and is told when a complaint is late; when "
        "empty, all directors of the store.",
    )

    _one_per_store = models.UniqueIndex(
        "(company_id, function)",
        "This department of the store has its head already: change that line.",
    )

    @api.depends("function", "company_id")
    def _compute_display_name(self):
        labels = dict(self._fields["function"]._description_selection(self.env))
        for department in self:
            department.display_name = labels.get(department.function, "")
