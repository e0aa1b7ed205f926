from odoo import models
from odoo.tools import format_date


class AftersalesCampaign(models.Model):
    """A campaign in words, as agents and customers are told."""

    _inherit = "aftersales.campaign"

    def _date_text(self):
        """Return day and time as customers are told."""
        self.ensure_one()
        days = [format_date(self.env, day) for day in (self.date, self.date_end) if day]
        return " ".join(filter(None, ("–".join(dict.fromkeys(days)), self.time_text)))

    def _words(self):
        """Return what to tell; while it is being changed, that there is nothing."""
        self.ensure_one()
        if self.state not in ("approved", "running"):
            return self.env._(
                "The content is not approved at the moment: do not invite, and ask the "
                "customer-care manager."
            )
        return self.content or ""

    def _line(self):
        """Return the campaign in one line for the call screen."""
        self.ensure_one()
        return " · ".join(
            filter(None, (self.name, self._date_text(), self.place, self.summary))
        )
