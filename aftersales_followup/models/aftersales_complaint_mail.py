import base64
import logging

from odoo import api, fields, models
from odoo.tools import email_normalize, html2plaintext, html_sanitize
from odoo.tools.mail import email_split_tuples

from ..tools.mail_headers import automatic_reason

_logger = logging.getLogger(__name__)

# More than this is no complaint but a file: it is attached as the mail it came in.
LONGEST = 10_000
# Nor is an endless subject left to push the words out.
LONGEST_SUBJECT = 300


class AftersalesComplaint(models.Model):
    """Complaints by e-mail (C1): any mail to the address becomes one, none is lost."""

    _inherit = "aftersales.complaint"
    # Odoo's own guard against loops of automatic answers counts by this field.
    _primary_email = "caller_email"

    caller_email = fields.Char(string="E-mail", index="btree_not_null")

    @api.model
    def _routing_check_route(self, message, message_dict, route, raise_exception=True):
        """Set an automatic mail aside that would open a complaint (C1).

        An absence note that answers a complaint of ours goes to its messages, as
        Odoo does it: only what would be a new complaint is looked at.
        """
        route = super()._routing_check_route(
            message, message_dict, route, raise_exception=raise_exception
        )
        taken = self.env.context.get("complaint_automatic_too")
        if route and route[0] == self._name and not route[1] and not taken:
            reason = automatic_reason(message.items())
            if reason:
                self._set_mail_aside(message, message_dict, route, reason)
                return ()
        return route

    @api.model
    def _set_mail_aside(self, message, message_dict, route, reason):
        """Keep an automatic mail where the customer-care manager finds it."""
        _logger.info(
            "No complaint of the automatic mail %s (%s): kept among those set aside",
            message_dict["message_id"],
            reason,
        )
        company_id = (route[2] or {}).get("company_id") or self.env.company.id
        # sudo: whoever fetches mails keeps them, nobody enters them by hand.
        self.env["aftersales.complaint.automail"].sudo().create(
            {
                "company_id": company_id,
                "date": fields.Datetime.now(),
                "sender": message_dict.get("email_from"),
                "subject": message_dict.get("subject"),
                "words": self._words_of_mail({**message_dict, "subject": ""}),
                "reason": reason,
                "source": base64.b64encode(message.as_bytes()),
            }
        )

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """Make a complaint of a mail to the complaints' address.

        The store is that of the address (default values of the alias). A customer is
        known by the address when exactly one has it; everybody else is written down
        as he signs, for the customer-care manager to find out.

        :param dict msg_dict: the parsed mail
        :param dict custom_values: default values of the alias
        :return: the complaint
        """
        sender = msg_dict.get("email_from") or ""
        name, email = (email_split_tuples(sender) or [("", "")])[0]
        partner = self._partner_by_email(email)
        values = {
            "name": "/",
            "source": "email",
            "description": self._words_of_mail(msg_dict),
            "caller_name": False if partner else name or email or sender or False,
            "partner_id": partner.id,
            **(custom_values or {}),
        }
        return super().message_new({**msg_dict, "email_from": email}, values)

    @api.model
    def _partner_by_email(self, email):
        """Return the one customer who has this address, nobody when it is not clear."""
        normalized = email_normalize(email or "")
        partners = self.env["res.partner"]
        if normalized:
            found = partners.search([("email_normalized", "=", normalized)], limit=2)
            # A colleague who passes a mail on is not the one who complains.
            if len(found) == 1 and not any(not u.share for u in found.user_ids):
                partners = found
        return partners

    @api.model
    def _words_of_mail(self, msg_dict):
        """Return subject and text of a mail, without its markup."""
        parts = (
            (msg_dict.get("subject") or "").strip()[:LONGEST_SUBJECT],
            # Styles, scripts and addresses of pictures are nobody's words.
            html2plaintext(
                html_sanitize(msg_dict.get("body") or ""), include_references=False
            ).strip(),
        )
        text = "\n\n".join(part for part in parts if part)
        return text[:LONGEST] or self.env._("(An e-mail without any text)")
