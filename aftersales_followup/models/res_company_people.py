from odoo import models


class ResCompany(models.Model):
    """The people of a store, by what they do."""

    _inherit = "res.company"

    def _aftersales_users(self, group):
        """Return the people of a group who work in the store.

        :param str group: name of a group of ours, without the module
        """
        # sudo: whom to tell is decided over people the user may not read.
        return (
            self.env["res.users"]
            .sudo()
            .search(
                [
                    (
                        "all_group_ids",
                        "in",
                        self.env.ref(f"aftersales_followup.{group}").ids,
                    ),
                    ("company_ids", "in", self.ids),
                    ("share", "=", False),
                ]
            )
        )
