from odoo import api, models

from ..demo import dealer
from ..demo.plan import Size


class AftersalesDemoDealer(models.AbstractModel):
    """Makes the demo dealer where Odoo installs demo data."""

    _name = "aftersales.demo.dealer"
    _description = "Demo Dealer"

    @api.model
    def _build(self, share=1.0):
        """Make the demo dealer, see ``demo.dealer.build``.

        :param float share: size of the dealer; 1.0 has 2 500 customers
        """
        dealer.build(self.env, Size().scaled(share))
