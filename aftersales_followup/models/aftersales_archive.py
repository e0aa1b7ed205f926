from odoo import api, fields, models
from odoo.fields import Domain

from .aftersales_history import PAGE

ACTIVITY_TYPE = "aftersales_followup.mail_activity_type_archive"
# What a manager may ask for: facts of the customer and of the car, nothing else.
ARCHIVE_FIELDS = {
    "res.partner": (
        "name",
        "phone",
        "landline",
        "email",
        "street",
        "city",
        "zip",
        "customer_category_id",
        "contact_window_ids",
        "followup_agent_id",
        "wishes",
        "lang",
        "vat",
    ),
    "fleet.vehicle": (
        "license_plate",
        "vin_sn",
        "model_id",
        "model_year",
        "color",
        "delivery_date",
        "service_interval",
        "maintenance_date",
        "insurance_date",
        "inspection_date",
        "warranty_date",
        "sales_adviser_id",
        "home_company_id",
    ),
}


class AftersalesArchive(models.AbstractModel):
    """A customer's or car's file: how complete it is, and all its history (A1)."""

    _name = "aftersales.archive"
    _description = "Customer File"

    archive_rate = fields.Integer(
        string="File complete (%)",
        compute="_compute_archive",
        help="Share of what the file should hold that it does hold.",
    )
    archive_missing = fields.Char(
        string="Missing in the file", compute="_compute_archive"
    )
    archive_incomplete = fields.Boolean(
        string="Incomplete", compute="_compute_archive", search="_search_incomplete"
    )

    @api.depends(lambda self: ARCHIVE_FIELDS.get(self._name, ()))
    def _compute_archive(self):
        items = self.env["aftersales.archive.item"]._of_model(self._name)
        for record in self:
            missing = items.filtered(lambda item, one=record: item._is_missing(one))
            record.archive_rate = (
                100 - round(100 * len(missing) / len(items)) if items else 100
            )
            record.archive_missing = ", ".join(missing.mapped("name"))
            record.archive_incomplete = bool(missing)

    @api.model
    def _search_incomplete(self, operator, value):
        if operator != "in":
            return NotImplemented
        items = self.env["aftersales.archive.item"]._of_model(self._name)
        incomplete = Domain.OR(item._missing_domain() for item in items)
        if {True, False} <= set(value):
            return Domain.TRUE
        return incomplete if True in value else ~incomplete

    def get_aftersales_history(self, limit=PAGE, kinds=None):
        """Return the newest lines of the history, for the page.

        :param int limit: how many at most
        :param list kinds: only these kinds; empty: all
        :return: dict: ``lines`` (dicts with ``date``, ``kind``, ``title``, ``model``,
            ``id``), ``has_more``, ``kinds`` ({kind: name})
        """
        self.ensure_one()
        self.check_access("read")
        History = self.env["aftersales.history"]
        lines = History._lines(self, limit + 1, kinds)
        return {
            "lines": [
                {
                    "date": fields.Date.to_string(day),
                    "kind": kind,
                    "title": title,
                    "model": record._name,
                    "id": record.id,
                }
                for day, kind, title, record in lines[:limit]
            ],
            "has_more": len(lines) > limit,
            "kinds": History._kinds(),
        }

    # ------------------------------------------------------------------
    # Who completes it
    # ------------------------------------------------------------------

    def write(self, vals):
        """Close the reminders of files that are complete now."""
        result = super().write(vals)
        items = self.env["aftersales.archive.item"]._field_names(self._name)
        if vals.keys() & items:
            self._follow_archive_activities()
        return result

    def _archive_activities(self):
        """Return the open reminders to complete these files.

        sudo: whoever completes a file closes the reminder of whoever was asked.
        """
        return self.env["mail.activity"]._todos_on(self, ACTIVITY_TYPE)

    def _follow_archive_activities(self):
        """Close what is complete, and say anew what is missing."""
        activities = self._archive_activities()
        if not activities:
            return
        records = self.browse(activities.mapped("res_id")).sudo()
        complete = records.filtered(lambda record: not record.archive_incomplete)
        done = activities.filtered(lambda activity: activity.res_id in complete.ids)
        done._close_todos()
        for activity in activities - done:
            record = records.browse(activity.res_id)
            activity.summary = record._archive_summary(activity.user_id)

    def _remind_archive(self, user_of):
        """Ask somebody to complete each incomplete file that nobody was asked for.

        :param dict user_of: {record id: ``res.users``}
        """
        incomplete = self.filtered("archive_incomplete")
        asked = set(incomplete._archive_activities().mapped("res_id"))
        today = fields.Date.context_today(self)
        self.env["mail.activity"]._make_todos(
            ACTIVITY_TYPE,
            [
                (record, user, today, record._archive_summary(user))
                for record in incomplete
                if record.id not in asked and (user := user_of.get(record.id))
            ],
        )

    def _archive_summary(self, user):
        """Return what is missing, in the user's language."""
        record = self.with_context(lang=user.lang)
        # Names of items are translated: read in the other language, not from cache.
        record.invalidate_recordset(["archive_missing"], flush=False)
        return record.env._("Complete the file: %s", record.archive_missing)
