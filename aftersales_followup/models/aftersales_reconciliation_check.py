import datetime

from odoo import api, fields, models

from ..tools import localtime
from .aftersales_reconciliation import ALARMING

DAYS = 60
ACTIVITY_TYPE = "aftersales_followup.mail_activity_type_reconciliation"


class AftersalesReconciliationCheck(models.Model):
    """The day's count: settled, made, tried, finished, and what is missing (F20)."""

    _name = "aftersales.reconciliation.check"
    _description = "Daily Reconciliation"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date desc, id desc"
    _rec_name = "date"

    company_id = fields.Many2one(
        "res.company", string="Store", required=True, index=True, ondelete="cascade"
    )
    date = fields.Date(string="Checked on", required=True)
    date_from = fields.Date(string="Orders from", required=True)
    settled_count = fields.Integer(string="Settled")
    made_count = fields.Integer(string="Made")
    called_count = fields.Integer(string="Tried")
    finished_count = fields.Integer(string="Finished")
    explained_count = fields.Integer(string="Differences with a cause")
    missing_count = fields.Integer(string="Missing")

    _day_unique = models.UniqueIndex("(company_id, date)")

    @api.depends("company_id", "date")
    def _compute_display_name(self):
        for check in self:
            check.display_name = self.env._(
                "Reconciliation of %(date)s, %(store)s",
                date=fields.Date.to_string(check.date),
                store=check.company_id.name,
            )

    @api.model
    def _cron_check(self):
        """Count the last days of every store; what is missing goes to the manager."""
        for company in self.env["res.company"].search([]):
            self.with_company(company)._check_company(company)
            self.env["ir.cron"]._commit_progress()

    @api.model
    def _check_company(self, company):
        """Count once a day, and raise or close the alarm.

        :return: the check of today
        """
        today = company._aftersales_today()
        first = today - datetime.timedelta(days=DAYS)
        check = self.search([("company_id", "=", company.id), ("date", "=", today)])
        vals = {
            "company_id": company.id,
            "date": today,
            "date_from": first,
            **self._prepare_counts(company, first, today),
        }
        if check:
            check.write(vals)
        else:
            check = self.create(vals)
        if check.missing_count:
            # The next run reads the whole look-back again, whatever it knows.
            self.env["aftersales.program.mark"].search(
                [("company_id", "=", company.id)]
            ).unlink()
        check._raise_or_close_alarm()
        return check

    @api.model
    def _prepare_counts(self, company, first, today):
        """Return the numbers of the orders settled from ``first`` until yesterday."""
        rows = self.env["aftersales.reconciliation"]._read_group(
            [
                ("company_id", "=", company.id),
                *self._window(company, first, today),
            ],
            ["status"],
            [
                "repair_id:count_distinct",
                "made_count:sum",
                "called_count:sum",
                "finished_count:sum",
                "__count",
            ],
        )
        counts = {status: count for status, *_sums, count in rows}
        orders = self.env["repair.order"].search_count(
            [
                ("company_id", "=", company.id),
                ("state", "=", "done"),
                *self._window(company, first, today),
            ]
        )
        return {
            "settled_count": orders,
            "made_count": sum(row[2] for row in rows),
            "called_count": sum(row[3] for row in rows),
            "finished_count": sum(row[4] for row in rows),
            "explained_count": counts.get("explained", 0),
            "missing_count": counts.get("alarm", 0),
        }

    @api.model
    def _window(self, company, first, until):
        tz = company._aftersales_tz()
        return [
            ("date_closed", ">=", localtime.utc_moment(first, 0, tz)),
            ("date_closed", "<", localtime.utc_moment(until, 0, tz)),
        ]

    def _raise_or_close_alarm(self):
        """Tell the customer-care manager once, until nothing is missing any more."""
        self.ensure_one()
        open_ones = self.search(
            [("company_id", "=", self.company_id.id)]
        ).activity_ids.filtered(
            lambda a: a.activity_type_id == self.env.ref(ACTIVITY_TYPE)
        )
        if not self.missing_count:
            open_ones.action_feedback(
                feedback=self.env._("Nothing is missing any more.")
            )
        elif not open_ones:
            for manager in self._managers():
                lang = self.with_context(lang=manager.lang)
                lang.activity_schedule(
                    ACTIVITY_TYPE,
                    date_deadline=self.date,
                    user_id=manager.id,
                    summary=lang.env._(
                        "%s settled orders without follow-up", self.missing_count
                    ),
                )

    def _managers(self):
        """Return the store's customer-care managers, or who stands in for them.

        Those who work for this store alone or first; else all who may work for it.
        """
        group = self.env.ref("aftersales_followup.group_care_manager")
        managers = self.env["res.users"].search(
            [
                ("all_group_ids", "in", group.id),
                ("company_ids", "in", self.company_id.ids),
                ("share", "=", False),
                ("id", "!=", self.env.ref("base.user_root").id),
            ]
        )
        own = managers.filtered(lambda user: user.company_id == self.company_id)
        delegates = self.env["aftersales.delegation"]._delegates_on(
            self.date, self.company_id
        )
        present = self.env["res.users"]
        for manager in own or managers:
            present |= delegates.get(manager, manager)
        return present

    def action_view_missing(self):
        """Open the orders that have neither follow-up nor reason."""
        return self._view_rows([("cause", "in", ALARMING)])

    def action_view_all(self):
        """Open all orders of the check."""
        return self._view_rows([])

    def _view_rows(self, domain):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_followup.aftersales_reconciliation_action"
        )
        window = self._window(self.company_id, self.date_from, self.date)
        own = [("company_id", "=", self.company_id.id), *window]
        return {**action, "domain": own + domain, "context": {}}
