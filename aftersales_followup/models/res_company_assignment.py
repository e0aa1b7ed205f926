from odoo import models


class ResCompany(models.Model):
    """Who calls for a manager, and who leads a department (F6, F8, F16)."""

    _inherit = "res.company"

    def _service_manager(self):
        """Return who calls as service manager: somebody who has a role that may.

        :return: ``res.users``: the head of the workshop, else the first one of the
            store; empty when there is none
        """
        self.ensure_one()
        head = self._department_head("workshop").sudo()
        managers = self._aftersales_users("group_service_manager").sorted("id")
        # sudo: who may call is not for every engine caller to read.
        may_call = self._role("group_agent") + self._role("group_service_manager")
        callers = (head + managers).filtered(
            lambda user: user.active and user.all_group_ids & may_call
        )
        return callers[:1].sudo(False)

    def _care_manager(self):
        """Return who calls as customer-care manager; empty when there is none.

        :return: ``res.users``: one who works in this store first
        """
        self.ensure_one()
        managers = self._aftersales_users("group_care_manager").filtered(
            lambda user: user.active and not user._is_superuser()
        )
        own = managers.filtered(lambda user: user.company_id == self)
        return (own or managers).sorted("id")[:1].sudo(False)

    def _department_head(self, function):
        """Return who leads a department of the store; empty when nobody is named.

        :param str function: see ``aftersales.complaint.department``, or False
        """
        self.ensure_one()
        # sudo: who leads a department is not for every engine caller to read.
        department = (
            self.env["aftersales.complaint.department"]
            .sudo()
            .search(
                [("company_id", "=", self.id), ("function", "=", function)], limit=1
            )
            if function
            else self.env["aftersales.complaint.department"]
        )
        return department.manager_id.filtered("active").sudo(False)

    def _role(self, name):
        return self.env.ref(f"aftersales_followup.{name}").sudo()
