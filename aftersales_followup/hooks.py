from odoo.tools import SQL

OURS = r"aftersales\_%"


def uninstall_hook(env):
    """Take away what would keep Odoo from removing our records and tables.

    Odoo removes the records of the data files first, and the tables after. Follow-ups
    and complaints that users made hold on to programs, outcomes, questionnaires: what
    is refused would stay behind, and spoil the next installation.
    """
    cr = env.cr
    env.flush_all()
    types = env["ir.model.data"].search(
        [("module", "=", "aftersales_followup"), ("model", "=", "mail.activity.type")]
    )
    # Also those on customers, cars and orders: nobody could finish them.
    cr.execute(
        SQL(
            "DELETE FROM mail_activity WHERE activity_type_id = ANY(%s)"
            " OR res_model LIKE %s",
            types.mapped("res_id"),
            "aftersales.%",
        )
    )
    cr.execute(
        SQL(
            """
            SELECT conrelid::regclass::text, conname
              FROM pg_constraint
              JOIN pg_class AS ours ON ours.oid IN (conrelid, confrelid)
             WHERE contype = 'f' AND confdeltype IN ('r', 'a') AND ours.relname LIKE %s
             GROUP BY conrelid, conname
            """,
            OURS,
        )
    )
    for table, constraint in cr.fetchall():
        cr.execute(
            SQL(
                "ALTER TABLE %s DROP CONSTRAINT %s",
                SQL.identifier(table.strip('"')),
                SQL.identifier(constraint),
            )
        )
    env.invalidate_all()
