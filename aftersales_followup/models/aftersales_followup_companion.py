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
        activity_type = self.env.ref(ACTIVITY_TYPE)
        # sudo: the companion's to-do, whoever opens the follow-up.
        self.env["mail.activity"].sudo().with_context(
            mail_activity_quick_update=True,
            mail_create_nosubscribe=True,
            tracking_disable=True,
        ).create(
            [
                {
                    "res_model_id": self.env["ir.model"]._get_id(self._name),
                    "res_id": followup.id,
                    "activity_type_id": activity_type.id,
                    "summary": activity_type.with_context(
                        lang=followup.companion_id.lang
                    ).summary,
                    "user_id": followup.companion_id.id,
                    "date_deadline": followup._activity_day(),
                    "automated": True,
                }
                for followup in self
            ]
        )

    def _close_activities(self):
        result = super()._close_activities()
        if shared := self.filtered("companion_id"):
            shared._companion_activities().with_context(
                mail_activity_quick_update=True
            ).write({"active": False})
        return result

    def _companion_activities(self):
        """Return the companions' open to-dos. sudo: they are not the agent's."""
        return (
            self.env["mail.activity"]
            .sudo()
            .search(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "in", self.ids),
                    ("activity_type_id", "=", self.env.ref(ACTIVITY_TYPE).id),
                ]
            )
        )
