from odoo import fields, models

TARGETS = [
    ("job", "Job number"),
    ("date", "Settled on"),
    ("time", "Time (when apart from the date)"),
    ("plate", "Plate"),
    ("vin", "Chassis number (VIN)"),
    ("owner", "Owner's name"),
    ("phone", "Owner's phone"),
    ("category", "Customer category"),
    ("brand", "Brand"),
    ("model", "Model"),
    ("delivery_date", "Car delivered on"),
    ("mileage", "Mileage"),
    ("advisor", "Service adviser"),
    ("technicians", "Technicians"),
    ("amount", "Amount"),
    ("work", "Work done"),
    ("note", "Reception notes"),
    ("intake", "Booked or walk-in"),
    ("sender", "Brought by"),
    ("sender_phone", "Phone of who brought it"),
    ("reason", "Reason (of an error file, not read)"),
]


class AftersalesImportColumn(models.Model):
    """A column of the file that is being loaded, and what it means."""

    _name = "aftersales.import.column"
    _description = "Column of an Import"
    _order = "index, id"
    _rec_name = "header"

    import_id = fields.Many2one(
        "aftersales.import", required=True, index=True, ondelete="cascade"
    )
    index = fields.Integer(required=True)
    header = fields.Char(string="Column in the file", readonly=True)
    sample = fields.Char(string="First values", readonly=True)
    target = fields.Selection(
        TARGETS, string="Meaning", help="Empty: the column is not used."
    )
