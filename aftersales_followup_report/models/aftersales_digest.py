from collections import Counter

import psycopg2
from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.matrix import as_dict, from_dict
from ..tools.periods import Week
from ..tools.presentation import table_view

PAGE_TEMPLATE = "aftersales_followup_report.digest_page"
MAIL_TEMPLATE = "aftersales_followup_report.digest_mail"
# Who gets it, of those who work in the store.
READERS = (
    "aftersales_followup.group_care_manager",
    "aftersales_followup.group_director",
    "aftersales_followup.group_service_manager",
)
# Lines of the list that the mail shows; the record has all of them.
MAIL_LINES = 10


class AftersalesDigest(models.Model):
    """The weekly digest of low items (M11): one a store and week.

    Made on Monday for the week before, later where nothing ran on Monday; frozen, and
    told to the store's managers by their own way of notification. The record is the
    digest: where no mail goes out, it is there all the same and says so.
    """

    _name = "aftersales.digest"
    _description = "Weekly Digest of Low Items"
    _inherit = ["mail.thread", "aftersales.figure.mixin"]
    _order = "date_from desc, company_id"

    name = fields.Char(compute="_compute_name", store=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    date_from = fields.Date(string="From", required=True, readonly=True)
    date_to = fields.Date(string="To", compute="_compute_date_to", store=True)
    low_count = fields.Integer(string="Low answers", readonly=True)
    customer_count = fields.Integer(string="Customers with a low answer", readonly=True)
    snapshot = fields.Json(readonly=True)
    page = fields.Html(compute="_compute_page", sanitize=False)
    mail_state = fields.Selection(
        [
            ("none", "Nobody to tell"),
            ("waiting", "Waiting to be sent"),
            ("sent", "Told"),
            ("failed", "Not delivered"),
        ],
        string="Notification",
        compute="_compute_mail_state",
        help="Whether the managers were told. A digest that no mail took stays here to "
        "be read.",
    )

    _once = models.UniqueIndex(
        "(company_id, date_from)", "There is a digest of this store and week already."
    )

    @api.depends("date_from", "company_id.name")
    def _compute_name(self):
        for digest in self:
            code = Week(digest.date_from).code if digest.date_from else ""
            digest.name = f"{code} · {digest.company_id.sudo().name or ''}"

    @api.depends("date_from")
    def _compute_date_to(self):
        for digest in self:
            digest.date_to = digest.date_from and Week(digest.date_from).date_to

    @api.depends("message_ids.notification_ids.notification_status")
    def _compute_mail_state(self):
        for digest in self:
            # the state of others' notifications, not what is in them
            states = set(
                digest.sudo().message_ids.notification_ids.mapped("notification_status")
            )
            if not states:
                digest.mail_state = "none"
            elif states & {"exception", "bounce"}:
                digest.mail_state = "failed"
            elif states & {"ready", "process", "pending"}:
                digest.mail_state = "waiting"
            else:
                digest.mail_state = "sent"

    @api.depends_context("lang", "uid")
    def _compute_page(self):
        for digest in self:
            values = digest._page_values() if digest.snapshot else None
            digest.page = values and self.env["ir.qweb"]._render(PAGE_TEMPLATE, values)

    def _page_values(self):
        return {"digest": self, "tables": self._tables(), "linked": True}

    def _tables(self):
        """What the templates of screen, paper and mail lay out."""
        chapter = self._figure_chapter("w1")
        tables = [table_view(one, "w1") for one in chapter.tables] if chapter else []
        for table in tables:
            # drawn by us, every text in it escaped
            table["charts"] = [Markup(svg) for svg in table["charts"]]  # noqa: S704
        return tables

    def _figure_chapter(self, code):
        if code != "w1" or not self.snapshot:
            return None
        return self.env["aftersales.figures"]._reworded(from_dict(self.snapshot))

    # Monday --------------------------------------------------------------------------

    @api.model
    def _cron_weekly(self):
        """Make the digests that are due of each store, and tell them (M11).

        Runs every day: what Mondays on which nothing ran left out is made up for, the
        oldest week first. The unique index lets each week be told once.
        """
        companies = self.env["res.company"].search([])
        self.env["ir.cron"]._commit_progress(remaining=len(companies))
        for company in companies:
            digests = self.with_company(company).with_context(
                allowed_company_ids=company.ids
            )
            for week in digests._weeks_due(company):
                digests._make(company, week)
                # a week that was told stays told, whatever comes after it
                self.env["ir.cron"]._commit_progress()
            self.env["ir.cron"]._commit_progress(1)

    @api.model
    def _weeks_due(self, company):
        """Weeks of the store that are over, had answers and have no digest.

        They begin after its newest digest; a store without one begins with last week,
        so that nobody is told a past of before there were digests.

        :rtype: list[Week]
        """
        last = Week.containing(company._aftersales_today()).previous()
        newest = self.search(
            [("company_id", "=", company.id)], order="date_from desc", limit=1
        )
        first = Week(newest.date_from).next() if newest else last
        days = self.env["aftersales.followup.score"]._read_group(
            [
                ("company_id", "=", company.id),
                ("date", ">=", first.date_from),
                ("date", "<=", last.date_to),
            ],
            ["date:day"],
        )
        weeks = {Week.containing(day) for [day] in days}
        return sorted(weeks, key=lambda week: week.date_from)

    @api.model
    def _make(self, company, week, tell=True):
        """Make and tell the digest of a week.

        :param company: the store
        :param Week week: a week that is over
        :param bool tell: whether its managers are told at once
        :return: the new digest, empty when it is there already
        """
        readers = self._readers(company)
        # names are frozen with the figures: in the language that most readers have
        lang = Counter(readers.mapped("lang")).most_common(1)
        figures = self.env["aftersales.figures"]._remembering()
        figures = figures.with_context(lang=lang[0][0] if lang else self.env.lang)
        chapter = figures.compute_chapter("w1", company.ids, week)
        try:
            with self.env.cr.savepoint():
                digest = self.create(self._prepare(company, week, chapter))
        except psycopg2.errors.UniqueViolation:  # another worker made it this moment
            return self.browse()
        if tell:
            digest._tell(readers)
        return digest

    def _prepare(self, company, week, chapter):
        items = chapter.table("week_items").rows
        customers = chapter.cell("week_figures", "low_customers", "this_week")
        return {
            "company_id": company.id,
            "date_from": week.date_from,
            "snapshot": as_dict(chapter),
            "low_count": sum(row.cells["low_answers"].value for row in items),
            "customer_count": customers.value,
        }

    @api.model
    def _readers(self, company):
        """The managers of the store, whatever else they manage."""
        users = self.env["res.users"]
        for group in READERS:
            users |= self.env.ref(group).sudo().all_user_ids  # who is a manager
        return users.filtered(
            lambda user: (
                user.active and not user._is_superuser() and company in user.company_ids
            )
        )

    def _tell(self, users):
        """Post the digest to its readers, once for each of their languages."""
        self.ensure_one()
        for lang, readers in users.grouped("lang").items():
            digest = self.with_context(lang=lang)
            digest.message_post(
                subject=self.with_context(lang=lang).env._(
                    "Low items of the week: %s", self.name
                ),
                body=digest.env["ir.qweb"]._render(
                    MAIL_TEMPLATE, digest._mail_values(), lang=lang
                ),
                partner_ids=readers.partner_id.ids,
                subtype_xmlid="mail.mt_note",
            )

    def _mail_values(self):
        values = self._page_values()
        tables = {table["code"]: table for table in values["tables"]}
        low = tables["week_low"]
        rest = len(low["rows"]) - MAIL_LINES
        return {
            "digest": self,
            "figures": tables["week_figures"],
            "items": tables["week_items"],
            "low": {**low, "rows": low["rows"][:MAIL_LINES]},
            "more": rest > 0 and self.env._("And %s more: open the digest.", rest),
        }

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A digest that was told is kept."))
