from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.matrix import Row, Table, text_cell


class AftersalesReportAnalysis(models.Model):
    """A line of the manager's analysis in chapter 5 (M5): problem, cause, measure.

    Written while the report is a draft, printed in its chapter, frozen with it.
    """

    _name = "aftersales.report.analysis"
    _description = "After-sales Report Analysis"
    _order = "report_id, sequence, id"
    _rec_name = "problem"

    report_id = fields.Many2one(
        "aftersales.report", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    subject = fields.Selection(
        [("fix", "First-time fix"), ("appointment", "Appointments")],
        string="About",
        required=True,
        default="fix",
    )
    problem = fields.Char(required=True)
    cause = fields.Text()
    measure = fields.Text(string="What is done")
    resources = fields.Char(help="People, money, tools and time that it takes.")
    owner_id = fields.Many2one("res.users", domain="[('share', '=', False)]")
    supervisor_id = fields.Many2one(
        "res.users", string="Supervised by", domain="[('share', '=', False)]"
    )
    date = fields.Date(string="Due on")
    measure_id = fields.Many2one(
        "aftersales.measure",
        string="Improvement measure",
        readonly=True,
        copy=False,
        help="What was made of the line, to be followed until it is done.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse lines for a confirmed report."""
        for vals in vals_list:
            self._refuse_foreign_measure(vals)
        lines = super().create(vals_list)
        lines._refuse_confirmed()
        return lines

    def write(self, vals):
        """Refuse to change the lines of a confirmed report."""
        self._refuse_foreign_measure(vals)
        self._refuse_confirmed()
        result = super().write(vals)
        self._refuse_confirmed()  # nor may a line move into one
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_confirmed(self):
        self._refuse_confirmed()

    def _refuse_foreign_measure(self, vals):
        if vals.get("measure_id") and not self.env.su:
            raise UserError(self.env._("A measure is made with the line's button."))

    def _refuse_confirmed(self):
        if any(line.report_id.state == "confirmed" for line in self):
            raise UserError(
                self.env._("This report is confirmed. Its figures and words are final.")
            )

    def action_make_measure(self):
        """Make an improvement measure of the line and open it; once.

        :raise UserError: without a date, or for a report of several companies
        """
        self.ensure_one()
        self.check_access("write")
        self._refuse_confirmed()
        companies = self.report_id.company_ids
        if len(self.report_id.sudo().company_ids) != 1:
            raise UserError(
                self.env._("Measures belong to one store: open the store's own report.")
            )
        if not self.date:
            raise UserError(self.env._("Enter the day by which it is to be done."))
        if not self.measure_id:
            measure = self.env["aftersales.measure"].create(
                {
                    "company_id": companies.id,
                    "problem": self.problem,
                    "measure": self.measure or self.env._("To be decided"),
                    "function": "workshop" if self.subject == "fix" else "front_desk",
                    "owner_id": (self.owner_id or self.env.user).id,
                    "supervisor_id": self.supervisor_id.id,
                    "date_start": min(self.date, companies._aftersales_today()),
                    "date_due": self.date,
                }
            )
            # the link is a fact, not an entry
            self.sudo().measure_id = measure
        return {
            "type": "ir.actions.act_window",
            "res_model": "aftersales.measure",
            "res_id": self.measure_id.id,
            "views": [(False, "form")],
        }


class AftersalesReport(models.Model):
    _inherit = "aftersales.report"

    analysis_ids = fields.One2many(
        "aftersales.report.analysis", "report_id", copy=False
    )

    def _own_tables(self, code):
        """Tables of a chapter that come from the report's own lines."""
        tables = super()._own_tables(code)
        if code == "m5":
            tables.append(self._table_analysis())
        return tables

    def _table_analysis(self):
        figures = self.env["aftersales.figures"]
        subjects = self.env["aftersales.report.analysis"]._fields["subject"]
        labels = dict(subjects._description_selection(self.env))
        rows = []
        # names of people whom the report names anyway
        for line in self.sudo().analysis_ids:
            texts = {
                "subject": labels[line.subject],
                "cause": line.cause,
                "measure": line.measure,
                "resources": line.resources,
                "owner": line.owner_id.name,
                "supervisor": line.supervisor_id.name,
                "due_on": str(line.date or ""),
            }
            cells = {name: text_cell(text) for name, text in texts.items()}
            rows.append(Row(f"analysis_{line.id}", line.problem, cells))
        return Table(
            "analysis",
            figures._label("analysis"),
            figures._columns(
                *(
                    (name, "text")
                    for name in (
                        "subject",
                        "cause",
                        "measure",
                        "resources",
                        "owner",
                        "supervisor",
                        "due_on",
                    )
                )
            ),
            rows,
            row_header=figures._label("problem"),
            kind="list",
        )


class AftersalesFigures(models.AbstractModel):
    _inherit = "aftersales.figures"

    def _labels(self):
        return super()._labels() | {
            "analysis": self.env._("Analysis and measures"),
            "subject": self.env._("About"),
            "resources": self.env._("Resources"),
        }
