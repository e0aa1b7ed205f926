from odoo.addons.aftersales_followup.tests.common import AftersalesCase

from .common import AcrossHttpCase


class TestBrowserPaper(AcrossHttpCase, AftersalesCase):
    """Paper sheets typed in by keyboard, in a real browser (F18, Q2)."""

    def test_quick_entry(self):
        batch = self.env["aftersales.paper.batch"].create(
            {
                "survey_id": self.env.ref("aftersales_followup.survey_points_300").id,
                "company_id": self.company.id,
                "sent_count": 5,
            }
        )
        batch.action_send()
        self.env.flush_all()
        self.start_tour(
            f"/odoo/aftersales-paper/{batch.id}",
            "aftersales_paper_entry",
            login=self.agent.login,
        )
        self.env.invalidate_all()
        self.assertEqual(batch.sheet_ids.mapped("number"), [1, 2])
        self.assertEqual(batch.sheet_ids.mapped("score"), [80.0, 100.0])
        self.assertEqual(batch.sheet_ids.user_id, self.agent)
