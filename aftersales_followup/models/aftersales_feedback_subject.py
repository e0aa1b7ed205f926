from odoo import fields, models


class AftersalesFeedbackSubject(models.AbstractModel):
    """What a feedback form can be about: a customer, a car (F25)."""

    _name = "aftersales.feedback.subject"
    _description = "Subject of Feedback Forms"

    _feedback_field = None
    """Field of the feedback form that points to this model."""

    feedback_count = fields.Integer(
        string="Feedback forms", compute="_compute_feedback_count"
    )

    def _compute_feedback_count(self):
        Feedback = self.env["aftersales.feedback"]
        counts = {}
        # The form of a customer is open to all, feedback forms are not.
        if Feedback.has_access("read"):
            field = self._feedback_field
            counts = dict(
                Feedback._read_group([(field, "in", self.ids)], [field], ["__count"])
            )
        for record in self:
            record.feedback_count = counts.get(record, 0)

    def _feedback_defaults(self):
        """Return the context of a new form about this record."""
        return {f"default_{self._feedback_field}": self.id}

    def action_view_feedback(self):
        """Open the feedback forms about this record; without any, a new one."""
        self.ensure_one()
        action = {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "aftersales_followup.aftersales_feedback_action"
            ),
            "domain": [(self._feedback_field, "=", self.id)],
            "context": self._feedback_defaults(),
        }
        Feedback = self.env["aftersales.feedback"]
        if not self.feedback_count and Feedback.has_access("create"):
            action.update(view_mode="form", views=[(False, "form")])
        return action
