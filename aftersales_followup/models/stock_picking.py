from odoo import models


class StockPicking(models.Model):
    """A delivery: follow-ups after a sale hang on it (F3)."""

    _name = "stock.picking"
    _inherit = ["stock.picking", "aftersales.anchored"]

    # Deliveries by their day, as the night reads them.
    _done_index = models.Index("(company_id, date_done) WHERE state = 'done'")
