import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

# What the customer holds in hands does not change any more.
WRITTEN_FIELDS = {
    "kind",
    "date",
    "partner_id",
    "vehicle_id",
    "followup_id",
    "subject",
    "body",
    "company_id",
}


class AftersalesLetter(models.Model):
    """The letter register: notices, invitations, replies; numbered and dated (F18)."""

    _name = "aftersales.letter"
    _description = "Letter"
    _inherit = ["aftersales.numbered", "mail.thread", "mail.activity.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True

    kind = fields.Selection(
        [("notice", "Notice"), ("invitation", "Invitation"), ("reply", "Reply")],
        required=True,
        default="notice",
        tracking=True,
    )
    date = fields.Date(
        required=True, default=lambda self: self.env.company._aftersales_today()
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Addressee",
        required=True,
        index=True,
        ondelete="restrict",
    )
    address = fields.Text(compute="_compute_address", help="As printed for the window.")
    vehicle_id = fields.Many2one("fleet.vehicle", string="Car", ondelete="restrict")
    followup_id = fields.Many2one(
        "aftersales.followup",
        string="Follow-up",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        copy=False,
    )
    subject = fields.Char(required=True)
    body = fields.Html(string="Text", required=True, sanitize_attributes=True)
    user_id = fields.Many2one(
        "res.users", string="Written by", default=lambda self: self.env.user
    )
    state = fields.Selection(
        [
            ("draft", "To print"),
            ("printed", "Printed"),
            ("sent", "Sent"),
            ("replied", "Replied"),
            ("returned", "Came back"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
    )
    date_sent = fields.Date(string="Sent on", readonly=True, copy=False)
    reply_date = fields.Date(string="Replied on", copy=False)
    reply = fields.Text(copy=False, help="What the customer answered.")

    _name_unique = models.UniqueIndex(
        "(company_id, name)", "Each letter has a number of its own."
    )
    # A follow-up makes one letter, whatever runs twice; replies come on top.
    _followup_once = models.UniqueIndex(
        "(followup_id) WHERE kind <> 'reply'",
        "This follow-up has its letter already.",
    )

    @api.depends("partner_id", "partner_id.contact_address", "partner_id.name")
    def _compute_address(self):
        for letter in self:
            # sudo: whoever may print the letter prints its address.
            partner = letter.partner_id.sudo()
            lines = [partner.name, *(partner.contact_address or "").splitlines()]
            lines = [line.strip(" ,") for line in lines if line]
            # Nobody writes the country on a letter within it.
            country = letter.company_id.sudo().country_id
            if partner.country_id == country:
                lines = [line for line in lines if line != country.name]
            letter.address = "\n".join(line for line in lines if line)

    @api.depends("name", "partner_id")
    def _compute_display_name(self):
        for letter in self:
            letter.display_name = " · ".join(
                part for part in (letter.name, letter.partner_id.name) if part
            )

    @api.onchange("followup_id")
    def _onchange_followup_id(self):
        if self.followup_id:
            self.partner_id = self.followup_id._addressee()
            self.vehicle_id = self.followup_id.vehicle_id

    def write(self, vals):
        """Keep what has left the house as it was sent.

        :raises UserError: naming the first letter that was sent
        """
        if vals.keys() & WRITTEN_FIELDS:
            self._check_not_sent(self.env._("it stays as the customer got it"))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        self._check_not_sent(self.env._("it stays in the register"))

    def _check_not_sent(self, consequence):
        sent = self.filtered(lambda letter: letter.state not in ("draft", "printed"))
        if sent:
            raise UserError(
                self.env._(
                    "Letter %(name)s was sent: %(consequence)s.",
                    name=sent[0].name,
                    consequence=consequence,
                )
            )

    def _printed_link(self):
        """Return the link to print as a code; empty where there is nothing to answer.

        Only those who may send letters get it: whoever holds it can answer.
        """
        self.ensure_one()
        followup = self.followup_id.sudo()
        is_asked = followup.user_input_id and followup.state in ("planned", "open")
        if self.kind != "invitation" or not is_asked or not self.has_access("write"):
            return ""
        return followup.short_link_url

    def _code_image(self, link):
        """Return a link as a QR code, inside the page: nothing is loaded over HTTP."""
        image = self.env["ir.actions.report"].barcode("QR", link, width=220, height=220)
        return f"data:image/png;base64,{base64.b64encode(image).decode()}"

    # ------------------------------------------------------------------
    # Print, send, reply
    # ------------------------------------------------------------------

    def action_print(self):
        """Print the letters: one PDF, each letter on pages of its own."""
        return self.env.ref("aftersales_followup.action_report_letter").report_action(
            self
        )

    def _mark_printed(self):
        """Note that the PDF has been made."""
        self.filtered(lambda letter: letter.state == "draft").write(
            {"state": "printed"}
        )

    def action_send(self):
        """Enter that the letters were posted, on their follow-ups too.

        :raises UserError: when one is on its way already
        """
        self._check_not_sent(self.env._("nothing is left to be done"))
        for company, letters in self.grouped("company_id").items():
            letters.write({"state": "sent", "date_sent": company._aftersales_today()})
        # sudo: agents may write the letter; attempts are the system's.
        followups = self.sudo().followup_id.filtered(
            lambda followup: followup.state in ("planned", "open")
        )
        followups._log_sent("letter")

    def action_reply(self):
        """Enter that the customer answered.

        :raises UserError: when the answer has not been written down
        """
        for letter in self:
            if letter.state not in ("sent", "replied"):
                raise UserError(self.env._("Letter %s has not been sent.", letter.name))
            if not (letter.reply or "").strip():
                raise UserError(self.env._("Write down what the customer answered."))
            letter.write(
                {
                    "state": "replied",
                    "reply_date": letter.reply_date
                    or letter.company_id._aftersales_today(),
                }
            )

    def action_return(self):
        """Enter that the post brought a letter back: its follow-up goes on elsewhere.

        :raises UserError: when it has not been sent
        """
        for letter in self:
            if letter.state != "sent":
                raise UserError(self.env._("Letter %s has not been sent.", letter.name))
        self.write({"state": "returned"})
        # sudo: see action_send.
        waiting = self.sudo().followup_id.filtered(
            lambda followup: followup._waits_for_answer()
        )
        waiting._fall_back(
            dict.fromkeys(waiting.ids, self.env._("The post brought the letter back."))
        )
