from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from .aftersales_archive import ARCHIVE_FIELDS


class AftersalesArchiveItem(models.Model):
    """What the file of a customer or a car has to hold (A1)."""

    _name = "aftersales.archive.item"
    _description = "Customer File Item"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    field_path = fields.Selection(
        "_selection_field_path",
        string="Field",
        required=True,
        help="The fact that must not be empty.",
    )
    res_model = fields.Char(
        compute="_compute_field", store=True, string="Kind of record"
    )
    field_name = fields.Char(compute="_compute_field", store=True)

    _field_once = models.UniqueIndex(
        "(field_path)", "This fact is asked for already: change that line."
    )

    @api.model
    def _selection_field_path(self):
        kinds = {
            "res.partner": self.env._("Customer"),
            "fleet.vehicle": self.env._("Car"),
        }
        return [
            (
                f"{model}.{name}",
                f"{kinds[model]}: "
                f"{self.env[model]._fields[name].get_description(self.env)['string']}",
            )
            for model, names in ARCHIVE_FIELDS.items()
            for name in names
        ]

    @api.depends("field_path")
    def _compute_field(self):
        for item in self:
            model, _dot, name = (item.field_path or "").rpartition(".")
            item.res_model, item.field_name = model, name

    @api.constrains("field_path")
    def _check_field(self):
        for item in self:
            if item.field_name not in ARCHIVE_FIELDS.get(item.res_model, ()):
                raise ValidationError(
                    self.env._("A customer file cannot ask for “%s”.", item.field_path)
                )

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    @api.model
    def _of_model(self, model):
        """Return the items of a model. sudo: what a file asks for is no secret."""
        return self.sudo().browse(self._item_ids(model))

    @api.model
    @tools.ormcache("model")
    def _item_ids(self, model):
        return self.sudo().search([("res_model", "=", model)])._ids

    @api.model
    @tools.ormcache("model")
    def _field_names(self, model):
        """Return the names of the fields that complete a file of a model."""
        return frozenset(self._of_model(model).mapped("field_name"))

    def _is_missing(self, record):
        """Tell whether a record lacks the item; a car of unknown model has none."""
        self.ensure_one()
        value = record[self.field_name]
        if isinstance(value, str):
            return not value.strip()
        return not value or value == self._unknown(record)

    def _missing_domain(self):
        """Return the domain of the records that lack the item."""
        self.ensure_one()
        domain = Domain(self.field_name, "=", False)
        unknown = self._unknown(self.env[self.res_model])
        return domain | Domain(self.field_name, "=", unknown.id) if unknown else domain

    def _unknown(self, records):
        """Return the record that stands for “not known”, for the model of a car."""
        if (records._name, self.field_name) != ("fleet.vehicle", "model_id"):
            return None
        return self.env.ref("aftersales_followup.vehicle_model_unknown", False)
