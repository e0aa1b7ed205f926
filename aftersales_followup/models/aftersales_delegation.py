from odoo import api, fields, models
from odoo.exceptions import ValidationError

CALLING_GROUPS = (
    "aftersales_followup.group_agent",
    "aftersales_followup.group_advisor",
    "aftersales_followup.group_service_manager",
    "aftersales_followup.group_director",
)


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

    @api.constrains("user_id", "delegate_id", "company_id")
    def _check_delegate(self):
        for delegation in self:
            if delegation.user_id == delegation.delegate_id:
                raise ValidationError(
                    self.env._(
                        "Choose somebody else as the delegate of %s.",
                        delegation.user_id.name,
                    )
                )
            # sudo: a manager need not read which stores others may enter.
            if delegation.company_id not in delegation.sudo().delegate_id.company_ids:
                raise ValidationError(
                    self.env._(
                        "%(delegate)s has no access to %(company)s: choose somebody "
                        "of the store as the delegate of %(absent)s.",
                        delegate=delegation.delegate_id.name,
                        company=delegation.company_id.name,
                        absent=delegation.user_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """An absence that has begun hands the queue over at once."""
        delegations = super().create(vals_list)
        delegations._hand_over_in(delegations.company_id)
        return delegations

    def write(self, vals):
        """An absence that changes hands the queue on, or back, at once."""
        companies = self.company_id
        result = super().write(vals)
        self._hand_over_in(companies | self.company_id)
        return result

    def unlink(self):
        """An absence that is called off hands the queue back at once."""
        companies = self.company_id
        result = super().unlink()
        self._hand_over_in(companies)
        return result

    @api.model
    def _hand_over_in(self, companies):
        """Bring the queues of stores into the right hands, as of today."""
        # sudo: the absence moves the calls, whoever entered it.
        Followup = self.env["aftersales.followup"].sudo()
        for company in companies:
            Followup.with_company(company)._change_hands(company)

    @api.model
    def _delegates_on(self, day, company):
        """Return {absent user: who stands in} for a local day.

        A delegate who is absent too hands on to the own delegate. Where that leads
        nowhere (in a circle, or to somebody who has left or lost the access to the
        store), nobody stands in, and it is the absent user's own.
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
            is_there = delegate not in passed and delegate.active
            if not is_there or company not in delegate.company_ids:
                delegate = absent
            result[absent] = delegate
        return result

    @api.model
    def _callers_on(self, day, company):
        """Return {absent user: who makes the calls} for a local day (F16).

        Nobody where nobody stands in, or who does has no role that makes calls: then
        the calls are the team's.
        """
        # sudo: see _delegates_on; and who has which role decides here.
        delegates = self.sudo()._delegates_on(day, company)
        return {
            absent: delegate.filtered(
                lambda user, absent=absent: (
                    user != absent and any(map(user.has_group, CALLING_GROUPS))
                )
            )
            for absent, delegate in delegates.items()
        }
