from odoo import api, fields, models
from odoo.tools.sql import column_exists, create_column, table_exists


class AftersalesAnchored(models.AbstractModel):
    """A record that programs hang on, and when it last changed for them.

    The night reads again what has changed since it last looked, and only that
    (``docs/decisions/0008-an-idle-night-reads-what-is-new.md``). A stored computed
    field, so that Odoo itself follows the paths: whoever puts a customer into
    another category touches the orders whose programs filter by it.
    """

    _name = "aftersales.anchored"
    _description = "Record That Programs Hang On"

    aftersales_changed = fields.Datetime(
        string="Changed for follow-up programs",
        compute="_compute_aftersales_changed",
        store=True,
        index="btree_not_null",
        copy=False,
        help="When something that decides about its follow-ups last changed.",
    )

    def _auto_init(self):
        """Leave the field empty on records from before: no program has seen them."""
        cr, column = self.env.cr, "aftersales_changed"
        if table_exists(cr, self._table) and not column_exists(cr, self._table, column):
            create_column(cr, self._table, column, "timestamp")
        return super()._auto_init()

    @api.model
    def _aftersales_change_paths(self):
        """Return what the providers read of these records, as dependencies."""
        pool = self.pool
        providers = map(pool.get, pool.descendants(["aftersales.anchor"], "_inherit"))
        paths = {
            path
            for provider in providers
            if provider._anchor_model == self._name
            for path in (*provider._filter_fields, *provider._read_fields)
        }
        return sorted(paths)

    @api.depends(lambda self: self._aftersales_change_paths())
    def _compute_aftersales_changed(self):
        # The moment at which the transaction began: what the night compares with.
        self.aftersales_changed = self.env.cr.now()
