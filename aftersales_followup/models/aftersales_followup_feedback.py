from odoo import api, fields, models
from odoo.exceptions import UserError

from .aftersales_complaint_cause import FUNCTIONS
from .aftersales_feedback import KINDS


class AftersalesFollowup(models.Model):
    """A question or suggestion heard in a call, for a department to answer (F25)."""

    _inherit = "aftersales.followup"

    feedback_ids = fields.One2many(
        "aftersales.feedback", "followup_id", string="Feedback forms"
    )

    def note_feedback(self, kind, function, description):
        """Write a feedback form of what the customer says.

        :param str kind: ``question``, ``suggestion`` or ``dissatisfaction``
        :param str function: the department, see ``FUNCTIONS``
        :param str description: the customer's words
        :return: see ``_sheet_noted``
        :raises UserError: when something is missing
        """
        self.ensure_one()
        self.check_access("write")
        if kind not in dict(KINDS) or function not in dict(FUNCTIONS):
            raise UserError(self.env._("Choose kind and department."))
        if not (description or "").strip():
            raise UserError(self.env._("Write down the customer's words."))
        if not self.partner_id:
            raise UserError(self.env._("Nobody knows whose words these are."))
        self.env["aftersales.feedback"].create(
            {
                "kind": kind,
                "function": function,
                "description": description.strip(),
                "company_id": self.company_id.id,
                "partner_id": self.partner_id.id,
                "vehicle_id": self.vehicle_id.id,
                "followup_id": self.id,
            }
        )
        return self._sheet_noted()

    def _sheet_noted(self):
        """Add the feedback forms to what was noted in this call."""
        # sudo: a form is shown with its follow-up.
        return super()._sheet_noted() + [
            {
                "icon": "fa-comment-o",
                "text": f"{form.name} {form.description.splitlines()[0][:60]}",
                "who": form.responsible_id.name,
                "date": form.date_due,
                "is_done": form.state in ("told", "closed"),
            }
            for form in self.sudo().feedback_ids
        ]

    def _call_sheet(self):
        """Offer kinds and departments on the call screen."""
        return {**super()._call_sheet(), **self._feedback_choices()}

    @api.model
    def _feedback_choices(self):
        Feedback = self.env["aftersales.feedback"]
        return {
            f"feedback_{name}": [
                {"value": value, "label": label}
                for value, label in Feedback._fields[field]._description_selection(
                    self.env
                )
            ]
            for name, field in (("kinds", "kind"), ("functions", "function"))
        }
