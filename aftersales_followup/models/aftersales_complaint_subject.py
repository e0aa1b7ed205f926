from odoo import fields, models


class AftersalesComplaintSubject(models.AbstractModel):
    """What a complaint can be about: a customer, a car, an order (C1)."""

    _name = "aftersales.complaint.subject"
    _description = "Subject of Complaints"

    _complaint_field = None
    """Field of the complaint that points to this model."""

    complaint_count = fields.Integer(
        string="Complaints", compute="_compute_complaint_count"
    )
    open_complaint_count = fields.Integer(
        string="Open complaints", compute="_compute_complaint_count"
    )

    def _compute_complaint_count(self):
        Complaint = self.env["aftersales.complaint"]
        counts, open_counts = {}, {}
        # The form of a customer is open to all, complaints are not.
        if Complaint.has_access("read"):
            field = self._complaint_field
            domain = [(field, "in", self.ids)]
            counts = dict(Complaint._read_group(domain, [field], ["__count"]))
            domain += [("is_closed", "=", False)]
            open_counts = dict(Complaint._read_group(domain, [field], ["__count"]))
        for record in self:
            record.complaint_count = counts.get(record, 0)
            record.open_complaint_count = open_counts.get(record, 0)

    def action_view_complaints(self):
        """Open the complaints about this record."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_followup.aftersales_complaint_action"
        )
        return {
            **action,
            "domain": [(self._complaint_field, "=", self.id)],
            "context": {f"default_{self._complaint_field}": self.id},
        }

    def action_create_complaint(self):
        """Open an empty complaint about this record: one click, then the words."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New complaint"),
            "res_model": "aftersales.complaint",
            "views": [(False, "form")],
            "context": {f"default_{self._complaint_field}": self.id},
        }
