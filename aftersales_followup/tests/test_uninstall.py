from odoo.tests import tagged
from odoo.tools import SQL

from ..hooks import OURS, uninstall_hook
from .common import AftersalesCase


@tagged("post_install", "-at_install")
class TestUninstall(AftersalesCase):
    """What users made does not keep Odoo from taking the addon away."""

    def test_nothing_holds_on_to_our_data(self):
        self._make_repair()
        followup = self._generate()
        self.assertTrue(followup.activity_ids)
        uninstall_hook(self.env)
        self.assertFalse(followup.activity_ids)
        # Each of these was refused while the follow-up held on to it.
        for record in (self.step, self.program, self.program.purpose_id):
            self.env.cr.execute(
                SQL(
                    "DELETE FROM %s WHERE id = %s",
                    SQL.identifier(record._table),
                    record.id,
                )
            )
        self.env.cr.execute(
            SQL(
                "SELECT conname FROM pg_constraint JOIN pg_class ours"
                " ON ours.oid IN (conrelid, confrelid)"
                " WHERE contype = 'f' AND confdeltype IN ('r', 'a')"
                " AND ours.relname LIKE %s",
                OURS,
            )
        )
        self.assertEqual(self.env.cr.fetchall(), [])
