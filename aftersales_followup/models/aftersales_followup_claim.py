from odoo import api, models
from odoo.tools import SQL

from ..tools.rehearsal import REHEARSAL

KEY = ("step_id", "res_model", "res_id", "occurrence_key")
# What a follow-up begins with: figures must not have to tell NULL from False.
BEGINNING = {
    "attempt_count": 0,
    "low_answer_count": 0,
    "is_called": False,
    "is_contact": False,
    "is_effective": False,
    "refused": False,
    "is_unreachable": False,
    "is_investigated": False,
    "has_score": False,
}


class AftersalesFollowup(models.Model):
    """Making follow-ups: a set-based claim that two processes can try at once."""

    _inherit = "aftersales.followup"

    @api.model
    def _claim(self, vals_list):
        """Make the follow-ups whose occasion nobody has claimed yet.

        One INSERT … ON CONFLICT DO NOTHING: what is claimed already is left alone.
        Claimed since this transaction began, PostgreSQL refuses it with a
        serialization failure, and the caller begins again. The values go through
        the fields' own conversion, as ``create`` would do.

        :param list[dict] vals_list: complete values, all with the same fields
        :return: the follow-ups made here
        """
        if not vals_list:
            return self.browse()
        defaults = self.default_get(list(self._fields))
        vals_list = [{**defaults, **BEGINNING, **vals} for vals in vals_list]
        columns = [
            self._fields[name]
            for name in vals_list[0]
            if self._fields[name].store and self._fields[name].column_type
        ]
        stamp = {
            "create_uid": self.env.uid,
            "write_uid": self.env.uid,
            "create_date": self.env.cr.now(),
            "write_date": self.env.cr.now(),
        }
        names = [field.name for field in columns] + list(stamp)
        rows = [
            tuple(
                [
                    field.convert_to_column_insert(vals[field.name], self, vals)
                    for field in columns
                ]
                + list(stamp.values())
            )
            for vals in vals_list
        ]
        claimed = self.env.execute_query(
            SQL(
                "INSERT INTO %s (%s) VALUES %s ON CONFLICT (%s) DO NOTHING "
                "RETURNING id, %s",
                SQL.identifier(self._table),
                SQL(", ").join(map(SQL.identifier, names)),
                SQL(", ").join(SQL("%s", row) for row in rows),
                SQL(", ").join(map(SQL.identifier, KEY)),
                SQL(", ").join(map(SQL.identifier, KEY)),
            )
        )
        ids = {tuple(key): followup_id for followup_id, *key in claimed}
        self._claim_technicians(
            {
                ids[key]: vals["technician_ids"]
                for vals in vals_list
                if (key := tuple(vals[name] for name in KEY)) in ids
            }
        )
        # The lists on the other side (a customer's follow-ups…) have grown.
        for field in columns:
            for inverse in self.pool.field_inverses[field]:
                self.env[inverse.model_name].invalidate_model([inverse.name])
        return self.browse(ids.values())

    @api.model
    def _claim_technicians(self, technician_ids_by_followup):
        """Link the technicians of the repair to the follow-ups just made."""
        pairs = [
            (followup_id, technician_id)
            for followup_id, technician_ids in technician_ids_by_followup.items()
            for technician_id in technician_ids
        ]
        if not pairs:
            return
        field = self._fields["technician_ids"]
        self.env.execute_query(
            SQL(
                "INSERT INTO %s (%s, %s) VALUES %s RETURNING 1",
                SQL.identifier(field.relation),
                SQL.identifier(field.column1),
                SQL.identifier(field.column2),
                SQL(", ").join(SQL("%s", pair) for pair in pairs),
            )
        )

    def _subscribe_agents(self):
        """Let the agents follow their follow-ups, as creating an activity would do.

        Odoo finds them there and adds nobody.
        """
        if not self:
            return
        self.flush_recordset(["user_id"])
        Follower = self.env["mail.followers"]
        # Agents are employees: they get the default subtypes, internal ones included.
        subtypes, _internal, _external = self.env[
            "mail.message.subtype"
        ].default_subtypes(self._name)
        link = Follower._fields["subtype_ids"]
        self.env.execute_query(
            SQL(
                """
                WITH follower AS (
                    INSERT INTO mail_followers (res_model, res_id, partner_id)
                    SELECT %(model)s, followup.id, agent.partner_id
                    FROM aftersales_followup AS followup
                    JOIN res_users AS agent ON agent.id = followup.user_id
                    WHERE followup.id = ANY(%(ids)s)
                    ON CONFLICT DO NOTHING
                    RETURNING id
                )
                INSERT INTO %(link)s (%(follower)s, %(subtype)s)
                SELECT follower.id, subtype.id
                FROM follower CROSS JOIN unnest(%(subtypes)s::int[]) AS subtype (id)
                RETURNING 1
                """,
                model=self._name,
                ids=self.ids,
                link=SQL.identifier(link.relation),
                follower=SQL.identifier(link.column1),
                subtype=SQL.identifier(link.column2),
                subtypes=subtypes.ids,
            )
        )
        self.invalidate_recordset(
            ["message_follower_ids", "message_partner_ids", "message_is_follower"],
            flush=False,
        )

    @api.model
    def _open_loads(self, user_ids):
        """Return {user id: number of open follow-ups} (F16)."""
        counts = {
            user.id: count
            for user, count in self._read_group(
                [("user_id", "in", list(user_ids)), ("state", "=", "open")],
                ["user_id"],
                ["__count"],
            )
        }
        if rehearsal := self.env.context.get(REHEARSAL):
            for user_id, count in rehearsal.loads.items():
                counts[user_id] = counts.get(user_id, 0) + count
        return counts
