from odoo import api, models
from odoo.fields import Domain

from ..tools import localtime
from .aftersales_anchor import Anchor


class AftersalesAnchorAgreed(models.AbstractModel):
    """The local day of a contact that was agreed with the customer (F26)."""

    _name = "aftersales.anchor.agreed"
    _inherit = "aftersales.anchor"
    _description = "Anchor: Agreed Contact"

    _anchor_model = "aftersales.agreed.contact"
    _filter_fields = ("partner_id.customer_category_id", "vehicle_id.model_id")

    @api.model
    def _anchor_label(self):
        return self.env._("Contact agreed with the customer")

    @api.model
    def _anchors(self, company, date_from, date_to, domain):
        window = self._moments(company, "date", date_from, date_to)
        return self._anchors_of(
            self.env["aftersales.agreed.contact"].search(
                window & Domain(domain), order="date, id"
            )
        )

    @api.model
    def _anchors_of(self, contacts):
        """Return the anchors of agreed contacts."""
        return [
            Anchor(
                res_model=contact._name,
                res_id=contact.id,
                occurrence_key="agreed",
                date=localtime.local_date(
                    contact.date, contact.company_id._aftersales_tz()
                ),
                partner_id=contact.partner_id.id,
                vehicle_id=contact.vehicle_id.id,
                repair_id=contact.repair_id.id,
                company_id=contact.company_id.id,
            )
            for contact in contacts
        ]

    @api.model
    def _refine(self, company, vals_list):
        """Call at the minute agreed, whoever agreed it, with its topic in view."""
        contacts = self.env["aftersales.agreed.contact"].browse(
            [vals["res_id"] for vals in vals_list]
        )
        Step = self.env["aftersales.program.step"]
        present = Step._present_users(company)
        for vals, contact in zip(vals_list, contacts, strict=True):
            vals["topic"] = contact.topic
            if vals["state"] != "skipped":
                # At any hour: the customer's own word wins over every window.
                vals["date_next"] = contact.date
                if present(contact.user_id.id):
                    Step._entrust(vals, contact.user_id.id, present)
