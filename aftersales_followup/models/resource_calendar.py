from odoo import models


class ResourceCalendar(models.Model):
    """The working hours that a store's "today" hangs on."""

    _inherit = "resource.calendar"

    def write(self, vals):
        """Let the stores know their new zone (``res.company._aftersales_tz_name``)."""
        result = super().write(vals)
        if "tz" in vals:
            self.env.registry.clear_cache()
        return result
