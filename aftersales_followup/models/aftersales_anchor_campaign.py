from odoo import api, models
from odoo.fields import Domain

from .aftersales_anchor import Anchor


class AftersalesAnchorCampaign(models.AbstractModel):
    """The day of a running campaign, for each participant (F9).

    A step by phone, visit or e-mail invites who has not answered yet, an SMS reminds
    who has not said no. A letter hangs on the day on which the customer asked for it.
    """

    _name = "aftersales.anchor.campaign"
    _inherit = "aftersales.anchor"
    _description = "Anchor: Day of a Campaign"

    _anchor_model = "aftersales.campaign.participant"
    _filter_fields = ("campaign_id.kind", "partner_id.customer_category_id")

    @api.model
    def _anchor_label(self):
        return self.env._("Day of a campaign")

    @api.model
    def _anchors(self, company, date_from, date_to, domain):
        return self._of_participants(
            self._expected(company)
            & Domain("campaign_id.date", ">=", date_from)
            & Domain("campaign_id.date", "<=", date_to)
            & domain,
            lambda participant: participant.campaign_id.date,
            "campaign",
        )

    @api.model
    def _anchors_of_step(self, step, company, date_from, date_to, domain):
        if step.channel == "letter":
            return self._of_participants(
                self._expected(company)
                & Domain("wants_letter", "=", True)
                & Domain("date_letter", ">=", date_from)
                & Domain("date_letter", "<=", date_to)
                & domain,
                lambda participant: participant.date_letter,
                "letter",
            )
        return self._anchors(
            company, date_from, date_to, domain & self._still_to_tell(step)
        )

    @api.model
    def _still_to_tell(self, step):
        """Return the participants for whom a step still makes sense."""
        if step.channel == "sms":
            return Domain("answer", "!=", "no")
        return Domain("answer", "=", False)

    @api.model
    def _expected(self, company):
        """Return the participants of campaigns that run and are not over."""
        return (
            Domain("campaign_id.company_id", "=", company.id)
            & Domain("campaign_id.state", "=", "running")
            & Domain("campaign_id.date", ">=", company._aftersales_today())
            & Domain("attended", "=", False)
        )

    @api.model
    def _of_participants(self, domain, date_of, key):
        participants = self.env["aftersales.campaign.participant"].search(
            domain, order="campaign_date, id"
        )
        return [
            self._anchor_of(participant, date_of(participant), key)
            for participant in participants
        ]

    @api.model
    def _anchor_of(self, participant, date, key):
        return Anchor(
            res_model=participant._name,
            res_id=participant.id,
            occurrence_key=key,
            date=date,
            partner_id=participant.partner_id.id,
            vehicle_id=participant.vehicle_id.id,
            repair_id=False,
            company_id=participant.company_id.id,
        )

    @api.model
    def _preview_anchors(self, step, campaign):
        """Return what a step will invite when its day comes, as the list stands now."""
        participants = campaign.participant_ids.filtered_domain(
            self._still_to_tell(step) & step.program_id._filter()
        )
        return [self._anchor_of(p, campaign.date, "campaign") for p in participants]
