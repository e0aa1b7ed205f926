import datetime

from odoo import api, fields, models
from odoo.exceptions import ValidationError

# Technical records are nobody's customers, and filters on them would tell secrets.
FORBIDDEN_MODELS = ("ir.", "base.", "bus.", "res.users", "res.groups", "auth", "mail.")
FILTER_TYPES = (
    "boolean",
    "char",
    "date",
    "datetime",
    "float",
    "integer",
    "many2many",
    "many2one",
    "monetary",
    "selection",
)


class AftersalesDateSource(models.Model):
    """A date that programs may hang on, made known by an administrator, without code.

    Which model, which of its dates, and how a record leads to customer, car and
    store. Managers choose the source by its name and filter by the fields it lists;
    they need no rights on models and fields.
    """

    _name = "aftersales.date.source"
    _description = "Date for Programs"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    kind = fields.Selection(
        [
            ("date", "On a date of the record"),
            ("yearly", "Each year on a date of the record"),
            ("fixed", "Each year on the same day for all"),
        ],
        default="date",
        required=True,
        string="Comes",
    )
    model_id = fields.Many2one(
        "ir.model",
        string="Records",
        required=True,
        ondelete="cascade",
        groups="base.group_system",
        domain="[('transient', '=', False), ('abstract', '=', False)]",
    )
    model = fields.Char(
        string="Technical name",
        compute="_compute_model",
        store=True,
        compute_sudo=True,
    )
    date_field_id = fields.Many2one(
        "ir.model.fields",
        string="Date field",
        ondelete="cascade",
        groups="base.group_system",
        domain="[('model_id', '=', model_id), ('store', '=', True),"
        " ('ttype', 'in', ('date', 'datetime'))]",
    )
    month = fields.Integer(default=10)
    day = fields.Integer(default=1)
    partner_path = fields.Char(
        string="Way to the customer",
        help="From the record, e.g. partner_id or vehicle_id.owner_id. Empty: the "
        "record itself, or the owner of the car.",
    )
    vehicle_path = fields.Char(
        string="Way to the car",
        help="From the record, e.g. vehicle_id. Empty: the record itself when it is a "
        "car, else none.",
    )
    company_path = fields.Char(
        string="Way to the store",
        help="From the record, e.g. company_id. Empty: the home store of the car, or "
        "of the customer's cars.",
    )
    filter_field_ids = fields.Many2many(
        "ir.model.fields",
        string="Filter by",
        groups="base.group_system",
        domain="[('model_id', '=', model_id), ('store', '=', True)]",
        help="The fields that managers may filter by.",
    )
    program_ids = fields.One2many("aftersales.program", "date_source_id")

    _fixed_day = models.Constraint(
        "CHECK(month BETWEEN 1 AND 12 AND day BETWEEN 1 AND 31)",
        "Choose a month from 1 to 12 and a day from 1 to 31.",
    )

    @api.depends("model_id")
    def _compute_model(self):
        for source in self:
            source.model = source.model_id.model

    @api.constrains("model_id", "kind", "date_field_id", "filter_field_ids")
    def _check_fields(self):
        for source in self.sudo():
            Model = self.env.get(source.model)
            if (
                Model is None
                or Model._transient
                or not Model._auto
                or source.model.startswith(FORBIDDEN_MODELS)
            ):
                raise ValidationError(
                    self.env._("No program can hang on “%s”.", source.model_id.name)
                )
            if source.kind != "fixed" and not source.date_field_id:
                raise ValidationError(
                    self.env._("Choose the date field of “%s”.", source.name)
                )
            for field in source.date_field_id:
                source._check_field(field, ("date", "datetime"))
            for field in source.filter_field_ids:
                source._check_field(field, FILTER_TYPES)

    def _check_field(self, field, types):
        """Refuse a field of another model, not stored, or kept from users."""
        self.ensure_one()
        own = self.env[self.model]._fields.get(field.name)
        if (
            field.model != self.model
            or own is None
            or not own.store
            or own.groups
            or own.type not in types
        ):
            raise ValidationError(
                self.env._(
                    "“%(field)s” cannot be used for “%(date)s”: choose a stored "
                    "field of its own records that all users may see.",
                    field=field.field_description,
                    date=self.name,
                )
            )

    @api.constrains("model_id", "partner_path", "vehicle_path", "company_path")
    def _check_paths(self):
        for source in self.sudo():
            for name, comodel in (
                ("partner_path", "res.partner"),
                ("vehicle_path", "fleet.vehicle"),
                ("company_path", "res.company"),
            ):
                if source[name] and source._end_of(source[name]) != comodel:
                    raise ValidationError(
                        self.env._(
                            "“%(path)s” does not lead from the records of “%(date)s” "
                            "to what it should.",
                            path=source[name],
                            date=source.name,
                        )
                    )
            if not source._customer_path():
                raise ValidationError(
                    self.env._("Say how “%s” leads to the customer.", source.name)
                )

    def _end_of(self, path):
        """Return the model to which stored many2one fields lead, else None."""
        model = self.model
        for name in path.split("."):
            field = self.env[model]._fields.get(name)
            if field is None or field.type != "many2one" or not field.store:
                return None
            model = field.comodel_name
        return model

    def _car_path(self):
        """Return the way to the car: "" for the record itself, None for no car."""
        if self.vehicle_path:
            return self.vehicle_path
        return "" if self.model == "fleet.vehicle" else None

    def _customer_path(self):
        """Return the way to the customer; "." is the record itself, None no way."""
        if self.partner_path:
            return self.partner_path
        if self.model == "res.partner":
            return "."
        car = self._car_path()
        return None if car is None else ".".join(filter(None, (car, "owner_id")))

    def _store_path(self):
        """Return the way to the store, over the customer's cars if need be."""
        if self.company_path:
            return self.company_path
        car = self._car_path()
        if car is not None:
            return ".".join(filter(None, (car, "home_company_id")))
        customer = self._customer_path().strip(".")
        return ".".join(filter(None, (customer, "vehicle_ids.home_company_id")))

    def _day_in(self, year, date=None):
        """Return the day of a year: a 29 February is the 28th where there is none.

        :param date: the record's own date; the fixed day of the source without
        """
        month, day = (date.month, date.day) if date else (self.month, self.day)
        first = datetime.date(year, month, 1)
        return min(
            first + datetime.timedelta(days=day - 1),
            fields.Date.end_of(first, "month"),
        )
