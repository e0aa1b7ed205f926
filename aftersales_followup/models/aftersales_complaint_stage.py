from odoo import api, fields, models
from odoo.exceptions import UserError


class AftersalesComplaintStage(models.Model):
    """A step of the closed loop (C3): who may take it, what must be there before."""

    _name = "aftersales.complaint.stage"
    _description = "Complaint Stage"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True,
        readonly=True,
        copy=False,
        help="Technical name that deadlines and figures refer to.",
    )
    sequence = fields.Integer(default=10)
    fold = fields.Boolean(string="Folded in kanban")
    is_closed = fields.Boolean(string="Ends the complaint", readonly=True)
    hint = fields.Char(
        translate=True, help="One line that says what has to happen in this stage."
    )
    group_ids = fields.Many2many(
        "res.groups",
        string="May move here",
        domain=lambda self: [
            ("privilege_id.category_id", "=", self._category().id),
        ],
    )
    allow_responsible = fields.Boolean(
        string="The responsible person too",
        help="The responsible person and the handler may move it here, whatever "
        "their group.",
    )
    next_ids = fields.Many2many(
        "aftersales.complaint.stage",
        "aftersales_complaint_stage_next_rel",
        "stage_id",
        "next_id",
        string="Goes on to",
    )
    requirement_ids = fields.Many2many(
        "aftersales.complaint.requirement",
        "aftersales_complaint_stage_requirement_rel",
        "stage_id",
        "requirement_id",
        string="Needed before",
    )

    _code_unique = models.Constraint(
        "UNIQUE(code)", "There is a stage with this code already."
    )

    def _category(self):
        return (
            self.env.ref(
                "aftersales_followup.module_category_aftersales",
                raise_if_not_found=False,
            )
            or self.env["ir.module.category"]
        )

    @api.model
    def _first(self):
        """Return the stage in which a complaint starts."""
        return self.search([], limit=1)

    @api.model
    def _by_code(self, code):
        """Return the stage with a code.

        :raises UserError: when an administrator has removed it
        """
        stage = self.search([("code", "=", code)], limit=1)
        if not stage:
            raise UserError(
                self.env._("The complaint stage “%s” is missing: restore it.", code)
            )
        return stage

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._(
                "Stages are dated steps of every complaint: rename, do not delete."
            )
        )
