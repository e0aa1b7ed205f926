from odoo import models

from ..tools.matrix import Cell, Row, Table, change_cell, score_cell
from .aftersales_figures_survey import SCORE

EXTERNAL = "aftersales.external.score"
SCOPES = ("store", "region", "nation")


class AftersalesFiguresExternal(models.AbstractModel):
    """Chapter 2 (M2): external scores as given, beside the own ones.

    A handful of records a month, read with the ORM. Definitions: docs/figures.md,
    chapter 2.
    """

    _inherit = "aftersales.figures"

    def _chapter_builders(self):
        return super()._chapter_builders() | {"m2": self._chapter_external}

    def _labels(self):
        return super()._labels() | {
            "chapter_m2": self.env._("External score"),
            "external_survey": self.env._("Survey of the manufacturer"),
            "external_mystery": self.env._("Mystery shopping"),
            "region": self.env._("Region"),
            "nation": self.env._("Nation"),
            "own": self.env._("Own survey"),
            "external_mot": self.env._("MOT score (as given)"),
            "external_css": self.env._("CSS score (as given)"),
            "external_total": self.env._("Total (as given)"),
            "section": self.env._("Section"),
        }

    def _chapter_external(self, company_ids, period):
        """Chapter 2 of a report; see :meth:`compute_chapter`."""
        tables = []
        names = self._names("res.company", company_ids)
        for company_id in company_ids:
            prefix = f"{names[company_id]}: " if len(company_ids) > 1 else ""
            for table in (
                self._table_external_survey(company_id, period),
                self._table_external_advisors(company_id, period),
                self._table_external_mystery(company_id, period),
            ):
                if not table:
                    continue
                if prefix:
                    # codes stay unique, names tell the store
                    table.code = f"{table.code}_{company_id}"
                    table.label = prefix + table.label
                tables.append(table)
        return self._chapter("m2", 2, tables)

    def _external(self, company_id, period, kind, scope="store"):
        """The last score of that kind within the period, an empty record without."""
        # figures of the company, whose report the user may read
        scores = self.env[EXTERNAL].sudo()
        return scores.search(
            [
                ("company_id", "=", company_id),
                ("kind", "=", kind),
                ("scope", "=", scope),
                ("date_from", ">=", period.date_from),
                ("date_from", "<=", period.date_to),
            ],
            order="date_from desc",
            limit=1,
        )

    def _external_columns(self, company_id, period, kind):
        """Column → record: this period, the one before, region and nation."""
        return {
            "value": self._external(company_id, period, kind),
            "previous": self._external(company_id, period.previous(), kind),
            "region": self._external(company_id, period, kind, "region"),
            "nation": self._external(company_id, period, kind, "nation"),
        }

    def _external_row(self, code, label, columns, read, unit="score", kind=""):
        """A row: ``read`` takes the figure out of a record."""
        cells = {}
        for name, record in columns.items():
            value = read(record) if record else None
            domain = [("id", "=", record.id)] if record else []
            cells[name] = Cell(
                value, unit, model=EXTERNAL if record else "", domain=domain
            )
        cells["change_previous"] = change_cell(cells["value"], cells["previous"])
        return Row(code, label, cells, kind)

    def _specs_external(self):
        return (
            ("value", "score"),
            ("previous", "score"),
            ("change_previous", "score_change"),
            ("region", "score"),
            ("nation", "score"),
        )

    def _table_external_survey(self, company_id, period):
        """Sample, items, MOT and CSS as given; the own survey beside."""
        columns = self._external_columns(company_id, period, "survey")
        own = self._sum_items(self._item_buckets([company_id], period), period.months())
        rated = self._domain_scores([company_id], period)
        rows = []
        if any(columns.values()):
            label = self._label("sample")
            rows.append(
                self._external_row(
                    "sample", label, columns, lambda one: one.sample, "count", "aside"
                )
            )
            for item in self._items().filtered("is_mot"):
                row = self._external_row(
                    item.code, item.name, columns, self._line_reader(item)
                )
                mine = [*rated, ("item_code", "=", item.code)]
                row.cells["own"] = self._sums_cell(own.get(item.code, {}), mine)
                rows.append(row)
            for code, name in (("external_mot", "mot"), ("external_css", "css")):
                label = self._label(code)
                row = self._external_row(
                    code, label, columns, self._field_reader(name), kind="total"
                )
                if name == "mot":
                    mot = self._domain_mot([company_id], period)
                    row.cells["own"] = score_cell(*self._mot_score(own), SCORE, mot)
                rows.append(row)
        return Table(
            "external_survey",
            self._label("external_survey"),
            self._columns(*self._specs_external(), ("own", "score")),
            rows,
            row_header=self._label("item"),
            charts=[{"kind": "radar", "columns": ["value", "own"]}],
        )

    def _line_reader(self, item):
        def read(score):
            lines = score.line_ids.filtered(
                lambda line: line.item_id == item and not line.advisor_id
            )
            return lines[:1].value if lines else None

        return read

    def _field_reader(self, name):
        # not entered is not zero
        return lambda score: score[name] or None

    def _table_external_mystery(self, company_id, period):
        """Mystery shopping by section, with its total as given."""
        columns = self._external_columns(company_id, period, "mystery")
        sections = dict.fromkeys(
            line.section or line.item_id.name
            for record in columns.values()
            for line in record.line_ids
        )
        rows = [
            self._external_row(
                f"section_{number}", section, columns, self._section_reader(section)
            )
            for number, section in enumerate(sections, start=1)
        ]
        if rows:
            label = self._label("external_total")
            rows.append(
                self._external_row(
                    "external_total",
                    label,
                    columns,
                    self._field_reader("total"),
                    kind="total",
                )
            )
        return rows and Table(
            "external_mystery",
            self._label("external_mystery"),
            self._columns(*self._specs_external()),
            rows,
            row_header=self._label("section"),
        )

    def _section_reader(self, section):
        def read(score):
            lines = score.line_ids.filtered(
                lambda line: (line.section or line.item_id.name) == section
            )
            return lines[:1].value if lines else None

        return read
