from odoo import api, fields, models
from odoo.fields import Command, Domain

from ..tools import localtime


class AftersalesComplaint(models.Model):
    """Where complaints come from (C1): a follow-up, a customer, a car, an order."""

    _inherit = "aftersales.complaint"

    low_answers = fields.Text(
        readonly=True,
        copy=False,
        help="The answers that led here, in the words of questionnaire and customer.",
    )
    attention_set = fields.Boolean(
        copy=False, help="The customer has got the attention mark for this complaint."
    )

    # What the nightly look has not marked yet is all it reads (C8).
    _attention_index = models.Index(
        "(date_received) WHERE attention_set IS NOT TRUE AND partner_id IS NOT NULL"
    )

    @api.model
    def _prepare_from_followup(self, followup):
        """Return the values of a complaint about what was said in a follow-up (Q5).

        :param followup: ``aftersales.followup`` record the user may read
        """
        followup.ensure_one()
        followup.check_access("read")
        # Agents read questions and answers through their follow-up only.
        source = followup.sudo()
        low = [question for question in source._call_questions() if question["is_low"]]
        words = [question["comment"] for question in low if question["comment"]]
        note = source.attempt_ids[:1].note
        return {
            "company_id": source.company_id.id,
            "followup_id": source.id,
            "partner_id": source.partner_id.id,
            "vehicle_id": source.vehicle_id.id,
            "repair_id": source.repair_id.id,
            "advisor_id": source.advisor_id.id,
            "sales_adviser_id": source.sales_adviser_id.id,
            "customer_category_id": source.customer_category_id.id,
            "caller_name": source.contact_id.name,
            "caller_phone": source.contact_id.phone,
            "source": "followup",
            "description": "\n".join(words)
            or note
            or self.env._("The customer's words are still to be written down."),
            "low_answers": "\n".join(self._low_answer_line(answer) for answer in low),
            "question_ids": [Command.set([question["id"] for question in low])],
            "function": self._function_of(low),
        }

    @api.model
    def _low_answer_line(self, answer):
        """Return one low answer as a line of text."""
        choices = {
            choice["id"]: choice["text"] for choice in answer.get("choices") or []
        }
        given = choices.get(answer["answer"], answer["answer"])
        comment = f" – {answer['comment']}" if answer["comment"] else ""
        return f"{answer['title']}: {given}{comment}"

    @api.model
    def _function_of(self, answers):
        """Return the department that owns the first low item, False when unknown."""
        # The questionnaire is not the agent's to read.
        items = (
            self.env["survey.question"]
            .sudo()
            .browse([answer["id"] for answer in answers])
            .satisfaction_item_id
        )
        return next((item.function for item in items if item.function), False)

    @api.model
    def _complete_values(self, vals):
        """Fill in what the order, the car or the customer says and nobody typed."""
        repair = self.env["repair.order"].browse(vals.get("repair_id") or [])
        if repair:
            vals.setdefault("company_id", repair.company_id.id)
            vals.setdefault("advisor_id", repair.advisor_id.id)
            vals["vehicle_id"] = vals.get("vehicle_id") or repair.vehicle_id.id
            vals["partner_id"] = vals.get("partner_id") or repair.partner_id.id
        vehicle = self.env["fleet.vehicle"].browse(vals.get("vehicle_id") or [])
        vals.setdefault("sales_adviser_id", vehicle.sales_adviser_id.id)
        vals["partner_id"] = vals.get("partner_id") or vehicle.owner_id.id
        partner = self.env["res.partner"].browse(vals["partner_id"] or [])
        vals.setdefault("customer_category_id", partner.customer_category_id.id)

    @api.onchange("repair_id")
    def _onchange_repair_id(self):
        """Show at once whose order it is."""
        repair = self.repair_id
        if repair:
            self.vehicle_id = repair.vehicle_id or self.vehicle_id
            self.partner_id = repair.partner_id or self.partner_id
            self.advisor_id = repair.advisor_id

    @api.onchange("vehicle_id")
    def _onchange_vehicle_id(self):
        """Show at once whose car it is, and its last order."""
        vehicle = self.vehicle_id
        if vehicle and not self.partner_id:
            self.partner_id = vehicle.owner_id
        if vehicle and not self.repair_id:
            self.repair_id = self.env["repair.order"].search(
                [
                    ("vehicle_id", "=", vehicle.ids[0]),
                    ("state", "=", "done"),
                    ("company_id", "=", self.company_id.id),
                ],
                order="date_closed desc, id desc",
                limit=1,
            )
            self.advisor_id = self.repair_id.advisor_id

    @api.onchange("partner_id")
    def _onchange_partner_id(self):
        """A customer with one car means that car."""
        cars = self.partner_id.vehicle_ids
        if len(cars) == 1 and not self.vehicle_id:
            self.vehicle_id = cars
            self._onchange_vehicle_id()

    def _on_received(self):
        """Start the clocks and tell those who have to act."""
        self._sync_deadlines()
        for complaint in self:
            complaint._tell_once(
                "received",
                complaint._owners(),
                lambda spoken: spoken.env._("New complaint"),
                complaint.description,
            )
        self._tell_serious()
        self._plan_callback()

    def _after_change(self, vals):
        """Do what follows from a change of cause, owner, wish or re-visit."""
        if {"cause_ids", "severity"} & vals.keys():
            self._tell_serious()
        if {"responsible_id", "user_id", "cause_ids", "function"} & vals.keys():
            self._tell_new_owner()
        if {"wants_callback", "date_callback"} & vals.keys():
            self._plan_callback()
        if vals.get("revisit_result") == "dissatisfied":
            self._reopen_unhappy()

    def _tell_new_owner(self):
        """Who becomes responsible or handler learns it, once."""
        for complaint in self.filtered(lambda complaint: not complaint.is_closed):
            complaint._tell_once(
                "received",
                (complaint.responsible_id | complaint.user_id) - self.env.user,
                lambda spoken: spoken.env._("New complaint"),
                complaint.description,
            )

    def _plan_callback(self):
        """A wish to be called back is a to-do of the handler (C16)."""
        for complaint in self.filtered("wants_callback"):
            complaint._tell_once(
                f"callback:{complaint.date_callback or ''}",
                complaint.user_id or complaint._owners(),
                lambda spoken: spoken.env._("Customer wants a call back"),
                complaint.caller_phone or complaint.phone or "",
            )

    @api.model
    def _cron_mark_attention(self):
        """Mark customers for special attention from the day after (C8).

        Each complaint marks its customer once: a mark that a manager has taken
        away stays away until the next complaint.
        """
        for company in self.env["res.company"].search([]):
            today = localtime.local_date(
                fields.Datetime.now(), company._aftersales_tz()
            )
            complaints = self.search(
                Domain("company_id", "=", company.id)
                & Domain("attention_set", "=", False)
                & Domain("partner_id", "!=", False)
                & Domain(
                    "date_received",
                    "<",
                    localtime.utc_moment(today, 0, company._aftersales_tz()),
                )
            )
            complaints.partner_id.attention = True
            complaints._record({"attention_set": True})
            self.env["ir.cron"]._commit_progress(len(complaints))
