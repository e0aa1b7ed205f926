from odoo import fields, models


class ResPartner(models.Model):
    """Complaints about it (C1)."""

    _name = "res.partner"
    _inherit = ["res.partner", "aftersales.complaint.subject"]
    _complaint_field = "partner_id"

    complaint_ids = fields.One2many("aftersales.complaint", "partner_id")
