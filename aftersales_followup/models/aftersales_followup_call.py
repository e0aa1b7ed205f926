import datetime
from contextlib import suppress

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date, format_datetime

from .aftersales_program_step_channel import AUTOMATIC_CHANNELS

# After this long, an agent who opened a call and left is not on the line any more.
ON_THE_LINE = datetime.timedelta(minutes=15)
QUEUE_HEAD = 20
# What decides whether the customer may be called at this moment.
CALLABLE_FIELDS = ("company_id", "outcome_id", "partner_id", "res_model", "step_id")


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
        """Open the call screen on what is due next; say so when nothing is."""
        ahead = self._ahead()
        if ahead["next_id"]:
            return self.browse(ahead["next_id"]).action_open_call()
        if ahead["later"]:
            return {
                "type": "ir.actions.client",
                "tag": "display_notification",
                "params": {
                    "type": "info",
                    "message": self.env._(
                        "Nothing is due now. The next call, %(customer)s, is due at "
                        "%(moment)s; a click on its line opens it now already.",
                        customer=ahead["later"]["customer"],
                        moment=format_datetime(
                            self.env, ahead["later"]["date_next"], dt_format="short"
                        ),
                    ),
                },
            }
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "aftersales_followup.aftersales_followup_action_queue"
            ),
            "target": "main",
        }

    def next_call(self):
        """Return what comes after this call; see ``_ahead``."""
        return self._ahead()

    def _ahead(self):
        """Return what the user calls next, these follow-ups apart.

        :return: dict: ``next_id`` (due now, or False); when nothing is due,
            ``later``: the first that is not due yet (``id``, ``date_next``,
            ``customer``), or False. Nobody is called before the time by accident.
        """
        own, *others = self._queue_owners()
        if followup := self._next_in_queue(self, [own]):
            return {"next_id": followup.id, "later": False}
        # sudo: found with the user's own rights, and so shown with its customer.
        later = self._next_later(self).sudo()
        if not later:
            return {"next_id": False, "later": False}
        # The first of all that is not due yet: then nobody's calls are not either.
        if later.date_next and later.date_next <= fields.Datetime.now():
            if followup := self._next_in_queue(self, others):
                return {"next_id": followup.id, "later": False}
        return {
            "next_id": False,
            "later": {
                "id": later.id,
                "date_next": later._moment_to_call(),
                "customer": later.partner_id.name or self.env._("Unknown customer"),
            },
        }

    def _queue_domain(self, but=None):
        """Return the domain of what agents call, whoever they are."""
        # What goes out by itself is not for agents, until it falls back to them; who
        # cannot be reached waits until somebody has found out how (F12).
        domain = (
            Domain("state", "=", "open")
            & Domain("channel", "not in", AUTOMATIC_CHANNELS)
            & Domain("is_investigated", "=", False)
        )
        return domain & Domain("id", "not in", but.ids) if but else domain

    def _queue_owners(self):
        """Return the domains of whose calls the user makes, the own ones first."""
        owners = [Domain("user_id", "=", self.env.uid)]
        # An adviser or the head of a department makes the calls given to him only.
        if self.env.user.has_group("aftersales_followup.group_agent"):
            owners.append(Domain("user_id", "=", False))
        return owners

    def _next_in_queue(self, but=None, owners=None):
        """Return what the user calls now: of the own queue, else nobody's.

        :param owners: domains to look in instead, as of ``_queue_owners``
        """
        due = self._queue_domain(but) & Domain("date_next", "<=", fields.Datetime.now())
        for owner in self._queue_owners() if owners is None else owners:
            found = self.search_fetch(due & owner, CALLABLE_FIELDS, limit=QUEUE_HEAD)
            # Mostly the first may be called: what the others need is read if not.
            for batch in (found[:1].with_prefetch(), found[1:]):
                if followup := batch._in_customers_hours()[:1]:
                    return followup
        return self.browse()

    def _next_later(self, but=None):
        """Return the first of the user's and nobody's calls that is not due yet."""
        return self.search_fetch(
            self._queue_domain(but) & Domain.OR(self._queue_owners()),
            ["company_id", "date_next", "partner_id"],
            limit=1,
        )

    def _moment_to_call(self):
        """Return when the customer may be called: not before it is due (F14)."""
        now = fields.Datetime.now()
        if self.date_next and self.date_next > now:
            return self.date_next
        # sudo: see ``_in_customers_hours``.
        return self.sudo()._next_slots(now)[self.sudo()]

    def _in_customers_hours(self):
        """Return those whose customers may be called at this moment (F14).

        Who was to be called yesterday evening is not called this noon. The time of a
        call-back the customer has named, and that of an appointment he has made; and
        whoever asked us to come is visited at any hour (F28).
        """
        now = fields.Datetime.now()
        # sudo: agents need not read how customers want to be called to keep to it.
        slots = self.sudo()._next_slots(now)
        return self.filtered(
            lambda followup: (
                slots[followup.sudo()] <= now
                or followup.outcome_id.needs_callback_date
                or followup.res_model == "aftersales.agreed.contact"
                or followup.sudo().step_id._is_for_any_hour()
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
            data["call_start"] = self.call_start
        return data

    def leave_call(self, call_start, answers=None):
        """Hang up without an outcome: a colleague may take the customer at once.

        :param str call_start: as :meth:`start_call` returned it. The same agent may
            have opened the call again since (a reloaded window): then it goes on
        :param answers: what is not saved yet, as for :meth:`save_answers`
        """
        self.ensure_one()
        self.check_access("write")
        if answers and self.state in ("planned", "open"):
            # A wrong answer must not keep the line; the browser has it still.
            with suppress(UserError), self.env.cr.savepoint():
                self.save_answers(answers)
        # sudo: see the class.
        followup = self.sudo()
        if (
            followup.caller_id == self.env.user
            and fields.Datetime.to_string(followup.call_start) == call_start
        ):
            followup._hang_up()
        return True

    def _hang_up(self):
        """Give the customer free."""
        self.write({"caller_id": False, "call_start": False})

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
            "is_investigated": self.is_investigated,
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
        is_other = caller != self.env.user and self._is_on_the_line()
        return caller if is_other else caller.browse()

    def _is_on_the_line(self):
        """Tell whether somebody is speaking with the customer just now."""
        return bool(
            self.call_start and fields.Datetime.now() - self.call_start <= ON_THE_LINE
        )

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
