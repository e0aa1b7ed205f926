import datetime
import logging
from collections import defaultdict

from odoo import models
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import split_every

from ..tools import localtime, occasion
from .aftersales_anchor import Anchor

_logger = logging.getLogger(__name__)

CHUNK = 2000


class AftersalesProgramStep(models.Model):
    """From anchors to follow-ups: each arrow of the way is one method.

    ``_pending_anchors`` or ``_new_anchors`` → ``_prepare_followups`` → ``_draw`` →
    ``_apply_contact_policy`` → ``_assign`` → ``aftersales.followup._claim``
    """

    _inherit = "aftersales.program.step"

    def _generate(self, company):
        """Make the follow-ups of a step that are due in a company, each exactly once.

        Reads the whole look-back. The cron and the button see to it that one process
        at a time does this; the unique index of the occasion is the safety net.

        :param company: ``res.company`` record
        :return: number of follow-ups made, those that were not drawn included
        """
        self.ensure_one()
        step = self.with_company(company)
        pending = step._pending_anchors(company)
        return sum(
            len(step._make_followups(company, anchors))
            for anchors in split_every(CHUNK, pending, list)
        )

    def _generate_new(self, company, mark, moment):
        """Make what is new since the last run, in committed chunks, as a cron does.

        :param mark: the ``aftersales.program.mark`` of that run, or none
        :param moment: what to compare changes with next time
        :return: number of follow-ups made
        """
        self.ensure_one()
        step = self.with_company(company)
        step.program_id._provider()._follow_moved(step, company)
        pending, has_read = step._new_anchors(company, mark)
        made = self.env["aftersales.followup"]
        left = len(pending)
        for anchors in split_every(CHUNK, pending, list):
            made += step._make_followups(company, anchors)
            left -= len(anchors)
            has_time = self.env["ir.cron"]._commit_progress(
                len(anchors), remaining=left
            )
            if left and not has_time:
                return len(made)
        # An idle step of a day that was handled before has nothing to write.
        if has_read or mark.date_to != step._mark_day(company):
            step._mark(mark, company, moment, made[-1:])
        return len(made)

    def _pending_anchors(self, company, today=None):
        """Return the anchors in the step's window that have no follow-up yet.

        :param today: local day of the company; default its own today
        """
        today = today or company._aftersales_today()
        return self._without_followup(
            self._due_anchors(company, self._first_due_day(today), today)
        )

    def _without_followup(self, anchors):
        """Return the anchors that this step has not followed up."""
        by_model = defaultdict(set)
        for anchor in anchors:
            by_model[anchor.res_model].add(anchor.res_id)
        made = set()
        for res_model, res_ids in by_model.items():
            made |= {
                (res_model, res_id, key)
                for res_id, key in self.env["aftersales.followup"]._read_group(
                    Domain("step_id", "=", self.id)
                    & Domain("res_model", "=", res_model)
                    & Domain("res_id", "in", list(res_ids)),
                    ["res_id", "occurrence_key"],
                )
            }
        return [
            a for a in anchors if (a.res_model, a.res_id, a.occurrence_key) not in made
        ]

    def _make_followups(self, company, anchors):
        """Make the follow-ups of a chunk; a bad record is set aside, not the chunk."""
        Failure = self.env["aftersales.program.failure"]
        try:
            with self.env.cr.savepoint():
                followups = self._make_followups_at_once(company, anchors)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            # Nothing is wrong with the records: somebody changed them meanwhile.
            raise
        except Exception:
            # Whatever it is, the other 999 customers must be called. One by one
            # shows which record it was.
            _logger.warning("%s: one by one", self.display_name, exc_info=True)
            followups = self.env["aftersales.followup"]
            for anchor in anchors:
                try:
                    with self.env.cr.savepoint():
                        followups += self._make_followups_at_once(company, [anchor])
                except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                    raise
                except Exception as error:
                    _logger.exception("%s: %s", self.display_name, anchor)
                    Failure._record(self, anchor, error)
        if self.program_id.failure_ids:
            made = {(f.res_model, f.res_id, f.occurrence_key) for f in followups}
            Failure._resolve(
                self,
                [
                    a
                    for a in anchors
                    if (a.res_model, a.res_id, a.occurrence_key) in made
                ],
            )
        return followups

    def _run_anchor(self, company):
        """Return what a failure of the whole step in a company hangs on."""
        program = self.program_id
        return Anchor(
            res_model=program._name,
            res_id=program.id,
            occurrence_key=f"company:{company.id}",
            date=company._aftersales_today(),
            partner_id=False,
            vehicle_id=False,
            repair_id=False,
            company_id=company.id,
        )

    def _make_followups_at_once(self, company, anchors):
        vals_list, giving_way = self._decide(company, anchors)
        followups = self.env["aftersales.followup"]._claim(vals_list)
        followups._schedule_activities()
        for other, day in giving_way:
            other._give_way(day)
        return followups

    def _decide(self, company, anchors):
        """Return the complete values of each anchor's follow-up, and who gives way.

        Who is called, and who not and why: the night makes exactly this, the
        preview shows it.
        """
        vals_list = self._prepare_followups(company, anchors)
        self._draw(company, vals_list)
        giving_way = self._apply_contact_policy(company, vals_list)
        self._assign(company, vals_list)
        self.env[self.program_id.anchor]._refine(company, vals_list)
        return vals_list, giving_way

    # ------------------------------------------------------------------
    # Values
    # ------------------------------------------------------------------

    def _prepare_followups(self, company, anchors):
        """Return the values of a chunk, with the facts of the visit frozen in (Q6)."""
        repairs = self._prefetched("repair.order", [a.repair_id for a in anchors])
        partners = self._prefetched("res.partner", [a.partner_id for a in anchors])
        facts = {repair.id: self._prepare_visit(repair) for repair in repairs.values()}
        no_visit = self._prepare_visit(self.env["repair.order"])
        cars = self._prefetched("fleet.vehicle", [a.vehicle_id for a in anchors])
        sellers = {car.id: car.sales_adviser_id.id for car in cars.values()}
        common = self._prepare_common(company)
        today = company._aftersales_today()
        return [
            self._prepare_followup(
                anchor,
                partners.get(anchor.partner_id, self.env["res.partner"]),
                {
                    **facts.get(anchor.repair_id, no_visit),
                    "sales_adviser_id": sellers.get(anchor.vehicle_id, False),
                },
                common,
                today,
            )
            for anchor in anchors
        ]

    def _prefetched(self, model, ids):
        """Return {id: record}, all sharing one prefetch."""
        return {
            record.id: record
            for record in self.env[model].browse(set(filter(None, ids)))
        }

    def _prepare_visit(self, repair):
        """Return what a follow-up remembers of the repair."""
        # The engine reads employees of whom agents may know the name only.
        technicians = repair.sudo().technician_ids
        return {
            "advisor_id": repair.advisor_id.id,
            "advisor_name": repair.advisor_id.name,
            "technician_ids": technicians.ids,
            "technician_names": ", ".join(technicians.mapped("name")),
            "work_summary": repair.work_summary,
        }

    def _prepare_common(self, company):
        """Return the values that all follow-ups of the step have in a company."""
        program = self.program_id
        return {
            "program_id": program.id,
            "step_id": self.id,
            "purpose_id": program.purpose_id.id,
            "priority": program.priority,
            "channel": self.channel,
            "survey_id": self.survey_id.id,
            "script_id": self.script_id.id,
            "company_id": company.id,
            "team_id": program._team(company).id,
            "date_next": False,
            "user_id": False,
            "absent_user_id": False,
            "skip_reason_id": False,
            "draw_rate": 100.0,
            "draw_value": 0.0,
        }

    def _prepare_followup(self, anchor, partner, visit, common, today):
        """Return the values of one follow-up, before draw, policy and assignment."""
        _occasion, repetition = occasion.split_key(anchor.occurrence_key)
        company = self.env["res.company"].browse(anchor.company_id)
        planned, moment = self._due(anchor.date, anchor.moment, repetition, company)
        return {
            **common,
            **visit,
            "res_model": anchor.res_model,
            "res_id": anchor.res_id,
            "occurrence_key": anchor.occurrence_key,
            "anchor_date": anchor.date,
            "partner_id": partner.id,
            "vehicle_id": anchor.vehicle_id,
            "repair_id": anchor.repair_id,
            "customer_category_id": partner.customer_category_id.id,
            "date_planned": planned,
            # A moment is taken as it is; a day gets its first moment from the windows.
            "date_next": moment,
            **self._prepare_dates(anchor.date, planned, repetition),
            "state": "open" if planned <= today else "planned",
        }

    def _prepare_dates(self, anchor_date, due, repetition=0):
        """Return by when a follow-up is to be finished, and when it expires (F1, F15).

        Finished on time is counted from the anchor, or from when it would lie had it
        moved with the repetition; never before the due day.
        """
        start = anchor_date
        if repetition:
            start = localtime.shift(
                anchor_date, repetition * self.recurrence_interval, self.offset_unit
            )
        finish = start + datetime.timedelta(days=self.deadline_days)
        return {
            "date_due": due,
            "date_deadline": max(finish, due),
            "date_expiry": due + datetime.timedelta(days=self.program_id.expiry_days),
        }
