from odoo import fields, models


class AftersalesSatisfactionScale(models.Model):
    _inherit = "aftersales.satisfaction.scale"

    is_total = fields.Boolean(
        string="Marks are added up",
        help="The overall score is the total of the marks, as on the 300-point sheet, "
        "and not the mean by the items' weights.",
    )
