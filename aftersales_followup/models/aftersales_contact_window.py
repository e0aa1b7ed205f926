from odoo import fields, models

WEEKDAYS = [
    ("0", "Monday"),
    ("1", "Tuesday"),
    ("2", "Wednesday"),
    ("3", "Thursday"),
    ("4", "Friday"),
    ("5", "Saturday"),
    ("6", "Sunday"),
]


class AftersalesContactWindow(models.Model):
    """When a customer wants to be called; wins over the store's hours (F14)."""

    _name = "aftersales.contact.window"
    _description = "Contact Window"
    _order = "partner_id, weekday, hour_from"
    _rec_name = "partner_id"

    partner_id = fields.Many2one(
        "res.partner", required=True, index=True, ondelete="cascade"
    )
    weekday = fields.Selection(WEEKDAYS, help="Empty: every day.")
    hour_from = fields.Float(string="From", required=True, default=10.0)
    hour_to = fields.Float(string="To", required=True, default=11.5)

    _hours_in_order = models.Constraint(
        "CHECK(hour_from >= 0 AND hour_from < hour_to AND hour_to <= 24)",
        "A contact window ends after it begins, between 0:00 and 24:00.",
    )

    def _by_partner(self, partner_ids):
        """Return {partner id: [(from, to, weekday or None)]} in local hours."""
        result = {}
        for window in self.search([("partner_id", "in", list(partner_ids))]):
            weekday = int(window.weekday) if window.weekday else None
            result.setdefault(window.partner_id.id, []).append(
                (window.hour_from, window.hour_to, weekday)
            )
        return result
