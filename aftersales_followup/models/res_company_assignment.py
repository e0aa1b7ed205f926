from odoo import models


class ResCompany(models.Model):
    """Who calls for the service manager (F6, F16)."""

    _inherit = "res.company"

    def _service_manager(self):
        """Return who calls as service manager: somebody who has a role that may.

        :return: ``res.users``: the head of the workshop, else the first one of the
            store; empty when there is none
        """
        self.ensure_one()
        # sudo: who may call is not for every engine caller to read.
        company = self.sudo()
        head = company.env["aftersales.complaint.department"].search(
            [("company_id", "=", self.id), ("function", "=", "workshop")], limit=1
        )
        managers = company.env["res.users"].search(
            [
                ("company_ids", "in", self.ids),
                ("all_group_ids", "in", self._role("group_service_manager").ids),
            ],
            order="id",
        )
        may_call = self._role("group_agent") + self._role("group_service_manager")
        callers = (head.manager_id + managers).filtered(
            lambda user: user.active and user.all_group_ids & may_call
        )
        return callers[:1].sudo(False)

    def _role(self, name):
        return self.env.ref(f"aftersales_followup.{name}").sudo()
