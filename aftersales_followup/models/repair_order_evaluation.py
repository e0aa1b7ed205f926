import datetime
from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain

from ..tools import draw, localtime

CHUNK = 200
# An order that is marked later than this after it was settled is not called any more.
LOOK_BACK = datetime.timedelta(days=30)
SEED = "evaluation"


class RepairOrder(models.Model):
    """Orders that the central line took are evaluated (Q7)."""

    _inherit = "repair.order"

    central_line = fields.Boolean(
        string="Taken by the central line",
        tracking=True,
        help="The customer called the central number and the order was passed on: it "
        "is evaluated by the foreman and by phone.",
    )
    evaluation_ids = fields.One2many("aftersales.evaluation", "repair_id")

    _central_line_index = models.Index(
        "(company_id, date_closed) WHERE central_line AND state = 'done'"
    )

    @api.model
    def _cron_make_evaluations(self):
        """Draw who evaluates the settled orders of the central line (Q7)."""
        for company in self.env["res.company"].search([]):
            while orders := self.search(
                self._to_evaluate(company), order="date_closed, id", limit=CHUNK
            ):
                orders._make_evaluations()
                if not self.env["ir.cron"]._commit_progress(len(orders), remaining=1):
                    return
        self.env["ir.cron"]._commit_progress(remaining=0)

    @api.model
    def _to_evaluate(self, company):
        since = fields.Datetime.now() - LOOK_BACK
        return (
            Domain("company_id", "=", company.id)
            & Domain("central_line", "=", True)
            & Domain("state", "=", "done")
            & Domain("date_closed", ">=", since)
            & Domain("evaluation_ids", "=", False)
        )

    def _make_evaluations(self):
        """Make both evaluations of each order: the foreman's, and the one by phone."""
        criteria = self.env["aftersales.evaluation.criterion"].search([])
        by_kind = criteria.grouped("kind")
        vals_list = []
        for company, repairs in self.grouped("company_id").items():
            drawn = repairs._draw_managers(company)
            for repair in repairs:
                for kind, role, extra in (
                    ("self", "foreman", {}),
                    ("phone", *drawn[repair.id]),
                ):
                    vals = repair._prepare_evaluation(kind, role)
                    vals["line_ids"] = [
                        fields.Command.create({"criterion_id": criterion.id})
                        for criterion in by_kind.get(kind, ())
                    ]
                    vals_list.append({**vals, **extra})
        self.env["aftersales.evaluation"].create(vals_list)._schedule_activities()

    def _draw_managers(self, company):
        """Return {order id: (role, values of the draw)}: the manager's calls are drawn.

        By month, with the numbers of ``tools/draw.py``: anyone can compute again whose
        the call is.
        """
        rate = company.evaluation_manager_rate
        by_month = defaultdict(list)
        for repair in self:
            by_month[repair._closed_day().replace(day=1)].append(repair)
        result = {}
        for month, repairs in by_month.items():
            seen, taken = self._drawn_managers(company, month)
            values = [draw.draw_value(SEED, self._name, one.id) for one in repairs]
            chosen = draw.drawn(values, rate, seen, taken)
            for repair, value, is_drawn in zip(repairs, values, chosen, strict=True):
                role = "manager" if is_drawn else "dispatcher"
                result[repair.id] = (role, {"draw_value": value, "draw_rate": rate})
        return result

    def _drawn_managers(self, company, month):
        """Return how many calls of a month there are, and how many are a manager's."""
        counts = dict(
            self.env["aftersales.evaluation"]._read_group(
                [
                    ("company_id", "=", company.id),
                    ("kind", "=", "phone"),
                    ("date", ">=", month),
                    ("date", "<", localtime.shift(month, 1, "month")),
                ],
                ["role"],
                ["__count"],
            )
        )
        return sum(counts.values()), counts.get("manager", 0)

    def _closed_day(self):
        return localtime.local_date(self.date_closed, self.company_id._aftersales_tz())

    def _prepare_evaluation(self, kind, role):
        """Return the values of an evaluation, with the people of the day (Q6)."""
        self.ensure_one()
        company = self.company_id
        foreman = company.evaluation_foreman_id or self.user_id
        evaluator = {
            "foreman": foreman,
            "dispatcher": company.evaluation_dispatcher_id,
            "manager": company.evaluation_manager_id,
        }[role]
        return {
            "company_id": company.id,
            "repair_id": self.id,
            "kind": kind,
            "role": role,
            "date": self._closed_day(),
            "user_id": evaluator.filtered("active").id,
            "foreman_id": foreman.id,
            "technician_ids": [fields.Command.set(self.technician_ids.ids)],
            "technician_names": ", ".join(self.technician_ids.mapped("name")),
        }
