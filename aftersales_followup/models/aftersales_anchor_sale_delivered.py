from odoo import api, models
from odoo.fields import Domain

from ..tools import localtime
from .aftersales_anchor import Anchor


class AftersalesAnchorSaleDelivered(models.AbstractModel):
    """The local day on which goods of a sales order were delivered (F3, F4)."""

    _name = "aftersales.anchor.sale.delivered"
    _inherit = "aftersales.anchor"
    _description = "Anchor: Sale Delivered"

    _anchor_model = "stock.picking"
    _has_time = True
    _filter_fields = (
        "sale_id.user_id",
        "sale_id.team_id",
        "sale_id.tag_ids",
        "partner_id.customer_category_id",
        "product_id",
    )
    _read_fields = ("state", "date_done", "company_id", "sale_id.partner_id")

    @api.model
    def _anchor_label(self):
        return self.env._("Sale delivered")

    @api.model
    def _anchors(self, company, date_from, date_to, domain):
        tz = company._aftersales_tz()
        window = (
            self._moments(company, "date_done", date_from, date_to)
            & Domain("picking_type_code", "=", "outgoing")
            & Domain("state", "=", "done")
            & Domain("sale_id", "!=", False)
        )
        pickings = self.env["stock.picking"].search_fetch(
            window & domain, ["date_done", "sale_id"], order="date_done, id"
        )
        return [
            Anchor(
                res_model="stock.picking",
                res_id=picking.id,
                occurrence_key="delivered",
                date=localtime.local_date(picking.date_done, tz),
                partner_id=picking.sale_id.partner_id.id,
                vehicle_id=False,
                repair_id=False,
                company_id=company.id,
                moment=picking.date_done,
            )
            for picking in pickings
        ]
