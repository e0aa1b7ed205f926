from odoo import fields, models


class AftersalesProgramMark(models.Model):
    """Up to where a step has handled a store's anchors.

    What is due up to the day ``date_to`` has its follow-up, unless they changed
    after ``moment``. Only a time-saver: without it the whole look-back is read, and
    the unique index of the occasion decides in any case.
    """

    _name = "aftersales.program.mark"
    _description = "Handled Until"
    _rec_name = "date_to"

    step_id = fields.Many2one(
        "aftersales.program.step", required=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    date_to = fields.Date(string="Due until", required=True)
    moment = fields.Datetime(string="Changes until", required=True)
    # Rows that were not written by Odoo carry no moment, but a number.
    last_id = fields.Integer(string="Records until", aggregator=None)
    settings = fields.Char(
        required=True, help="What the step looked for: the mark holds for that only."
    )
    # Whoever deletes the latest follow-up has the look-back read again.
    followup_id = fields.Many2one(
        "aftersales.followup", string="Latest", index=True, ondelete="cascade"
    )

    _step_once = models.UniqueIndex("(step_id, company_id)")
