from odoo import fields, models


class RepairOrder(models.Model):
    """Complaints about it (C1)."""

    _name = "repair.order"
    _inherit = ["repair.order", "aftersales.complaint.subject"]
    _complaint_field = "repair_id"

    complaint_ids = fields.One2many("aftersales.complaint", "repair_id")
