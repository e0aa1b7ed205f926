from odoo import api, fields, models
from odoo.exceptions import AccessError


class AftersalesEvaluationLine(models.Model):
    """Points for one criterion: 10, 8 or 6 (Q7)."""

    _name = "aftersales.evaluation.line"
    _description = "Service Evaluation Points"
    _order = "evaluation_id, sequence, id"

    evaluation_id = fields.Many2one(
        "aftersales.evaluation", required=True, index=True, ondelete="cascade"
    )
    criterion_id = fields.Many2one(
        "aftersales.evaluation.criterion",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    sequence = fields.Integer(related="criterion_id.sequence", store=True)
    points = fields.Selection(
        [("10", "10 · good"), ("8", "8 · fair"), ("6", "6 · poor")],
        string="Points given",
    )
    value = fields.Integer(compute="_compute_value", store=True, aggregator="avg")
    note = fields.Char()

    _criterion_once = models.UniqueIndex(
        "(evaluation_id, criterion_id)", "Each criterion has its points once."
    )

    @api.depends("points")
    def _compute_value(self):
        for line in self:
            line.value = int(line.points or 0)

    def write(self, vals):
        """Let points and notes be entered, while the evaluation is open."""
        if not self.env.su:
            if vals.keys() - {"points", "note"}:
                raise AccessError(
                    self.env._("Only points and notes of an evaluation are entered.")
                )
            self.evaluation_id._check_open()
        return super().write(vals)
