import datetime

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

# Who calls twice within a month usually means the same.
SAME_MATTER = datetime.timedelta(days=30)


class AftersalesComplaint(models.Model):
    """The same customer about the same car again: proposed for joining (C1)."""

    _inherit = "aftersales.complaint"

    active = fields.Boolean(default=True, copy=False, readonly=True)
    joined_into_id = fields.Many2one(
        "aftersales.complaint",
        string="Joined to",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    joined_ids = fields.One2many(
        "aftersales.complaint",
        "joined_into_id",
        string="Joined from",
        context={"active_test": False},
    )
    duplicate_ids = fields.Many2many(
        "aftersales.complaint",
        string="Open complaints of this customer",
        compute="_compute_duplicate_ids",
        help="About the same car, or about no car in particular, within 30 days.",
    )

    @api.depends("partner_id", "vehicle_id", "date_received", "is_closed", "active")
    def _compute_duplicate_ids(self):
        for complaint in self:
            asked = complaint.partner_id and complaint.date_received
            complaint.duplicate_ids = (
                self.search(complaint._domain_duplicates(), order="date_received, id")
                if asked and complaint.active and not complaint.is_closed
                else False
            )

    def _domain_duplicates(self):
        """Return what may be the same matter as this complaint."""
        domain = (
            Domain("partner_id", "=", self.partner_id.id)
            & Domain("company_id", "=", self.company_id.id)
            & Domain("is_closed", "=", False)
            & Domain("date_received", ">=", self.date_received - SAME_MATTER)
            & Domain("date_received", "<=", self.date_received + SAME_MATTER)
            & Domain("id", "!=", self._origin.id)
        )
        if self.vehicle_id:
            domain &= Domain("vehicle_id", "in", [self.vehicle_id.id, False])
        return domain

    def action_join(self):
        """Join this complaint to the customer's first open one (C1).

        Its words, causes and messages go there; its clocks stop, those of the first
        one have run longer. It is kept as joined, and counts as one with it.

        :return: the action that opens the first complaint
        :raises UserError: when there is nothing to join it to, or somebody has
            worked on it already
        """
        self.ensure_one()
        first = self.duplicate_ids[:1]
        if not first:
            raise UserError(
                self.env._("%s has no open complaint to be joined to.", self.name)
            )
        if self.date_received < first.date_received or self.date_verified:
            raise UserError(
                self.env._(
                    "%s is the earlier one, or has been worked on: join the other "
                    "one to it.",
                    self.name,
                )
            )
        self.check_access("write")
        # sudo: agents no longer write a verified complaint, but add to it by joining
        # what they took down themselves.
        self.sudo()._join_to(first.sudo())
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": first.id,
            "views": [(False, "form")],
        }

    def _join_to(self, first):
        """Move everything to the first complaint and put this one aside."""
        words = f"{self.name}: {self.description}"
        first.write(
            {
                "description": f"{first.description}\n\n{words}",
                "cause_ids": [Command.link(cause.id) for cause in self.cause_ids],
                "question_ids": [Command.link(low.id) for low in self.question_ids],
            }
        )
        self.message_change_thread(first)
        first._message_log(body=self.env._("%s was joined to this one.", self.name))
        self._open_rows()._freeze()
        self.activity_ids.unlink()
        self._record({"joined_into_id": first.id, "active": False})
