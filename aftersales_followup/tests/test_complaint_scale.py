import re

from odoo.tests import tagged
from odoo.tools import SQL

from .common_complaint import ComplaintCase

TOTAL = 100_000
LATE = 250


@tagged("post_install", "-at_install")
class TestComplaintScale(ComplaintCase):
    """100 000 complaints: what is late is one query on an index, no cron, no flag."""

    def setUp(self):
        super().setUp()
        closed = self._stage("closed")
        handling = self._stage("handling")
        self.env.flush_all()
        # Rows like those of years: nearly all closed, some running, a few late.
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO aftersales_complaint
                    (name, company_id, partner_id, stage_id, is_closed, source,
                     severity, description, consent, escalation_level, date_received,
                     date_next_deadline, on_hold, attention_set, active)
                SELECT 'S' || n, %(company)s, %(partner)s,
                       CASE WHEN n <= 2 * %(late)s THEN %(handling)s
                            ELSE %(closed)s END,
                       n > 2 * %(late)s, 'phone', 'normal', 'Scale', 'pending',
                       'handler',
                       '2026-03-01'::timestamp - n * interval '5 minutes',
                       CASE WHEN n <= %(late)s THEN '2026-03-02'::timestamp
                            WHEN n <= 2 * %(late)s THEN '2026-03-20'::timestamp END,
                       FALSE, TRUE, TRUE
                FROM generate_series(1, %(total)s) AS n
                """,
                company=self.company.id,
                partner=self.partner.id,
                handling=handling.id,
                closed=closed.id,
                late=LATE,
                total=TOTAL,
            )
        )
        self.env.cr.execute("ANALYZE aftersales_complaint")
        self.env.invalidate_all()

    def test_overdue_list(self):
        complaints = self.env["aftersales.complaint"].with_user(self.service_manager)
        domain = [("clock_state", "in", ["late"])]
        query = complaints._search(domain, order=complaints._order, limit=80)
        self.env.cr.execute(SQL("EXPLAIN (ANALYZE, BUFFERS) %s", query.select()))
        plan = "\n".join(line for (line,) in self.env.cr.fetchall())
        self.assertIn("deadline_index", plan)
        self.assertNotIn("Seq Scan on aftersales_complaint", plan)
        # Read are pages of the late ones, not of the hundred thousand (some 3 000).
        read = re.search(r"shared hit=(\d+)(?: read=(\d+))?", plan)
        self.assertLess(sum(int(number or 0) for number in read.groups()), LATE)

        complaints.search(domain, limit=1)  # Rules and stages are in the caches now.
        complaints.invalidate_model()
        with self.assertQueryCount(1):
            found = complaints.search(domain, limit=80)
        self.assertEqual(len(found), 80)
        self.assertEqual(complaints.search_count(domain), LATE)

    def test_crons_read_what_is_open_only(self):
        """Neither the alarm nor the attention mark looks at what is done."""
        for model, domain, index in (
            (
                "aftersales.complaint.deadline",
                [("is_open", "=", True), ("date_alarm", "<", self.NOW)],
                "alarm_index",
            ),
            (
                "aftersales.complaint.deadline",
                [("is_open", "=", True), ("date_warn", "<=", self.NOW)],
                "warn_index",
            ),
            (
                "aftersales.complaint",
                [
                    ("attention_set", "=", False),
                    ("partner_id", "!=", False),
                    ("date_received", "<", self.NOW),
                ],
                "attention_index",
            ),
        ):
            query = self.env[model]._search(domain)
            self.env.flush_all()
            self.env.cr.execute(SQL("SET LOCAL enable_seqscan = off"))
            self.env.cr.execute(SQL("EXPLAIN %s", query.select()))
            plan = "\n".join(line for (line,) in self.env.cr.fetchall())
            self.assertIn(index, plan)
