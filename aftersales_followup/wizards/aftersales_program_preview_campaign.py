from odoo import fields, models
from odoo.exceptions import UserError


class AftersalesProgramPreview(models.TransientModel):
    """Who a campaign would invite: decided by the methods of the night (F9)."""

    _inherit = "aftersales.program.preview"

    campaign_id = fields.Many2one("aftersales.campaign", ondelete="cascade")

    def _prepare_lines(self):
        """Look at a campaign's whole list, not at one morning."""
        if not self.campaign_id:
            return super()._prepare_lines()
        if self.company_id not in self.env.companies:
            raise UserError(self.env._("Choose a store that you work for."))
        self.campaign_id.check_access("read")
        # sudo: see the original.
        program = self.program_id.sudo().with_company(self.company_id)
        campaign = self.campaign_id.sudo()
        # The first contact decides; letter and SMS go to who was invited by it.
        step = program.with_context(active_test=True).step_ids.sorted("sequence")[:1]
        if not step:
            return []
        anchors = self.env[program.anchor].sudo()._preview_anchors(step, campaign)
        return self._prepare_step_lines(step, anchors)
