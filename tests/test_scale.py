"""What must not grow with the number of records: queries, not times."""

import functools

from odoo import fields

from odoo.addons.aftersales_followup.tests.common import AftersalesCase

from setup.lib.bench import seed

from .common import AcrossCase

FEW, MANY = 50, 650
PAGE = 80
# An INSERT or UPDATE of Odoo takes a hundred rows: activities, their names, followers.
PER_RECORD = 0.1


class TestScale(AcrossCase, AftersalesCase):
    """Many records cost as many queries as a few."""

    def _settle(self, count):
        """Make settled repairs, each of another customer's car, the fast way."""
        return seed.settled_repairs(self.env, self.company, count)

    def _queries(self, work):
        """Return how many queries a piece of work takes, nothing being cached."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        work()
        self.env.flush_all()
        return self.cr.sql_log_count - before

    def test_generation(self):
        counts = []
        for size in (FEW, FEW, MANY):
            self._settle(size)
            counts.append(self._queries(lambda: self.step._generate(self.company)))
        # The first run also fills the caches of the registry.
        _first, few, many = counts
        self.assertLessEqual(many - few, PER_RECORD * (MANY - FEW))

    def test_night_with_nothing_to_do(self):
        counts = []
        for size in (FEW, MANY):
            self._settle(size)
            self._generate()
            counts.append(self._queries(lambda: self.step._generate(self.company)))
        self.assertLessEqual(counts[1], counts[0])

    def test_opening_and_expiry(self):
        Followup = self.env["aftersales.followup"]
        today = self.company._aftersales_today()
        yesterday = fields.Date.subtract(today, days=1)
        counts = []
        for size in (FEW, FEW, MANY):
            self._settle(size)
            made = self._generate().filtered(lambda f: f.state == "open")
            made._close_activities()
            made.write({"state": "planned"})
            opening = self._queries(made._open)
            made.write({"date_expiry": yesterday})
            expiry = self._queries(made._expire)
            self.assertFalse(Followup.search_count([("state", "=", "open")]))
            counts.append((opening, expiry))
        _first, few, many = counts
        for less, more in zip(few, many, strict=True):
            self.assertLessEqual(more - less, PER_RECORD * (MANY - FEW))

    def test_queue(self):
        arch = self.env.ref("aftersales_followup.aftersales_followup_queue_view_list")
        view = self.env["aftersales.followup"].get_view(arch.id, "list")
        names = view["models"]["aftersales.followup"]
        specification = {
            name: {"fields": {"display_name": {}}}
            if self.env["aftersales.followup"]._fields[name].type == "many2one"
            else {}
            for name in names
        }
        queue = self.env["aftersales.followup"].with_user(self.agent)
        counts = []
        # Half of them are the colleague's; more than a page each time.
        for size in (2 * PAGE + 10, 10, MANY):
            self._settle(size)
            self._generate()
            counts.append(
                self._queries(
                    lambda: queue.web_search_read(
                        [("state", "=", "open"), ("user_id", "=", self.agent.id)],
                        specification,
                        limit=PAGE,
                    )
                )
            )
        self.assertLessEqual(counts[2], counts[1])

    def test_agents_follow_as_odoo_lets_them(self):
        self._settle(4)
        followups = self._generate()
        ours = followups.message_follower_ids
        self.assertEqual(len(ours), 4)
        self.assertEqual(ours.partner_id, followups.user_id.partner_id)
        subtypes = ours.subtype_ids
        ours.unlink()
        for followup in followups:
            followup.message_subscribe(followup.user_id.partner_id.ids)
        odoos = followups.message_follower_ids
        self.assertEqual(odoos.subtype_ids, subtypes)
        self.assertEqual(odoos.partner_id, followups.user_id.partner_id)

    def test_finishing_a_call(self):
        counts = []
        for size in (FEW, FEW, MANY):
            self._settle(size)
            followup = self._generate()[-1].with_user(self.agent)
            followup.sudo().user_id = self.agent
            self._answer_all(followup)
            finish = functools.partial(
                followup.finish_call, self._get_outcome("completed").id, note="Fine"
            )
            counts.append(self._queries(finish))
        self.assertLessEqual(counts[2], counts[1])
