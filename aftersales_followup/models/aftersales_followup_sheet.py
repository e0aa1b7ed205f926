from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools import localtime

# How much of the past fits beside a call.
HISTORY_LIMIT = 5


class AftersalesFollowup(models.Model):
    """What the agent sees beside the questions: car, work and past (F17)."""

    _inherit = "aftersales.followup"

    def get_call_data(self):
        """Add the sheet to what the call screen shows.

        :return: see the original; also ``sheet``: dict with ``customer``,
            ``contact``, ``car``, ``visit``, ``attempts``, ``followups``,
            ``complaints``, ``noted``, ``hotline``, ``date_deadline``, ``date_next``,
            ``levels`` (of each possible answer, by question),
            ``has_conditional_questions``, and what the user may do: ``can_call``,
            ``can_complain``
        """
        data = super().get_call_data()
        data["sheet"] = self._call_sheet()
        return data

    def speak_with(self, name=None, phone=None):
        """Go on with another person than the customer, in the same follow-up (F22).

        The customer stays the owner of car and follow-up.

        :param str name: who is on the line; empty: the customer after all
        :param str phone: the person's own number
        :return: the same as :meth:`get_call_data`
        :raises UserError: when the follow-up is closed
        """
        self.ensure_one()
        self.check_access("write")
        if self.state not in ("planned", "open"):
            raise UserError(self.env._("This follow-up is closed."))
        self.contact_id = self._find_contact(
            (name or "").strip(), (phone or "").strip()
        )
        return self.get_call_data()

    def _find_contact(self, name, phone):
        """Return the person of that name and number, made when there is none."""
        Partner = self.env["res.partner"]
        if not name:
            return Partner
        known = Partner.search([("name", "=", name), ("phone", "=", phone)], limit=1)
        owner = self.partner_id
        return known or Partner.create(
            {
                "name": name,
                "phone": phone,
                # A company's driver or secretary belongs to it; a relative or friend
                # of a person has an address of his own.
                "parent_id": owner.id if owner.is_company else False,
            }
        )

    def _call_sheet(self):
        """Return the facts beside the questions; days and moments as Odoo's strings."""
        self.ensure_one()
        # sudo: the follow-up brings the facts about its customer, car and visit
        # along; agents need no rights on the workshop or the fleet (F17).
        source = self.sudo()
        return {
            "customer": source._sheet_customer(),
            "contact": source._sheet_contact(),
            "car": source._sheet_car(),
            "visit": source._sheet_visit(),
            "attempts": source._sheet_attempts(),
            "followups": self._sheet_followups(),
            "complaints": self._sheet_complaints(),
            "noted": self._sheet_noted(),
            "program": source.program_id.name,
            "channel": source.channel,
            "company": source.company_id.name,
            "hotline": source.company_id.hotline or False,
            "date_deadline": source.date_deadline,
            "date_next": source.date_next,
            "levels": {
                question.id: question._answer_levels()
                for question in source.survey_id.question_ids
            },
            "can_call": self.has_access("write"),
            "can_complain": self.env["aftersales.complaint"].has_access("create"),
            "has_conditional_questions": source.survey_id.has_conditional_questions,
        }

    def _sheet_noted(self):
        """Return what was noted in this call beside answers and outcome.

        :return: list of dicts: ``icon``, ``text``, ``who`` takes it up, ``date`` (day
            or moment) and ``is_done``
        """
        return []

    def _sheet_customer(self):
        partner = self.partner_id
        return {
            "id": partner.id,
            "name": partner.name or False,
            **self._sheet_lines(partner),
            "address": partner.contact_address_inline or False,
            "category": self.customer_category_id.name or False,
            "is_key": self.customer_category_id.is_key,
            "benefits": partner.benefits or False,
            "wishes": partner.wishes or False,
            "attention": partner.attention,
            "windows": [
                {
                    "weekday": int(window.weekday) if window.weekday else False,
                    "from": window.hour_from,
                    "to": window.hour_to,
                }
                for window in partner.contact_window_ids
            ],
            "blocks": [
                {
                    "purpose": block.purpose_id.name or False,
                    "channel": block.channel or False,
                    "reason": block.reason,
                }
                for block in partner.contact_block_ids
            ],
        }

    def _sheet_contact(self):
        contact = self.contact_id
        if not contact or contact == self.partner_id:
            return False
        return {"id": contact.id, "name": contact.name, **self._sheet_lines(contact)}

    def _sheet_lines(self, person):
        """Return the number to call first, and the other one (F14)."""
        phone, other, *_none = [*person._lines_to_call(), False, False]
        return {"phone": phone, "other_phone": other}

    def _sheet_car(self):
        vehicle = self.vehicle_id
        if not vehicle:
            return False
        return {
            "id": vehicle.id,
            "plate": vehicle.license_plate or False,
            "model": vehicle.model_id.display_name or False,
            "mileage": self.repair_id.mileage or vehicle.last_mileage,
            "last_visit": vehicle.last_visit_date,
        }

    def _sheet_visit(self):
        repair = self.repair_id
        return {
            "id": repair.id,
            "name": repair.name or False,
            "date": self._visit_day(),
            "work": self.work_summary or False,
            "reception_note": repair.reception_note or False,
            "advisor": self.advisor_name or False,
            "technicians": self.technician_names or False,
            "sender": repair.sender_id.name or False,
            "redoes": repair.rework_of_id.name or False,
        }

    def _visit_day(self):
        """Return the day the car was handed over; an agreed contact comes later."""
        closed = self.repair_id.date_closed
        if not closed:
            return self.anchor_date
        return localtime.local_date(closed, self.company_id._aftersales_tz())

    def _sheet_attempts(self):
        return [
            {
                "id": attempt.id,
                "date": attempt.date,
                "outcome": attempt.outcome_id.name,
                "note": attempt.note or False,
                "user": attempt.user_id.name,
                "callback": attempt.callback_date,
            }
            for attempt in self.attempt_ids[:HISTORY_LIMIT]
        ]

    def _sheet_history_domain(self):
        """Return what links this follow-up with the past: the customer or the car."""
        domain = Domain.FALSE
        for name in ("partner_id", "vehicle_id"):
            if self[name]:
                domain |= Domain(name, "=", self[name].id)
        return domain

    def _sheet_followups(self):
        """Return the customer's earlier follow-ups, those about the same first.

        Of others, those that the agent may open.
        """
        levels = dict(self._fields["band_level"]._description_selection(self.env))
        states = dict(self._fields["state"]._description_selection(self.env))
        same = self._sheet_same_occasion()
        others = self.search(
            self._sheet_history_domain()
            & Domain("id", "not in", (self | same).ids)
            & Domain("state", "not in", ("skipped", "cancelled")),
            order="date_planned desc, id desc",
            limit=HISTORY_LIMIT,
        )
        earlier = (same | others.sudo())[:HISTORY_LIMIT]
        return [
            {
                "id": followup.id,
                "date": followup.date_planned,
                "program": followup.program_id.name,
                "outcome": followup.outcome_id.name or states[followup.state],
                "score": followup.score if followup.has_score else False,
                "level": followup.band_level or False,
                "level_name": levels.get(followup.band_level, False),
                "note": self._sheet_note(followup, followup in same),
                "answers": self._sheet_answers(followup) if followup in same else [],
            }
            for followup in earlier
        ]

    def _sheet_same_occasion(self):
        """Return the other contacts of the program about the same: the calls before.

        sudo: whoever made the first call, the second must not ask again (F2).
        """
        return self.sudo().search(
            [
                ("program_id", "=", self.program_id.id),
                ("res_model", "=", self.res_model),
                ("res_id", "=", self.res_id),
                # A customer is every store's, what was said is not.
                ("company_id", "=", self.company_id.id),
                ("id", "!=", self.id),
                ("state", "not in", ("skipped", "cancelled")),
                ("attempt_count", ">", 0),
            ],
            order="date_planned desc, id desc",
            limit=HISTORY_LIMIT,
        )

    def _sheet_note(self, earlier, is_same):
        """Return what was noted in an earlier call: about the same, every word."""
        if not is_same:
            return earlier.attempt_ids[:1].note or False
        attempts = earlier.attempt_ids.sorted(lambda a: (a.date, a.id))
        return "\n".join(filter(None, attempts.mapped("note"))) or False

    def _sheet_answers(self, earlier):
        """Return what the customer answered in an earlier call about the same (F2).

        So that nothing is asked twice; of other occasions the score is enough.
        """
        # sudo: agents read answers through their follow-ups only, as here.
        lines = earlier.sudo().user_input_id.user_input_line_ids
        return [
            {
                "id": question.id,
                "question": question.title,
                "answer": given._answer_text(),
            }
            for question, given in lines.filtered(lambda line: not line.skipped)
            .grouped("question_id")
            .items()
        ]

    def _sheet_complaints(self):
        """Return the customer's complaints, those that the agent may open."""
        Complaint = self.env["aftersales.complaint"]
        if not Complaint.has_access("read"):
            return []
        complaints = Complaint.search(
            self._sheet_history_domain(),
            order="date_received desc, id desc",
            limit=HISTORY_LIMIT,
        )
        return [
            {
                "id": complaint.id,
                "name": complaint.name,
                "date": complaint.date_received,
                "stage": complaint.stage_id.name,
                "is_closed": complaint.is_closed,
                "description": complaint.description or False,
                "of_this": complaint.followup_id == self,
            }
            for complaint in complaints
        ]
