from odoo import fields, models
from odoo.tools import SQL


class AftersalesRegister(models.TransientModel):
    """The letter register (A4, F18): what went out, what came back."""

    _inherit = "aftersales.register"

    kind = fields.Selection(
        selection_add=[("letter", "Letters")], ondelete={"letter": "cascade"}
    )

    def _columns(self):
        if self.kind != "letter":
            return super()._columns()
        return [
            ("number", self.env._("Number"), 16),
            ("written", self.env._("Date"), 12),
            ("letter_kind", self.env._("Kind"), 12),
            ("customer", self.env._("Addressee"), 18),
            ("address", self.env._("Address"), 34),
            ("plate", self.env._("Plate"), 12),
            ("subject", self.env._("Subject"), 34),
            ("author", self.env._("Written by"), 14),
            ("letter_state", self.env._("State"), 12),
            ("sent", self.env._("Sent on"), 12),
            ("replied", self.env._("Replied on"), 12),
            ("reply", self.env._("Reply"), 36),
        ]

    def _source(self):
        return "aftersales.letter" if self.kind == "letter" else super()._source()

    def _day_field(self):
        return "date" if self.kind == "letter" else super()._day_field()

    def _domain(self):
        if self.kind != "letter":
            return super()._domain()
        return [
            ("company_id", "=", self.company_id.id),
            ("date", ">=", self.date_from),
            ("date", "<=", self.date_to),
        ]

    def _lines(self, ids):
        if self.kind != "letter":
            return super()._lines(ids)
        lines = self.env.execute_query_dict(
            SQL(
                """
                SELECT l.id, l.date AS day, to_char(l.date, 'YYYY-MM-DD') AS written,
                    l.name AS number, l.kind AS letter_kind,
                    p.name AS customer,
                    CONCAT_WS(' ', p.zip, st.name, p.city, p.street, p.street2)
                        AS address,
                    v.license_plate AS plate, l.subject, up.name AS author,
                    l.state AS letter_state, to_char(l.date_sent, 'YYYY-MM-DD') AS sent,
                    to_char(l.reply_date, 'YYYY-MM-DD') AS replied, l.reply
                FROM aftersales_letter l
                JOIN res_partner p ON p.id = l.partner_id
                LEFT JOIN res_country_state st ON st.id = p.state_id
                LEFT JOIN fleet_vehicle v ON v.id = l.vehicle_id
                LEFT JOIN res_users u ON u.id = l.user_id
                LEFT JOIN res_partner up ON up.id = u.partner_id
                WHERE l.id IN %(ids)s
                ORDER BY l.date, l.id
                """,
                ids=tuple(ids),
            )
        )
        letters = self.env["aftersales.letter"]
        kinds, states = (
            dict(letters._fields[name]._description_selection(self.env))
            for name in ("kind", "state")
        )
        for line in lines:
            line["letter_kind"] = kinds[line["letter_kind"]]
            line["letter_state"] = states[line["letter_state"]]
        return lines

    def _title(self):
        if self.kind != "letter":
            return super()._title()
        return self.env._("Letter register")
