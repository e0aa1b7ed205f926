from odoo import fields, models


class AftersalesProgramSampling(models.Model):
    """A program's own sampling rate for a category of customers (F10)."""

    _name = "aftersales.program.sampling"
    _description = "Program Sampling"
    _order = "program_id, category_id"
    _rec_name = "category_id"

    program_id = fields.Many2one(
        "aftersales.program", required=True, index=True, ondelete="cascade"
    )
    category_id = fields.Many2one(
        "aftersales.customer.category", required=True, ondelete="cascade"
    )
    rate = fields.Float(string="Sampling (%)", required=True, default=100.0)

    _category_once = models.UniqueIndex(
        "(program_id, category_id)",
        "Each category stands once in a program's sampling.",
    )
    _rate_range = models.Constraint(
        "CHECK(rate >= 0 AND rate <= 100)",
        "The sampling rate is a percentage between 0 and 100.",
    )
