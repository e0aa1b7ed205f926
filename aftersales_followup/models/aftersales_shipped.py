from odoo import api, models
from odoo.exceptions import UserError


class AftersalesShipped(models.AbstractModel):
    """Data that a dealer begins with and edits: archived, not deleted.

    An update of the addon makes shipped records anew that are not there, as it makes
    new ones: what a manager has deleted would come back and contact customers
    (``docs/decisions``, 0015). Archived it stays as it is.
    """

    _name = "aftersales.shipped"
    _description = "Shipped Record"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_shipped(self):
        # sudo: external ids are the administrator's, the rule is for everybody.
        shipped = (
            self.env["ir.model.data"]
            .sudo()
            .search(
                [
                    ("model", "=", self._name),
                    ("res_id", "in", self.ids),
                    ("module", "=", "aftersales_followup"),
                ],
                limit=1,
            )
        )
        if shipped:
            raise UserError(
                self.env._(
                    "“%s” came with the addon, and an update would bring it back: "
                    "archive it instead of deleting it.",
                    self.browse(shipped.res_id).display_name,
                )
            )
