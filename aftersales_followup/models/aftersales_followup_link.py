import re

from odoo import SUPERUSER_ID, fields, models
from odoo.tools import consteq, hmac
from odoo.tools.urls import urljoin

from ..tools import localtime

LINK_SCOPE = "aftersales_followup_link"
LINK_TOKEN = re.compile(r"([0-9a-f]{1,8})-([0-9a-f]{24})")


class AftersalesFollowup(models.Model):
    """The personal link: a questionnaire without login closes the follow-up (F18).

    Whoever holds a link may answer for the customer. So no user reads it, least of
    all those whom the answers are about; only the texts that go out are filled
    with it, by the system.
    """

    _inherit = "aftersales.followup"

    link_url = fields.Char(
        compute="_compute_link_urls",
        groups=fields.NO_ACCESS,
        help="The questionnaire.",
    )
    short_link_url = fields.Char(
        compute="_compute_link_urls",
        groups=fields.NO_ACCESS,
        help="Leads to the questionnaire; an SMS is paid by its length.",
    )
    optout_url = fields.Char(
        compute="_compute_link_urls",
        groups=fields.NO_ACCESS,
        help="Where the customer says not to be contacted again.",
    )

    def _compute_link_urls(self):
        for followup in self:
            base = followup.get_base_url()
            user_input = followup.user_input_id
            token = followup._link_token()
            followup.link_url = user_input and urljoin(base, user_input.get_start_url())
            followup.short_link_url = urljoin(base, f"/fu/{token}")
            followup.optout_url = urljoin(base, f"/fu/{token}/stop")

    def _link_token(self):
        """Return the follow-up's id, signed with the database's secret."""
        self.ensure_one()
        signature = hmac(self.env(su=True), LINK_SCOPE, self.id)[:24]
        return f"{self.id:x}-{signature}"

    def _from_link_token(self, token):
        """Return the follow-up of a link, none when the token is forged.

        :param str token: what stands in the URL, whoever wrote it
        """
        match = LINK_TOKEN.fullmatch(token or "")
        # sudo: the customer is nobody to Odoo; the signature is the right to act.
        followup = self.sudo().browse(int(match[1], 16) if match else [])
        if not followup or not consteq(followup._link_token(), token):
            return followup.browse()
        return followup.exists()

    def _addressee(self):
        """Return who is really written to (F22)."""
        return self.contact_id or self.partner_id

    def _customer_lang(self):
        """Return the addressee's language; False when it is not installed."""
        return self.env["res.lang"]._get_data(code=self._addressee().lang).code

    # ------------------------------------------------------------------
    # Making links
    # ------------------------------------------------------------------

    def _prepare_links(self):
        """Make the sheets that the links lead to, in one batch, open until expiry."""
        asking = self.filtered("survey_id")
        new = asking.filtered(lambda followup: not followup.user_input_id)
        for followup in asking - new:
            followup.user_input_id.deadline = followup._link_deadline()
        sheets = self.env["survey.user_input"].create(
            [followup._prepare_link_sheet() for followup in new]
        )
        for followup, sheet in zip(new, sheets, strict=True):
            followup.user_input_id = sheet

    def _prepare_link_sheet(self):
        """Return values of the answers to come, in the customer's own language."""
        language = self.env["res.lang"]._get_data(code=self._addressee().lang)
        spoken = self.survey_id.lang_ids
        return {
            **self._prepare_sheet(),
            "deadline": self._link_deadline(),
            "lang_id": language.id
            if not spoken or language.id in spoken.ids
            else False,
        }

    def _link_deadline(self):
        """Return the moment the link stops working: the end of the day of expiry."""
        return localtime.utc_moment(
            self.date_expiry, 24, self.company_id._aftersales_tz()
        )

    # ------------------------------------------------------------------
    # Answered
    # ------------------------------------------------------------------

    def _finish_by_link(self):
        """Close the follow-up that the customer has just answered by link."""
        completed = self.env.ref("aftersales_followup.followup_outcome_completed")
        for followup in self:
            # The public user owns nothing: what follows is the system's doing, in
            # the store's own language.
            followup = (
                followup.with_user(SUPERUSER_ID)
                .with_company(followup.company_id)
                .with_context(lang=followup._staff_lang())
            )
            followup._log_attempt(
                completed,
                note=self.env._("Answered by the personal link."),
                channel=followup._link_channel(),
            )
            if followup.low_answer_count:
                followup._alert_low_answers()

    def _staff_lang(self):
        owner = self.user_id or self.team_id.leader_id
        return owner.lang or self.company_id.partner_id.lang

    def _link_channel(self):
        """Return the channel on which the link was sent."""
        sent = self.attempt_ids.filtered(
            lambda attempt: attempt.outcome_id.is_automatic
        )
        return sent[:1].channel or self.channel

    def _alert_low_answers(self):
        """Ask the agent to ring back: nobody was on the line to hear it (Q5)."""
        owner = self.user_id.filtered("active") or self.team_id.leader_id
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=self.env._(
                "Dissatisfied by link: call the customer, make it a complaint"
            ),
            user_id=owner.id or self.env.uid,
        )
