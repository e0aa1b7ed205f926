from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from .aftersales_figures_measure import TOP, TOP_FUNCTIONS
from .aftersales_report_archive import CONFIRMING_GROUPS


class AftersalesReportMeasure(models.Model):
    """Measures proposed for the next period (M7), for a manager to edit."""

    _inherit = "aftersales.report"

    def action_propose_measures(self):
        """Propose measures from the weakest items and the most frequent causes (M7).

        Up to five for each department, what is planned there already among them. What
        was proposed for the same item or cause and the next period is not proposed
        again. Opens the measures of the next period.

        :raise AccessError: unless the user is customer-care manager or director
        :raise UserError: for several companies: measures belong to one
        """
        self.ensure_one()
        user = self.env.user
        if not any(user.has_group(group) for group in CONFIRMING_GROUPS):
            raise AccessError(
                self.env._("Only the customer-care manager or a director proposes.")
            )
        if len(self.sudo().company_ids) != 1:
            raise UserError(
                self.env._("Measures belong to one store: open the store's own report.")
            )
        following = self._period().next()
        measures = self.env["aftersales.measure"]
        known = measures.search(
            [
                ("company_id", "=", self.company_ids.id),
                ("date_start", ">=", following.date_from),
                ("date_start", "<=", following.date_to),
            ]
        )
        values = self._prepare_proposals(known)
        measures.create(values)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Measures of %s", following.code),
            "res_model": "aftersales.measure",
            "views": [(False, "list"), (False, "form")],
            "domain": [
                ("company_id", "=", self.company_ids.id),
                ("date_due", ">=", str(following.date_from)),
                ("date_start", "<=", str(following.date_to)),
            ],
        }

    def _chapter(self, code):
        record = self.chapter_ids.filtered(lambda one: one.code == code)
        return record and record._matrix()

    def _prepare_measure(self, problem, **values):
        following = self._period().next()
        return {
            "company_id": self.company_ids.id,
            "problem": problem,
            "measure": self.env._("To be decided"),
            "priority": "1",
            "date_start": following.date_from,
            "date_due": following.date_to,
            **values,
        }

    def _prepare_proposals(self, known):
        """Values of the proposals, at most five a department with what is known."""
        room = dict.fromkeys(TOP_FUNCTIONS, TOP)
        for measure in known:
            if measure.function in room:
                room[measure.function] -= 1
        proposals = []
        for values in self._prepare_item_measures(known) + self._prepare_cause_measures(
            known
        ):
            function = values["function"]
            if room.get(function, 0) > 0:
                room[function] -= 1
                proposals.append(values)
        return proposals

    def _prepare_item_measures(self, known):
        """A proposal for each item that misses its target, the weakest first."""
        chapter = self._chapter("m3")
        items = self.env["aftersales.satisfaction.item"].search([])
        by_code = {item.code: item for item in items}
        rows = [
            row
            for row in (chapter.table("items").rows if chapter else ())
            if row.code in by_code and row.cells["mean"].is_below_target
        ]
        values = []
        for row in sorted(rows, key=lambda row: row.cells["mean"].value):
            item = by_code[row.code]
            if item in known.item_id:
                continue
            problem = self.env._(
                "%(item)s: %(score).1f, target %(target).1f",
                item=item.name,
                score=row.cells["mean"].value,
                target=item.target,
            )
            values.append(
                self._prepare_measure(problem, item_id=item.id, function=item.function)
            )
        return values

    def _prepare_cause_measures(self, known):
        """A proposal for each main problem among the causes, the most frequent first.

        A cause that says no department, its parents neither, is customer care's.
        """
        chapter = self._chapter("m4")
        causes = self.env["aftersales.complaint.cause"]
        values = []
        for row in chapter.table("problems").rows if chapter else ():
            cause = causes.browse(int(row.code.removeprefix("problem_"))).exists()
            if not cause or cause in known.cause_ids:
                continue
            problem = self.env._(
                "%(cause)s: %(count)s complaints",
                cause=cause.display_name,
                count=row.cells["count"].value,
            )
            values.append(
                self._prepare_measure(
                    problem,
                    cause_ids=[Command.set(cause.ids)],
                    function=cause._inherited("function") or "customer_care",
                )
            )
        return values
