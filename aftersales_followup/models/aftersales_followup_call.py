import datetime

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from .aftersales_program_step_channel import AUTOMATIC_CHANNELS

# After this long, an agent who opened a call and left is not on the line any more.
ON_THE_LINE = datetime.timedelta(minutes=15)
QUEUE_HEAD = 20


class AftersalesFollowup(models.Model):
    """The call: opened by an agent, ended by an outcome (F11–F13, F17).

    Agents may write but a few fields of a follow-up by hand; these methods check
    that they may write the record, then do the bookkeeping with full rights.
    """

    _inherit = "aftersales.followup"

    def action_open_call(self):
        """Open the call screen."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_followup.aftersales_followup_call_action"
        )
        return {**action, "res_id": self.id}

    def action_next_call(self):
        """Open the call screen on the next follow-up of the user's queue."""
        followup = self._next_in_queue(self)
        if followup:
            return followup.action_open_call()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "aftersales_followup.aftersales_followup_action_queue"
            ),
            "target": "main",
        }

    def _next_in_queue(self, but=None):
        """Return the user's next follow-up: of the own queue, else of the team's."""
        # What goes out by itself is not for agents, until it falls back to them.
        domain = Domain("state", "=", "open") & Domain(
            "channel", "not in", AUTOMATIC_CHANNELS
        )
        if but:
            domain &= Domain("id", "not in", but.ids)
        now = Domain("date_next", "<=", fields.Datetime.now())
        owners = [Domain("user_id", "=", self.env.uid)]
        # An adviser or the head of a department makes the calls given to him only.
        if self.env.user.has_group("aftersales_followup.group_agent"):
            owners.append(Domain("user_id", "=", False))
        for owner in owners:
            due = self.search(domain & owner & now, limit=QUEUE_HEAD)
            if followup := due._in_customers_hours()[:1]:
                return followup
        for owner in owners:
            if followup := self.search(domain & owner, limit=1):
                return followup
        return self.browse()

    def _in_customers_hours(self):
        """Return those whose customers may be called at this moment (F14).

        Who was to be called yesterday evening is not called this noon. The time of a
        call-back the customer has named, and that of an appointment he has made.
        """
        now = fields.Datetime.now()
        # sudo: agents need not read how customers want to be called to keep to it.
        slots = self.sudo()._next_slots(now)
        return self.filtered(
            lambda followup: (
                followup.outcome_id.needs_callback_date
                or followup.sudo().step_id._is_precise()
                or slots[followup] <= now
            )
        )

    def start_call(self):
        """Take the follow-up on the line and return what the call screen shows.

        :return: see :meth:`get_call_data`; ``other_caller`` names a colleague who
            has had it on the line in the last minutes
        """
        self.ensure_one()
        self.check_access("write")
        data = self.get_call_data()
        if self.state in ("planned", "open") and not data["other_caller"]:
            # sudo: see the class; the call belongs to whoever opened it.
            self.sudo().write(
                {"caller_id": self.env.uid, "call_start": fields.Datetime.now()}
            )
        return data

    def get_call_data(self):
        """Return everything the call screen shows that is no field of the form.

        :return: dict with ``state``, ``questions`` (see ``_call_questions``),
            ``outcomes``, ``script``, ``other_caller``, ``server_time``
        """
        self.ensure_one()
        self.check_access("read")
        return {
            "id": self.id,
            "state": self.state,
            "questions": self._call_questions(),
            "outcomes": self._call_outcomes(),
            "script": self._call_script(),
            "other_caller": self._other_caller().name or False,
            "low_answer_count": self.low_answer_count,
            "outcome_id": self.outcome_id.id,
        }

    def _other_caller(self):
        """Return the colleague who has this customer on the line just now."""
        # sudo: the name of a colleague of another team may be shown here.
        caller = self.sudo().caller_id
        if not self.call_start or caller == self.env.user:
            return caller.browse()
        since = fields.Datetime.now() - self.call_start
        return caller if since <= ON_THE_LINE else caller.browse()

    def _call_outcomes(self):
        return self.env["aftersales.followup.outcome"].search_read(
            [("is_automatic", "=", False)],
            [
                "name",
                "code",
                "hotkey",
                "is_contact",
                "is_effective",
                "is_closing",
                "is_blocking",
                "needs_callback_date",
            ],
        )

    def _call_script(self):
        values = self._script_values()
        return [
            {
                "id": block.id,
                "name": block.name,
                "kind": block.kind,
                "html": str(block._render(values)),
            }
            for block in self.script_id.block_ids
        ]

    def _script_values(self):
        """Return the words that a script's ${…} are filled with."""
        contact = self.contact_id or self.partner_id
        return {
            "customer": contact.name or "",
            "vehicle": self.vehicle_id.model_id.display_name or "",
            "plate": self.vehicle_id.license_plate or "",
            "date": format_date(self.env, self.anchor_date),
            "work": self.work_summary or "",
            "agent": self.env.user.name,
            "company": self.company_id.name,
            "hotline": self.company_id.hotline or "",
            "advisor": self.advisor_name or "",
        }
