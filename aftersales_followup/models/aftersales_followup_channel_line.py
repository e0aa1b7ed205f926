from odoo import models
from odoo.tools import email_normalize


class AftersalesFollowup(models.Model):
    """The number or address of a channel, and what stands in its way (F18)."""

    _inherit = "aftersales.followup"

    def _obstacles(self, channel):
        """Return {follow-up id: why nobody can be reached on this channel}."""
        check = getattr(self, f"_obstacle_{channel}")
        refused = self._blacklisted(channel)
        reasons = {}
        for followup in self:
            addressee = followup._addressee()
            if not addressee.active:
                reason = self.env._("The customer's record is archived.")
            else:
                reason = check(followup, addressee)
            if not reason and followup._line(channel) in refused:
                reason = self.env._(
                    "The address is on the list of those who opted out."
                )
            if reason:
                reasons[followup.id] = reason
        return reasons

    def _obstacle_sms(self, followup, addressee):
        if not addressee.phone:
            return self.env._("There is no phone number.")
        if not followup._line("sms"):
            return self.env._("“%s” is no valid phone number.", addressee.phone)
        return None

    def _obstacle_email(self, followup, addressee):
        if not addressee.email:
            return self.env._("There is no e-mail address.")
        if not followup._line("email"):
            return self.env._("“%s” is no valid e-mail address.", addressee.email)
        return None

    def _obstacle_letter(self, followup, addressee):
        if not addressee.street and not addressee.city:
            return self.env._("There is no address to write to.")
        return None

    def _line(self, channel):
        """Return the number or address that is used; False when it is not valid."""
        self.ensure_one()
        addressee = self._addressee()
        if channel == "phone":
            return self.phone
        if channel == "sms":
            # A number without a country is the store's country's.
            return addressee.phone and addressee._phone_format(
                number=addressee.phone,
                country=addressee.country_id or self.company_id.country_id,
            )
        if channel == "email":
            return email_normalize(addressee.email)
        return addressee.contact_address_inline

    def _blacklisted(self, channel):
        """Return those lines of the follow-ups that Odoo's own blacklists hold."""
        field = {"sms": "number", "email": "email"}.get(channel)
        if not field:
            return set()
        blacklist = "phone.blacklist" if channel == "sms" else "mail.blacklist"
        lines = {followup._line(channel) for followup in self} - {False, None, ""}
        return set(
            self.env[blacklist].search([(field, "in", list(lines))]).mapped(field)
        )
