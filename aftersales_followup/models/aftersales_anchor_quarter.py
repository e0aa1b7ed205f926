from odoo import api, models
from odoo.fields import Domain

from ..tools import localtime
from .aftersales_anchor import Anchor


class AftersalesAnchorQuarter(models.AbstractModel):
    """The first day of each quarter, for each key customer of a store (F8)."""

    _name = "aftersales.anchor.quarter"
    _inherit = "aftersales.anchor"
    _description = "Anchor: Quarter of a Key Customer"

    _anchor_model = "res.partner"
    _filter_fields = ("customer_category_id", "attention", "category_id")
    _read_fields = (
        "active",
        "customer_category_id.is_key",
        "vehicle_ids.active",
        "vehicle_ids.home_company_id",
    )

    @api.model
    def _anchor_label(self):
        return self.env._("Quarter of a key customer")

    @api.model
    def _anchors(self, company, date_from, date_to, domain):
        days = localtime.quarter_starts(date_from, date_to)
        if not days:
            return []
        partners = self.env["res.partner"].search(
            Domain("customer_category_id.is_key", "=", True)
            & Domain("vehicle_ids.home_company_id", "=", company.id)
            & domain,
            order="id",
        )
        return [
            Anchor(
                res_model="res.partner",
                res_id=partner.id,
                occurrence_key=f"{day.year}Q{(day.month + 2) // 3}",
                date=day,
                partner_id=partner.id,
                vehicle_id=False,
                repair_id=False,
                company_id=company.id,
            )
            for day in days
            for partner in partners
        ]
