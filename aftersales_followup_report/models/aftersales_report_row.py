from odoo import fields, models


class AftersalesReportRow(models.Model):
    """One frozen figure of a confirmed report, flat, for lists and exports.

    Nobody has rights to write it: the confirmation makes the rows as superuser.
    """

    _name = "aftersales.report.row"
    _description = "After-sales Report Figure"
    _order = "report_id desc, id"
    _rec_name = "row_label"

    report_id = fields.Many2one(
        "aftersales.report",
        required=True,
        index=True,
        readonly=True,
        ondelete="cascade",
    )
    chapter_code = fields.Char(required=True, readonly=True)
    table_code = fields.Char(required=True, readonly=True)
    row_code = fields.Char(required=True, readonly=True)
    column_code = fields.Char(required=True, readonly=True)
    table_label = fields.Char(string="Table", readonly=True)
    row_label = fields.Char(string="Row", readonly=True)
    column_label = fields.Char(string="Column", readonly=True)
    unit = fields.Char(readonly=True)
    has_value = fields.Boolean(
        readonly=True, help="Not set where there was nothing to divide by."
    )
    value = fields.Float(readonly=True, digits=0, aggregator=None)
    text = fields.Char(string="Shown as", readonly=True)
    numerator = fields.Float(readonly=True, digits=0, aggregator=None)
    denominator = fields.Float(readonly=True, digits=0, aggregator=None)
    sample = fields.Integer(string="Sample size", readonly=True, aggregator=None)
    definitions_version = fields.Char(readonly=True)
