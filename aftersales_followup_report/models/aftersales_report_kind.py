from odoo import api, models
from odoo.exceptions import ValidationError

from .aftersales_report import USUAL_PERIODS


class AftersalesReportKind(models.Model):
    """Kinds of reports (M9, M13): each has its chapters, its period and its title."""

    _inherit = "aftersales.report"

    @api.onchange("kind")
    def _onchange_kind(self):
        self.period_type = USUAL_PERIODS.get(self.kind, "month")

    @api.constrains("kind", "period_type")
    def _check_year(self):
        if any(one.kind == "year" and one.period_type != "year" for one in self):
            raise ValidationError(self.env._("A yearly summary is of a whole year."))

    @api.depends("name", "kind")
    @api.depends_context("lang")
    def _compute_display_name(self):
        """Name the kind where it is not the usual one."""
        for report in self:
            is_usual = report.kind == "aftersales"
            label = "" if is_usual else f"{report._kind_label()} "
            report.display_name = f"{label}{report.name}"

    def _kind_label(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        return kinds.get(self.kind, "")

    def _title(self):
        """What stands on the cover, before the period."""
        self.ensure_one()
        titles = {
            "month": self.env._("Monthly report"),
            "quarter": self.env._("Quarterly report"),
            "half": self.env._("Half-year report"),
            "year": self.env._("Yearly report"),
        }
        if self.kind == "aftersales":
            return titles[self.period_type]
        return self._kind_label()

    def _subtitle(self):
        """What the report is about, in one line below its title."""
        self.ensure_one()
        return {
            "aftersales": self.env._("After-sales customer care"),
            "sales": self.env._("New-vehicle follow-ups and complaints about sales"),
            "people": self.env._("A page for each service advisor and technician"),
            "key_customer": self.env._("Visits to key customers, and what they said"),
            "lost": self.env._("Who stays away, why, and who came back"),
            "year": self.env._("Twelve months of every main figure"),
        }[self.kind]

    def _own_tables(self, code):
        """Tables of a chapter that are not figures but lines of this report; extend.

        :param str code: code of the chapter
        :rtype: list[Table]
        """
        return []
