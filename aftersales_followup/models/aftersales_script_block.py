from string import Template

from markupsafe import Markup, escape

from odoo import fields, models


class AftersalesScriptBlock(models.Model):
    _name = "aftersales.script.block"
    _description = "Call Script Block"
    _order = "script_id, sequence, id"

    script_id = fields.Many2one(
        "aftersales.script", required=True, index=True, ondelete="cascade"
    )
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        [
            ("opening", "Opening"),
            ("identify", "Who am I speaking to?"),
            ("consent", "Consent"),
            ("questions", "Questions"),
            ("needs", "New needs"),
            ("tips", "Tips for the car"),
            ("campaigns", "Running campaigns"),
            ("improve", "What could we do better?"),
            ("closing", "Closing"),
            ("refused", "When refused"),
            ("manners", "Manners"),
        ],
        required=True,
        default="opening",
    )
    body = fields.Text(
        required=True,
        translate=True,
        help="Words in ${…} are filled in: ${customer}, ${vehicle}, ${plate}, "
        "${date}, ${work}, ${agent}, ${company}, ${hotline}, ${advisor}.",
    )

    def _render(self, values):
        """Return the text as safe HTML, filled in.

        Unknown words stay as they are, so that a typing error shows on the call
        screen and breaks nothing; what is filled in is escaped.

        :param dict values: {word: text}
        :rtype: Markup
        """
        self.ensure_one()
        filled = Template(self.body or "").safe_substitute(values)
        return Markup("<br/>").join(escape(line) for line in filled.splitlines())
