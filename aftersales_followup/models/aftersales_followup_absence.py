from odoo import api, fields, models
from odoo.fields import Domain

from .aftersales_followup_call import ON_THE_LINE


class AftersalesFollowup(models.Model):
    """An absent person's queue goes to the delegate, and comes back (F16).

    From the first day of an absence to the last all that is open is the delegate's,
    what was made before included. Afterwards it is the person's again; only what the
    delegate has spoken about with the customer stays with the delegate, whom the
    customer knows now. Where nobody stands in it is nobody's: the team takes it, as it
    does with the queue of who has left and is archived.
    """

    _inherit = "aftersales.followup"

    absent_user_id = fields.Many2one(
        "res.users",
        string="In place of",
        readonly=True,
        help="Who is away, and gets it back if it is still open then (F16).",
    )

    _absence_index = models.Index(
        "(company_id) WHERE absent_user_id IS NOT NULL AND state IN ('planned', 'open')"
    )

    @api.model
    def _cron_change_hands(self, company):
        """Bring a store's open follow-ups into the hands of who is there today.

        :return: whether there was time for all of them
        """
        callers = self._callers_today(company)
        moving = self._in_wrong_hands(company, callers)
        return not moving or self._in_chunks(
            Domain("id", "in", moving.ids),
            lambda followups: followups._hand_over(callers),
        )

    @api.model
    def _change_hands(self, company):
        """Do the same at once: somebody has entered or changed an absence."""
        callers = self._callers_today(company)
        self._in_wrong_hands(company, callers)._hand_over(callers)

    @api.model
    def _callers_today(self, company):
        # sudo: who has left is not for everybody to read who enters an absence.
        gone = self.env["res.users"].sudo()
        gone = gone.search([("active", "=", False), ("share", "=", False)])
        return dict.fromkeys(gone, gone.browse()) | self.env[
            "aftersales.delegation"
        ]._callers_on(company._aftersales_today(), company)

    @api.model
    def _in_wrong_hands(self, company, callers):
        """Return the unfinished follow-ups that somebody else has to take up today.

        :param dict callers: see ``aftersales.delegation._callers_on``
        """
        own = Domain("company_id", "=", company.id)
        left = Domain("state", "=", "open") & Domain(
            "user_id", "in", [absent.id for absent in callers]
        )
        lent = Domain("state", "in", ("planned", "open")) & Domain(
            "absent_user_id", "!=", False
        )
        return self.search(own & (left | lent)).filtered(
            lambda followup: followup.user_id != followup._caller_in(callers)
        )

    def _caller_in(self, callers):
        """Return who makes the call while some people are away; empty for the team."""
        owner = self.absent_user_id or self.user_id
        return callers.get(owner, owner)

    def _hand_over(self, callers):
        """Give each follow-up to who is there, with a note of the reason.

        Who has the customer on the line at this moment finishes the call first: the
        next run comes within the hour.

        :param dict callers: see ``aftersales.delegation._callers_on``
        """
        since = fields.Datetime.now() - ON_THE_LINE
        kept = self._spoken_by_holder()
        groups = {}
        for followup in self:
            if followup.caller_id and followup.call_start > since:
                continue
            if followup in kept:
                # It is the delegate's own from now on, also when he or she is away.
                holder = followup.user_id
                caller = callers.get(holder, holder)
                absent = holder if caller != holder else holder.browse()
            else:
                caller = followup._caller_in(callers)
                absent = followup.absent_user_id or followup.user_id
                if caller == absent:
                    absent = absent.browse()
            key = caller, absent, followup.absent_user_id
            groups[key] = groups.get(key, self.browse()) + followup
        notes = {}
        for (caller, absent, before), followups in groups.items():
            followups.write({"user_id": caller.id, "absent_user_id": absent.id})
            note = self._handover_note(caller, absent, before)
            notes |= dict.fromkeys(followups.ids, note)
        if notes:
            self.browse(notes)._message_log_batch(notes)

    def _spoken_by_holder(self):
        """Return those in which the delegate has reached the customer."""
        lent = self.filtered(lambda f: f.absent_user_id and f.user_id)
        spoken = {
            (followup.id, user.id)
            for followup, user in self.env["aftersales.followup.attempt"]._read_group(
                Domain("followup_id", "in", lent.ids)
                & Domain("outcome_id.is_contact", "=", True),
                ["followup_id", "user_id"],
            )
        }
        return lent.filtered(lambda f: (f.id, f.user_id.id) in spoken)

    @api.model
    def _handover_note(self, caller, absent, before):
        """Return why a follow-up changed hands, for its history.

        :param caller: who has it now
        :param absent: in whose place, if in anybody's
        :param before: in whose place it was held until now, if in anybody's
        """
        if absent and caller:
            return self.env._(
                "%(absent)s is away: %(caller)s takes over.",
                absent=absent.name,
                caller=caller.name,
            )
        if absent and not absent.active:
            return self.env._("%s has left: the team takes over.", absent.name)
        if absent:
            return self.env._(
                "%s is away and nobody stands in: the team takes over.", absent.name
            )
        if caller == before:
            return self.env._("%s is back and takes over again.", caller.name)
        return self.env._(
            "%(before)s is back; %(caller)s has spoken with the customer and goes on.",
            before=before.name,
            caller=caller.name,
        )
