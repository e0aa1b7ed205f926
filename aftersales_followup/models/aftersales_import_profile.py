from odoo import fields, models


class AftersalesImportProfile(models.Model):
    """Another system whose settled jobs are loaded: how to read its files (F21).

    Job numbers are unique within a source: a job that was loaded once is found
    again, however often and from whichever file it comes.
    """

    _name = "aftersales.import.profile"
    _description = "Import Source"
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        string="Store",
        required=True,
        default=lambda self: self.env.company,
        help="The jobs of this source are orders of this store.",
    )
    header_row = fields.Integer(
        help="Row that names the columns. 0: found by itself, also below titles."
    )
    date_order = fields.Selection(
        [
            ("auto", "By itself; 3/4/2026 is refused"),
            ("ymd", "Year, month, day"),
            ("dmy", "Day, month, year"),
            ("mdy", "Month, day, year"),
        ],
        string="Dates",
        default="auto",
        required=True,
        help="The order of the numbers in a date that is written as text.",
    )
    decimal_sign = fields.Selection(
        [("auto", "By itself"), (".", "Point: 1,234.50"), (",", "Comma: 1.234,50")],
        default="auto",
        required=True,
    )
    encoding = fields.Selection(
        [
            ("auto", "By itself"),
            ("utf-8-sig", "UTF-8"),
            ("gb18030", "GBK / GB18030"),
            ("big5", "Big5"),
            ("utf-16", "UTF-16"),
            ("cp1252", "Western European"),
        ],
        string="Characters (CSV)",
        default="auto",
        required=True,
    )
    delimiter = fields.Selection(
        [
            ("auto", "By itself"),
            (",", "Comma"),
            (";", "Semicolon"),
            ("\t", "Tabulator"),
            ("|", "Vertical bar"),
        ],
        string="Columns are separated by (CSV)",
        default="auto",
        required=True,
    )
    country_id = fields.Many2one(
        "res.country",
        string="Phone numbers of",
        required=True,
        default=lambda self: self.env.company.country_id or self.env.ref("base.cn"),
        help="The country of phone numbers without a country's code.",
    )
    customer_match = fields.Selection(
        [
            ("phone_name", "Phone and name"),
            ("phone", "Phone alone"),
        ],
        string="A customer is known by",
        default="phone_name",
        required=True,
        help="“Phone alone” takes two names with one number for one customer. Choose "
        "it only when nobody enters the workshop's own number for those who give none.",
    )
    brand_id = fields.Many2one(
        "fleet.vehicle.model.brand",
        string="Brand of cars",
        help="Of new cars for which the file names no brand.",
    )
    column_ids = fields.One2many("aftersales.import.profile.column", "profile_id")
    person_ids = fields.One2many("aftersales.import.name", "profile_id")
    import_ids = fields.One2many("aftersales.import", "profile_id")
    unknown_count = fields.Integer(
        string="Names to assign", compute="_compute_unknown_count"
    )

    _name_unique = models.UniqueIndex(
        "(company_id, name)", "This store has a source with this name already."
    )
    _header_row_positive = models.Constraint(
        "CHECK(header_row >= 0)", "The header's row cannot be negative."
    )

    def _compute_unknown_count(self):
        counts = dict(
            self.env["aftersales.import.name"]._read_group(
                [("profile_id", "in", self.ids), ("is_known", "=", False)],
                ["profile_id"],
                ["__count"],
            )
        )
        for profile in self:
            profile.unknown_count = counts.get(profile, 0)

    def _remembered(self):
        """Return what columns meant last time: {header key: target, '' for none}."""
        self.ensure_one()
        return {column.key: column.target or "" for column in self.column_ids}

    def _remember(self, targets_by_key):
        """Keep what the columns of a file mean, for the next file of this source.

        :param dict targets_by_key: {header key: target, '' for a column not used}
        """
        self.ensure_one()
        known = {column.key: column for column in self.column_ids}
        for key, target in targets_by_key.items():
            if key in known:
                known[key].target = target
        self.env["aftersales.import.profile.column"].create(
            [
                {"profile_id": self.id, "key": key, "target": target}
                for key, target in targets_by_key.items()
                if key and key not in known
            ]
        )

    def action_view_names(self):
        """Open the names of this source, those that nobody has assigned first."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_followup.aftersales_import_name_action"
        )
        return {
            **action,
            "domain": [("profile_id", "=", self.id)],
            "context": {"default_profile_id": self.id},
        }
