from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

ACTIVITY_TYPE = "aftersales_followup.mail_activity_type_evaluation"
KINDS = [("self", "By the foreman"), ("phone", "By phone")]
# What an evaluator writes; everything else was drawn or counts.
OWN_FIELDS = {"note", "line_ids"}


class AftersalesEvaluation(models.Model):
    """How well an order of the central line was served (Q7).

    Each such order is evaluated twice: by the foreman who answers for it, and by
    phone, by the dispatcher or, for the drawn share, by a manager.
    """

    _name = "aftersales.evaluation"
    _description = "Service Evaluation"
    _inherit = ["mail.thread", "mail.activity.mixin", "hr.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True

    company_id = fields.Many2one("res.company", required=True, readonly=True)
    repair_id = fields.Many2one(
        "repair.order",
        required=True,
        readonly=True,
        ondelete="restrict",
        check_company=True,
    )
    kind = fields.Selection(KINDS, required=True, readonly=True)
    role = fields.Selection(
        [("foreman", "Foreman"), ("dispatcher", "Dispatcher"), ("manager", "Manager")],
        string="Evaluated as",
        required=True,
        readonly=True,
        help="Drawn: one call in ten is a manager's.",
    )
    draw_value = fields.Float(
        string="Draw",
        digits=0,
        aggregator=None,
        readonly=True,
        help="The number drawn, between 0 and 1: the lowest are the manager's.",
    )
    draw_rate = fields.Float(
        string="Manager's share (%)", aggregator=None, readonly=True
    )
    date = fields.Date(string="Settled", required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users",
        string="Evaluator",
        index=True,
        tracking=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    partner_id = fields.Many2one(related="repair_id.partner_id", string="Customer")
    phone = fields.Char(related="repair_id.partner_id.phone")
    vehicle_id = fields.Many2one(related="repair_id.vehicle_id")
    work_summary = fields.Text(related="repair_id.work_summary")
    # Frozen: those of the day of the repair (Q6)
    foreman_id = fields.Many2one("res.users", readonly=True)
    technician_ids = fields.Many2many(
        "hr.employee", string="Technicians", readonly=True
    )
    technician_names = fields.Char(string="Technicians' names", readonly=True)
    line_ids = fields.One2many("aftersales.evaluation.line", "evaluation_id")
    score = fields.Float(
        compute="_compute_score",
        store=True,
        aggregator="avg",
        help="0–100: the mean of the points given, of ten.",
    )
    note = fields.Text(help="What the customer said, what is to be done better.")
    state = fields.Selection(
        [("open", "To evaluate"), ("done", "Done")],
        required=True,
        default="open",
        readonly=True,
        tracking=True,
    )
    date_done = fields.Datetime(string="Finished at", readonly=True)

    # An order is evaluated once each way, whatever runs twice.
    _once = models.UniqueIndex(
        "(repair_id, kind)", "This order is being evaluated already."
    )
    _period_index = models.Index("(company_id, date)")

    @api.depends("line_ids.value")
    def _compute_score(self):
        for evaluation in self:
            values = evaluation.line_ids.filtered("points").mapped("value")
            evaluation.score = 10 * sum(values) / len(values) if values else 0.0

    @api.depends("repair_id", "kind")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for evaluation in self:
            # sudo: an evaluator may have no rights on the workshop's orders.
            name = evaluation.sudo().repair_id.name or ""
            evaluation.display_name = f"{name} · {kinds.get(evaluation.kind, '')}"

    def write(self, vals):
        """Let evaluators give points and words, while it is open.

        :raises AccessError: for anything that was drawn
        :raises UserError: when it is finished
        """
        if not self.env.su:
            foreign = {
                name
                for name in vals.keys() - OWN_FIELDS
                if not name.startswith(("message_", "activity_"))
            }
            if self.env.user.has_group("aftersales_followup.group_care_manager"):
                foreign.discard("user_id")
            if foreign:
                raise AccessError(
                    self.env._("Only points and notes of an evaluation are entered.")
                )
            if vals.keys() & (OWN_FIELDS | {"user_id"}):
                self._check_open()
        result = super().write(vals)
        if "user_id" in vals:
            self._schedule_activities()
        return result

    def _check_open(self):
        if any(evaluation.state != "open" for evaluation in self):
            raise UserError(self.env._("A finished evaluation stays as it is."))

    def action_done(self):
        """Finish: the points count from now on.

        :raises UserError: naming what has no points yet
        """
        self.check_access("write")
        self._check_open()
        for evaluation in self:
            blank = evaluation.line_ids.filtered(lambda line: not line.points)
            if blank:
                raise UserError(
                    self.env._(
                        "Give points for: %s.",
                        ", ".join(blank.criterion_id.mapped("name")),
                    )
                )
        # sudo: the right was checked above; the state is nobody's to write.
        self.sudo().write({"state": "done", "date_done": fields.Datetime.now()})
        self._own_activities().with_context(mail_activity_quick_update=True).write(
            {"active": False}
        )

    def action_view_repair(self):
        """Open the repair order, read-only, as customer care sees it."""
        self.ensure_one()
        return self.repair_id.action_open_aftersales()

    # ------------------------------------------------------------------
    # To-dos
    # ------------------------------------------------------------------

    def _own_activities(self):
        """Return the open activities. sudo: a manager may finish a colleague's."""
        return self.env["mail.activity"]._todos_on(self, ACTIVITY_TYPE)

    def _schedule_activities(self):
        """Give each evaluator a to-do, in one batch; take it from the one before."""
        self._own_activities().unlink()
        self.env["mail.activity"]._make_todos(
            ACTIVITY_TYPE,
            [
                (one, one.user_id, one.company_id._aftersales_today(), False)
                for one in self
                if one.state == "open" and one.user_id
            ],
        )
