from odoo import fields, models


class FleetVehicle(models.Model):
    """Complaints about it (C1)."""

    _name = "fleet.vehicle"
    _inherit = ["fleet.vehicle", "aftersales.complaint.subject"]
    _complaint_field = "vehicle_id"

    complaint_ids = fields.One2many("aftersales.complaint", "vehicle_id")
    attention = fields.Boolean(
        related="owner_id.attention",
        string="Special attention",
        help="The customer complained before (C8).",
    )
