from odoo import models
from odoo.exceptions import AccessError


class ResCompany(models.Model):
    """What a customer-care manager sets for a store without being administrator (P).

    The rest of a company stays with who may change companies.
    """

    _inherit = "res.company"

    def _aftersales_setting_fields(self):
        """Return the names of the fields that a customer-care manager writes."""
        return {
            "hotline",
            "contact_cap_days",
            "visit_hours",
            "archive_days",
            "complaint_form",
            "wish_sales_user_id",
            "wish_reception_user_id",
            "paper_return_threshold",
            "evaluation_foreman_id",
            "evaluation_dispatcher_id",
            "evaluation_manager_id",
            "evaluation_manager_rate",
        }

    def write(self, vals):
        """Let customer-care managers write their settings, and nothing else.

        :raises AccessError: naming what is the administrator's
        """
        foreign = vals.keys() - self._aftersales_setting_fields()
        if foreign and not (
            self.env.su or self.env.user.has_group("base.group_erp_manager")
        ):
            raise AccessError(
                self.env._(
                    "A store's %(fields)s are changed by an administrator.",
                    fields=", ".join(
                        sorted(
                            self._fields[name].get_description(self.env)["string"]
                            for name in foreign
                            if name in self._fields
                        )
                    ),
                )
            )
        return super().write(vals)
