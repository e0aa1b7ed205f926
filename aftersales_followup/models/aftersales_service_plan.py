from odoo import fields, models


class AftersalesServicePlan(models.Model):
    """How often cars of a model come in, and when for the first time (R1, R2)."""

    _name = "aftersales.service.plan"
    _description = "Service Plan"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    brand_id = fields.Many2one(
        "fleet.vehicle.model.brand", help="Empty, with an empty model: for every car."
    )
    model_ids = fields.Many2many(
        "fleet.vehicle.model",
        string="Models",
        domain="[('brand_id', '=?', brand_id)]",
        help="Empty: all models of the brand.",
    )
    interval_months = fields.Integer(default=6)
    interval_km = fields.Integer(string="Interval (km)", default=5000)
    first_days_private = fields.Integer(
        string="First service, private (days)",
        default=90,
        help="Days after delivery (R2).",
    )
    first_days_business = fields.Integer(
        string="First service, business (days)", default=30
    )
    warranty_months = fields.Integer(string="Warranty (months)", default=36)

    _intervals_positive = models.Constraint(
        "CHECK(interval_months >= 0 AND interval_km >= 0 AND first_days_private >= 0"
        " AND first_days_business >= 0 AND warranty_months >= 0)",
        "Intervals cannot be negative.",
    )

    def _for_model(self, car_model):
        """Return the plan of a model: its own, else its brand's, else the general one.

        :param car_model: ``fleet.vehicle.model`` record
        """
        own = self.filtered(lambda plan: car_model in plan.model_ids)
        brand = self.filtered(
            lambda plan: (
                not plan.model_ids
                and plan.brand_id
                and plan.brand_id == car_model.brand_id
            )
        )
        general = self.filtered(lambda plan: not plan.model_ids and not plan.brand_id)
        return (own or brand or general)[:1]

    def action_apply(self):
        """Estimate the due dates of all customers' cars anew."""
        self.check_access("write")
        # sudo: the plan is the manager's, the cars belong to every store.
        vehicles = self.env["fleet.vehicle"].sudo().search([("owner_id", "!=", False)])
        vehicles._estimate_service_dates()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "The service dates of %s cars were estimated anew.", len(vehicles)
                ),
            },
        }
