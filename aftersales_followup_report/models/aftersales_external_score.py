from odoo import api, fields, models

from ..tools.periods import Period


class AftersalesExternalScore(models.Model):
    """A score from outside, as given (M2): the manufacturer's survey, mystery shopping.

    Values over 100 are possible, and totals are entered, never computed: they are the
    manufacturer's. Lists are imported with Odoo's own import, which offers a sheet to
    fill in.
    """

    _name = "aftersales.external.score"
    _description = "External Score"
    _order = "date_from desc, kind, scope, company_id, id"

    name = fields.Char(compute="_compute_name")
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    kind = fields.Selection(
        [("survey", "Survey (CSS)"), ("mystery", "Mystery shopping")],
        required=True,
        default="survey",
    )
    scope = fields.Selection(
        [("store", "Store"), ("region", "Region"), ("nation", "Nation")],
        required=True,
        default="store",
    )
    date_from = fields.Date(
        string="Month",
        required=True,
        help="Any day of the month; it becomes the first one.",
    )
    sample = fields.Integer(string="Sample size", aggregator="sum")
    mot = fields.Float(string="MOT score", aggregator="avg", help="As given.")
    css = fields.Float(string="CSS score", aggregator="avg", help="As given.")
    total = fields.Float(
        aggregator="avg", help="Mystery shopping: the total, as given."
    )
    note = fields.Char(string="Source")
    line_ids = fields.One2many(
        "aftersales.external.score.line", "score_id", string="Items", copy=True
    )

    _once = models.UniqueIndex(
        "(company_id, kind, scope, date_from)",
        "This score of this month is entered already.",
    )

    @api.depends("date_from", "kind", "scope")
    @api.depends_context("lang")
    def _compute_name(self):
        fields_ = self._fields
        kinds = dict(fields_["kind"]._description_selection(self.env))
        scopes = dict(fields_["scope"]._description_selection(self.env))
        for score in self:
            month = score.date_from and f"{score.date_from:%Y-%m}" or ""
            parts = [month, kinds.get(score.kind), scopes.get(score.scope)]
            score.name = " · ".join(part for part in parts if part)

    @api.model_create_multi
    def create(self, vals_list):
        """Bring the day to the first of its month."""
        for vals in vals_list:
            self._first_of_month(vals)
        return super().create(vals_list)

    def write(self, vals):
        """Bring the day to the first of its month."""
        self._first_of_month(vals)
        return super().write(vals)

    @api.model
    def _first_of_month(self, vals):
        if vals.get("date_from"):
            day = fields.Date.to_date(vals["date_from"])
            vals["date_from"] = Period.containing("month", day).date_from

    @api.model
    def get_import_templates(self):
        """The sheet to fill in that the import offers (M2)."""
        return [
            {
                "label": self.env._("Sheet for external scores"),
                "template": "/aftersales_followup_report/static/xls/external_score.csv",
            }
        ]
