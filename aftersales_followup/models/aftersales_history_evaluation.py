from odoo import api, models


class AftersalesHistory(models.AbstractModel):
    """Service evaluations in the history of customer and car (A1, Q7)."""

    _inherit = "aftersales.history"

    @api.model
    def _kinds(self):
        return super()._kinds() | {"evaluation": self.env._("Evaluation")}

    @api.model
    def _entries(self, subject, limit):
        return [
            *super()._entries(subject, limit),
            self._evaluation_entries(subject, limit),
        ]

    def _evaluation_entries(self, subject, limit):
        evaluations = self._records(
            "aftersales.evaluation",
            subject,
            "date desc, id desc",
            limit,
            prefix="repair_id.",
        )
        states = dict(evaluations._fields["state"]._description_selection(self.env))
        kinds = dict(evaluations._fields["kind"]._description_selection(self.env))
        for evaluation in evaluations:
            title = self._title(
                self._plate(subject, evaluation),
                kinds[evaluation.kind],
                f"{evaluation.score:.1f}"
                if evaluation.state == "done"
                else states[evaluation.state],
                evaluation.note,
            )
            yield evaluation.date, "evaluation", title, evaluation
