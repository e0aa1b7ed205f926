from odoo import api, models

from ..tools.mail_headers import readable_charset


class MailThread(models.AbstractModel):
    """Broken mails come in all the same (C1): none ends in an error of the gateway.

    Which address a mail goes to is not known yet where Odoo stumbles over it, so this
    is for mails to every address.
    """

    _inherit = "mail.thread"

    @api.model
    def message_parse(self, message, save_original=False):
        """Leave out the characters that no database field takes."""
        values = super().message_parse(message, save_original=save_original)
        return {
            name: value.replace("\0", "") if isinstance(value, str) else value
            for name, value in values.items()
        }

    @api.model
    def _message_parse_extract_payload(
        self, message, message_dict, save_original=False
    ):
        """Name a readable character set before Odoo reads the parts of a mail."""
        for part in message.walk():
            charset = part.get_param("charset")
            if charset and part.get_content_maintype() == "text":
                readable = readable_charset(str(charset))
                if readable != charset:
                    part.set_param("charset", readable)
        return super()._message_parse_extract_payload(
            message, message_dict, save_original=save_original
        )
