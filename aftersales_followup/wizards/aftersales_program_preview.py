import datetime

from odoo import api, fields, models
from odoo.exceptions import UserError


class AftersalesProgramPreview(models.TransientModel):
    """Who would be contacted on a day by a program, and who not, and why.

    It decides with the methods of the night and makes nothing.
    """

    _name = "aftersales.program.preview"
    _description = "Program Preview"

    program_id = fields.Many2one(
        "aftersales.program", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    date = fields.Date(
        string="Morning of",
        required=True,
        default=lambda self: (
            fields.Date.context_today(self) + datetime.timedelta(days=1)
        ),
    )
    line_ids = fields.One2many(
        "aftersales.program.preview.line",
        "preview_id",
        compute="_compute_line_ids",
        store=True,
    )
    called_count = fields.Integer(string="Would be called", compute="_compute_counts")
    skipped_count = fields.Integer(string="Would not", compute="_compute_counts")

    @api.depends("program_id", "company_id", "date")
    def _compute_line_ids(self):
        for preview in self:
            # First those who would be called; a form shows them as they are made.
            lines = sorted(
                preview._prepare_lines(),
                key=lambda vals: (not vals["is_called"], vals["date_due"]),
            )
            preview.line_ids = [(5,), *((0, 0, vals) for vals in lines)]

    @api.depends("line_ids.is_called")
    def _compute_counts(self):
        for preview in self:
            called = preview.line_ids.filtered("is_called")
            preview.called_count = len(called)
            preview.skipped_count = len(preview.line_ids) - len(called)

    def _prepare_lines(self):
        """Return the values of a line for each anchor the program would handle."""
        self.ensure_one()
        if self.company_id not in self.env.companies:
            raise UserError(self.env._("Choose a store that you work for."))
        return [
            self._prepare_line(step, vals)
            for step, vals in self.program_id._rehearse(self.company_id, self.date)
        ]

    def _prepare_step_lines(self, step, anchors):
        """Return the values of a line for each anchor, as the night would decide."""
        vals_list, _giving_way = step._decide(self.company_id, anchors)
        return [self._prepare_line(step, vals) for vals in vals_list]

    def _prepare_line(self, step, vals):
        return {
            "step_id": step.id,
            "partner_id": vals["partner_id"],
            "vehicle_id": vals["vehicle_id"],
            "anchor_date": vals["anchor_date"],
            "date_due": vals["date_due"],
            "is_called": vals["state"] != "skipped",
            "skip_reason_id": vals["skip_reason_id"],
            "user_id": vals["user_id"],
        }
