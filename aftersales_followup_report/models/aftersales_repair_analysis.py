from odoo import fields, models
from odoo.tools import SQL


class AftersalesRepairAnalysis(models.Model):
    """Settled repair orders as facts, for pivot, graph and list (docs/figures.md,
    chapter 5): redone, booked, complained about, and by whom."""

    _name = "aftersales.repair.analysis"
    _description = "Repair Analysis"
    _auto = False
    _order = "day_closed desc, id desc"
    _rec_name = "repair_id"
    _depends = {
        "repair.order": [
            "company_id",
            "state",
            "date_closed",
            "vehicle_id",
            "partner_id",
            "advisor_id",
            "intake",
            "rework_of_id",
            "rework_reason_id",
            "warranty_until",
        ],
        "aftersales.complaint": ["repair_id", "day_received"],
        "res.partner": ["customer_category_id"],
    }

    repair_id = fields.Many2one("repair.order", string="Repair order", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    day_closed = fields.Date(string="Settled on", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    vehicle_id = fields.Many2one("fleet.vehicle", string="Car", readonly=True)
    model_id = fields.Many2one("fleet.vehicle.model", readonly=True)
    advisor_id = fields.Many2one("res.users", string="Service advisor", readonly=True)
    customer_category_id = fields.Many2one(
        "aftersales.customer.category", string="Customer category", readonly=True
    )
    intake = fields.Selection(
        lambda self: self.env["repair.order"]._fields["intake"].selection,
        readonly=True,
    )
    rework_reason_id = fields.Many2one(
        "aftersales.rework.reason", string="Why redone", readonly=True
    )
    order_count = fields.Integer(string="Orders", readonly=True)
    redone_count = fields.Integer(string="Redone", readonly=True)
    booked_count = fields.Integer(string="Booked", readonly=True)
    complaint_count = fields.Integer(string="Complaints", readonly=True)
    warranty_count = fields.Integer(string="With repair warranty", readonly=True)
    warranty_redone_count = fields.Integer(
        string="Redone in repair warranty", readonly=True
    )
    fix_rate = fields.Float(
        string="First-time fix (%)",
        readonly=True,
        aggregator="avg",
        help="100 for an order that was not redone, 0 for one that was: the mean is "
        "the rate.",
    )

    @property
    def _table_query(self):
        figures = self.env["aftersales.figures"]
        companies = self.env["res.company"].sudo().search([])  # timezones only
        return SQL(
            """
            SELECT r.id, r.id AS repair_id, r.company_id, %(day)s AS day_closed,
                   r.partner_id, r.vehicle_id, v.model_id, r.advisor_id, r.intake,
                   p.customer_category_id, redo.rework_reason_id, 1 AS order_count,
                   CASE WHEN %(redone)s THEN 1 ELSE 0 END AS redone_count,
                   CASE WHEN r.intake <> 'walk_in' THEN 1 ELSE 0 END AS booked_count,
                   (SELECT COUNT(*) FROM aftersales_complaint c
                    WHERE c.repair_id = r.id AND c.day_received IS NOT NULL)
                    AS complaint_count,
                   CASE WHEN r.warranty_until IS NULL THEN 0 ELSE 1 END
                       AS warranty_count,
                   CASE WHEN r.warranty_until IS NOT NULL AND %(in_warranty)s
                        THEN 1 ELSE 0 END AS warranty_redone_count,
                   CASE WHEN %(redone)s THEN 0.0 ELSE 100.0 END AS fix_rate
            FROM repair_order r
            JOIN %(zones)s AS tz(company_id, name) ON tz.company_id = r.company_id
            LEFT JOIN fleet_vehicle v ON v.id = r.vehicle_id
            LEFT JOIN res_partner p ON p.id = r.partner_id
            LEFT JOIN LATERAL (SELECT w.rework_reason_id FROM repair_order w
                WHERE w.rework_of_id = r.id AND w.state <> 'cancel'
                ORDER BY w.id LIMIT 1) redo ON TRUE
            WHERE r.state = 'done' AND r.date_closed IS NOT NULL
            """,
            day=figures._local_date(SQL("r.date_closed")),
            redone=figures._is_redone(),
            in_warranty=figures._is_redone_in_warranty(),
            zones=figures._timezones(companies.ids),
        )

    def action_open_repair(self):
        """Open the repair order of a line."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "repair.order",
            "res_id": self.repair_id.id,
            "views": [
                (
                    self.env.ref(
                        "aftersales_followup.repair_order_view_form_aftersales"
                    ).id,
                    "form",
                )
            ],
        }
