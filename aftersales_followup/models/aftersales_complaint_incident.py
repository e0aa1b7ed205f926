from odoo import fields, models


class AftersalesComplaint(models.Model):
    """A complaint that closes as somebody's personal fault is registered (P2)."""

    _inherit = "aftersales.complaint"

    incident_ids = fields.One2many("aftersales.incident", "complaint_id")

    def _after_move(self):
        result = super()._after_move()
        for complaint in self.filtered("is_closed"):
            complaint._register_personal_fault()
        return result

    def _register_personal_fault(self):
        """Register the person named in the record, once."""
        person = self.responsible_person_id
        # sudo: who closes a complaint need not see anybody's incidents.
        incidents = self.sudo().incident_ids
        if not person or person in incidents.person_id:
            return
        incidents.create(
            {
                "company_id": self.company_id.id,
                "complaint_id": self.id,
                "person_id": person.id,
                "kind": "personal_fault",
                "date": self.company_id._aftersales_today(),
                "evidence": self.root_cause or self.description,
            }
        )
