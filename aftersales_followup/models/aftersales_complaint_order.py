from odoo import api, fields, models
from odoo.exceptions import UserError


class AftersalesComplaint(models.Model):
    """The workshop's orders that a complaint leads to (C13, C14)."""

    _inherit = "aftersales.complaint"

    order_ids = fields.One2many(
        "repair.order", "complaint_id", string="Orders for the complaint"
    )
    order_count = fields.Integer(compute="_compute_order_count")

    @api.depends("order_ids")
    def _compute_order_count(self):
        for complaint in self:
            # Counting an order of the workshop takes no right in it.
            complaint.order_count = len(complaint.sudo().order_ids)

    def action_create_rework(self):
        """Make the zero-price order that does the complained work again (C13).

        :return: the action that opens the order
        :raises UserError: when the complaint names no order, or one still under way
        """
        self.ensure_one()
        if not self.repair_id:
            raise UserError(
                self.env._("Choose the repair order whose work is done again.")
            )
        return self._create_order(self.repair_id.sudo()._prepare_rework())

    def action_create_inspection(self):
        """Make the order by which the workshop looks at the car (C14).

        :return: the action that opens the order
        :raises UserError: when the complaint names no vehicle
        """
        self.ensure_one()
        if not self.vehicle_id:
            raise UserError(self.env._("Choose the vehicle to be inspected."))
        return self._create_order(
            {
                "company_id": self.company_id.id,
                "partner_id": self.partner_id.id,
                "vehicle_id": self.vehicle_id.id,
                "advisor_id": self.advisor_id.id,
                "under_warranty": True,
                "intent": "inspection",
            }
        )

    def _create_order(self, values):
        """Make an order for this complaint and tell who leads the workshop."""
        self.check_access("write")
        # sudo: who handles a complaint has no rights in the workshop's stock; the
        # order is linked to a complaint this user may write.
        order = (
            self.env["repair.order"]
            .sudo()
            .with_company(self.company_id)
            .create(
                {
                    **values,
                    "complaint_id": self.id,
                    "reception_note": self.description,
                }
            )
        )
        self._tell_once(
            f"order:{order.id}",
            self._technical_lead(),
            lambda spoken: spoken.env._("Order %s for a complaint", order.name),
            self.description,
        )
        return order.with_env(self.env).action_open_aftersales()

    def _technical_lead(self):
        """Return who leads the workshop of the store, else who is responsible."""
        departments = self.env["aftersales.complaint.department"].sudo()
        workshop = departments.search(
            [("company_id", "=", self.company_id.id), ("function", "=", "workshop")]
        )
        return workshop.manager_id.filtered("active") or self._owners()

    def action_view_orders(self):
        """Open the orders made for this complaint."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_followup.repair_order_action_aftersales"
        )
        return {**action, "domain": [("complaint_id", "=", self.id)], "context": {}}
