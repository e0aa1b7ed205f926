import datetime

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import localtime

KINDS = ("buy", "visit", "other")


class AftersalesFollowup(models.Model):
    """A wish to buy or book becomes an activity for who can fulfil it (F19)."""

    _inherit = "aftersales.followup"

    wish_ids = fields.One2many(
        "mail.activity",
        "followup_id",
        string="Wishes",
        context={"active_test": False},
    )

    def note_wish(self, kind, note, date=None, user_id=None):
        """Hand a wish to the salesperson or the reception.

        A visit of a car for which the customer named a day is booked at once: a draft
        repair order "booked by us", which the reception only has to confirm.

        :param str kind: ``buy``, ``visit`` or ``other``
        :param str note: what the customer said
        :param date: UTC datetime (or its string) the customer named
        :param int user_id: who takes it up, one of the call screen's ``who``; empty:
            the first of them
        :return: see ``_sheet_noted``
        :raises UserError: when something is missing, or somebody else is to take it up
        """
        self.ensure_one()
        self.check_access("write")
        note = (note or "").strip()
        moment = fields.Datetime.to_datetime(date or False)
        if kind not in KINDS:
            raise UserError(self.env._("Choose what the customer wants."))
        if not note:
            raise UserError(self.env._("Write down what the customer wants."))
        if not self.partner_id:
            raise UserError(self.env._("Nobody knows whose wish it is."))
        if moment and moment < fields.Datetime.now() - datetime.timedelta(days=1):
            raise UserError(self.env._("This day has passed: choose a later one."))
        # sudo: agents have no rights in the workshop, and a colleague's to-do list is
        # not theirs; the follow-up is what they may write.
        followup = self.sudo()
        user = followup._wish_user(kind)
        if user_id and user_id != user.id:
            user = followup._wish_users(kind).filtered(lambda one: one.id == user_id)
        if not user:
            raise UserError(
                self.env._("Choose a colleague of the store who takes up the wish.")
            )
        order = followup._book_visit(note, moment) if kind == "visit" else None
        followup._schedule_wish(kind, user, note, moment, order)
        return self._sheet_noted()

    def _book_visit(self, note, moment):
        """Return the draft order of a visit booked in the call, None without a day."""
        if not moment or not self.vehicle_id:
            return None
        return (
            self.env["repair.order"]
            .with_company(self.company_id)
            .create(
                {
                    "company_id": self.company_id.id,
                    "partner_id": self.partner_id.id,
                    "vehicle_id": self.vehicle_id.id,
                    "advisor_id": self.advisor_id.filtered("active").id,
                    "intake": "booked_dealer",
                    "schedule_date": moment,
                    "reception_note": note,
                }
            )
        )

    def _schedule_wish(self, kind, user, note, moment, order):
        tz = self.company_id._aftersales_tz()
        label = dict(self._wish_kinds())[kind]
        facts = [
            note,
            self.vehicle_id.display_name if self.vehicle_id else "",
            self.contact_id.name or "",
            self.phone or "",
            order.name if order else "",
        ]
        return self.partner_id.with_context(
            mail_create_nosubscribe=True
        ).activity_schedule(
            f"aftersales_followup.mail_activity_type_wish_{kind}",
            date_deadline=localtime.local_date(moment, tz)
            if moment
            else self.company_id._aftersales_today(),
            summary=f"{label}: {note.splitlines()[0][:80]}",
            note=Markup("<br/>").join(fact for fact in facts if fact),
            user_id=user.id,
            followup_id=self.id,
        )

    def _wish_user(self, kind):
        """Return who takes up a wish: the customer's own people before the store's."""
        company = self.company_id
        candidates = {
            "buy": (self.vehicle_id.sales_adviser_id, company.wish_sales_user_id),
            "visit": (company.wish_reception_user_id, self.advisor_id),
            "other": (self.advisor_id, company.wish_reception_user_id),
        }[kind]
        for user in (*candidates, self.team_id.leader_id, self.user_id):
            if user.active and company in user.company_ids:
                return user
        return self.env.user

    def _wish_users(self, kind):
        """Return who may take up a wish: whose it is, then the colleagues of the store.

        A car is sold by salespeople and advisers, a visit is received by advisers.
        """
        groups = self.env.ref("aftersales_followup.group_advisor")
        if kind == "buy":
            groups |= self.env.ref("sales_team.group_sale_salesman")
        colleagues = self.env["res.users"].search(
            [
                ("all_group_ids", "in", groups.ids),
                ("company_ids", "in", self.company_id.ids),
                ("share", "=", False),
            ]
        )
        return self._wish_user(kind) | colleagues

    @api.model
    def _wish_kinds(self):
        kinds = {
            "buy": self.env._("Buy a car"),
            "visit": self.env._("Book a visit"),
            "other": self.env._("Other wish"),
        }
        return list(kinds.items())

    def _sheet_noted(self):
        """Add the wishes to what the call screen shows as noted in this call."""
        # sudo: an activity on a customer is shown with its follow-up.
        wishes = self.sudo().with_context(active_test=False).wish_ids
        return super()._sheet_noted() + [
            {
                "icon": "fa-car",
                "text": wish.summary,
                "who": wish.user_id.name,
                "date": wish.date_deadline,
                "is_done": not wish.active,
            }
            for wish in wishes
        ]

    def _call_sheet(self):
        """Say on the call screen who would get a wish, and who else may."""
        sheet = super()._call_sheet()
        source = self.sudo()  # names of colleagues only
        sheet["wishes"] = [
            {
                "kind": kind,
                "label": label,
                "who": [
                    {"id": user.id, "name": user.name}
                    for user in source._wish_users(kind)
                ],
            }
            for kind, label in self._wish_kinds()
        ]
        return sheet
