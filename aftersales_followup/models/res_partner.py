import pytz

from odoo import fields, models


class ResPartner(models.Model):
    """The customer: category, wishes, cars, and everything that happened."""

    _name = "res.partner"
    _inherit = ["res.partner", "aftersales.anchored"]

    customer_category_id = fields.Many2one(
        "aftersales.customer.category", index="btree_not_null"
    )
    vehicle_ids = fields.One2many("fleet.vehicle", "owner_id", string="Cars")
    vehicle_count = fields.Integer(compute="_compute_aftersales_counts")
    followup_agent_id = fields.Many2one(
        "res.users",
        string="Own agent",
        domain="[('share', '=', False)]",
        help="Makes all follow-ups of this customer, where the program says so.",
    )
    attention = fields.Boolean(
        string="Special attention",
        readonly=True,
        copy=False,
        help="Complained before: shown on every order, call and queue (C8).",
    )
    contact_block_ids = fields.One2many(
        "aftersales.contact.block", "partner_id", string="Do not contact"
    )
    contact_window_ids = fields.One2many(
        "aftersales.contact.window", "partner_id", string="Best times to call"
    )
    followup_ids = fields.One2many("aftersales.followup", "partner_id")
    followup_count = fields.Integer(compute="_compute_aftersales_counts")

    def _compute_aftersales_counts(self):
        vehicles, followups = (
            dict(
                self.env[model]._read_group(
                    [(field, "in", self.ids)], [field], ["__count"]
                )
            )
            for model, field in (
                ("fleet.vehicle", "owner_id"),
                ("aftersales.followup", "partner_id"),
            )
        )
        for partner in self:
            partner.vehicle_count = vehicles.get(partner, 0)
            partner.followup_count = followups.get(partner, 0)

    def write(self, vals):
        """Firms come in sooner for the first time than private people (R2)."""
        result = super().write(vals)
        if "customer_category_id" in vals:
            # sudo: whoever enters the category need not see the cars.
            self.sudo().vehicle_ids.filtered(
                lambda car: car.delivery_date and not car.last_visit_date
            )._estimate_service_dates()
        return result

    def _aftersales_tz(self):
        """Return the customer's own time zone, None when it is not known."""
        return pytz.timezone(self.tz) if self.tz in pytz.all_timezones_set else None

    def action_view_followups(self):
        """Open all follow-ups of the customer."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_followup.aftersales_followup_action"
        )
        return {**action, "domain": [("partner_id", "=", self.id)], "context": {}}

    def action_view_vehicles(self):
        """Open the customer's cars."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_followup.fleet_vehicle_action_aftersales"
        )
        return {
            **action,
            "domain": [("owner_id", "=", self.id)],
            "context": {"default_owner_id": self.id},
        }
