from odoo import api, fields, models


class AftersalesNumbered(models.AbstractModel):
    """What lies in a register: each record has the next number of its store.

    A store has numbers of its own once it has a sequence of its own; its code is the
    model's name.
    """

    _name = "aftersales.numbered"
    _description = "Numbered in a Register"

    name = fields.Char(
        string="Number",
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: self.env._("New"),
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Number the records; a number that is given does not count."""
        # sudo: numbers are the register's, not the user's.
        Sequence = self.env["ir.sequence"].sudo()
        return super().create(
            [
                {
                    **vals,
                    "name": Sequence.with_company(
                        vals.get("company_id") or self.env.company.id
                    ).next_by_code(self._name)
                    or "/",
                }
                for vals in vals_list
            ]
        )
