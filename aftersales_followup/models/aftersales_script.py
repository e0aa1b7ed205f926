from odoo import fields, models


class AftersalesScript(models.Model):
    """What the agent says, in blocks filled with name, car, date and work (F17)."""

    _name = "aftersales.script"
    _description = "Call Script"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    block_ids = fields.One2many("aftersales.script.block", "script_id", copy=True)
