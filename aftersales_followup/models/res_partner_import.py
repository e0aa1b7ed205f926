from odoo import api, fields, models

from ..tools.import_phone import phone_key


class ResPartner(models.Model):
    """A customer is found by the number, in whatever shape it is written (F21)."""

    _inherit = "res.partner"

    phone_key = fields.Char(
        compute="_compute_phone_key", store=True, index="btree_not_null"
    )

    @api.depends("phone", "country_id")
    def _compute_phone_key(self):
        home = self.env.company.country_id.code or "CN"
        for partner in self:
            region = partner.country_id.code or home
            partner.phone_key = phone_key(partner.phone, region) or False
