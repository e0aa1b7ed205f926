from odoo import api, fields, models


class AftersalesCustomerCategory(models.Model):
    """Private, business, VIP, fleet, government…: who is sampled how, who is key."""

    _name = "aftersales.customer.category"
    _description = "Customer Category"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, copy=False)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    is_private = fields.Boolean(
        string="Private customer",
        help="Figures tell private and business customers apart.",
    )
    is_key = fields.Boolean(
        string="Counts as key customer",
        help="VIP, group and government fleets, police and justice cars: always "
        "followed up, and visited each quarter.",
    )
    sampling_rate = fields.Float(
        string="Sampling (%)",
        default=100.0,
        help="Share of the visits that is followed up, unless a program says "
        "otherwise (F10).",
    )
    # A5: what the customers of the category are granted
    discount = fields.Float(
        string="Discount (%)", help="On work and parts, unless agreed otherwise."
    )
    pays_by_transfer = fields.Boolean(
        string="Payment by transfer",
        help="May take the car home and pay the bill by bank transfer.",
    )
    has_free_rescue = fields.Boolean(
        string="Free rescue", help="Free rescue and towing within the town."
    )
    benefit_note = fields.Char(
        string="Other benefits", translate=True, help="In a few words, for the counter."
    )
    benefits = fields.Char(
        compute="_compute_benefits",
        help="Shown on repair order, call screen and customer (A5).",
    )

    _discount_range = models.Constraint(
        "CHECK(discount >= 0 AND discount <= 100)",
        "The discount is a percentage between 0 and 100.",
    )
    _code_unique = models.Constraint(
        "UNIQUE(code)", "There is a customer category with this code already."
    )
    _sampling_rate_range = models.Constraint(
        "CHECK(sampling_rate >= 0 AND sampling_rate <= 100)",
        "The sampling rate is a percentage between 0 and 100.",
    )

    @api.depends("discount", "pays_by_transfer", "has_free_rescue", "benefit_note")
    @api.depends_context("lang")
    def _compute_benefits(self):
        for category in self:
            parts = (
                category.discount and self.env._("%g %% discount", category.discount),
                category.pays_by_transfer and self.env._("payment by transfer"),
                category.has_free_rescue and self.env._("free local rescue"),
                category.benefit_note,
            )
            category.benefits = " · ".join(part for part in parts if part)
