from odoo import fields, models


class AftersalesComplaintRequirement(models.Model):
    """Something that has to be filled in before a stage (C3).

    The code is a field of the complaint, or names a method
    ``_requirement_<code>`` that decides. Managers choose per stage which apply.
    """

    _name = "aftersales.complaint.requirement"
    _description = "Complaint Requirement"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, readonly=True)
    sequence = fields.Integer(default=10)
    message = fields.Char(
        required=True, translate=True, help="What to do, when it is missing."
    )

    _code_unique = models.Constraint(
        "UNIQUE(code)", "There is a requirement with this code already."
    )

    def _is_met(self, complaint):
        """Return whether a complaint has what this requirement asks for."""
        self.ensure_one()
        decide = getattr(complaint, f"_requirement_{self.code}", None)
        return bool(decide() if decide else complaint[self.code])
