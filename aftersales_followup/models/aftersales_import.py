from odoo import api, fields, models
from odoo.exceptions import UserError

STATES = [
    ("draft", "File"),
    ("preview", "Check columns"),
    ("running", "Loading"),
    ("done", "Loaded"),
]


class AftersalesImport(models.Model):
    """A file of settled jobs: read, shown, loaded, with what became of each row (F21).

    ``action_preview`` → ``action_run`` → in the background ``_stage`` (file to rows)
    → ``_load_rows`` (rows to customers, cars, orders), in committed chunks.
    Whatever stops the server, loading goes on from the rows that still wait.
    """

    _name = "aftersales.import"
    _description = "Import of Settled Jobs"
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char(string="File name")
    file = fields.Binary(attachment=True, required=True, help="XLSX, XLS or CSV.")
    profile_id = fields.Many2one(
        "aftersales.import.profile",
        string="Source",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self._default_profile(),
        help="The system that the file comes from; it remembers how to read it.",
    )
    company_id = fields.Many2one(
        related="profile_id.company_id", string="Store", store=True, index=True
    )
    user_id = fields.Many2one(
        "res.users",
        string="Loaded by",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
    )
    state = fields.Selection(STATES, default="draft", required=True, readonly=True)
    column_ids = fields.One2many("aftersales.import.column", "import_id")
    row_ids = fields.One2many("aftersales.import.row", "import_id")
    header = fields.Integer(readonly=True, help="Index of the row with the names.")
    how_read = fields.Char(string="Read as", readonly=True)
    summary = fields.Char(readonly=True)
    preview = fields.Html(readonly=True, sanitize=False)
    is_ready = fields.Boolean(readonly=True, help="All rows can be taken over.")
    is_staged = fields.Boolean(readonly=True)
    date_start = fields.Datetime(string="Started at", readonly=True)
    date_done = fields.Datetime(string="Finished at", readonly=True)
    error = fields.Text(readonly=True)
    error_file = fields.Binary(attachment=True, readonly=True)
    error_file_name = fields.Char(compute="_compute_error_file_name")

    row_count = fields.Integer(string="Rows", readonly=True)
    new_count = fields.Integer(string="New", readonly=True)
    updated_count = fields.Integer(string="Updated", readonly=True)
    matched_count = fields.Integer(string="Unchanged", readonly=True)
    rejected_count = fields.Integer(string="Rejected", readonly=True)
    new_partner_count = fields.Integer(string="New customers", readonly=True)
    new_vehicle_count = fields.Integer(string="New cars", readonly=True)
    progress = fields.Float(compute="_compute_progress", help="In percent.")
    unknown_count = fields.Integer(related="profile_id.unknown_count")

    @api.model
    def _default_profile(self):
        """The source that was loaded last, or the only one there is."""
        own = [("company_id", "=", self.env.company.id)]
        last = self.search(own, limit=1).profile_id
        return last or self.env["aftersales.import.profile"].search(own, limit=1)

    @api.depends("name")
    def _compute_display_name(self):
        for record in self:
            record.display_name = record.name or self.env._("New file")

    @api.depends("name")
    def _compute_error_file_name(self):
        for record in self:
            stem = (record.name or "file").rpartition(".")[0] or record.name or "file"
            record.error_file_name = self.env._("%s - rejected.xlsx", stem)

    @api.depends(
        "state", "row_count", "new_count", "updated_count", "matched_count",
        "rejected_count",
    )  # fmt: skip
    def _compute_progress(self):
        for record in self:
            done = (
                record.new_count
                + record.updated_count
                + record.matched_count
                + record.rejected_count
            )
            share = 100.0 * done / record.row_count if record.row_count else 0.0
            record.progress = 100.0 if record.state == "done" else share

    @api.ondelete(at_uninstall=False)
    def _unlink_except_running(self):
        if any(record.state == "running" for record in self):
            raise UserError(
                self.env._("A file that is being loaded cannot be deleted.")
            )

    def write(self, vals):
        """Another file or source begins anew; a loaded one is history."""
        changed = vals.keys() & {"file", "profile_id"}
        if changed and any(record.state in ("running", "done") for record in self):
            raise UserError(
                self.env._("This file was loaded. Load another one as a new import.")
            )
        result = super().write(vals)
        if changed:
            self.column_ids.unlink()
            self.write({"state": "draft", "preview": False, "summary": False})
        return result

    def action_preview(self):
        """Read the file, propose what its columns are and show what would come in.

        :raises UserError: when the file cannot be read at all
        """
        self.ensure_one()
        self._check_not_started()
        if self.state == "draft":
            self._propose_columns()
        self._check_rows()
        self.state = "preview"

    def action_back(self):
        """Choose another file or source."""
        self._check_not_started()
        self.column_ids.unlink()
        self.write({"state": "draft", "preview": False, "summary": False})

    def action_run(self):
        """Start loading in the background, and remember what the columns are."""
        self.ensure_one()
        self.check_access("write")
        self._check_not_started()
        if self.state != "preview":
            raise UserError(self.env._("Look at the columns first."))
        if not self._check_targets():
            raise UserError(self._missing_columns_message())
        self.profile_id._remember(self._targets_by_key())
        self.write(
            {
                "state": "running",
                "user_id": self.env.uid,
                "date_start": fields.Datetime.now(),
                "preview": False,
                "summary": False,
            }
        )
        # sudo: the background job is the system's, starting it the manager's.
        self.env.ref("aftersales_followup.cron_import").sudo()._trigger()

    def _check_not_started(self):
        if self.state in ("running", "done"):
            raise UserError(
                self.env._("This file was loaded. Load another one as a new import.")
            )

    def action_view_rejected(self):
        """Open the rows that were not taken over."""
        return self._view_rows({"search_default_rejected": 1})

    def action_view_rows(self):
        """Open all rows with what became of them."""
        return self._view_rows({})

    def _view_rows(self, context):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_followup.aftersales_import_row_action"
        )
        return {**action, "domain": [("import_id", "=", self.id)], "context": context}

    def action_view_repairs(self):
        """Open the orders that the file made or changed."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_followup.repair_order_action_aftersales"
        )
        rows = self.env["aftersales.import.row"]._search(
            [("import_id", "=", self.id), ("repair_id", "!=", False)]
        )
        orders = rows.subselect("repair_id")
        return {
            **action,
            "domain": [("id", "in", [i for [i] in self.env.execute_query(orders)])],
        }

    def action_view_names(self):
        """Open the names of the source that wait for a person."""
        return self.profile_id.action_view_names()

    def action_load_corrected(self):
        """Begin a new import of the same source, for the corrected error file."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "views": [(False, "form")],
            "context": {"default_profile_id": self.profile_id.id},
        }
