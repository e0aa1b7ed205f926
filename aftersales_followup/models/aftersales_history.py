import heapq
from itertools import islice

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import format_amount

from ..tools import localtime

# Lines on a page; a click shows as many more.
PAGE = 40


class AftersalesHistory(models.AbstractModel):
    """All that ever happened with a customer or a car, in one list (A1).

    A model adds its lines by extending :meth:`_entries` and :meth:`_kinds`; page,
    printed file and car then show them too.
    """

    _name = "aftersales.history"
    _description = "History of Customers and Cars"

    @api.model
    def _kinds(self):
        """Return {kind: its name}, in the order in which the page offers them."""
        return {
            "repair": self.env._("Repair"),
            "followup": self.env._("Follow-up"),
            "complaint": self.env._("Complaint"),
            "letter": self.env._("Letter"),
        }

    @api.model
    def _entries(self, subject, limit):
        """Return what happened: one iterator a kind, each newest first.

        Only what the user may read; a query a kind, whatever the number of lines.

        :param subject: ``res.partner`` or ``fleet.vehicle``, one record
        :param int limit: no more of each kind are asked for
        :return: list of iterables of (local day, kind, title, record)
        """
        return [
            self._repair_entries(subject, limit),
            self._followup_entries(subject, limit),
            self._complaint_entries(subject, limit),
            self._letter_entries(subject, limit),
        ]

    @api.model
    def _lines(self, subject, limit=PAGE, kinds=None):
        """Return the newest lines of all kinds together, newest first.

        :param kinds: only these; empty: all
        :return: list of (local day, kind, title, record)
        """
        merged = heapq.merge(
            *self._entries(subject, limit),
            key=lambda line: (line[0], line[3].id),
            reverse=True,
        )
        wanted = set(kinds or self._kinds())
        return list(islice((line for line in merged if line[1] in wanted), limit))

    @api.model
    def _records(self, model, subject, order, limit, domain=Domain.TRUE, prefix=""):
        """Return a model's records about the subject; none where the user has no right.

        :param str model: has ``partner_id`` and ``vehicle_id``
        :param str prefix: path to the record that has them, with its dot
        """
        Model = self.env[model]
        if not Model.has_access("read"):
            return Model
        if subject._name == "fleet.vehicle":
            about = Domain(f"{prefix}vehicle_id", "in", subject.ids)
        else:
            # A firm's drivers and secretaries belong to its file.
            people = subject + subject.child_ids
            about = Domain(f"{prefix}partner_id", "in", people.ids)
        return Model.search(about & domain, order=order, limit=limit)

    @api.model
    def _title(self, *parts):
        return " · ".join(part for part in parts if part)

    @api.model
    def _plate(self, subject, record):
        """Return the car's plate, where the page is not the car's own."""
        return subject._name != "fleet.vehicle" and record.vehicle_id.license_plate

    def _repair_entries(self, subject, limit):
        # Open ones have no closing day: they come first, as they should.
        repairs = self._records(
            "repair.order", subject, "date_closed desc, id desc", limit
        )
        states = dict(repairs._fields["state"]._description_selection(self.env))
        lines = []
        for repair in repairs:
            moment = repair.date_closed or repair.date_received or repair.create_date
            day = localtime.local_date(moment, repair.company_id._aftersales_tz())
            amount = repair.settled_amount and format_amount(
                self.env, repair.settled_amount, repair.settled_currency_id
            )
            title = self._title(
                repair.name,
                self._plate(subject, repair),
                repair.work_summary or states[repair.state],
                repair.mileage and self.env._("%s km", repair.mileage),
                amount,
            )
            lines.append((day, "repair", title, repair))
        return sorted(lines, key=lambda line: (line[0], line[3].id), reverse=True)

    def _followup_entries(self, subject, limit):
        followups = self._records(
            "aftersales.followup",
            subject,
            "date_planned desc, id desc",
            limit,
            Domain("state", "not in", ("skipped", "cancelled")),
        )
        states = dict(followups._fields["state"]._description_selection(self.env))
        for followup in followups:
            title = self._title(
                followup.program_id.name,
                self._plate(subject, followup),
                followup.outcome_id.name or states[followup.state],
                followup.has_score and f"{followup.score:.1f}",
                followup.attempt_ids[:1].note,
            )
            yield followup.date_planned, "followup", title, followup

    def _complaint_entries(self, subject, limit):
        complaints = self._records(
            "aftersales.complaint", subject, "date_received desc, id desc", limit
        )
        for complaint in complaints:
            title = self._title(
                complaint.name,
                self._plate(subject, complaint),
                complaint.stage_id.name,
                complaint.description,
            )
            tz = complaint.company_id._aftersales_tz()
            day = localtime.local_date(complaint.date_received, tz)
            yield day, "complaint", title, complaint

    def _letter_entries(self, subject, limit):
        letters = self._records(
            "aftersales.letter", subject, "date desc, id desc", limit
        )
        states = dict(letters._fields["state"]._description_selection(self.env))
        for letter in letters:
            title = self._title(letter.name, letter.subject, states[letter.state])
            yield letter.date, "letter", title, letter
