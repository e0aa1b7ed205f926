from odoo import models

from ..tools.matrix import Cell, Row, Table, count_cell, score_cell
from .aftersales_figures_external import EXTERNAL
from .aftersales_figures_survey import SCORE


class AftersalesFiguresExternalAdvisors(models.AbstractModel):
    """What is given from outside for each service advisor, told apart from the own
    survey (M2, M3). Nothing of it is computed: a total is the line of an advisor that
    names neither item nor section.
    """

    _inherit = "aftersales.figures"

    def _labels(self):
        return super()._labels() | {
            "external_advisors": self.env._("Service advisors: external and own"),
            "external_sample": self.env._("External sample"),
            "external_mot_short": self.env._("External MOT"),
        }

    def _external_by_advisor(self, company_id, period):
        """Advisor → lines of the last survey of the period, names in order."""
        score = self._external(company_id, period, "survey")
        lines = score.line_ids.filtered("advisor_id")
        return score, {
            advisor: lines.filtered(lambda line, a=advisor: line.advisor_id == a)
            for advisor in lines.advisor_id.sorted("name")
        }

    def _external_cells(self, score, lines):
        """Item code → cell of one advisor, with sample and total as given."""
        domain = [("id", "=", score.id)]
        samples = lines.filtered("sample").mapped("sample")
        total = lines.filtered(lambda line: not line.item_id and not line.section)[:1]
        cells = {
            line.item_id.code: score_cell(
                line.value, line.sample or None, EXTERNAL, domain
            )
            for line in lines
            if line.item_id
        }
        cells["mot"] = score_cell(
            total.value if total else None,
            total.sample or None,
            EXTERNAL if total else "",
            domain if total else [],
        )
        return cells | {
            # the items of one survey have its answers, or some of them
            "sample": Cell(max(samples, default=None), "count"),
        }

    def _external_of_advisors(self, company_ids, period):
        """Advisor id → cells beside the own survey's; who is scored in two stores has
        two scores, and stands with both in chapter 2 only."""
        found, twice = {}, set()
        for company_id in company_ids:
            score, advisors = self._external_by_advisor(company_id, period)
            for advisor, lines in advisors.items():
                cells = self._external_cells(score, lines)
                if advisor.id in found:
                    twice.add(advisor.id)
                found[advisor.id] = {
                    "external_sample": cells["sample"],
                    "external_mot_short": cells["mot"],
                }
        return {key: cells for key, cells in found.items() if key not in twice}

    def _table_external_advisors(self, company_id, period):
        """A line of the external and one of the own survey for each advisor."""
        score, advisors = self._external_by_advisor(company_id, period)
        own = self._advisor_scores([company_id], period) if advisors else {}
        items = [one for one in self._items() if one.is_mot and one.active]
        rows = []
        for advisor, lines in advisors.items():
            rows.append(
                Row(
                    f"external_advisor_{advisor.id}",
                    self.env._("%s · external", advisor.name),
                    self._external_cells(score, lines),
                )
            )
            rows.append(
                Row(
                    f"own_advisor_{advisor.id}",
                    self.env._("%s · own", advisor.name),
                    self._own_cells(company_id, period, advisor, own, items),
                )
            )
        return rows and Table(
            "external_advisors",
            self._label("external_advisors"),
            self._columns(
                ("sample", "count"),
                *((item.code, "score", item.name) for item in items),
                ("mot", "score"),
            ),
            rows,
            row_header=self._label("advisor"),
            kind="wide",
        )

    def _own_cells(self, company_id, period, advisor, own, items):
        """The same of the own survey."""
        sums = own.get(advisor.id, {})
        mine = ("advisor_id", "=", advisor.id)
        domain = [*self._domain_scores([company_id], period), mine]
        mot, answers = self._mot_score(sums)
        rated = [*self._domain_mot([company_id], period), mine]
        cells = {"mot": score_cell(mot, answers, SCORE, rated)}
        for item in items:
            cells[item.code] = self._sums_cell(
                sums.get(item.code, {}),
                [*domain, ("item_code", "=", item.code)],
                item.target or None,
            )
        # customers, not answers: the item that most of them answered
        most = max(
            (cells[item.code] for item in items),
            key=lambda cell: cell.sample,
            default=score_cell(None, 0),
        )
        cells["sample"] = count_cell(most.sample, most.model, most.domain)
        return cells
