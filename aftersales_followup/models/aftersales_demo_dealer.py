from odoo import api, models

from ..demo import dealer
from ..demo.plan import Size


class AftersalesDemoDealer(models.AbstractModel):
    """The demo dealer, as Odoo's demo data; other addons add their own."""

    _name = "aftersales.demo.dealer"
    _description = "Demo Dealer"

    @api.model
    def _build(self, share=1.0):
        """Make the demo dealer, see ``demo.dealer.build``.

        :param float share: size of the dealer; 1.0 has 2 500 customers
        """
        dealer.build(self.env, Size().scaled(share))

    @api.model
    def _extend(self, companies, today):
        """Add what another addon shows of the dealer; called at the end.

        :param companies: the stores' companies, the first one first
        :param datetime.date today: the stores' day
        """
