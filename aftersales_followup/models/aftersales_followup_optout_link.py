from odoo import SUPERUSER_ID, models
from odoo.fields import Domain

WORDS_LIMIT = 500


class AftersalesFollowup(models.Model):
    """The opt-out link: the customer says it without calling anybody (F13, F18)."""

    _inherit = "aftersales.followup"

    def _is_opted_out(self):
        """Tell whether the customer has been taken off for this purpose already."""
        return bool(self._opt_out_block(everything=False))

    def _opt_out_block(self, everything):
        # Whatever asks for this purpose on every channel; a general wish covers it.
        purposes = [False] if everything else [False, self.purpose_id.id]
        return self.env["aftersales.contact.block"].search(
            Domain("partner_id", "=", self._addressee().id)
            & Domain("purpose_id", "in", purposes)
            & Domain("channel", "=", False),
            limit=1,
        )

    def _opt_out(self, everything=False, words=""):
        """Do not contact who was written to again: for this purpose, or at all.

        Who brought the car speaks for himself, not for the owner (F22). Twice is
        once. What is open for this customer and now forbidden ends: this follow-up as
        refused, the others with their reason.

        :param bool everything: whether every purpose is meant
        :param str words: what the customer wrote
        """
        self.ensure_one()
        # The public user owns nothing: it is the system that writes it down.
        followup = self.with_user(SUPERUSER_ID).with_context(lang=self._staff_lang())
        words = " ".join((words or "").split())[:WORDS_LIMIT]
        reason = (
            followup.env._("By the link in our message: %s", words)
            if words
            else followup.env._("By the link in our message, no reason given")
        )
        if followup.state in ("planned", "open"):
            refused = followup.env.ref("aftersales_followup.followup_outcome_refused")
            followup._log_messages(
                refused, followup._link_channel(), {followup.id: reason}
            )
        if not followup._opt_out_block(everything):
            followup.env["aftersales.contact.block"].create(
                {
                    "partner_id": followup._addressee().id,
                    "purpose_id": not everything and followup.purpose_id.id,
                    "reason": reason,
                }
            )
