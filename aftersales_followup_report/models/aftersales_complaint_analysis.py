from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.aftersales_followup.models.aftersales_complaint import (
    SEVERITIES,
    SOURCES,
)
from odoo.addons.aftersales_followup.models.aftersales_complaint_cause import FUNCTIONS


class AftersalesComplaintAnalysis(models.Model):
    """Complaints by cause as facts (docs/figures.md, chapter 4).

    One line a complaint and cause; a complaint without a cause has one line. Its share
    of the complaint lets a sum of lines be a number of complaints. One that was joined
    to another counts with that one.
    """

    _name = "aftersales.complaint.analysis"
    _description = "Complaint Analysis"
    _auto = False
    _order = "day_received desc, id desc"
    _rec_name = "complaint_id"
    _depends = {
        "aftersales.complaint": [
            "company_id",
            "cause_ids",
            "day_received",
            "week_of_month",
            "function",
            "source",
            "severity",
            "stage_id",
            "responsible_id",
            "advisor_id",
            "sales_adviser_id",
            "customer_category_id",
            "is_closed",
            "reopen_count",
            "days_to_close",
        ],
        "aftersales.complaint.cause": ["parent_path"],
    }

    complaint_id = fields.Many2one("aftersales.complaint", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    cause_id = fields.Many2one("aftersales.complaint.cause", readonly=True)
    main_cause_id = fields.Many2one("aftersales.complaint.cause", readonly=True)
    day_received = fields.Date(string="Received", readonly=True)
    week_of_month = fields.Selection(
        [
            ("1", "Days 1–7"),
            ("2", "Days 8–14"),
            ("3", "Days 15–21"),
            ("4", "Days 22–end"),
        ],
        readonly=True,
    )
    function = fields.Selection(FUNCTIONS, string="Department", readonly=True)
    source = fields.Selection(SOURCES, readonly=True)
    severity = fields.Selection(SEVERITIES, readonly=True)
    stage_id = fields.Many2one("aftersales.complaint.stage", readonly=True)
    responsible_id = fields.Many2one("res.users", readonly=True)
    advisor_id = fields.Many2one("res.users", string="Service advisor", readonly=True)
    sales_adviser_id = fields.Many2one(
        "res.users", string="Sales adviser", readonly=True
    )
    customer_category_id = fields.Many2one(
        "aftersales.customer.category", string="Customer category", readonly=True
    )
    is_closed = fields.Boolean(string="Closed", readonly=True)
    reason_count = fields.Integer(string="Reasons", readonly=True)
    complaint_count = fields.Float(string="Complaints", readonly=True, digits=(12, 2))
    reopen_count = fields.Float(string="Reopened", readonly=True, digits=(12, 2))
    days_to_close = fields.Float(readonly=True, aggregator="avg")

    @property
    def _table_query(self):
        relation, complaint, cause = self.env["aftersales.figures"]._cause_relation()
        return SQL(
            """
            SELECT ROW_NUMBER() OVER (ORDER BY c.id, k.id) AS id,
                   c.id AS complaint_id, c.company_id, k.id AS cause_id,
                   split_part(k.parent_path, '/', 1)::int AS main_cause_id,
                   c.day_received, c.week_of_month, c.function, c.source, c.severity,
                   c.stage_id, c.responsible_id, c.advisor_id, c.sales_adviser_id,
                   c.customer_category_id, c.is_closed,
                   CASE WHEN k.id IS NULL THEN 0 ELSE 1 END AS reason_count,
                   1.0 / COUNT(*) OVER (PARTITION BY c.id) AS complaint_count,
                   1.0 * COALESCE(c.reopen_count, 0)
                       / COUNT(*) OVER (PARTITION BY c.id) AS reopen_count,
                   CASE WHEN c.is_closed THEN c.days_to_close END AS days_to_close
            FROM aftersales_complaint c
            LEFT JOIN %(relation)s r ON r.%(complaint)s = c.id
            LEFT JOIN aftersales_complaint_cause k ON k.id = r.%(cause)s
            WHERE c.day_received IS NOT NULL
            """,
            relation=relation,
            complaint=complaint,
            cause=cause,
        )

    def action_open_complaint(self):
        """Open the complaint of a line."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "aftersales.complaint",
            "res_id": self.complaint_id.id,
            "views": [(False, "form")],
        }
