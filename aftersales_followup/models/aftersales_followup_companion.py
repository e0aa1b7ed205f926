from odoo import fields, models

from .aftersales_complaint_cause import FUNCTIONS

ACTIVITY_TYPE = "aftersales_followup.mail_activity_type_companion"


class AftersalesProgramStep(models.Model):
    """A contact that the head of the department concerned makes too (F8)."""

    _inherit = "aftersales.program.step"

    together_with = fields.Selection(
        FUNCTIONS,
        string="Together with the head of",
        help="The head of this department goes along, or is on the line: an activity "
        "says so, on the day on which the contact is due.",
    )

    def _prepare_common(self, company):
        head = company._department_head(self.together_with)
        return {**super()._prepare_common(company), "companion_id": head.id}


class AftersalesFollowup(models.Model):
    """Who makes the contact together with the agent, and is told of it (F8)."""

    _inherit = "aftersales.followup"

    companion_id = fields.Many2one(
        "res.users",
        string="Together with",
        readonly=True,
        help="The head of the department concerned, who makes the contact too.",
    )

    def _schedule_activities(self):
        """Put the contact on the companion's list too, once."""
        result = super()._schedule_activities()
        due = self.filtered(lambda f: f.state == "open" and f.companion_id)
        if due:
            asked = set(due._companion_activities().mapped("res_id"))
            due.filtered(lambda f: f.id not in asked)._ask_companions()
        return result

    def _ask_companions(self):
        self.env["mail.activity"]._make_todos(
            ACTIVITY_TYPE,
            [
                (followup, followup.companion_id, followup._activity_day(), False)
                for followup in self
            ],
        )

    def _close_activities(self):
        result = super()._close_activities()
        if shared := self.filtered("companion_id"):
            shared._companion_activities()._close_todos()
        return result

    def _companion_activities(self):
        """Return the companions' open to-dos."""
        return self.env["mail.activity"]._todos_on(self, ACTIVITY_TYPE)
