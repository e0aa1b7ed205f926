from odoo import models
from odoo.exceptions import UserError


class AftersalesCampaign(models.Model):
    """Whom a campaign is for: one participant for each customer that matches (F9)."""

    _inherit = "aftersales.campaign"

    def action_update_list(self):
        """Bring the list in line with the filter, and show it.

        :raises UserError: when the campaign is over
        """
        self.ensure_one()
        self.check_access("write")
        if self.state in ("done", "cancelled"):
            raise UserError(self.env._("“%s” is over: it stays as it was.", self.name))
        self._update_list()
        return self.action_view_participants()

    def _update_list(self):
        """Add the customers who match now; drop those who do not any more.

        Who was entered by hand, has answered or is being invited stays.
        """
        self.ensure_one()
        by_owner = {}
        for vehicle in self._filtered_vehicles(self.company_id):
            by_owner.setdefault(vehicle.owner_id.id, vehicle.id)
        # sudo: the list is made by the campaign's filter, whoever presses the button.
        listed = self.sudo().participant_ids
        listed.filtered(
            lambda participant: (
                not participant.is_by_hand
                and participant.partner_id.id not in by_owner
                and not participant.answer
                and not participant.has_followups
            )
        ).unlink()
        known = set(listed.exists().partner_id.ids)
        self.env["aftersales.campaign.participant"].sudo().create(
            [
                {
                    "campaign_id": self.id,
                    "partner_id": partner_id,
                    "vehicle_id": vehicle_id,
                    "is_by_hand": False,
                }
                for partner_id, vehicle_id in by_owner.items()
                if partner_id not in known
            ]
        )
        self.invalidate_recordset(["participant_ids"])

    def action_preview(self):
        """Show who would be invited, and who not, and why."""
        self.ensure_one()
        self.check_access("write")
        if self.state in ("done", "cancelled"):
            raise UserError(self.env._("“%s” is over: it stays as it was.", self.name))
        self._update_list()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Who would be invited?"),
            "res_model": "aftersales.program.preview",
            "view_mode": "form",
            "views": [
                (
                    self.env.ref(
                        "aftersales_followup.aftersales_program_preview_view_form_campaign"
                    ).id,
                    "form",
                )
            ],
            "target": "new",
            "context": {
                "default_campaign_id": self.id,
                "default_program_id": self._program().id,
                "default_company_id": self.company_id.id,
            },
        }

    def action_view_participants(self):
        """Open the list of participants."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_followup.aftersales_campaign_participant_action"
        )
        return {
            **action,
            "name": self.name,
            "domain": [("campaign_id", "=", self.id)],
            "context": {"default_campaign_id": self.id, "hide_campaign": True},
        }

    def action_attendance(self):
        """Open the list of those who may come, to tick who is there."""
        action = self.action_view_participants()
        action["context"]["search_default_expected"] = 1
        return action

    def action_view_followups(self):
        """Open the invitations in the queue's own list."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_followup.aftersales_followup_action"
        )
        return {
            **action,
            "domain": [
                ("res_model", "=", self.participant_ids._name),
                ("res_id", "in", self.participant_ids.ids),
            ],
            "context": {},
        }
