from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

KEPT_MONTHS = 3


class AftersalesImportRow(models.Model):
    """A row of a loaded file, and what became of it (F21).

    Rejected rows stay with their reason until somebody deletes the import;
    what was taken over is in the orders, so those rows go after a while.
    """

    _name = "aftersales.import.row"
    _description = "Imported Row"
    _order = "import_id desc, number, id"
    _rec_name = "number"

    import_id = fields.Many2one(
        "aftersales.import", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    number = fields.Integer(
        string="Row", required=True, aggregator=None, help="As the spreadsheet counts."
    )
    job = fields.Char(string="Job number")
    plate = fields.Char()
    owner = fields.Char(string="Owner's name")
    cells = fields.Json(help="As they stood in the file.")
    data = fields.Json(help="As they were read.")
    state = fields.Selection(
        [
            ("pending", "Waiting"),
            ("new", "New"),
            ("updated", "Updated"),
            ("matched", "Known, unchanged"),
            ("rejected", "Rejected"),
        ],
        default="pending",
        required=True,
    )
    reason = fields.Text(help="Why the row was not taken over.")
    note = fields.Text(help="What was decided about a row that was taken over.")
    repair_id = fields.Many2one("repair.order", string="Order", ondelete="set null")

    _state_index = models.Index("(import_id, state, number)")

    @api.autovacuum
    def _gc_taken_over(self):
        """Delete old rows that were taken over: they hold personal data twice."""
        limit = fields.Datetime.now() - relativedelta(months=KEPT_MONTHS)
        rows = self.search(
            [("create_date", "<", limit), ("state", "not in", ("pending", "rejected"))],
            limit=10_000,
        )
        rows.unlink()

    def action_open_repair(self):
        """Open the order that the row became, read-only."""
        self.ensure_one()
        return self.repair_id.action_open_aftersales()
