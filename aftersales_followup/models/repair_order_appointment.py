from odoo import models

FOLLOWED_FIELDS = {
    "schedule_date",
    "state",
    "intake",
    "quote_decision",
    "date_received",
}


class RepairOrder(models.Model):
    """The appointment and the decision on the quote: calls move and go with them.

    Reminders go when the car is in (R6), calls about a quote when it is repaired (F2).
    """

    _inherit = "repair.order"

    _booked_index = models.Index(
        "(company_id, schedule_date) WHERE intake <> 'walk_in'"
        " AND state IN ('draft', 'confirmed')"
    )
    _quoted_index = models.Index("(company_id) WHERE quote_decision = 'quote'")

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & FOLLOWED_FIELDS:
            followed = self.filtered(
                lambda repair: (
                    repair.intake != "walk_in" or repair.quote_decision == "quote"
                )
            )
            if {"intake", "quote_decision"} & vals.keys():
                followed = self
            # sudo: whoever moves an appointment may not see the reminders that move.
            self.env["aftersales.followup"].sudo()._follow_dates(followed)
        return result
