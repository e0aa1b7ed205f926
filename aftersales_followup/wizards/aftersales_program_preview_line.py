from odoo import fields, models


class AftersalesProgramPreviewLine(models.TransientModel):
    """One customer of a preview, with the decision and its reason."""

    _name = "aftersales.program.preview.line"
    _description = "Program Preview Line"
    _order = "is_called desc, date_due, id"

    preview_id = fields.Many2one(
        "aftersales.program.preview", required=True, ondelete="cascade"
    )
    step_id = fields.Many2one("aftersales.program.step")
    partner_id = fields.Many2one("res.partner", string="Customer")
    vehicle_id = fields.Many2one("fleet.vehicle")
    license_plate = fields.Char(related="vehicle_id.license_plate")
    anchor_date = fields.Date(string="Occasion")
    date_due = fields.Date(string="Due on")
    is_called = fields.Boolean(string="Would be called")
    skip_reason_id = fields.Many2one("aftersales.skip.reason", string="Not because")
    user_id = fields.Many2one("res.users", string="Agent")
