from odoo import models

from ..tools.formats import format_basis
from ..tools.matrix import Cell, Row, Table, change_cell, text_cell


class AftersalesFiguresCompared(models.AbstractModel):
    """Key figures beside those of the period before and of last year."""

    _inherit = "aftersales.figures"

    def _compared_table(
        self, code, period, cells_of, good_of=None, with_target=False, **values
    ):
        """A line a figure: this period, the one before, last year's, the changes.

        :param str code: the table's
        :param cells_of: function of a Period that gives code → cell
        :param good_of: function of a code: 1 where more is better, -1 where less is;
            as in the main figures where none is given
        :param bool with_target: adds the column of the targets
        """
        unit, change = ("percent", "points") if with_target else ("count", "change")
        columns = self._columns(
            ("value", unit),
            ("basis", "text"),
            ("previous", unit),
            ("change_previous", change),
            ("last_year", unit),
            ("change_last_year", change),
        )
        rows = self._compared_rows(period, cells_of, good_of or self._good)
        if with_target:
            columns += self._columns(("target", unit))
            for row in rows:
                cell = row.cells["value"]
                if cell.target is not None:
                    row.cells["target"] = Cell(value=cell.target, unit=cell.unit)
        label = values.pop("label", None) or self._label(code)
        return Table(code, label, columns, rows, **values)

    def _compared_rows(self, period, cells_of, good_of):
        now, before, year = (
            cells_of(one) for one in (period, period.previous(), period.last_year())
        )
        rows = []
        for code, cell in now.items():
            good = good_of(code)
            cells = {
                "value": cell,
                "basis": text_cell(format_basis(cell)),
                "previous": before[code],
                "change_previous": change_cell(cell, before[code], good),
                "last_year": year[code],
                "change_last_year": change_cell(cell, year[code], good),
            }
            kind = "sub" if cell.unit == "percent" else ""
            rows.append(Row(code, self._label(code), cells, kind))
        return rows
