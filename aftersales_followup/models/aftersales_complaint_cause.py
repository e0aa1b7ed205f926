from odoo import api, fields, models
from odoo.exceptions import ValidationError

FUNCTIONS = [
    ("front_desk", "Front desk"),
    ("workshop", "Workshop"),
    ("parts", "Parts"),
    ("customer_care", "Customer care"),
    ("sales", "Sales"),
]


class AftersalesComplaintCause(models.Model):
    """Why customers complain: a tree, with owning department and process (C2).

    A cause without a department, process or flag of its own has its parent's.
    """

    _name = "aftersales.complaint.cause"
    _description = "Complaint Cause"
    _parent_store = True
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(copy=False)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    color = fields.Integer()
    parent_id = fields.Many2one(
        "aftersales.complaint.cause",
        string="Part of",
        index=True,
        ondelete="restrict",
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("aftersales.complaint.cause", "parent_id")
    function = fields.Selection(FUNCTIONS, string="Department")
    process = fields.Text(
        translate=True, help="What to do: shown on the complaint as it is taken."
    )
    notify_director = fields.Boolean(
        string="Tell the director at once",
        help="Product quality and the like do not wait for the ladder (C11).",
    )
    display_name = fields.Char(recursive=True)
    complaint_count = fields.Integer(compute="_compute_complaint_count")

    _code_unique = models.UniqueIndex(
        "(code) WHERE code IS NOT NULL", "There is a cause with this code already."
    )

    @api.depends("name", "parent_id.display_name")
    def _compute_display_name(self):
        for cause in self:
            parent = cause.parent_id
            cause.display_name = (
                f"{parent.display_name} / {cause.name}" if parent else cause.name
            )

    def _compute_complaint_count(self):
        counts = dict(
            self.env["aftersales.complaint"]._read_group(
                [("cause_ids", "in", self.ids)], ["cause_ids"], ["__count"]
            )
        )
        for cause in self:
            cause.complaint_count = counts.get(cause, 0)

    @api.constrains("parent_id")
    def _check_tree(self):
        if self._has_cycle():
            raise ValidationError(
                self.env._("A cause cannot be part of itself: choose another parent.")
            )

    def _inherited(self, field_name):
        """Return the value of a field, the nearest ancestor's when it is empty."""
        cause = self
        while cause and not cause[field_name]:
            cause = cause.parent_id
        return cause[field_name]

    def action_view_complaints(self):
        """Open the complaints that have one of these causes."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_followup.aftersales_complaint_action"
        )
        return {
            **action,
            "domain": [("cause_ids", "child_of", self.ids)],
            "context": {},
        }
