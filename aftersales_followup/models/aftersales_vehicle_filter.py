from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class AftersalesAnchorCustomerFilter(models.AbstractModel):
    """Fields of a customer's car that campaigns and survey plans may filter by."""

    _name = "aftersales.anchor.customer.filter"
    _inherit = "aftersales.anchor"
    _description = "Filter of Customers by Car"

    _anchor_model = "fleet.vehicle"
    _filter_fields = (
        "model_id",
        "brand_id",
        "owner_id.customer_category_id",
        "owner_id.attention",
        "owner_id.category_id",
        "last_mileage",
        "last_visit_date",
        "delivery_date",
        "warranty_date",
        "maintenance_date",
        "insurance_date",
        "inspection_date",
        "tag_ids",
    )


class AftersalesVehicleFilter(models.AbstractModel):
    """A filter over the cars of a store's customers, as safe as a program's.

    It is evaluated with full rights, so it may look at the listed fields only.
    """

    _name = "aftersales.vehicle.filter"
    _description = "Filter of Customers"

    filter_domain = fields.Char(
        string="Customers",
        default="[]",
        help="Whose car matches. Empty: every customer of the store.",
    )

    @api.constrains("filter_domain")
    def _check_filter_domain(self):
        for record in self:
            record._vehicle_filter()

    def _vehicle_filter(self):
        """Return the filter over cars as a checked Domain.

        :raises ValidationError: when it cannot be read or names a field that is not
            offered
        """
        self.ensure_one()
        try:
            domain = Domain(literal_eval(self.filter_domain or "[]"))
            self.env["aftersales.anchor.customer.filter"]._check_filter(domain)
            domain.validate(self.env["fleet.vehicle"])
        except (ValueError, TypeError, SyntaxError) as error:
            raise ValidationError(
                self.env._(
                    "The filter of “%(name)s” cannot be read: %(error)s",
                    name=self.display_name,
                    error=error,
                )
            ) from error
        return domain

    def _filtered_vehicles(self, company):
        """Return the customers' cars of a store that match, the last seen first."""
        # sudo: whom a campaign is for is decided over all cars of the store, by
        # fields that are open to every manager.
        return (
            self.env["fleet.vehicle"]
            .sudo()
            .search_fetch(
                Domain("owner_id", "!=", False)
                & Domain("home_company_id", "=", company.id)
                & self._vehicle_filter(),
                ["owner_id", "last_visit_date"],
                order="last_visit_date desc, id",
            )
        )
