from odoo import api, fields, models
from odoo.exceptions import UserError

from .aftersales_followup import STATES


class AftersalesAgreedContact(models.Model):
    """The next contact as the customer agreed to it: topic and time (F26).

    It is what the program "Agreed contact" hangs on: the engine makes its follow-up,
    at once and once. A contact that the customer agreed to is a call-back: its purpose
    is not proactive, so the limit on contacts in a week does not stop it (F14). Who
    does not want any contact is not called all the same (F13).
    """

    _name = "aftersales.agreed.contact"
    _description = "Agreed Contact"
    _order = "date desc, id desc"
    _rec_name = "topic"

    topic = fields.Char(required=True)
    date = fields.Datetime(string="Agreed for", required=True)
    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, ondelete="restrict"
    )
    vehicle_id = fields.Many2one(
        "fleet.vehicle", index="btree_not_null", ondelete="restrict"
    )
    repair_id = fields.Many2one(
        "repair.order", index="btree_not_null", ondelete="set null"
    )
    origin_id = fields.Many2one(
        "aftersales.followup",
        string="Agreed in",
        index="btree_not_null",
        ondelete="set null",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Agreed by",
        required=True,
        default=lambda self: self.env.user,
    )
    company_id = fields.Many2one("res.company", required=True)
    followup_id = fields.Many2one(
        "aftersales.followup", compute="_compute_followup_id", string="Follow-up"
    )
    state = fields.Selection(STATES, compute="_compute_followup_id")

    _agreed_once = models.UniqueIndex(
        "(partner_id, date, company_id)",
        "A contact with this customer is agreed for this time already.",
    )
    _store_index = models.Index("(company_id, date)")

    def _compute_followup_id(self):
        followups = self.env["aftersales.followup"].search(
            [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        )
        by_id = {followup.res_id: followup for followup in followups}
        for contact in self:
            contact.followup_id = by_id.get(contact.id)
            contact.state = contact.followup_id.state

    @api.model
    def _agree(self, company, values):
        """Write down an agreed contact and make its follow-up.

        :param values: of the record, without company
        :return: the follow-up
        :raises UserError: when it cannot be made, saying why
        """
        if not values["topic"]:
            raise UserError(self.env._("Write down what the next contact is about."))
        if not values["partner_id"]:
            raise UserError(self.env._("Nobody knows who is to be contacted."))
        if not values["date"] or values["date"] < fields.Datetime.now():
            raise UserError(
                self.env._(
                    "The time of the next contact has passed: enter a later one."
                )
            )
        contact = self.create({**values, "company_id": company.id})
        step = self._step(company)
        followup = step._make_followups(company, contact._anchors())
        if followup.state == "skipped":
            raise UserError(
                self.env._(
                    "The customer cannot be contacted: %s.",
                    followup.skip_reason_id.name,
                )
            )
        return followup

    @api.model
    def _step(self, company):
        """Return the step that makes agreed contacts in a company.

        :raises UserError: when the program is switched off there
        """
        steps = self.env["aftersales.program.step"].search(
            [
                ("program_id.anchor", "=", "aftersales.anchor.agreed"),
                ("program_id.active", "=", True),
                ("program_id.company_id", "in", (False, company.id)),
            ]
        )
        if not steps:
            raise UserError(
                self.env._(
                    "The program of agreed contacts is switched off: ask your manager."
                )
            )
        return steps[0].with_company(company)

    def _anchors(self):
        """Return what the follow-ups of these contacts hang on."""
        return self.env["aftersales.anchor.agreed"]._anchors_of(self)
