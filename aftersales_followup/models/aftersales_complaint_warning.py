from odoo import api, fields, models
from odoo.tools import SQL


class AftersalesComplaintWarning(models.Model):
    """Who was told what, once (C5): the unique key is what makes it once."""

    _name = "aftersales.complaint.warning"
    _description = "Complaint Warning"
    _order = "date desc, id desc"
    _rec_name = "occasion"

    complaint_id = fields.Many2one(
        "aftersales.complaint", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="complaint_id.company_id", store=True)
    deadline_id = fields.Many2one(
        "aftersales.complaint.deadline", index="btree_not_null", ondelete="set null"
    )
    occasion = fields.Char(
        required=True, readonly=True, help="What the warning was about, as a key."
    )
    user_id = fields.Many2one("res.users", string="Told", required=True)
    date = fields.Datetime(required=True)

    about = fields.Char(string="Told about", compute="_compute_about")

    _once = models.UniqueIndex(
        "(complaint_id, occasion, user_id)",
        "This person has been told about this already.",
    )

    @api.depends("occasion", "deadline_id")
    def _compute_about(self):
        """Say what the news was, in the reader's language."""
        said = {
            "received": self.env._("New complaint"),
            "cause": self.env._("Complaint about product quality"),
            "serious": self.env._("Serious complaint: contact the manufacturer"),
            "callback": self.env._("Customer wants a call back"),
            "reopened": self.env._("Customer still unhappy"),
            "ladder": self.env._("Complaint escalated to you"),
            "manufacturer": self.env._("Contact the manufacturer"),
            "order": self.env._("Order for the complaint"),
        }
        levels = {
            str(level.id): level
            for level in self.env["aftersales.complaint.warning.level"]
            .with_context(active_test=False)
            .search([])
        }
        for warning in self:
            kind, _colon, rest = warning.occasion.partition(":")
            level = levels.get(rest.rpartition(":")[2])
            if warning.deadline_id and level:
                warning.about = warning.deadline_id._warning(level)
            else:
                warning.about = said.get(rest.rpartition(":")[2]) or said.get(kind, "")

    @api.model
    def _claim(self, complaint, occasion, users, deadline=None):
        """Return those users who have not been told yet; from now on they have.

        Two crons, two hosts, a restart in between: the insert decides, not a look
        before it.
        """
        if not users:
            return users
        rows = SQL(", ").join(
            SQL(
                "(%s, %s, %s, %s, %s, %s)",
                complaint.id,
                complaint.company_id.id,
                deadline.id if deadline else None,
                occasion,
                user.id,
                fields.Datetime.now(),
            )
            for user in users
        )
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO aftersales_complaint_warning
                    (complaint_id, company_id, deadline_id, occasion, user_id, date)
                VALUES %s
                ON CONFLICT (complaint_id, occasion, user_id) DO NOTHING
                RETURNING user_id
                """,
                rows,
            )
        )
        told = [user_id for (user_id,) in self.env.cr.fetchall()]
        self.invalidate_model()
        return self.env["res.users"].browse(told)
