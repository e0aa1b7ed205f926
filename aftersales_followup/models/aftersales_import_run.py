import base64
import io
import logging

import xlsxwriter

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

_logger = logging.getLogger(__name__)
CHUNK = 500
TRIES = 5
# They cost a query or a message each, for thousands of records nobody follows.
QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
    "mail_activity_automation_skip": True,
}


class AftersalesImport(models.Model):
    """The background job: rows in committed chunks, good ones kept, bad ones told."""

    _inherit = "aftersales.import"

    @api.model
    def _cron_run(self):
        """Load the files that wait; go on where a crash or a time limit stopped."""
        for record in self.search([("state", "=", "running")], order="id"):
            # Whoever has it, has it: what is left comes with the next run.
            if not record.try_lock_for_update(allow_referencing=True):
                continue
            if not record._as_importer()._run():
                # Others had their turn: go on at once, not in the next minute.
                self.env.ref("aftersales_followup.cron_import")._trigger()
                return

    def _as_importer(self):
        """Return the import with its user's language and store, and the job's rights.

        sudo: customer care may load files of orders, cars and customers, without the
        workshop's, the fleet's and HR's rights to change them one by one.
        """
        self.ensure_one()
        company = self.company_id
        return (
            self.with_user(self.user_id)
            .sudo()
            .with_company(company)
            .with_context(
                **QUIET,
                allowed_company_ids=company.ids,
                lang=self.user_id.lang,
                tz=str(company._aftersales_tz()),
            )
        )

    def _run(self):
        """Load all rows that wait, and finish.

        :return: whether there is time left for the next file
        """
        cron = self.env["ir.cron"]
        if not self.is_staged:
            try:
                with self.env.cr.savepoint():
                    self._stage()
            except UserError as error:
                self.write({"state": "draft", "error": str(error), "preview": False})
                return bool(cron._commit_progress(1))
            cron._commit_progress(remaining=self.row_count)
        Row = self.env["aftersales.import.row"]
        waiting = [("import_id", "=", self.id), ("state", "=", "pending")]
        tries = TRIES
        while rows := Row.search(waiting, order="number, id", limit=CHUNK):
            # Locks end with each commit; a second process must not take the same rows.
            if not self.try_lock_for_update(allow_referencing=True):
                return True
            try:
                self._load_chunk(rows)
                self._count()
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                # Somebody changed a customer or car meanwhile: look again.
                tries -= 1
                if not tries:
                    raise
                self.env.cr.rollback()
                continue
            remaining = Row.search_count(waiting)
            if not cron._commit_progress(len(rows), remaining=remaining) and remaining:
                return False
        self._finish()
        return bool(cron._commit_progress())

    def _load_chunk(self, rows):
        """Load rows together; when that fails, one by one to find the bad one."""
        try:
            with self.env.cr.savepoint():
                self._load_rows(rows)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception:
            # Whatever it is, the other rows are good.
            _logger.info("Import %s: one by one", self.id, exc_info=True)
            for row in rows:
                self._load_row(row)

    def _load_row(self, row):
        try:
            with self.env.cr.savepoint():
                self._load_rows(row)
        except UserError as error:
            row.write({"state": "rejected", "reason": str(error)})
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception as error:
            _logger.exception("Import %s, row %s", self.id, row.number)
            row.write(
                {
                    "state": "rejected",
                    "reason": self.env._(
                        "The row could not be loaded (%s).", type(error).__name__
                    ),
                }
            )

    def _count(self):
        """Count what became of the rows so far; shown as progress."""
        counts = dict(
            self.env["aftersales.import.row"]._read_group(
                [("import_id", "=", self.id)], ["state"], ["__count"]
            )
        )
        self.write(
            {
                f"{state}_count": counts.get(state, 0)
                for state in ("new", "updated", "matched", "rejected")
            }
        )

    def _finish(self):
        """Close the import, with the file of rejected rows to correct."""
        self._count()
        rejected = self.row_ids.filtered(lambda row: row.state == "rejected")
        self.write(
            {
                "state": "done",
                "date_done": fields.Datetime.now(),
                "error": False,
                "error_file": self._error_file(rejected) if rejected else False,
            }
        )

    def _error_file(self, rows):
        """Return the rejected rows as XLSX in base64: as they came, with the reason.

        Everything is written as text: no cell becomes a formula, no number loses
        its digits, and the file loads again as it is.
        """
        headers = self._file_headers()
        stream = io.BytesIO()
        book = xlsxwriter.Workbook(
            stream,
            {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
        )
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True})
        wrap = book.add_format({"text_wrap": True})
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, max(len(headers) - 1, 0), 16)
        sheet.set_column(len(headers), len(headers), 60)
        for column, header in enumerate([*headers, self.env._("Reason")]):
            sheet.write_string(0, column, header, bold)
        for index, row in enumerate(rows.sorted("number"), 1):
            for column, cell in enumerate((row.cells or [])[: len(headers)]):
                if cell not in (None, ""):
                    sheet.write_string(index, column, str(cell))
            sheet.write_string(index, len(headers), row.reason or "", wrap)
        book.close()
        return self._encoded(stream.getvalue())

    def _file_headers(self):
        """Return the names of the file's columns, without an earlier reason."""
        columns = self.column_ids.sorted("index")
        while columns and columns[-1].target == "reason":
            columns = columns[:-1]
        return columns.mapped("header")

    @api.model
    def _encoded(self, content):
        return base64.b64encode(content)
