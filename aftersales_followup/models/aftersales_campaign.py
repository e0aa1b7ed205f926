from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

STATES = [
    ("draft", "Being written"),
    ("waiting", "Waiting for approval"),
    ("approved", "Approved"),
    ("running", "Running"),
    ("done", "Over"),
    ("cancelled", "Called off"),
]
# What a customer reads or hears: who writes it does not approve it.
CONTENT_FIELDS = {"content", "summary"}
# What was approved: a change of it has to be approved anew.
APPROVED_FIELDS = CONTENT_FIELDS | {
    "name",
    "kind",
    "date",
    "date_end",
    "time_text",
    "place",
    "filter_domain",
    "company_id",
}
# Only the buttons write these: they know who may.
FLOW_FIELDS = {"state", "author_ids", "approved_by_id", "date_approved"}


class AftersalesCampaign(models.Model):
    """An offer to customers: a discount, a free check, a car-care class… (F9).

    Planned and written (here), approved and started (``_flow``), its list of
    customers (``_list``), and what came of it (``_result``). The invitations are
    follow-ups of the programs that hang on campaigns.
    """

    _name = "aftersales.campaign"
    _description = "Campaign"
    _inherit = ["mail.thread", "mail.activity.mixin", "aftersales.vehicle.filter"]
    _order = "date desc, id desc"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    kind = fields.Selection(
        [
            ("discount", "Discount"),
            ("free_check", "Free check"),
            ("event", "Social event"),
            ("class", "Car-care class"),
            ("policy", "New policy"),
            ("other", "Other"),
        ],
        required=True,
        default="free_check",
    )
    company_id = fields.Many2one(
        "res.company",
        string="Store",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    user_id = fields.Many2one(
        "res.users",
        string="Run by",
        domain="[('share', '=', False)]",
        default=lambda self: self.env.user,
        tracking=True,
    )
    date = fields.Date(string="Campaign date", required=True, tracking=True)
    date_end = fields.Date(string="Last day", help="Empty: it takes one day.")
    time_text = fields.Char(string="Time", help="As customers are told: 14:00–16:00.")
    place = fields.Char()
    summary = fields.Char(
        string="In one sentence",
        help="Stands in the SMS, and on the call screen of every call while the "
        "campaign runs.",
    )
    content = fields.Text(
        help="What the agent tells and the letter says.",
    )
    state = fields.Selection(
        STATES,
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
        group_expand=True,
    )
    author_ids = fields.Many2many(
        "res.users",
        "aftersales_campaign_author_rel",
        string="Written by",
        readonly=True,
        copy=False,
        help="Who has written the content since it was last approved.",
    )
    approved_by_id = fields.Many2one(
        "res.users", string="Approved by", readonly=True, copy=False
    )
    date_approved = fields.Datetime(string="Approved on", readonly=True, copy=False)
    approval_note = fields.Text(
        string="To be changed", copy=False, help="What the author is to change."
    )
    participant_ids = fields.One2many("aftersales.campaign.participant", "campaign_id")

    _dates_in_order = models.Constraint(
        "CHECK(date_end IS NULL OR date_end >= date)",
        "The last day cannot lie before the first.",
    )
    _running_index = models.Index("(company_id, date) WHERE state = 'running'")

    @api.model_create_multi
    def create(self, vals_list):
        """Begin as a draft; who brings content along is its author."""
        for vals in vals_list:
            self._check_flow_fields(vals)
        campaigns = super().create(vals_list)
        for campaign in campaigns:
            if any(campaign[name] for name in CONTENT_FIELDS):
                campaign._add_author()
        return campaigns

    def write(self, vals):
        """Ask for approval again when anything changes that was approved.

        :raises AccessError: for what only the buttons write
        :raises UserError: when a campaign is over
        """
        self._check_flow_fields(vals)
        changed = self.filtered(lambda campaign: campaign._would_change(vals))
        over = changed.filtered(lambda c: c.state in ("done", "cancelled"))
        if over:
            raise UserError(
                self.env._("“%s” is over: it stays as it was.", over[0].name)
            )
        result = super().write(vals)
        if vals.keys() & CONTENT_FIELDS:
            for campaign in changed:
                campaign._add_author()
        changed._lose_approval()
        return result

    def _check_flow_fields(self, vals):
        if not self.env.su and vals.keys() & FLOW_FIELDS:
            raise AccessError(
                self.env._("A campaign is approved and started by its buttons only.")
            )

    def _would_change(self, vals):
        """Tell whether values differ from what stands there, in what is approved."""
        return any(
            self._fields[name].convert_to_cache(vals[name], self)
            != self._fields[name].convert_to_cache(self[name], self)
            for name in vals.keys() & APPROVED_FIELDS
        )

    def _add_author(self):
        # sudo: users do not write the list of authors by hand.
        self.sudo().author_ids |= self.env.user

    @api.ondelete(at_uninstall=False)
    def _unlink_except_invited(self):
        if self.participant_ids.filtered("has_followups"):
            raise UserError(
                self.env._("Customers were invited already: call the campaign off.")
            )

    def _last_day(self):
        self.ensure_one()
        return self.date_end or self.date

    @api.model
    def _running(self, company):
        """Return the campaigns that agents of a store may tell about (F17)."""
        today = company._aftersales_today()
        return self.search(
            [
                ("company_id", "=", company.id),
                ("state", "=", "running"),
                "|",
                ("date", ">=", today),
                ("date_end", ">=", today),
            ],
            order="date, id",
        )
