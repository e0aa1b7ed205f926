"""Nights that were previewed, and nights that run twice."""

import datetime

from odoo.tools import SQL

from . import year_plan

# Nights that are previewed the evening before, and nights that run twice.
PREVIEWED = {8, 60, 105, 171, 188, 239, 280, 333}
TWICE = {12, 97, 150, 201, 261, 340}
TABLES = (
    "aftersales_followup",
    "aftersales_followup_attempt",
    "aftersales_followup_score",
    "aftersales_program_failure",
    "aftersales_complaint",
    "mail_activity",
    "mail_followers",
    "mail_message",
    "sms_sms",
)


class YearNights:
    """The preview equals what the night then makes; a second run changes nothing."""

    def _each_night(self, day):
        number = (day - year_plan.FIRST).days
        if number in PREVIEWED:
            self._compare_preview(day)
        if number in TWICE:
            self._compare_twice(day)

    def _compare_preview(self, day):
        """Preview every program in every store in the evening, then run the night."""
        self._at_hour(day, 0.5)
        mornings = {store: store._aftersales_today() for store in self.stores}
        self._at_hour(day - datetime.timedelta(days=1), 21)
        promised = {
            self._decision(line, line.preview_id.company_id)
            for store, morning in mornings.items()
            for program in self.programs
            for line in self.env["aftersales.program.preview"]
            .create({"program_id": program.id, "company_id": store.id, "date": morning})
            .line_ids
        }
        last = self.env["aftersales.followup"].search([], order="id desc", limit=1).id
        self._at_hour(day, 0.5)
        self._run_cron("cron_generate")
        made = {
            self._decision(followup, followup.company_id)
            for followup in self.env["aftersales.followup"].search(
                [("id", ">", last), ("company_id", "in", self.stores.ids)]
            )
        }
        self.previews.append((day, promised, made))

    def _decision(self, record, store):
        return (
            record.step_id.display_name,
            record.partner_id.name,
            record.vehicle_id.license_plate,
            store.name,
            record.anchor_date,
            record.date_due,
            record.skip_reason_id.code,
            record.user_id.login,
        )

    def _compare_twice(self, day):
        """Run the night twice: the second time nothing changes."""
        for name in ("cron_generate", "cron_open_and_expire"):
            self._run_cron(name)
        once = self._state_of_tables()
        self._at_hour(day, 1.5)
        for name in ("cron_generate", "cron_open_and_expire"):
            self._run_cron(name)
        twice = self._state_of_tables()
        self.differences += [
            (day, table) for table in TABLES if once[table] != twice[table]
        ]
        self._at_hour(day, 0.5)

    def _state_of_tables(self):
        return {
            table: self.env.execute_query(
                SQL(
                    "SELECT count(*), md5(string_agg(t::text, '|' ORDER BY id)) "
                    "FROM %s t",
                    SQL.identifier(table),
                )
            )
            for table in TABLES
        }

    def _let_time_pass(self):
        """Set back when records changed: to the database all this is one moment.

        So that the next night takes for new only what happens from now on.
        """
        for name in self.env.registry.descendants(["aftersales.anchored"], "_inherit"):
            if self.env[name]._abstract:
                continue
            table = SQL.identifier(self.env[name]._table)
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET aftersales_changed = "
                    "aftersales_changed - interval '1 day' "
                    "WHERE aftersales_changed > now() - interval '1 hour'",
                    table,
                )
            )
        self.env.invalidate_all()
