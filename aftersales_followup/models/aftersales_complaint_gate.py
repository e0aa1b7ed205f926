from odoo import api, models
from odoo.exceptions import AccessError, UserError

# Moments that only the stages set (C6): nobody dates a step back by hand.
STEP_DATES = {
    "verified": "date_verified",
    "instruction": "date_instruction",
    "issued": "date_issued",
    "handling": "date_signed",
    "handled": "date_handled",
    "revisit": "date_confirmed",
    "closed": "date_closed",
}
SYSTEM_FIELDS = {
    *STEP_DATES.values(),
    "date_reopened",
    "reopen_count",
    "name",
    "instruction_user_id",
    "escalation_level",
    "active",
    "joined_into_id",
}
# Facts of the day of the complaint: figures count them as they were (Q6).
FROZEN_FIELDS = {
    "advisor_id",
    "sales_adviser_id",
    "customer_category_id",
    "company_id",
    "followup_id",
}
# The director's own words (C3, C15).
DIRECTOR_FIELDS = {"instruction", "late_cause", "late_remedy"}
# What may still change on a closed complaint: talk about it, nothing in it.
OPEN_WHEN_CLOSED = ("message_", "activity_", "website_message_", "rating_")


class AftersalesComplaint(models.Model):
    """The gate that every write passes (C3): form, drag and drop, import and RPC."""

    _inherit = "aftersales.complaint"

    @api.model_create_multi
    def create(self, vals_list):
        """Number the complaint, fill in what the records behind it say, start clocks.

        :raises UserError: when it should start in another stage than the first
        """
        first = self.env["aftersales.complaint.stage"]._first()
        for vals in vals_list:
            forged = {
                name
                for name in SYSTEM_FIELDS - {"active"}
                if vals.get(name) not in (None, False, "/")
            }
            self._check_protected(forged)
            if vals.get("stage_id", first.id) != first.id:
                raise UserError(
                    self.env._(
                        "A complaint starts as “%s”: every step after it is dated and "
                        "has its own conditions.",
                        first.name,
                    )
                )
            self._complete_values(vals)
            vals["name"] = (
                self.env["ir.sequence"]
                .with_company(vals.get("company_id") or self.env.company)
                .next_by_code("aftersales.complaint")
                or "/"
            )
        complaints = super().create(vals_list)
        complaints._on_received()
        return complaints

    def write(self, vals):
        """Enforce who moves a complaint, and that a closed one stays as it is (C3).

        :raises AccessError: when the user may not make this move
        :raises UserError: when the move does not exist or something is missing
        """
        self._check_protected((SYSTEM_FIELDS | FROZEN_FIELDS) & vals.keys())
        self._check_director_words(vals)
        self._check_frozen(vals)
        moves = self._moves_to(vals.get("stage_id"))
        moves._check_may_move(vals)
        result = super().write(self._with_author(vals))
        moves._check_requirements()
        moves._after_move()
        self._sync_deadlines_after(vals)
        self._after_change(vals)
        return result

    def _record(self, vals):
        """Write moments and stages that only our own methods set, without the gate."""
        threads = super()  # Past our own write(), not past that of the threads.
        return threads.write(vals)

    def _check_protected(self, forged):
        """Refuse to set by hand what the stages, or the day itself, have set."""
        if forged and not self.env.su:
            raise AccessError(
                self.env._(
                    "Nobody sets this by hand: %s. It is set as the complaint moves.",
                    ", ".join(
                        sorted(
                            self._fields[name].get_description(self.env)["string"]
                            for name in forged
                        )
                    ),
                )
            )

    def _check_director_words(self, vals):
        """Refuse instruction and remedies from others than a director (C3, C15)."""
        if self.env.su or not DIRECTOR_FIELDS & vals.keys():
            return
        stage = self.env["aftersales.complaint.stage"]._by_code("instruction")
        if not stage.group_ids & self.env.user.all_group_ids:
            raise AccessError(
                self.env._(
                    "Only %s gives instructions and remedies.",
                    ", ".join(stage.group_ids.sudo().mapped("name")),
                )
            )

    def _check_frozen(self, vals):
        """Refuse to change a closed complaint: it has to be reopened first."""
        touched = [name for name in vals if not name.startswith(OPEN_WHEN_CLOSED)]
        if not touched or self.env.su:
            return
        for complaint in self:
            if complaint.is_closed:
                raise UserError(
                    self.env._(
                        "Complaint %s is closed. Reopen it to change it.",
                        complaint.name,
                    )
                )

    def _with_author(self, vals):
        """Return the values with who gave the instruction."""
        if vals.get("instruction"):
            return {**vals, "instruction_user_id": self.env.uid}
        return vals

    @api.ondelete(at_uninstall=False)
    def _unlink_only_new(self):
        """A complaint that somebody worked on stays: the figures count it."""
        for complaint in self:
            if complaint.date_verified or complaint.date_contacted:
                raise UserError(
                    self.env._(
                        "Complaint %s has been worked on and cannot be deleted. Close "
                        "it with its result instead.",
                        complaint.name,
                    )
                )
