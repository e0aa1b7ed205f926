import datetime

from odoo import models
from odoo.fields import Domain


class AftersalesProgramStep(models.Model):
    """What can be new since the step last ran: further days, and changed records.

    The moment that a mark keeps was read before the run saw the data, and lies
    before the begin of every transaction that was still open then: what those
    commit later carries a later stamp and is found next time.
    """

    _inherit = "aftersales.program.step"

    def _new_anchors(self, company, mark):
        """Return the anchors without follow-up that the last run cannot have handled.

        The same as ``_pending_anchors``, without reading what is known already. The
        whole look-back is read where there is no mark for the present settings,
        where a filter changes its meaning with time, and where the provider cannot
        tell what has changed.

        :param mark: the step's ``aftersales.program.mark`` in the company, or none
        :return: (anchors, whether any record was read)
        """
        today = company._aftersales_today()
        first = self._first_due_day(today)
        changed = self._changed_since(mark, company)
        if changed.is_true():
            anchors = self._due_anchors(company, first, today)
        else:
            next_day = mark.date_to + datetime.timedelta(days=1)
            known = min(mark.date_to, today)
            again = changed | Domain("id", "in", self._failed_ids(company))
            anchors = self._due_anchors(company, max(first, next_day), today)
            # Mostly nothing has changed: found out once, not for each repetition.
            if self._has_records(again):
                anchors += self._due_anchors(company, first, known, again)
        return self._without_followup(anchors), bool(anchors)

    def _changed_since(self, mark, company):
        """Return the domain of the records to look at again; TRUE is all of them."""
        if mark.settings != self._mark_settings(company):
            return Domain.TRUE
        program = self.program_id
        provider = program._provider()
        if provider._changes_with_time(program._filter()):
            return Domain.TRUE
        return provider._changed_since(mark.moment) | Domain("id", ">", mark.last_id)

    def _has_records(self, domain):
        """Tell whether there is any record that the program hangs on, in a domain."""
        model = self.program_id._provider()._filtered_model()
        Model = self.env[model].with_context(active_test=False)
        return bool(Model.search_count(domain, limit=1))

    def _failed_ids(self, company):
        """Return the records that were set aside: they are tried each night."""
        model = self.program_id.anchor_model
        return [
            failure.res_id
            for failure in self.program_id.failure_ids
            if failure.step_id == self
            and failure.company_id == company
            and failure.res_model == model
        ]

    def _mark_settings(self, company):
        """Return what decides about the anchors of a step, as one text."""
        program = self.program_id
        return repr(
            (
                program.anchor,
                program.filter_domain,
                program.start_date,
                program.look_back_days,
                self.offset,
                self.offset_unit,
                company._aftersales_tz().zone,
                self.recurrence,
                self.recurrence_interval,
                self.recurrence_count,
                program._provider()._mark_settings(),
            )
        )

    def _mark_day(self, company):
        """Return the last due day of which nothing can come up any more."""
        today = company._aftersales_today()
        # A step of hours has more to make until midnight.
        return today - datetime.timedelta(days=1) if self._is_precise() else today

    def _last_id(self):
        """Return the highest number among the records that the program hangs on."""
        model = self.program_id._provider()._filtered_model()
        Model = self.env[model].with_context(active_test=False)
        return Model.search([], order="id desc", limit=1).id

    def _mark(self, mark, company, moment, latest):
        """Note that everything up to today is handled, as of a moment.

        :param mark: the mark to move; none makes one
        :param latest: the last follow-up made; empty when there was none
        """
        vals = {
            "date_to": self._mark_day(company),
            "moment": moment,
            "last_id": self._last_id(),
            "settings": self._mark_settings(company),
        }
        if latest:
            vals["followup_id"] = latest.id
        if mark:
            mark.write(vals)
        else:
            mark.create({"step_id": self.id, "company_id": company.id, **vals})
