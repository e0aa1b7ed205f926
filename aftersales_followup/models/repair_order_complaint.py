from odoo import fields, models


class RepairOrder(models.Model):
    """Complaints about an order, and the complaint it was made for (C1, C13)."""

    _name = "repair.order"
    _inherit = ["repair.order", "aftersales.complaint.subject"]
    _complaint_field = "repair_id"

    complaint_ids = fields.One2many("aftersales.complaint", "repair_id")
    attention = fields.Boolean(
        related="partner_id.attention",
        string="Special attention",
        help="The customer complained before (C8).",
    )
    complaint_id = fields.Many2one(
        "aftersales.complaint",
        string="Made for complaint",
        index="btree_not_null",
        copy=False,
        ondelete="restrict",
        check_company=True,
    )

    def action_back_again(self):
        """The car came back right after collection: complaint and rework at once (C13).

        :return: the action that opens the complaint
        """
        self.ensure_one()
        complaint = self.env["aftersales.complaint"].create(
            {
                "repair_id": self.id,
                "source": "counter",
                "description": self.env._("The car came back right after collection."),
            }
        )
        complaint.action_create_rework()
        return {
            "type": "ir.actions.act_window",
            "res_model": complaint._name,
            "res_id": complaint.id,
            "views": [(False, "form")],
        }
