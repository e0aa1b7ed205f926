from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

PROVIDER = "aftersales.anchor.repair.settled"
# Room for the ids of the steps beside those of the orders, within what JSON holds.
STEPS = 2**20
CAUSES = [
    ("finished", "Finished"),
    ("attempted", "Tried, not finished yet"),
    ("to_do", "To do"),
    ("waiting", "Waiting for its day"),
    ("to_make", "Made with the next run"),
    ("not_drawn", "Not drawn by sampling"),
    ("do_not_contact", "Customer does not want to be contacted"),
    ("no_customer", "No customer on the order"),
    ("recently_contacted", "Contacted within the last days"),
    ("came_in", "Customer came in meanwhile"),
    ("skipped", "Skipped for another reason"),
    ("cancelled", "Cancelled"),
    ("missed_tried", "Missed: tried, never finished"),
    ("missed", "Missed: never tried"),
    ("filtered", "Outside the program's filter"),
    ("before_start", "Before the program was switched on"),
    ("entered_late", "Entered later than the program looks back"),
    ("no_program", "No program is on"),
    ("failure", "Could not be made: see the reason"),
    ("unexplained", "Missing without a reason"),
]
IN_WORK = ("attempted", "to_do", "waiting", "to_make")
ALARMING = ("failure", "unexplained")


class AftersalesReconciliation(models.Model):
    """Orders settled against follow-ups made, tried and finished (F20).

    One row for each settled order and each step that hangs on the day of
    settlement. What has no follow-up is told why with the rules by which the
    engine would have made one; what no rule explains is "missing without a
    reason", and an alarm.
    """

    _name = "aftersales.reconciliation"
    _description = "Reconciliation"
    _auto = False
    _order = "date_closed desc, id desc"
    _rec_name = "repair_id"

    repair_id = fields.Many2one("repair.order", string="Order", readonly=True)
    company_id = fields.Many2one("res.company", string="Store", readonly=True)
    date_closed = fields.Datetime(string="Settled on", readonly=True)
    date = fields.Date(string="Day", readonly=True, help="The store's own day.")
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    vehicle_id = fields.Many2one("fleet.vehicle", string="Car", readonly=True)
    advisor_id = fields.Many2one("res.users", string="Service adviser", readonly=True)
    program_id = fields.Many2one("aftersales.program", readonly=True)
    step_id = fields.Many2one("aftersales.program.step", readonly=True)
    date_planned = fields.Date(string="Due on", readonly=True)
    followup_id = fields.Many2one("aftersales.followup", readonly=True)
    user_id = fields.Many2one("res.users", string="Agent", readonly=True)
    skip_reason_id = fields.Many2one(
        "aftersales.skip.reason", string="Not made because", readonly=True
    )
    cause = fields.Selection(CAUSES, string="State or cause", readonly=True)
    status = fields.Selection(
        [
            ("finished", "Finished"),
            ("in_work", "In work"),
            ("explained", "Difference with a cause"),
            ("alarm", "Missing"),
        ],
        readonly=True,
    )
    reason = fields.Text(readonly=True, help="Why the follow-up could not be made.")
    made_count = fields.Integer(string="Made", readonly=True)
    called_count = fields.Integer(string="Tried", readonly=True)
    finished_count = fields.Integer(string="Finished", readonly=True)

    _depends = {
        "repair.order": [
            "state", "company_id", "date_closed", "create_date", "partner_id",
            "vehicle_id", "advisor_id",
        ],
        "fleet.vehicle": ["owner_id"],
        "aftersales.program": [
            "anchor", "active", "company_id", "start_date", "look_back_days",
            "filter_domain",
        ],
        "aftersales.program.step": ["program_id", "active", "offset", "offset_unit"],
        "aftersales.program.failure": ["step_id", "res_model", "res_id", "reason"],
        "aftersales.followup": [
            "step_id", "res_model", "res_id", "state", "is_called", "user_id",
            "skip_reason_id", "date_planned",
        ],
        "aftersales.skip.reason": ["code"],
    }  # fmt: skip

    @property
    def _table_query(self):
        steps = self._reconciled_steps()
        parts = [self._query_with_step(steps), self._query_without_step(steps)]
        return SQL(
            """
            SELECT line.*,
                   CASE WHEN cause = 'finished' THEN 'finished'
                        WHEN cause IN %s THEN 'in_work'
                        WHEN cause IN %s THEN 'alarm'
                        ELSE 'explained' END AS status
              FROM (%s) line
            """,
            IN_WORK,
            ALARMING,
            SQL(" UNION ALL ").join(parts),
        )

    @api.model
    def _reconciled_steps(self):
        """Return all steps that hang on the settlement, those switched off included."""
        # sudo: which programs there are decides what is missing, whoever asks.
        return (
            self.env["aftersales.program.step"]
            .sudo()
            .with_context(active_test=False)
            .search([("program_id.anchor", "=", PROVIDER)])
        )

    @api.model
    def _query_with_step(self, steps):
        """Return the rows of orders and the steps that follow them or should."""
        return SQL(
            """
            SELECT *, %(cause)s AS cause
              FROM (
                SELECT ro.id::bigint * %(factor)s + step.id AS id,
                       %(order)s,
                       step.program_id,
                       step.id AS step_id,
                       COALESCE(f.date_planned, %(planned)s) AS date_planned,
                       f.id AS followup_id,
                       f.user_id,
                       f.skip_reason_id,
                       failure.reason,
                       (f.id IS NOT NULL)::int AS made_count,
                       COALESCE(f.is_called, FALSE)::int AS called_count,
                       (f.state = 'done')::int AS finished_count,
                       f.state,
                       reason.code,
                       %(in_filter)s AS in_filter,
                       program.start_date,
                       program.look_back_days,
                       (%(now)s AT TIME ZONE 'UTC' AT TIME ZONE tz.name)::date AS today,
                       (ro.create_date AT TIME ZONE 'UTC' AT TIME ZONE tz.name)::date
                            AS entered
                  FROM repair_order ro
                  JOIN aftersales_program_step step ON step.id IN %(steps)s
                  JOIN aftersales_program program ON program.id = step.program_id
                  %(zone)s
             LEFT JOIN aftersales_followup f ON f.step_id = step.id
                       AND f.res_model = 'repair.order' AND f.res_id = ro.id
                       AND f.occurrence_key = 'settled'
             LEFT JOIN aftersales_skip_reason reason ON reason.id = f.skip_reason_id
             LEFT JOIN aftersales_program_failure failure ON failure.step_id = step.id
                       AND failure.res_model = 'repair.order' AND failure.res_id = ro.id
                 WHERE ro.state = 'done'
                   AND (program.company_id IS NULL
                        OR program.company_id = ro.company_id)
                   AND (f.id IS NOT NULL OR (step.active AND program.active))
              ) fact
            """,
            cause=self._sql_cause(),
            factor=STEPS,
            order=self._sql_order(),
            planned=self._sql_planned(),
            in_filter=self._sql_in_filter(steps),
            now=fields.Datetime.now(),
            steps=tuple(steps.ids) or (0,),
            zone=self._sql_zone(),
        )

    @api.model
    def _query_without_step(self, steps):
        """Return the rows of orders for which no program is on and none was."""
        return SQL(
            """
            SELECT ro.id::bigint * %(factor)s AS id, %(order)s,
                   NULL::int, NULL::int, NULL::date, NULL::int, NULL::int, NULL::int,
                   NULL::text, 0, 0, 0,
                   NULL::varchar, NULL::varchar, NULL::bool, NULL::date, NULL::int,
                   NULL::date, NULL::date, 'no_program'
              FROM repair_order ro
              %(zone)s
             WHERE ro.state = 'done'
               AND NOT EXISTS (
                   SELECT FROM aftersales_program_step step
                     JOIN aftersales_program program ON program.id = step.program_id
                    WHERE step.id IN %(steps)s AND step.active AND program.active
                      AND (program.company_id IS NULL
                           OR program.company_id = ro.company_id))
               AND NOT EXISTS (
                   SELECT FROM aftersales_followup f
                    WHERE f.step_id IN %(steps)s
                      AND f.res_model = 'repair.order' AND f.res_id = ro.id)
            """,
            factor=STEPS,
            order=self._sql_order(),
            zone=self._sql_zone(),
            steps=tuple(steps.ids) or (0,),
        )

    @api.model
    def _sql_order(self):
        return SQL(
            """
            ro.id AS repair_id, ro.company_id, ro.date_closed, %s AS date,
            COALESCE(ro.partner_id, car.owner_id) AS partner_id, ro.vehicle_id,
            ro.advisor_id
            """,
            self._sql_day(),
        )

    @api.model
    def _sql_zone(self):
        """Join the order's car, and its store's time zone."""
        return SQL(
            """
            LEFT JOIN fleet_vehicle car ON car.id = ro.vehicle_id
                 JOIN res_company store ON store.id = ro.company_id
            LEFT JOIN resource_calendar calendar
                   ON calendar.id = store.resource_calendar_id
            CROSS JOIN LATERAL (SELECT COALESCE(calendar.tz, 'UTC') AS name) tz
            """
        )

    @api.model
    def _sql_day(self):
        return SQL("(ro.date_closed AT TIME ZONE 'UTC' AT TIME ZONE tz.name)::date")

    @api.model
    def _sql_planned(self):
        """Return the day on which the step is due: ``localtime.shift`` in SQL."""
        return SQL(
            """
            (CASE step.offset_unit
                  WHEN 'hour' THEN ((ro.date_closed + step."offset" * interval '1 hour')
                                    AT TIME ZONE 'UTC' AT TIME ZONE tz.name)::date
                  WHEN 'half_day' THEN %(day)s + floor((step."offset"
                       + (EXTRACT(hour FROM ro.date_closed AT TIME ZONE 'UTC'
                                  AT TIME ZONE tz.name) >= 12)::int) / 2.0)::int
                  ELSE %(day)s + step."offset" * ('1 ' || step.offset_unit)::interval
              END)::date
            """,
            day=self._sql_day(),
        )

    @api.model
    def _sql_in_filter(self, steps):
        """Tell whether an order is one that the step's program follows."""
        Order = self.env["repair.order"].sudo()
        conditions = []
        for program in steps.program_id:
            domain = program._filter()
            if domain == Domain.TRUE:
                continue
            orders = Order.with_context(active_test=False)._search(
                domain, bypass_access=True
            )
            conditions.append(
                SQL(
                    "WHEN step.program_id = %s THEN ro.id IN %s",
                    program.id,
                    orders.subselect(),
                )
            )
        if not conditions:
            return SQL("TRUE")
        return SQL("CASE %s ELSE TRUE END", SQL(" ").join(conditions))

    @api.model
    def _sql_cause(self):
        """Return why a row is as it is; the first rule that holds tells."""
        known = tuple(
            code
            for code, _label in CAUSES
            if code in ("not_drawn", "do_not_contact", "no_customer",
                        "recently_contacted", "came_in")
        )  # fmt: skip
        return SQL(
            """
            CASE
                WHEN state = 'done' THEN 'finished'
                WHEN state IN ('skipped', 'cancelled') AND code IN %(known)s THEN code
                WHEN state = 'skipped' THEN 'skipped'
                WHEN state = 'cancelled' THEN 'cancelled'
                WHEN state = 'missed' AND called_count = 1 THEN 'missed_tried'
                WHEN state = 'missed' THEN 'missed'
                WHEN state = 'planned' THEN 'waiting'
                WHEN state = 'open' AND called_count = 1 THEN 'attempted'
                WHEN state = 'open' THEN 'to_do'
                WHEN reason IS NOT NULL THEN 'failure'
                WHEN NOT in_filter THEN 'filtered'
                WHEN date_planned < start_date THEN 'before_start'
                WHEN date_planned > today THEN 'waiting'
                WHEN entered > date_planned + look_back_days THEN 'entered_late'
                WHEN GREATEST(date_planned, entered) >= today THEN 'to_make'
                ELSE 'unexplained'
            END
            """,
            known=known,
        )

    def action_open(self):
        """Open the follow-up, or the order that has none."""
        self.ensure_one()
        if not self.followup_id:
            return self.repair_id.action_open_aftersales()
        return {
            "type": "ir.actions.act_window",
            "res_model": "aftersales.followup",
            "res_id": self.followup_id.id,
            "views": [(False, "form")],
        }
