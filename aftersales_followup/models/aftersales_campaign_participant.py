from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

ANSWERS = [("yes", "Yes"), ("maybe", "Perhaps"), ("no", "No")]
# What people enter; the rest is written by the invitations themselves.
HAND_WRITTEN_FIELDS = {"answer", "wants_letter", "attended", "result_note"}
IDENTITY_FIELDS = {"campaign_id", "partner_id", "vehicle_id"}


class AftersalesCampaignParticipant(models.Model):
    """A customer whom a campaign is for: invited, answered, came (F9)."""

    _name = "aftersales.campaign.participant"
    _description = "Campaign Participant"
    _order = "campaign_id desc, partner_id, id"
    _rec_name = "partner_id"
    _rec_names_search = ["partner_id.name", "partner_id.phone", "license_plate"]

    campaign_id = fields.Many2one(
        "aftersales.campaign", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="campaign_id.company_id", store=True)
    campaign_date = fields.Date(
        related="campaign_id.date", string="Campaign date", store=True
    )
    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, index=True, ondelete="restrict"
    )
    phone = fields.Char(related="partner_id.phone")
    customer_category_id = fields.Many2one(related="partner_id.customer_category_id")
    vehicle_id = fields.Many2one(
        "fleet.vehicle",
        string="Car",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('owner_id', '=', partner_id)]",
    )
    license_plate = fields.Char(related="vehicle_id.license_plate")
    is_by_hand = fields.Boolean(
        string="Entered by hand", default=True, help="Stays whatever the filter says."
    )
    date_invited = fields.Datetime(string="Invited on", readonly=True)
    invited_by_id = fields.Many2one("res.users", string="Invited by", readonly=True)
    is_reached = fields.Boolean(string="Reached", readonly=True)
    answer = fields.Selection(
        ANSWERS, string="Coming", help="Whether the customer will come."
    )
    wants_letter = fields.Boolean(
        string="Letter wanted", help="The invitation is sent as a letter within 2 days."
    )
    date_letter = fields.Date(string="Letter asked for on", readonly=True)
    attended = fields.Boolean(string="Was there")
    result_note = fields.Char(string="Note")
    has_followups = fields.Boolean(compute="_compute_has_followups")

    @api.constrains("campaign_id", "partner_id")
    def _check_once(self):
        """Each customer stands once on a list.

        No unique index: merging two customers must not fail on it.
        """
        doubles = self._read_group(
            [
                ("campaign_id", "in", self.campaign_id.ids),
                ("partner_id", "in", self.partner_id.ids),
            ],
            ["campaign_id", "partner_id"],
            having=[("__count", ">", 1)],
        )
        if doubles:
            raise ValidationError(
                self.env._("%s stands on the list already.", doubles[0][1].name)
            )

    def _compute_has_followups(self):
        # sudo: marketing does not see follow-ups, but may not lose their anchors.
        groups = (
            self.env["aftersales.followup"]
            .sudo()
            ._read_group(
                [("res_model", "=", self._name), ("res_id", "in", self.ids)], ["res_id"]
            )
        )
        invited = {res_id for (res_id,) in groups}
        for participant in self:
            participant.has_followups = participant.id in invited

    @api.model_create_multi
    def create(self, vals_list):
        """Enter participants, walk-ins included."""
        for vals in vals_list:
            self._check_hand_written(vals, IDENTITY_FIELDS | {"company_id"})
        participants = super().create(vals_list)
        participants._note_letter()
        return participants

    def write(self, vals):
        """Keep what the invitations write, and the customer they were made for."""
        self._check_hand_written(vals, IDENTITY_FIELDS)
        if not self.env.su and vals.keys() & IDENTITY_FIELDS:
            invited = self.filtered("has_followups")
            if invited:
                raise UserError(
                    self.env._(
                        "%s is being invited already: enter another participant "
                        "instead.",
                        invited[0].partner_id.name,
                    )
                )
        result = super().write(vals)
        if vals.get("wants_letter"):
            self._note_letter()
        return result

    def _check_hand_written(self, vals, also):
        foreign = vals.keys() - HAND_WRITTEN_FIELDS - also
        if foreign and not self.env.su:
            raise AccessError(
                self.env._("Invitations write by themselves who was invited, and when.")
            )

    def _note_letter(self):
        """Remember the day of the wish: the letter is due from then on."""
        for participant in self.filtered(
            lambda p: p.wants_letter and not p.date_letter
        ):
            # sudo: the day is no field that people write.
            participant.sudo().date_letter = participant.company_id._aftersales_today()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_invited(self):
        invited = self.filtered("has_followups")
        if invited:
            raise UserError(
                self.env._(
                    "%s is being invited already and stays on the list.",
                    invited[0].partner_id.name,
                )
            )

    def _note_attempts(self, attempts):
        """Write down who was invited when and by whom, from the attempts made.

        :param attempts: ``aftersales.followup.attempt`` records, of one participant
        """
        self.ensure_one()
        not_sent = self.env.ref("aftersales_followup.followup_outcome_not_sent")
        made = attempts.filtered(lambda a: a.outcome_id != not_sent).sorted("date")
        if made and not self.date_invited:
            self.write(
                {"date_invited": made[0].date, "invited_by_id": made[0].user_id.id}
            )
        if not self.is_reached and any(made.outcome_id.mapped("is_contact")):
            self.is_reached = True

    def _take_answers(self, lines):
        """Take over what the customer answered to the invitation's questions.

        :param lines: ``survey.user_input.line`` records of one sheet
        """
        self.ensure_one()
        given = lines.suggested_answer_id.filtered("campaign_answer")
        meanings = given.mapped("campaign_answer")
        answer = next((a for a, _name in ANSWERS if a in meanings), False)
        vals = {"answer": answer} if answer else {}
        if "letter" in meanings:
            vals["wants_letter"] = True
        words = " ".join(
            filter(
                None, lines.mapped("value_text_box") + lines.mapped("value_char_box")
            )
        )
        if words:
            vals["result_note"] = words
        if vals:
            self.write({**vals, "is_reached": True})
