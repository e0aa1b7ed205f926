from odoo import api, fields, models
from odoo.exceptions import UserError


class AftersalesReviewMeeting(models.Model):
    """A review meeting with its minutes and what was decided (M11).

    Its measures are improvement measures like all others: on their owner's list, in
    chapter 1 of the month, and on the printed minutes.
    """

    _name = "aftersales.review.meeting"
    _description = "Review Meeting"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True

    name = fields.Char(string="Subject", required=True, tracking=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    date = fields.Datetime(
        string="Date and time",
        required=True,
        default=fields.Datetime.now,
        tracking=True,
    )
    location = fields.Char()
    organizer_id = fields.Many2one(
        "res.users",
        string="Chaired by",
        required=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    participant_ids = fields.Many2many(
        "res.users",
        "aftersales_review_meeting_participant_rel",
        string="Taking part",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    absent = fields.Char(string="Not present", help="Who was invited and did not come.")
    agenda = fields.Text()
    minutes = fields.Html(string="Meeting minutes", sanitize_style=True, copy=False)
    report_id = fields.Many2one(
        "aftersales.report",
        string="About the report",
        ondelete="set null",
        help="The month, quarter or year that was talked about.",
    )
    digest_ids = fields.Many2many(
        "aftersales.digest",
        "aftersales_review_meeting_digest_rel",
        string="About the weeks",
        check_company=True,
    )
    measure_ids = fields.One2many(
        "aftersales.measure", "meeting_id", string="Measures", copy=False
    )
    state = fields.Selection(
        [("planned", "Planned"), ("held", "Held"), ("cancelled", "Cancelled")],
        default="planned",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Invite those who take part: they follow the meeting."""
        meetings = super().create(vals_list)
        meetings._invite()
        return meetings

    def write(self, vals):
        """Keep the followers up with the participants."""
        result = super().write(vals)
        if {"participant_ids", "organizer_id"} & set(vals):
            self._invite()
        return result

    def _invite(self):
        for meeting in self:
            people = meeting.participant_ids | meeting.organizer_id
            meeting.message_subscribe(partner_ids=people.partner_id.ids)

    def action_hold(self):
        """The meeting took place: its minutes go to those who take part.

        :raise UserError: without minutes
        """
        for meeting in self:
            if not meeting.minutes or meeting.minutes in ("<p><br></p>", "<p></p>"):
                raise UserError(self.env._("Write the minutes first."))
        self.state = "held"
        for meeting in self:
            people = meeting.participant_ids | meeting.organizer_id
            meeting.message_post(
                subject=self.env._("Minutes: %s", meeting.name),
                body=meeting.minutes,
                partner_ids=people.partner_id.ids,
                subtype_xmlid="mail.mt_comment",
            )
        return True

    def action_cancel(self):
        """The meeting does not take place."""
        self.filtered(lambda one: one.state == "planned").state = "cancelled"
        return True

    def action_plan(self):
        """Open a held or cancelled meeting again."""
        self.state = "planned"
        return True

    @api.ondelete(at_uninstall=False)
    def _unlink_except_held(self):
        if any(meeting.state == "held" for meeting in self):
            raise UserError(self.env._("The minutes of a meeting are kept."))


class AftersalesMeasure(models.Model):
    _inherit = "aftersales.measure"

    meeting_id = fields.Many2one(
        "aftersales.review.meeting",
        string="Decided in the meeting",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
    )
