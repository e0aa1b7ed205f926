from odoo import models


class ResPartner(models.Model):
    """Questions and suggestions of the customer (F25)."""

    _name = "res.partner"
    _inherit = ["res.partner", "aftersales.feedback.subject"]
    _feedback_field = "partner_id"
