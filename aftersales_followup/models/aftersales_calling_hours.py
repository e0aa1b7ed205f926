from odoo import api, fields, models, tools

from .aftersales_contact_window import WEEKDAYS


class AftersalesCallingHours(models.Model):
    """When customers may be called who have named no times of their own (F14)."""

    _name = "aftersales.calling.hours"
    _description = "Calling Hours"
    _order = "company_id, weekday, hour_from"

    company_id = fields.Many2one(
        "res.company",
        string="Store",
        index=True,
        ondelete="cascade",
        help="Empty: for each store that has no hours of its own.",
    )
    weekday = fields.Selection(WEEKDAYS, help="Empty: every day.")
    hour_from = fields.Float(string="From", required=True, default=10.0)
    hour_to = fields.Float(string="To", required=True, default=11.5)

    _hours_in_order = models.Constraint(
        "CHECK(hour_from >= 0 AND hour_from < hour_to AND hour_to <= 24)",
        "Calling hours end after they begin, between 0:00 and 24:00.",
    )

    @api.depends("weekday", "hour_from", "hour_to")
    def _compute_display_name(self):
        days = dict(self._fields["weekday"]._description_selection(self.env))
        for hours in self:
            times = (
                f"{int(hour):02}:{round(hour % 1 * 60):02}"
                for hour in (hours.hour_from, hours.hour_to)
            )
            hours.display_name = " ".join(
                filter(None, (days.get(hours.weekday), "–".join(times)))
            )

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    @api.model
    @tools.ormcache("company.id")
    def _of_company(self, company):
        """Return a store's own hours, else those of all stores.

        :return: ((from, to, weekday or None), …) in local hours, as
            ``tools.retry.next_slot`` takes them
        """
        # sudo: when customers may be called is no secret.
        hours = self.sudo().search([("company_id", "in", [company.id, False])])
        own = hours.filtered("company_id") or hours
        return tuple(
            (line.hour_from, line.hour_to, int(line.weekday) if line.weekday else None)
            for line in own
        )
