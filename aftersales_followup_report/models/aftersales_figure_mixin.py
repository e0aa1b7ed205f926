from odoo import models
from odoo.exceptions import UserError

# Odoo's own views of a repair order ask for rights to the stock: ours do not.
VIEWS = {
    "repair.order": (
        "aftersales_followup.repair_order_view_list_aftersales",
        "aftersales_followup.repair_order_view_form_aftersales",
    )
}


class AftersalesFigureMixin(models.AbstractModel):
    """A page of chapters whose numbers open the records behind them.

    A model of pages says in :meth:`_figure_chapter` which chapter a code means.
    """

    _name = "aftersales.figure.mixin"
    _description = "Page of Figures"

    def _figure_chapter(self, code):
        """The matrix of a chapter of this page, None when it has none of that code."""
        raise NotImplementedError

    def action_open_figure(self, path):
        """Open the records behind a figure.

        :param str path: chapter / table / row / column, column empty for a list's row
        :return: an act_window; the records' own rules decide what the user sees
        :raise UserError: when there is no such figure
        """
        self.ensure_one()
        self.check_access("read")
        chapter_code = str(path).split("/", 1)[0]
        return self._open_figure(self._figure_chapter(chapter_code), path)

    def _open_figure(self, chapter, path):
        """The action for a path within a chapter, see :meth:`action_open_figure`."""
        try:
            _chapter, table_code, row_code, column_code = str(path).split("/")
        except ValueError:
            table_code = row_code = column_code = ""
        table = chapter and chapter.table(table_code)
        row = table and next((one for one in table.rows if one.code == row_code), None)
        if not row:
            raise UserError(self.env._("This figure is not in the report any more."))
        if not column_code and row.res_id:
            return self._record_action(row)
        cell = row.cells.get(column_code)
        if not cell or not cell.model:
            raise UserError(self.env._("There are no records behind this figure."))
        labels = {column.code: column.label for column in table.columns}
        return {
            "type": "ir.actions.act_window",
            "name": f"{row.label} – {labels.get(column_code, '')}",
            "res_model": cell.model,
            "views": self._figure_views(cell.model),
            "domain": cell.domain,
            "context": {"active_test": False, "create": False},
        }

    def _record_action(self, row):
        return {
            "type": "ir.actions.act_window",
            "name": row.label,
            "res_model": row.model,
            "res_id": row.res_id,
            "views": self._figure_views(row.model)[1:],
        }

    def _figure_views(self, model):
        """Views of the records behind a figure: a list, then a form."""
        refs = VIEWS.get(model)
        ids = [self.env.ref(one).id for one in refs] if refs else [False, False]
        return list(zip(ids, ("list", "form"), strict=True))
