from odoo import fields, models

from .aftersales_import_column import TARGETS


class AftersalesImportProfileColumn(models.Model):
    """What a column of a source means, remembered from the last file."""

    _name = "aftersales.import.profile.column"
    _description = "Remembered Column"
    _order = "id"
    _rec_name = "key"

    profile_id = fields.Many2one(
        "aftersales.import.profile", required=True, index=True, ondelete="cascade"
    )
    key = fields.Char(string="Column", required=True, readonly=True)
    target = fields.Selection(
        TARGETS, string="Meaning", help="Empty: the column is not used."
    )

    _key_unique = models.UniqueIndex("(profile_id, key)")
