from odoo import api, fields, models
from odoo.tools import SQL


class AftersalesProgramFailure(models.Model):
    """A record that a program could not handle, and why; tried again each night."""

    _name = "aftersales.program.failure"
    _description = "Program Failure"
    _order = "date desc, id desc"
    _rec_name = "reason"

    program_id = fields.Many2one(
        "aftersales.program", required=True, index=True, ondelete="cascade"
    )
    step_id = fields.Many2one(
        "aftersales.program.step", required=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    res_model = fields.Char(string="Model", required=True)
    res_id = fields.Many2oneReference(
        string="Record", model_field="res_model", required=True
    )
    occurrence_key = fields.Char(required=True)
    reason = fields.Text(required=True)
    date = fields.Datetime(
        string="Last tried", required=True, default=fields.Datetime.now
    )

    _anchor_once = models.UniqueIndex("(step_id, res_model, res_id, occurrence_key)")

    @api.model
    def _record(self, step, anchor, error):
        """Keep why an anchor could not be handled; one row per occasion.

        An upsert, so that two processes that stumble over the same record do not
        break each other.
        """
        now = self.env.cr.now()
        self.env.execute_query(
            SQL(
                """
                INSERT INTO aftersales_program_failure
                    (program_id, step_id, company_id, res_model, res_id,
                     occurrence_key, reason, date, create_uid, create_date,
                     write_uid, write_date)
                VALUES (%(program)s, %(step)s, %(company)s, %(model)s, %(id)s,
                        %(key)s, %(reason)s, %(now)s, %(uid)s, %(now)s,
                        %(uid)s, %(now)s)
                ON CONFLICT (step_id, res_model, res_id, occurrence_key)
                DO UPDATE SET reason = EXCLUDED.reason, date = EXCLUDED.date,
                              write_uid = EXCLUDED.write_uid,
                              write_date = EXCLUDED.write_date
                RETURNING id
                """,
                program=step.program_id.id,
                step=step.id,
                company=anchor.company_id,
                model=anchor.res_model,
                id=anchor.res_id,
                key=anchor.occurrence_key,
                reason=str(error) or type(error).__name__,
                uid=self.env.uid,
                now=now,
            )
        )
        self.invalidate_model()

    @api.model
    def _resolve(self, step, anchors):
        """Forget the failures of anchors that went well this time."""
        keys = {(a.res_model, a.res_id, a.occurrence_key) for a in anchors}
        self.search([("step_id", "=", step.id)]).filtered(
            lambda f: (f.res_model, f.res_id, f.occurrence_key) in keys
        ).unlink()

    def action_open_record(self):
        """Open the record that could not be handled."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }
