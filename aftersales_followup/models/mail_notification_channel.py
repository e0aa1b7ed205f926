from odoo import models


class MailNotification(models.Model):
    _inherit = "mail.notification"

    def _channel_failure(self):
        """Return why the message did not arrive, in words."""
        self.ensure_one()
        kinds = dict(self._fields["failure_type"]._description_selection(self.env))
        words = (kinds.get(self.failure_type), self.failure_reason)
        reason = ": ".join(word for word in words if word)
        return self.env._(
            "The message did not arrive: %s",
            reason or self.env._("no reason was given"),
        )
