from odoo import api, fields, models


class AftersalesTeam(models.Model):
    """The agents of a store who share a queue."""

    _name = "aftersales.team"
    _description = "After-sales Team"
    _order = "sequence, name, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    leader_id = fields.Many2one(
        "res.users",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Gets what nobody else can take.",
    )
    member_ids = fields.Many2many(
        "res.users",
        string="Agents",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    followup_ids = fields.One2many("aftersales.followup", "team_id")
    open_count = fields.Integer(string="Open follow-ups", compute="_compute_open_count")

    @api.depends("followup_ids.state")
    def _compute_open_count(self):
        counts = dict(
            self.env["aftersales.followup"]._read_group(
                [("team_id", "in", self.ids), ("state", "=", "open")],
                ["team_id"],
                ["__count"],
            )
        )
        for team in self:
            team.open_count = counts.get(team, 0)
