from odoo import api, fields, models

from ..tools.import_values import name_key


class AftersalesImportName(models.Model):
    """A name of another system, and who or what it is here; remembered (F21).

    Names that nobody here bears do not hold an order back: the order keeps the
    name as text, and takes the person as soon as somebody says who it is.
    """

    _name = "aftersales.import.name"
    _description = "Name of an Import Source"
    _order = "is_known, kind, name, id"

    profile_id = fields.Many2one(
        "aftersales.import.profile",
        string="Source",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="profile_id.company_id", store=True)
    kind = fields.Selection(
        [
            ("advisor", "Service adviser"),
            ("technician", "Technician"),
            ("category", "Customer category"),
        ],
        required=True,
    )
    name = fields.Char(string="Name in the file", required=True)
    key = fields.Char(compute="_compute_key", store=True)
    user_id = fields.Many2one("res.users", domain="[('share', '=', False)]")
    employee_id = fields.Many2one("hr.employee.public")
    category_id = fields.Many2one("aftersales.customer.category")
    is_ignored = fields.Boolean(
        string="Nobody here", help="Left staff, or no name at all: not asked again."
    )
    is_known = fields.Boolean(
        string="Assigned", compute="_compute_is_known", store=True
    )

    _name_unique = models.UniqueIndex(
        "(profile_id, kind, key)", "This source has this name already."
    )

    @api.depends("name")
    def _compute_key(self):
        for record in self:
            record.key = name_key(record.name)

    @api.depends("kind", "user_id", "employee_id", "category_id", "is_ignored")
    def _compute_is_known(self):
        for record in self:
            record.is_known = bool(record.is_ignored or record._meaning())

    def _meaning(self):
        """Return the record that the name stands for, an empty one for nobody."""
        self.ensure_one()
        return {
            "advisor": self.user_id,
            "technician": self.employee_id,
            "category": self.category_id,
        }[self.kind]

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._complete_orders()
        return records

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {"user_id", "employee_id", "category_id"}:
            self._complete_orders()
        return result

    def _complete_orders(self):
        """Give the orders that kept the name as text the person whom it names now."""
        for record in self.filtered(lambda r: r._meaning()):
            # sudo: the manager who says who a name is has no rights on orders.
            orders = (
                self.env["repair.order"]
                .sudo()
                .search(
                    [("import_profile_id", "=", record.profile_id.id)]
                    + record._orders_domain()
                )
            )
            for order in orders:
                order.write(record._prepare_completion(order))

    def _orders_domain(self):
        return {
            "advisor": [("import_advisor", "=", self.name), ("advisor_id", "=", False)],
            "technician": [("import_technicians", "ilike", self.name)],
            "category": [
                ("import_category", "=", self.name),
                ("partner_id.customer_category_id", "=", False),
            ],
        }[self.kind]

    def _prepare_completion(self, order):
        if self.kind == "advisor":
            return {"advisor_id": self.user_id.id}
        if self.kind == "technician":
            return {"technician_ids": [(4, self.employee_id.id)]}
        order.partner_id.customer_category_id = self.category_id
        return {}
