from odoo import api, fields, models
from odoo.exceptions import ValidationError


class AftersalesAdditionalWork(models.Model):
    """Work that came up during a repair: what, at what price, who agreed, when (A2)."""

    _name = "aftersales.additional.work"
    _description = "Additional Work"
    _order = "repair_id, id"

    repair_id = fields.Many2one(
        "repair.order", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="repair_id.company_id", store=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    name = fields.Char(string="Work", required=True)
    amount = fields.Monetary(string="Price")
    is_agreed = fields.Boolean(string="Agreed")
    agreed_by = fields.Char(help="Who agreed, in name.")
    agreed_channel = fields.Selection(
        [("phone", "Phone"), ("counter", "At the counter"), ("message", "Message")],
        string="How",
    )
    date_agreed = fields.Datetime(string="When")
    user_id = fields.Many2one(
        "res.users", string="Asked by", default=lambda self: self.env.user
    )

    @api.constrains("is_agreed", "agreed_by", "date_agreed")
    def _check_agreed(self):
        for work in self:
            if work.is_agreed and not (work.agreed_by and work.date_agreed):
                raise ValidationError(
                    self.env._("“%s” is agreed: enter who agreed, and when.", work.name)
                )

    @api.onchange("is_agreed")
    def _onchange_is_agreed(self):
        if self.is_agreed:
            self.date_agreed = self.date_agreed or fields.Datetime.now()
            self.agreed_by = self.agreed_by or self.repair_id.partner_id.name
