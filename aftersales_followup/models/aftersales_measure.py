import datetime

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .aftersales_complaint_cause import FUNCTIONS

# Whether a measure worked is not said by the one who took it (C15).
EFFECT_FIELDS = {"effect", "effect_state"}
# Whether a measure works shows after it has run for a while.
VERIFY_AFTER = datetime.timedelta(days=14)


class AftersalesMeasure(models.Model):
    """What is done so that it does not happen again (C15, M1), and whether it worked.

    Born from complaints or from the month's report; its owner does it, somebody
    supervises, the customer-care manager verifies the effect.
    """

    _name = "aftersales.measure"
    _description = "Improvement Measure"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date_due, priority desc, id"
    _rec_name = "problem"
    _check_company_auto = True
    _mail_post_access = "read"

    problem = fields.Char(required=True, tracking=True)
    measure = fields.Text(string="What is done", required=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    function = fields.Selection(FUNCTIONS, string="Department", index=True)
    priority = fields.Selection(
        [("0", "Normal"), ("1", "High"), ("2", "Very high")], default="0"
    )
    item_id = fields.Many2one(
        "aftersales.satisfaction.item",
        string="Satisfaction item",
        ondelete="restrict",
        help="The item whose score it should raise.",
    )
    cause_ids = fields.Many2many("aftersales.complaint.cause", string="Causes")
    complaint_ids = fields.Many2many(
        "aftersales.complaint", string="Complaints", check_company=True
    )
    complaint_count = fields.Integer(compute="_compute_complaint_count")
    owner_id = fields.Many2one(
        "res.users",
        required=True,
        index=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        tracking=True,
    )
    supervisor_id = fields.Many2one(
        "res.users",
        string="Supervised by",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    date_start = fields.Date(
        string="Begins", default=fields.Date.context_today, required=True
    )
    date_due = fields.Date(string="Due by", required=True, index=True, tracking=True)
    date_done = fields.Date(string="Done on", readonly=True, copy=False)
    checkpoint = fields.Char(help="By what one sees that it is done.")
    status = fields.Selection(
        [("todo", "Not done"), ("doing", "Doing"), ("done", "Done")],
        default="todo",
        required=True,
        index=True,
        copy=False,
        tracking=True,
        group_expand=True,
    )
    evidence = fields.Text(copy=False, help="What shows that it is done.")
    evidence_ids = fields.Many2many(
        "ir.attachment",
        "aftersales_measure_evidence_rel",
        string="Evidence files",
        copy=False,
        help="Photos and papers that show that it is done; "
        "files of the messages count, too.",
    )
    effect = fields.Text(
        copy=False, help="By the customer-care manager, after it is done."
    )
    effect_state = fields.Selection(
        [
            ("pending", "Not verified"),
            ("effective", "Effective"),
            ("ineffective", "Not effective"),
        ],
        string="Effect verified",
        default="pending",
        required=True,
        copy=False,
        tracking=True,
    )
    verified_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    is_overdue = fields.Boolean(
        string="Overdue", compute="_compute_is_overdue", search="_search_is_overdue"
    )

    _due_after_start = models.Constraint(
        "CHECK(date_due >= date_start)", "A measure is due after it starts."
    )

    @api.depends("complaint_ids")
    def _compute_complaint_count(self):
        for measure in self:
            measure.complaint_count = len(measure.complaint_ids)

    @api.depends("date_due", "status", "company_id")
    def _compute_is_overdue(self):
        for measure in self:
            today = measure.company_id._aftersales_today()
            measure.is_overdue = (
                measure.status != "done"
                and bool(measure.date_due)
                and measure.date_due < today
            )

    @api.model
    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self.env.company._aftersales_today()
        return [("status", "!=", "done"), ("date_due", "<", today)]

    @api.model_create_multi
    def create(self, vals_list):
        """Put the measure on its owner's list, due on its day."""
        for vals in vals_list:
            self._check_effect_right(vals)
        measures = super().create(vals_list)
        measures._own_evidence()
        measures._schedule_owner()
        return measures

    def write(self, vals):
        """Date what is done; only the customer-care manager says whether it worked.

        :raises AccessError: when somebody else verifies the effect
        :raises UserError: when the effect of what is not done is verified
        """
        self._check_effect_right(vals)
        if "status" in vals:
            done = vals["status"] == "done"
            # Moved on the board or by RPC, the day is noted the same.
            vals = {**vals, "date_done": done and fields.Date.context_today(self)}
        if vals.get("effect_state", "pending") != "pending":
            vals = {**vals, "verified_by_id": self.env.uid}
        result = super().write(vals)
        if "evidence_ids" in vals:
            self._own_evidence()
        for measure in self:
            if measure.effect_state != "pending" and measure.status != "done":
                raise UserError(
                    self.env._(
                        "The effect of “%s” is verified after it is done.",
                        measure.problem,
                    )
                )
        if {"owner_id", "date_due", "status", "effect_state"} & vals.keys():
            self._schedule_owner()
        return result

    def _own_evidence(self):
        """Let the files be read by whoever reads the measure.

        A file uploaded before its measure was saved belongs to nothing yet, and only
        its author sees it; a file of another record stays that record's.
        """
        for measure in self:
            loose = measure.evidence_ids.filtered(
                lambda file: not file.res_id and file.create_uid == self.env.user
            )
            loose.write({"res_model": measure._name, "res_id": measure.id})

    def _check_effect_right(self, vals):
        if (
            any(
                vals.get(name) not in (None, False, "pending") for name in EFFECT_FIELDS
            )
            and not self.env.su
            and not self.env.user.has_group("aftersales_followup.group_care_manager")
        ):
            raise AccessError(
                self.env._("Only the customer-care manager verifies the effect.")
            )

    def _schedule_owner(self):
        """Keep one to-do per measure: the owner's until done, then the verifier's."""
        kind = ["aftersales_followup.mail_activity_type_measure"]
        for measure in self:
            measure.activity_unlink(kind)
            if measure.status != "done":
                measure.activity_schedule(
                    kind[0],
                    date_deadline=measure.date_due,
                    summary=measure.problem,
                    user_id=measure.owner_id.id,
                )
            elif measure.effect_state == "pending":
                measure._schedule_verifier(kind[0])

    def _schedule_verifier(self, kind):
        """Ask the customer-care manager, in due time, whether it worked (C15)."""
        verifier = self._verifier()
        if verifier:
            spoken = self.with_context(lang=verifier.lang).env
            self.activity_schedule(
                kind,
                date_deadline=self.company_id._aftersales_today() + VERIFY_AFTER,
                summary=spoken._("Did it work? %s", self.problem),
                user_id=verifier.id,
            )

    def _verifier(self):
        """Return the customer-care manager who looks whether it worked (C15)."""
        # Who has which role is not everybody's to read.
        managers = (
            self.env["res.users"]
            .sudo()
            .search(
                [
                    (
                        "all_group_ids",
                        "in",
                        self.env.ref("aftersales_followup.group_care_manager").id,
                    ),
                    ("company_ids", "in", self.company_id.ids),
                    ("share", "=", False),
                ],
                order="id",
            )
        )
        return (managers & self.supervisor_id) or managers[:1]

    def action_view_complaints(self):
        """Open the complaints this measure answers."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_followup.aftersales_complaint_action"
        )
        return {
            **action,
            "domain": [("id", "in", self.complaint_ids.ids)],
            "context": {},
        }
