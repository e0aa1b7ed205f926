from odoo import fields, models


class AftersalesComplaintWarningLevel(models.Model):
    """Who is warned of a deadline, and when (C5)."""

    _name = "aftersales.complaint.warning.level"
    _description = "Complaint Warning Level"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    moment = fields.Selection(
        [
            ("before", "The day before, or at half time under a day"),
            ("after", "When it is late"),
        ],
        required=True,
        default="after",
    )
    days_late = fields.Integer(
        string="Days late", help="0: as soon as it is late. Only for late ones."
    )
    to_owner = fields.Boolean(string="Responsible and handler")
    to_manager = fields.Boolean(string="Head of the department")
    to_care = fields.Boolean(string="Customer-care managers")
    to_director = fields.Boolean(string="Directors")

    _days_late_positive = models.Constraint(
        "CHECK(days_late >= 0)", "Days late cannot be negative."
    )

    def _recipients(self, complaint):
        """Return the users this level tells about a complaint."""
        self.ensure_one()
        users = self.env["res.users"]
        if self.to_owner:
            users |= complaint._owners()
        if self.to_manager:
            users |= complaint.department_id.manager_id
        if self.to_care:
            users |= complaint._care_managers()
        if self.to_director:
            users |= complaint._directors()
        return users
