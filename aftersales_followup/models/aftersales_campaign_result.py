from odoo import api, fields, models

COUNTS = {
    "listed_count": [],
    "invited_count": [("date_invited", "!=", False)],
    "reached_count": [("is_reached", "=", True)],
    "yes_count": [("answer", "=", "yes")],
    "maybe_count": [("answer", "=", "maybe")],
    "no_count": [("answer", "=", "no")],
    "came_count": [("attended", "=", True)],
    "kept_count": [("attended", "=", True), ("answer", "=", "yes")],
}
# rate: (what of what)
RATES = {
    "invited_rate": ("invited_count", "listed_count"),
    "reached_rate": ("reached_count", "invited_count"),
    "yes_rate": ("yes_count", "reached_count"),
    "kept_rate": ("kept_count", "yes_count"),
    "came_rate": ("came_count", "invited_count"),
}


class AftersalesCampaign(models.Model):
    """What came of a campaign: invited, reached, said yes, came (F9)."""

    _inherit = "aftersales.campaign"

    listed_count = fields.Integer(string="On the list", compute="_compute_result")
    invited_count = fields.Integer(
        string="Invited",
        compute="_compute_result",
        help="Called at least once, or sent an SMS, an e-mail or a letter.",
    )
    reached_count = fields.Integer(
        string="Reached",
        compute="_compute_result",
        help="Were spoken to, or answered.",
    )
    yes_count = fields.Integer(string="Said yes", compute="_compute_result")
    maybe_count = fields.Integer(string="Said perhaps", compute="_compute_result")
    no_count = fields.Integer(string="Said no", compute="_compute_result")
    came_count = fields.Integer(string="Came", compute="_compute_result")
    kept_count = fields.Integer(string="Said yes and came", compute="_compute_result")
    invited_rate = fields.Float(
        string="Invited of those listed", compute="_compute_result"
    )
    reached_rate = fields.Float(
        string="Reached of those invited", compute="_compute_result"
    )
    yes_rate = fields.Float(string="Yes of those reached", compute="_compute_result")
    kept_rate = fields.Float(
        string="Came of those who said yes", compute="_compute_result"
    )
    came_rate = fields.Float(string="Came of those invited", compute="_compute_result")

    @api.depends(
        "participant_ids.date_invited",
        "participant_ids.is_reached",
        "participant_ids.answer",
        "participant_ids.attended",
    )
    def _compute_result(self):
        """Count in one query; a rate is a share of 1, and 0 of nothing is 0."""
        Participant = self.env["aftersales.campaign.participant"]
        rows = Participant._read_group(
            [("campaign_id", "in", self.ids)],
            ["campaign_id", "answer", "attended", "is_reached"],
            ["__count", "date_invited:count"],
        )
        empty = dict.fromkeys(COUNTS, 0)
        found = {}
        for campaign, answer, attended, reached, count, invited in rows:
            counts = found.setdefault(campaign.id, dict(empty))
            counts["listed_count"] += count
            counts["invited_count"] += invited
            counts["reached_count"] += count if reached else 0
            counts["came_count"] += count if attended else 0
            if answer:
                counts[f"{answer}_count"] += count
            if answer == "yes" and attended:
                counts["kept_count"] += count
        for campaign in self:
            counts = found.get(campaign._origin.id, empty)
            campaign.update(counts)
            campaign.update(
                {
                    rate: counts[part] / counts[whole] if counts[whole] else 0.0
                    for rate, (part, whole) in RATES.items()
                }
            )

    def action_view_result(self):
        """Open the participants counted by a figure (context ``figure``)."""
        self.ensure_one()
        action = self.action_view_participants()
        figure = self.env.context.get("figure")
        action["domain"] += COUNTS.get(figure, [])
        return action
