from odoo import fields, models

from .aftersales_followup_investigation import INVESTIGATE


class MailActivity(models.Model):
    """What a call leads to: wishes (F19), and the search for a number (F12)."""

    _inherit = "mail.activity"

    followup_id = fields.Many2one(
        "aftersales.followup",
        string="Heard in",
        index="btree_not_null",
        ondelete="set null",
    )

    def _action_done(self, feedback=False, attachment_ids=None):
        """Bring the follow-ups back whose investigation is finished."""
        followups = self._investigated_followups()
        result = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        followups._end_investigation()
        return result

    def unlink(self):
        """An investigation that is called off must not leave the customer waiting."""
        followups = self._investigated_followups()
        result = super().unlink()
        followups._end_investigation()
        return result

    def _investigated_followups(self):
        """Return the follow-ups that wait for these activities.

        sudo: the adviser reads the follow-up only; the activity is his or her own.
        """
        Followup = self.env["aftersales.followup"].sudo()
        investigate = self.env.ref(INVESTIGATE, raise_if_not_found=False)
        if not investigate:
            return Followup
        activities = self.filtered(
            lambda activity: (
                activity.activity_type_id == investigate
                and activity.res_model == Followup._name
            )
        )
        return Followup.browse(activities.mapped("res_id")).exists()
