from collections import defaultdict
from functools import cache

from odoo import models

from ..tools import assign, draw, localtime


class AftersalesProgramStep(models.Model):
    """Whom the draw takes (F10), and who makes the follow-up (F16)."""

    _inherit = "aftersales.program.step"

    def _draw(self, company, vals_list):
        """Draw by category; who is not drawn is kept, skipped with the reason (F10)."""
        Category = self.env["aftersales.customer.category"]
        strata = defaultdict(list)
        for vals in vals_list:
            vals["draw_value"] = draw.draw_value(
                self.program_id.sampling_seed,
                self.id,
                vals["res_model"],
                vals["res_id"],
                vals["occurrence_key"],
            )
            month = vals["date_planned"].replace(day=1)
            strata[vals["customer_category_id"], month].append(vals)
        for (category_id, month), stratum in strata.items():
            rate = self.program_id._sampling_rate(Category.browse(category_id))
            if rate >= 100:
                continue
            seen, taken = self._drawn_before(company, category_id, month)
            chosen = draw.drawn(
                [vals["draw_value"] for vals in stratum], rate, seen, taken
            )
            for vals, is_drawn in zip(stratum, chosen, strict=True):
                vals["draw_rate"] = rate
                if not is_drawn:
                    self._skip(vals, "not_drawn")

    def _drawn_before(self, company, category_id, month):
        """Return how many of a category were seen and drawn in a month so far."""
        not_drawn = self.env.ref("aftersales_followup.skip_reason_not_drawn")
        counts = self.env["aftersales.followup"]._read_group(
            [
                ("step_id", "=", self.id),
                ("company_id", "=", company.id),
                ("customer_category_id", "=", category_id),
                ("date_planned", ">=", month),
                ("date_planned", "<", localtime.shift(month, 1, "month")),
            ],
            ["skip_reason_id"],
            ["__count"],
        )
        seen = sum(count for _reason, count in counts)
        return seen, seen - sum(
            count for reason, count in counts if reason == not_drawn
        )

    def _assign(self, company, vals_list):
        """Give each follow-up to somebody who is there (F16)."""
        program = self.program_id
        due = [vals for vals in vals_list if vals["state"] != "skipped"]
        service_manager = cache(company._service_manager)
        care_manager = cache(company._care_manager)
        choices = {
            "person": lambda vals: program.user_id.id,
            "advisor": lambda vals: vals["advisor_id"],
            "sales_adviser": lambda vals: vals["sales_adviser_id"],
            "customer_agent": lambda vals: (
                self.env["res.partner"].browse(vals["partner_id"]).followup_agent_id.id
            ),
            "service_manager": lambda vals: service_manager().id,
            "care_manager": lambda vals: care_manager().id,
        }
        by_category = program.sampling_ids._assignments()
        default = self.assignment or program.assignment
        present = self._present_users(company)
        rest = []
        for vals in due:
            who = by_category.get(vals["customer_category_id"], default)
            self._entrust(vals, who in choices and choices[who](vals), present)
            if not vals["user_id"]:
                rest.append(vals)
        team = program._team(company)
        members = list(
            dict.fromkeys(
                filter(None, map(present, (team.member_ids or team.leader_id).ids))
            )
        )
        loads = self.env["aftersales.followup"]._open_loads(members)
        for vals, user_id in zip(
            rest, assign.share(members, loads, len(rest)), strict=True
        ):
            vals["user_id"] = user_id or False

    def _entrust(self, vals, user_id, present):
        """Give a follow-up to a person, or to whoever stands in and gives it back.

        :param present: see ``_present_users``
        """
        vals["user_id"] = present(user_id)
        stands_in = vals["user_id"] and vals["user_id"] != user_id
        vals["absent_user_id"] = stands_in and user_id

    def _present_users(self, company):
        """Return a function: user id → the id of who does the work today, or False.

        Archived users and absent ones for whom nobody stands in do nothing.
        """
        callers = self.env["aftersales.delegation"]._callers_on(
            company._aftersales_today(), company
        )
        caller_ids = {absent.id: caller.id for absent, caller in callers.items()}

        def present(user_id):
            user_id = caller_ids.get(user_id, user_id)
            # sudo: whether a user is active is not for every engine caller to read.
            user = self.env["res.users"].sudo().browse(user_id or [])
            return user.id if user.active else False

        return present
