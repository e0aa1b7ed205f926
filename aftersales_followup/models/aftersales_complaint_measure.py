from odoo import api, fields, models


class AftersalesComplaint(models.Model):
    """The measures that came of a complaint (C15)."""

    _inherit = "aftersales.complaint"

    measure_ids = fields.Many2many("aftersales.measure", string="Measures")
    measure_count = fields.Integer(compute="_compute_measure_count")

    @api.depends("measure_ids")
    def _compute_measure_count(self):
        for complaint in self:
            complaint.measure_count = len(complaint.measure_ids)

    def action_create_measure(self):
        """Open a new measure that answers these complaints."""
        first = self[:1]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New measure"),
            "res_model": "aftersales.measure",
            "views": [(False, "form")],
            "context": {
                "default_complaint_ids": self.ids,
                "default_cause_ids": self.cause_ids.ids,
                "default_problem": first.root_cause or first.description,
                "default_measure": first.preventive_action or first.corrective_action,
                "default_function": first.function,
                "default_owner_id": first.responsible_id.id,
                "default_company_id": first.company_id.id,
            },
        }

    def action_view_measures(self):
        """Open the measures of this complaint."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_followup.aftersales_measure_action"
        )
        return {
            **action,
            "domain": [("complaint_ids", "in", self.ids)],
            "context": {"default_complaint_ids": self.ids},
        }
