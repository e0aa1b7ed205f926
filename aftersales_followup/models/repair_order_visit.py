from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools import localtime


class RepairOrder(models.Model):
    """The visit from reception to hand-over: what was asked, agreed, and when (A2)."""

    _inherit = "repair.order"

    currency_id = fields.Many2one(related="company_id.currency_id")
    intent = fields.Selection(
        [
            ("maintenance", "Maintenance"),
            ("repair", "Repair"),
            ("accident", "Accident repair"),
            ("warranty", "Warranty or recall"),
            ("inspection", "Inspection"),
            ("other", "Other"),
        ],
        string="Came for",
        help="What the customer came for.",
    )
    diagnosis = fields.Text(help="What the workshop found.")
    quote_amount = fields.Monetary(string="Quoted", aggregator="sum")
    quote_decision = fields.Selection(
        [("admit", "Admitted"), ("book", "Booked for later"), ("quote", "Quote only")],
        string="Decision",
        tracking=True,
        help="What the customer decided on the quote.",
    )
    belongings = fields.Text(help="What is in the car and stays with us.")
    belongings_returned = fields.Boolean()
    outside_check_in = fields.Text(
        string="Outside, coming in", help="Scratches and dents before the work."
    )
    outside_check_out = fields.Text(
        string="Outside, going out", help="The same look at hand-over."
    )
    additional_work_ids = fields.One2many("aftersales.additional.work", "repair_id")
    additional_amount = fields.Monetary(compute="_compute_additional_amount")

    date_received = fields.Datetime(string="Received", copy=False)
    date_promised = fields.Datetime(string="Promised", copy=False, tracking=True)
    date_ready = fields.Datetime(string="Customer told it is ready", copy=False)
    date_inspected = fields.Datetime(string="Final inspection", copy=False)
    inspector_id = fields.Many2one("res.users", string="Inspected by", copy=False)
    inspection_note = fields.Char(
        copy=False, help="What it found, or why it was not made here."
    )
    date_handover = fields.Datetime(string="Handed over", copy=False)
    needs_inspection = fields.Boolean(
        related="partner_id.customer_category_id.is_key",
        string="Needs a final inspection",
    )
    benefits = fields.Char(related="partner_id.customer_category_id.benefits")

    warranty_months = fields.Integer(
        string="Warranty on the work (months)", default=3, aggregator=None
    )
    warranty_km = fields.Integer(
        string="Warranty on the work (km)", default=5000, aggregator=None
    )
    warranty_until = fields.Date(compute="_compute_warranty_until", store=True)

    _warranty_positive = models.Constraint(
        "CHECK(warranty_months >= 0 AND warranty_km >= 0)",
        "The warranty on the work cannot be negative.",
    )

    @api.depends("additional_work_ids.amount", "additional_work_ids.is_agreed")
    def _compute_additional_amount(self):
        for repair in self:
            agreed = repair.additional_work_ids.filtered("is_agreed")
            repair.additional_amount = sum(agreed.mapped("amount"))

    @api.depends("date_closed", "warranty_months")
    def _compute_warranty_until(self):
        for repair in self:
            if not (repair.date_closed and repair.warranty_months):
                repair.warranty_until = False
                continue
            tz = repair.company_id._aftersales_tz()
            day = localtime.local_date(repair.date_closed, tz)
            repair.warranty_until = localtime.shift(
                day, repair.warranty_months, "month"
            )

    @api.constrains("date_received", "date_handover")
    def _check_times(self):
        for repair in self:
            received, handed = repair.date_received, repair.date_handover
            if received and handed and handed < received:
                raise ValidationError(
                    self.env._(
                        "%s was handed over before it was received: correct one of "
                        "the times.",
                        repair.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        repairs = super().create(vals_list)
        repairs.filtered(lambda repair: repair.state == "done")._check_inspected({})
        return repairs

    def write(self, vals):
        """A key customer's order does not close without its final inspection (A5).

        Nor does it lose the inspection, or come to a key customer, once it is closed.

        :raises UserError: naming the first order and its customer
        """
        if vals.get("state") == "done":
            closing = self.filtered(lambda repair: repair.state != "done")
            closing._check_inspected(vals)
        if {"date_inspected", "partner_id"} & vals.keys():
            # What was closed before the customer became one stays as it is.
            closed = self.filtered(
                lambda repair: (
                    repair.state == "done"
                    and (repair.date_inspected or not repair.needs_inspection)
                )
            )
            closed._check_inspected(vals)
        return super().write(vals)

    def _check_inspected(self, vals):
        """Refuse to close a key customer's order without its final inspection (A5).

        :param dict vals: what is about to be written
        """
        Partner = self.env["res.partner"]
        for repair in self:
            partner = repair.partner_id
            if "partner_id" in vals:
                partner = Partner.browse(vals["partner_id"] or [])
            inspected = vals.get("date_inspected", repair.date_inspected)
            if partner.customer_category_id.is_key and not inspected:
                raise UserError(
                    self.env._(
                        "%(order)s belongs to the key customer %(customer)s: note the "
                        "final inspection before you close it.",
                        order=repair.name,
                        customer=partner.name,
                    )
                )

    def action_receive(self):
        """Note that the car has come in, now."""
        self._note_time("date_received")

    def action_notify_ready(self):
        """Note that the customer was told that the car is ready, now."""
        self._note_time("date_ready")

    def action_inspect(self):
        """Note the final inspection, by the user, now."""
        self._note_time("date_inspected")
        self.filtered(
            lambda repair: not repair.inspector_id
        ).inspector_id = self.env.user

    def action_hand_over(self):
        """Note that the customer has the car back, now."""
        self._note_time("date_handover")

    def _note_time(self, field):
        """Set a time that is not set yet: a second click changes nothing."""
        self.filtered(lambda repair: not repair[field]).write(
            {field: fields.Datetime.now()}
        )

    def action_create_rework(self):
        """Open a new order that does this one's work again, at no charge (A3, C13)."""
        self.ensure_one()
        rework = self.create(self._prepare_rework())
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": rework.id,
            "views": [(False, "form")],
        }

    def _prepare_rework(self):
        """Return the values of the order that does this one's work again."""
        self.ensure_one()
        if self.state != "done":
            raise UserError(
                self.env._("%s is not done yet: go on with this order.", self.name)
            )
        return {
            "company_id": self.company_id.id,
            "partner_id": self.partner_id.id,
            "vehicle_id": self.vehicle_id.id,
            "advisor_id": self.advisor_id.id,
            "product_id": self.product_id.id,
            "lot_id": self.lot_id.id,
            "rework_of_id": self.id,
            # Odoo prices the parts of an order under warranty at zero.
            "under_warranty": True,
            "intent": "warranty",
            "date_received": fields.Datetime.now(),
        }
