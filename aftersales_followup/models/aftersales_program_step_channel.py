from odoo import fields, models

from .aftersales_program_step import CHANNELS

# Worked off by the system, not by an agent at the phone.
AUTOMATIC_CHANNELS = ("sms", "email", "letter")
# What is sent when the step names no text of its own, with a questionnaire and without.
DEFAULT_TEXTS = {
    ("sms", True): "aftersales_followup.sms_template_channel_link",
    ("sms", False): "aftersales_followup.sms_template_channel_notice",
    ("email", True): "aftersales_followup.mail_template_channel_link",
    ("email", False): "aftersales_followup.mail_template_channel_notice",
    ("letter", True): "aftersales_followup.mail_template_letter_link",
    ("letter", False): "aftersales_followup.mail_template_letter_notice",
}


class AftersalesProgramStep(models.Model):
    """What a step sends, and who is next when nobody answers (F18)."""

    _inherit = "aftersales.program.step"

    fallback_channel = fields.Selection(
        CHANNELS,
        string="Otherwise by",
        default="phone",
        required=True,
        help="Where the follow-up goes when the message cannot be sent or nobody "
        "answers it.",
    )
    fallback_survey_id = fields.Many2one(
        "survey.survey",
        string="Then ask",
        domain="[('survey_type', '=', 'aftersales')]",
        ondelete="restrict",
        help="The questionnaire of the call that is made when a message that asks "
        "nothing cannot be sent.",
    )
    answer_days = fields.Integer(
        string="Wait for the answer (days)",
        default=3,
        help="How long the customer has before the follow-up goes to the next channel.",
    )
    sms_template_id = fields.Many2one(
        "sms.template",
        string="SMS text",
        domain=[("model", "=", "aftersales.followup")],
        ondelete="restrict",
        help="Empty: the shipped text, with the personal link to the questionnaire.",
    )
    mail_template_id = fields.Many2one(
        "mail.template",
        string="Text",
        domain=[("model", "=", "aftersales.followup")],
        ondelete="restrict",
        help="The e-mail, or the letter. Empty: the shipped text, with the personal "
        "link to the questionnaire.",
    )

    _fallback_is_another = models.Constraint(
        "CHECK(channel NOT IN ('sms', 'email', 'letter') "
        "OR channel <> fallback_channel)",
        "When a message does not arrive, another channel has to take over: choose a "
        "different one for “Otherwise by”.",
    )
    _answer_days_positive = models.Constraint(
        "CHECK(answer_days >= 0)", "The days to wait cannot be negative."
    )

    def _message_template(self, channel, has_survey):
        """Return the text to send on a channel; empty when a user deleted it.

        :param str channel: ``sms``, ``email`` or ``letter``
        :param bool has_survey: whether the text has to carry the personal link
        :return: ``sms.template`` or ``mail.template``
        """
        model = "sms.template" if channel == "sms" else "mail.template"
        own = self.sms_template_id if channel == "sms" else self.mail_template_id
        # The step's own text was written for the step's own channel.
        if own and channel == self.channel:
            return own
        shipped = self.env.ref(
            DEFAULT_TEXTS[channel, has_survey], raise_if_not_found=False
        )
        return shipped or self.env[model]
