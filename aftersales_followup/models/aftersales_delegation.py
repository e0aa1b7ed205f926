from odoo import api, fields, models
from odoo.exceptions import ValidationError


class AftersalesDelegation(models.Model):
    """Who stands in for an absent person, from a day to a day (F16)."""

    _name = "aftersales.delegation"
    _description = "Delegation"
    _order = "date_from desc, id desc"
    _rec_name = "user_id"

    user_id = fields.Many2one(
        "res.users",
        string="Absent",
        required=True,
        index=True,
        domain="[('share', '=', False)]",
    )
    delegate_id = fields.Many2one(
        "res.users",
        required=True,
        domain="[('share', '=', False)]",
    )
    date_from = fields.Date(required=True, default=fields.Date.context_today)
    date_to = fields.Date(required=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )

    _dates_in_order = models.Constraint(
        "CHECK(date_from <= date_to)",
        "The last day of the absence lies before its first day: correct one of them.",
    )

    @api.constrains("user_id", "delegate_id")
    def _check_delegate(self):
        for delegation in self:
            if delegation.user_id == delegation.delegate_id:
                raise ValidationError(
                    self.env._(
                        "Choose somebody else as the delegate of %s.",
                        delegation.user_id.name,
                    )
                )

    @api.model
    def _delegates_on(self, day, company):
        """Return {absent user: delegate} for a local day.

        A delegate who is absent too hands on to the own delegate; a circle ends
        where it closes.
        """
        direct = {
            delegation.user_id: delegation.delegate_id
            # Agents may not read other people's absences, the queue must.
            for delegation in self.sudo().search(
                [
                    ("date_from", "<=", day),
                    ("date_to", ">=", day),
                    ("company_id", "=", company.id),
                ],
                order="id",
            )
        }
        result = {}
        for absent, delegate in direct.items():
            passed = {absent}
            while delegate in direct and delegate not in passed:
                passed.add(delegate)
                delegate = direct[delegate]
            result[absent] = delegate
        return result
