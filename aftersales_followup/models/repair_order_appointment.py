from odoo import models

APPOINTMENT_FIELDS = {"schedule_date", "state", "intake"}


class RepairOrder(models.Model):
    """The appointment: its reminders move with it, and go when the car is in (R6)."""

    _inherit = "repair.order"

    _booked_index = models.Index(
        "(company_id, schedule_date) WHERE intake <> 'walk_in'"
        " AND state IN ('draft', 'confirmed')"
    )

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & APPOINTMENT_FIELDS:
            booked = self.filtered(lambda repair: repair.intake != "walk_in")
            # sudo: whoever moves an appointment may not see the reminders that move.
            self.env["aftersales.followup"].sudo()._follow_dates(
                booked if "intake" not in vals else self
            )
        return result
