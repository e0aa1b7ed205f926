from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools.matrix import as_dict, from_dict

# The manager's words (M12), and what only the system writes.
WORDS = ("trend", "problem", "proposal")
FROZEN = {"snapshot", "date_words"}


class AftersalesReportChapter(models.Model):
    """One chapter of a report: the manager's words (M12) and the frozen matrix."""

    _name = "aftersales.report.chapter"
    _description = "After-sales Report Chapter"
    _order = "report_id, sequence, id"

    report_id = fields.Many2one(
        "aftersales.report", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    code = fields.Char(required=True, readonly=True)
    name = fields.Char(compute="_compute_name")
    trend = fields.Text()
    problem = fields.Text()
    proposal = fields.Text()
    date_words = fields.Datetime(
        string="Written on",
        readonly=True,
        copy=False,
        help="When the first words were written: the analysis is due, too (M8).",
    )
    snapshot = fields.Json(readonly=True, copy=False)

    _code_once = models.UniqueIndex("(report_id, code)")

    @api.depends("code")
    @api.depends_context("lang")
    def _compute_name(self):
        labels = self.env["aftersales.figures"]._labels()
        for chapter in self:
            chapter.name = labels.get(f"chapter_{chapter.code}", chapter.code)

    @api.constrains("code")
    def _check_code(self):
        known = self.env["aftersales.figures"]._chapter_builders()
        for chapter in self:
            if chapter.code not in known:
                raise ValidationError(
                    self.env._("There is no chapter “%s”.", chapter.code)
                )

    def write(self, vals):
        """Refuse to change a chapter of a confirmed report."""
        self._refuse_confirmed()
        if FROZEN & set(vals) and not self.env.su:
            raise UserError(self.env._("Figures are frozen by confirming the report."))
        result = super().write(vals)
        self._refuse_confirmed()  # nor may a chapter move into a confirmed report
        if any(vals.get(name) for name in WORDS):
            self._date_words()
        return result

    def _date_words(self):
        """Note when the first words were written; later ones do not move it."""
        chapters = self.filtered(lambda one: not one.date_words)
        # a fact, not an entry: nobody writes it by hand
        chapters.sudo().write({"date_words": fields.Datetime.now()})

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse chapters that bring their own figures."""
        if any(FROZEN & set(vals) for vals in vals_list) and not self.env.su:
            raise UserError(self.env._("Figures are frozen by confirming the report."))
        chapters = super().create(vals_list)
        chapters._refuse_confirmed()
        return chapters

    @api.ondelete(at_uninstall=False)
    def _unlink_except_confirmed(self):
        self._refuse_confirmed()

    def _refuse_confirmed(self):
        if self.env.su:  # the confirmation writes as superuser
            return
        if any(chapter.report_id.state == "confirmed" for chapter in self):
            raise UserError(
                self.env._("This report is confirmed. Its figures and words are final.")
            )

    def _matrix(self, figures=None):
        """Frozen matrix of a confirmed report, live one of a draft.

        Labels of a frozen matrix are read again in the reader's language: its figures
        and names are final, its words are not.
        """
        self.ensure_one()
        if self.snapshot:
            return self.env["aftersales.figures"]._reworded(from_dict(self.snapshot))
        return self._live_matrix(figures)

    def _number(self):
        """The chapter's number in its report, from 1."""
        return list(self.report_id.chapter_ids.mapped("code")).index(self.code) + 1

    def _live_matrix(self, figures=None):
        """What today's data gives.

        :param figures: the engine, where several chapters share what it reads
        """
        report = self.report_id
        figures = figures if figures is not None else self.env["aftersales.figures"]
        matrix = figures.compute_chapter(
            self.code, report.sudo().company_ids.ids, report._period()
        )
        matrix.number = self._number()
        matrix.tables += report._own_tables(self.code)
        return matrix

    def _store_matrix(self, matrix):
        """Keep the matrix as it is; from now on this chapter shows it."""
        # only the confirmation writes snapshots, after it checked the rights
        self.sudo().snapshot = as_dict(matrix)
