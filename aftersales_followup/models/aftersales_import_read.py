import base64
import datetime

import pytz
from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import split_every

from ..tools import import_columns, import_file, import_row, localtime
from ..tools.import_values import ImportValueError, line

SHOWN = 8
SHOWN_LENGTH = 40
SAMPLES = 3
STAGED = 2000


class AftersalesImport(models.Model):
    """From the file to rows: which columns they are, and what stands in them."""

    _inherit = "aftersales.import"

    # ------------------------------------------------------------------
    # File and columns
    # ------------------------------------------------------------------

    def _read_file(self):
        """Return all rows of the file and how it was read.

        :raises UserError: when it cannot be read
        """
        profile = self.profile_id
        content = base64.b64decode(self.with_context(bin_size=False).file or b"")
        try:
            return import_file.read(content, profile.encoding, profile.delimiter)
        except import_file.ImportFileError as fault:
            raise UserError(self._file_message(fault)) from fault

    def _propose_columns(self):
        """Find the names of the columns and what they are, from memory and by name."""
        rows, how = self._read_file()
        remembered = self.profile_id._remembered()
        header = self.profile_id.header_row - 1
        if not 0 <= header < len(rows):
            header = import_columns.header_row(rows, remembered)
        targets = import_columns.guess(rows[header], remembered)
        body = rows[header + 1 :]
        width = max(map(len, rows[header : header + 50]), default=0)
        self.column_ids.unlink()
        self.write(
            {
                "header": header,
                "how_read": self._describe(how, header),
                "column_ids": [
                    (0, 0, self._prepare_column(i, rows[header], body, targets))
                    for i in range(width)
                ],
            }
        )

    def _prepare_column(self, index, header, body, targets):
        cells = (line(row[index]) for row in body[:50] if index < len(row))
        samples = [cell for cell in cells if cell][:SAMPLES]
        name = line(header[index]) if index < len(header) else ""
        return {
            "index": index,
            "header": name[:200] or self.env._("(column %s)", index + 1),
            "sample": " | ".join(sample[:40] for sample in samples),
            "target": targets.get(index),
        }

    def _describe(self, how, header):
        kind = how["kind"].upper()
        if kind == "CSV":
            sign = {"\t": "Tab"}.get(how["delimiter"], how["delimiter"])
            kind = f"CSV, {how['encoding'].upper()}, “{sign}”"
        return self.env._("%(kind)s, names in row %(row)s", kind=kind, row=header + 1)

    def _targets(self):
        """Return {index of a column: what it is}."""
        targets = {c.index: c.target for c in self.column_ids if c.target}
        chosen = list(targets.values())
        twice = {target for target in chosen if chosen.count(target) > 1}
        if twice:
            raise UserError(
                self.env._(
                    "Only one column can be “%s”.", self._target_label(min(twice))
                )
            )
        return targets

    def _targets_by_key(self):
        return {
            import_columns.header_key(column.header): column.target or ""
            for column in self.column_ids
        }

    # ------------------------------------------------------------------
    # Rows
    # ------------------------------------------------------------------

    def _read_rows(self):
        """Return the jobs in the file: dicts of number, cells, values and faults.

        Blank rows, repeated headers and lines of totals are no jobs.
        """
        rows, _how = self._read_file()
        targets, options = self._targets(), self._read_options()
        header = (
            [line(cell) for cell in rows[self.header]]
            if self.header < len(rows)
            else []
        )
        jobs = []
        for number, cells in enumerate(rows[self.header + 1 :], self.header + 2):
            words = [line(cell) for cell in cells]
            if not any(words) or words == header or import_row.is_sum(cells):
                continue
            values, faults = import_row.read_row(cells, targets, options)
            jobs.append(
                {"number": number, "cells": cells, "values": values, "faults": faults}
            )
        self._join_same_jobs(jobs)
        return jobs

    def _read_options(self):
        profile, company = self.profile_id, self.company_id
        tz = company._aftersales_tz()
        tomorrow = company._aftersales_today() + datetime.timedelta(days=1)
        return {
            "region": profile.country_id.code,
            "date_order": profile.date_order,
            "decimal": profile.decimal_sign,
            "now": localtime.utc_moment(tomorrow, 0, tz),
            "to_utc": lambda moment: _as_utc(moment, tz),
        }

    def _join_same_jobs(self, jobs):
        """Make one job of rows with one number: some systems print a row per work.

        The first row carries the job; the others add their work and technicians.
        """
        first_of = {}
        for job in jobs:
            values = job["values"]
            number = values.get("job")
            if job["faults"] or not number:
                continue
            first = first_of.setdefault(number, job)
            if first is job:
                continue
            if _is_other_car(first["values"], values):
                job["faults"].append(
                    ("job", ImportValueError("job_twice", first["number"]))
                )
                continue
            job["same_as"] = first["number"]
            for target in ("work", "note"):
                first["values"][target] = _joined(
                    first["values"].get(target), values.get(target)
                )
            for name in values.get("technicians", []):
                if name not in first["values"]["technicians"]:
                    first["values"]["technicians"].append(name)

    def _reasons(self, job):
        """Return all that is wrong with a row, one line each."""
        return "\n".join(
            dict.fromkeys(self._fault_message(f, target) for target, f in job["faults"])
        )

    # ------------------------------------------------------------------
    # Preview
    # ------------------------------------------------------------------

    def _check_targets(self):
        """Tell whether the columns are there by which a job is found again."""
        targets = set(self._targets().values())
        return {"job", "date"} <= targets and bool(targets & {"plate", "vin"})

    def _check_rows(self):
        """Read every row with the columns as chosen, and show the first ones."""
        if not self._check_targets():
            message = self._missing_columns_message()
            self.write({"summary": message, "preview": False, "is_ready": False})
            return
        jobs = self._read_rows()
        bad = [job for job in jobs if job["faults"]]
        shown = bad[:SHOWN] + [job for job in jobs if not job["faults"]][:SHOWN]
        columns = self.column_ids.filtered(lambda c: c.target not in (False, "reason"))
        self.write(
            {
                "row_count": len(jobs),
                "is_ready": not bad,
                "summary": self.env._(
                    "%(good)s rows can be taken over, %(bad)s not.",
                    good=len(jobs) - len(bad),
                    bad=len(bad),
                ),
                "preview": self._preview_table(shown, columns.mapped("target")),
            }
        )

    def _preview_table(self, jobs, targets):
        """Return the rows as they are understood; everything in them is escaped."""
        cell = Markup("<td>%s</td>")
        heads = [self.env._("Row"), *map(self._target_label, targets)]
        if any(job["faults"] for job in jobs):
            heads.insert(1, self.env._("Reason"))
        body = Markup("")
        for job in jobs:
            cells = [job["number"], *(self._shown(job["values"], t) for t in targets)]
            if len(heads) > len(cells):
                cells.insert(1, self._reasons(job))
            line_class = "table-danger" if job["faults"] else ""
            body += Markup('<tr class="%s">%s</tr>') % (
                line_class,
                Markup("").join(cell % value for value in cells),
            )
        return Markup(
            '<div class="table-responsive"><table class="table table-sm text-nowrap">'
            "<thead><tr>%s</tr></thead><tbody>%s</tbody></table></div>"
        ) % (Markup("").join(Markup("<th>%s</th>") % head for head in heads), body)

    def _shown(self, values, target):
        """Return a value as the preview shows it."""
        value = values.get(target)
        if value in (None, False, ""):
            return ""
        if target == "date":
            tz = self.company_id._aftersales_tz()
            moment = pytz.utc.localize(fields.Datetime.to_datetime(value))
            return moment.astimezone(tz).strftime("%Y-%m-%d %H:%M")
        if target == "amount":
            return f"{value:,.2f}"
        if isinstance(value, list):
            return ", ".join(value)
        return shorten(str(value))

    # ------------------------------------------------------------------
    # Staging
    # ------------------------------------------------------------------

    def _stage(self):
        """Keep every row of the file as a record that waits or is rejected."""
        jobs = self._read_rows()
        Row = self.env["aftersales.import.row"]
        for chunk in split_every(STAGED, jobs, list):
            Row.create([self._prepare_row(job) for job in chunk])
        self.write({"is_staged": True, "row_count": len(jobs)})

    def _prepare_row(self, job):
        values = job["values"]
        vals = {
            "import_id": self.id,
            "company_id": self.company_id.id,
            "number": job["number"],
            "job": values.get("job"),
            "plate": values.get("plate") or values.get("vin"),
            "owner": values.get("owner"),
            "cells": [_plain(cell) for cell in job["cells"]],
            "data": {**values, "same_as": job.get("same_as")},
        }
        if job["faults"]:
            vals.update(state="rejected", reason=self._reasons(job))
        return vals


def shorten(value):
    """Return a text as it fits into a cell of the preview."""
    value = " ".join(value.split())
    return value if len(value) <= SHOWN_LENGTH else f"{value[:SHOWN_LENGTH]}…"


def _is_other_car(one, other):
    return any(
        one.get(key) and other.get(key) and one[key] != other[key]
        for key in ("vin", "plate")
    )


def _as_utc(moment, tz):
    """Return the naive UTC moment of a naive local one, to the second."""
    local = tz.normalize(tz.localize(moment, is_dst=False))
    return local.astimezone(pytz.utc).replace(tzinfo=None)


def _joined(one, other):
    lines = [*(one or "").split("\n"), *(other or "").split("\n")]
    return "\n".join(dict.fromkeys(filter(None, lines)))


def _plain(cell):
    """Return a cell as JSON holds it; days so that any source reads them again."""
    if isinstance(cell, datetime.datetime) and cell.time() == datetime.time():
        return cell.date().isoformat()
    if isinstance(cell, (datetime.datetime, datetime.date, datetime.time)):
        return str(cell)
    if isinstance(cell, str):
        return cell.replace("\x00", "")[: import_file.MAX_CELL]
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    return cell
