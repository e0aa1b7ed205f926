from odoo import api, fields, models
from odoo.exceptions import ValidationError


class AftersalesFollowupOutcome(models.Model):
    """How an attempt ended, and what follows from that (F11)."""

    _name = "aftersales.followup.outcome"
    _description = "Follow-up Outcome"
    _inherit = ["aftersales.shipped"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, copy=False)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    is_contact = fields.Boolean(
        string="Customer reached", help="The customer was spoken to."
    )
    is_effective = fields.Boolean(
        string="Effective",
        help="The customer was reached and answered; reached but refused is not "
        "effective.",
    )
    is_closing = fields.Boolean(
        string="Closes", help="No further attempt is made after this outcome."
    )
    is_refusal = fields.Boolean(
        string="Refusal", help="The customer was reached and did not want to answer."
    )
    is_blocking = fields.Boolean(
        string="Blocks",
        help="The customer is not contacted again for this purpose (F13). The note "
        "is the reason, so it is required.",
    )
    needs_callback_date = fields.Boolean(
        string="Asks for the time",
        help="The customer named the time of the next call.",
    )
    retry_delay = fields.Integer(
        default=1, help="After how long the next attempt is made."
    )
    retry_delay_unit = fields.Selection(
        [("minute", "Minutes"), ("hour", "Hours"), ("day", "Days")],
        default="day",
        required=True,
    )
    hotkey = fields.Char(size=1, help="The letter that chooses it on the call screen.")
    color = fields.Integer()

    _code_unique = models.Constraint(
        "UNIQUE(code)", "There is an outcome with this code already."
    )
    _retry_delay_positive = models.Constraint(
        "CHECK(retry_delay >= 0)", "The delay of the next attempt cannot be negative."
    )

    @api.constrains("is_contact", "is_effective", "is_closing")
    def _check_effective(self):
        for outcome in self:
            if outcome.is_effective and not (outcome.is_contact and outcome.is_closing):
                raise ValidationError(
                    self.env._(
                        "“%s” is effective, so it must be a contact and close the "
                        "follow-up: tick both.",
                        outcome.name,
                    )
                )
